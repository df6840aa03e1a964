"""Addresses when the host name belongs to no city."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
handler400 = "guichet.web.kit.errors.bad_request"
handler404 = "guichet.web.kit.errors.not_found"
handler500 = "guichet.web.kit.errors.server_error"
