"""Addresses of the register of planned works; « new » stands for what is not written yet."""

from __future__ import annotations

from django.urls import path

from guichet.web.desk.works import views

urlpatterns = [
    path("", views.register, name="works_register"),
    path("carte.geojson", views.shapes, name="works_shapes"),
    path("import/", views.from_table, name="works_import"),
    path("<str:reference>/", views.work, name="works_work"),
    path("<str:reference>/do/<slug:verb>/", views.move, name="works_move"),
]
