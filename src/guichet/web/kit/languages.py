"""The language that a visitor reads: asked for, remembered by their browser, or the browser's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from django.http import HttpRequest

LANGUAGE_COOKIE = "guichet_language"
LANGUAGE_SECONDS = 365 * 24 * 3600


class Speaking(Protocol):
    """A city, as far as its languages go."""

    locale: str


def reader_language(request: HttpRequest, offered: Sequence[str]) -> str:
    """Choose among the languages that a city offers, first its own; needs no database."""
    for wish in (request.GET.get("lang"), request.COOKIES.get(LANGUAGE_COOKIE)):
        if wish and wish in offered:
            return wish
    for part in request.headers.get("accept-language", "").split(","):
        code = part.split(";")[0].strip().lower()[:2]
        if code in offered:
            return code
    return offered[0]


def locale_of(city: Speaking, language: str) -> str:
    """Give the locale of a language in a city: French as it is written there (`fr-ca`), others as they are."""
    return city.locale if language == "fr" else language
