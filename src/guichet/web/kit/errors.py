"""Honest pages for what went wrong; they need no database and no city."""

from __future__ import annotations

import logging
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

log = logging.getLogger(__name__)


def error_page(request: HttpRequest, status: int) -> HttpResponse:
    """Give the page of a status: what happened and what to do now, in French and English."""
    home = "/desk/" if request.path.startswith(("/desk/", "/config/")) else "/"
    body = render_to_string("kit/error.html", {"status": status, "path": request.path, "home": home})
    return HttpResponse(body, status=status)


def _database_down(request: HttpRequest, error: BaseException) -> HttpResponse:
    """Say that the service is away; nothing that was sent is kept, and the page says so."""
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
