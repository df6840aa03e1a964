"""Honest pages for what went wrong; they need no database, and no city either."""

from __future__ import annotations

import logging
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from django.core.exceptions import DisallowedHost
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django_tenants.utils import remove_www

from guichet.tenancy.hosts import last_city_at
from guichet.web.kit.context import page
from guichet.web.kit.languages import locale_of, reader_language
from guichet.web.kit.views import theme_css

if TYPE_CHECKING:
    from guichet.tenancy.models import City

log = logging.getLogger(__name__)


def error_page(request: HttpRequest, status: int) -> HttpResponse:
    """Give the page of a status: what happened and what to do now.

    Where the city is known: under its name and colours, in the reader's language. Elsewhere in French, then in English.
    """
    city = _city_of(request)
    home = "/desk/" if request.path.startswith(("/desk/", "/config/")) else "/"
    locale = locale_of(city, reader_language(request, city.languages or ["fr"])) if city else "fr"
    with translation.override(locale):
        known = {**page(request), "status": status, "path": request.path, "home": home, "request": request}
        body = render_to_string("kit/error.html", known)
    response = HttpResponse(body, status=status)
    response.headers["Content-Language"] = locale[:2]
    return response


def _city_of(request: HttpRequest) -> City | None:
    """Find the city without the database: the request's, or the one last known at this host name."""
    city = getattr(request, "tenant", None)
    if city is None:
        with suppress(DisallowedHost):
            city = last_city_at(remove_www(request.get_host().split(":")[0]))
    if not getattr(city, "slug", ""):
        return None
    request.tenant = city  # type: ignore[attr-defined]  # where every page looks for it
    return city


def _database_down(request: HttpRequest, error: BaseException) -> HttpResponse:
    """Say that the service is away; nothing that was sent is kept, and the page says so.

    The colours of that page need no database: they are still given.
    """
    if request.path == reverse("theme_css") and _city_of(request):
        return theme_css(request)
    log.error("database away: %s", type(error).__name__)
    response = error_page(request, 503)
    response.headers["Retry-After"] = "30"
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Give the page of a request that cannot be read."""
    return error_page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    """Give the page of something that may not be done."""
    return error_page(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Give the page of an address that leads nowhere."""
    return error_page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Give the page of a fault of ours; of a pause when it is the database that is away.

    Django asks for it while it handles the exception, whatever layer raised it; the next request connects again.
    """
    fault = sys.exception()
    if isinstance(fault, OperationalError | InterfaceError):
        return _database_down(request, fault)
    return error_page(request, 500)
