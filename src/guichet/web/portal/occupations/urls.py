"""Addresses of what stands on public space."""

from __future__ import annotations

from django.urls import path

from guichet.web.portal.occupations import views, views_overrun

urlpatterns = [
    path("", views.occupations, name="portal_occupations"),
    path("carte.geojson", views.shapes, name="portal_occupations_shapes"),
    path("donnees.geojson", views.data_geojson, name="portal_occupations_geojson"),
    path("donnees.csv", views.data_csv, name="portal_occupations_csv"),
    path("<int:number>/", views.occupation, name="portal_occupation"),
    path("<int:number>/depassement/", views_overrun.overrun, name="portal_occupation_overrun"),
]
