"""Addresses of finance's settings."""

from __future__ import annotations

from django.urls import path

from guichet.web.backoffice.finance import views

urlpatterns = [
    path("", views.office, name="config_finance"),
    path("reasons/", views.reasons, name="config_reasons"),
    path("reasons/new/", views.reason_new, name="config_reason_new"),
    path("reasons/<slug:code>/", views.reason, name="config_reason"),
    path("limits/", views.limits, name="config_limits"),
    path("limits/<slug:kind>/<int:signer_id>/", views.limit, name="config_limit"),
]
