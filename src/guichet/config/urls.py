"""Addresses of a city's site."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("guichet.web.kit.urls")),
    path("", include("guichet.web.portal.urls")),
    path("desk/", include("guichet.web.desk.urls")),
    path("config/", include("guichet.web.backoffice.urls")),
]

handler400 = "guichet.web.kit.errors.bad_request"
handler403 = "guichet.web.kit.errors.forbidden"
handler404 = "guichet.web.kit.errors.not_found"
handler500 = "guichet.web.kit.errors.server_error"
