"""What every page needs before its view: the city's language and time, and who acts."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils import timezone, translation

from guichet.kernel.actor import Actor, visitor
from guichet.people.queries import staff_actor
from guichet.web.kit.errors import error_page
from guichet.web.kit.languages import locale_of, reader_language

View = Callable[[HttpRequest], HttpResponse]
TEXTS = ("text/", "application/json", "application/geo+json", "image/svg+xml")
PROVED = "proved_cases"
PROVED_DRAFTS = "proved_drafts"
PROVED_PARTS = "proved_parts"


class CompressedText(GZipMiddleware):
    """Compress pages and other texts for whoever takes them so: a page of 35 kB goes as 5.

    Photos and documents are compressed already, and what is streamed goes as it comes. The token of a form is masked
    anew on each page, and Django adds a length by chance: neither can be guessed from lengths (BREACH).
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress a whole answer of text, and nothing else."""
        if response.streaming or not response.headers.get("Content-Type", "").startswith(TEXTS):
            return response
        return super().process_response(request, response)


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
