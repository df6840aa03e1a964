"""What every page needs before its view: the city's language and time, and who acts."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from guichet.kernel.actor import Actor, visitor
from guichet.people.queries import staff_actor
from guichet.web.kit.errors import error_page
from guichet.web.kit.languages import locale_of, reader_language

View = Callable[[HttpRequest], HttpResponse]
PROVED = "proved_cases"
PROVED_DRAFTS = "proved_drafts"
PROVED_PARTS = "proved_parts"


def city_context(get_response: View) -> View:
    """Set the language (asked for, remembered, or the browser's among the city's) and the city's time zone."""

    def middleware(request: HttpRequest) -> HttpResponse:
        city = getattr(request, "tenant", None)
        if city is None or not getattr(city, "slug", ""):
            return get_response(request)
        language = reader_language(request, city.languages or ["fr"])
        timezone.activate(zoneinfo.ZoneInfo(city.time_zone))
        translation.activate(locale_of(city, language))
        request.LANGUAGE_CODE = translation.get_language() or "fr"
        try:
            response = _never_blank(request, get_response(request))
        finally:
            translation.deactivate()
            timezone.deactivate()
        response.headers.setdefault("Content-Language", language)
        return response

    return middleware


def _never_blank(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Put a page where an address that is only for sending was opened as a page (typed, or reloaded)."""
    if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or request.method != "GET":
        return response
    page = error_page(request, response.status_code)
    page.headers["Allow"] = response.headers["Allow"]
    return page


def acting_person(get_response: View) -> View:
    """Put on the request the actor that every action and query takes first."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.actor = _actor(request)  # type: ignore[attr-defined]  # what every view of ours expects
        return get_response(request)

    return middleware


def _actor(request: HttpRequest) -> Actor:
    if not getattr(getattr(request, "tenant", None), "slug", ""):
        return visitor()
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return staff_actor(user)
    language = (translation.get_language() or "fr")[:2]
    return visitor(
        language=language,
        case_references=frozenset(request.session.get(PROVED, ())),
        drafts=frozenset(request.session.get(PROVED_DRAFTS, ())),
        parts=frozenset((number, key) for number, key in request.session.get(PROVED_PARTS, ())),
    )
