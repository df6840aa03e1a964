"""Addresses of the pages of by-laws on fees."""

from __future__ import annotations

from django.urls import path

from guichet.web.backoffice.tariffs import views, views_parts

urlpatterns = [
    path("", views.bylaws, name="config_bylaws"),
    path("new/", views.bylaw_new, name="config_bylaw_new"),
    path("<slug:code>/<int:number>/", views.bylaw, name="config_bylaw"),
    path("<slug:code>/<int:number>/act/", views.bylaw_act, name="config_bylaw_act"),
    path("<slug:code>/<int:number>/try/", views.bylaw_try, name="config_bylaw_try"),
    path("<slug:code>/<int:number>/since/<int:since>/", views.bylaw_changes, name="config_bylaw_changes"),
    path(
        "<slug:code>/<int:number>/tariffs/<slug:tariff>/rules/<slug:name>/",
        views_parts.rule,
        name="config_bylaw_rule",
    ),
    path("<slug:code>/<int:number>/<slug:part>/<str:name>/", views_parts.part, name="config_bylaw_part"),
]
