"""Addresses of the settings of permits."""

from __future__ import annotations

from django.urls import path

from guichet.web.backoffice.permits import views

urlpatterns = [
    path("", views.types, name="config_permits"),
    path("new/", views.type_new, name="config_permit_new"),
    path("conditions/", views.conditions, name="config_permit_conditions"),
    path("conditions/<slug:code>/", views.condition, name="config_permit_condition"),
    path("order/", views.order, name="config_permit_order"),
    path("<slug:code>/", views.kind, name="config_permit"),
    path("<slug:code>/districts/<slug:district>/", views.district, name="config_permit_district"),
]
