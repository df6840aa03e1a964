"""Addresses of the kit: the city's colours and mark, the choice of language, and the page of all components."""

from __future__ import annotations

from django.urls import path

from guichet.web.kit import views, views_area

urlpatterns = [
    path("theme.css", views.theme_css, name="theme_css"),
    path("mark.svg", views.city_logo, name="city_logo"),
    path("language/<str:code>/", views.choose_language, name="choose_language"),
    path("kit/", views.kit_page, name="kit"),
    path("area/", views_area.area_found, name="kit_area"),
]
