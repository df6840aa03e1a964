"""Sentences in both languages at once: a permit, its clock and its order are read by people of either."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.utils import translation

from guichet.kernel.texts import Text
from guichet.kernel.typography import french_spaces, long_date
from guichet.tenancy.queries import french_here

LANGUAGES = ("fr", "en")
QUEBEC = "fr-ca"


def say(fr: str, en: str, *, france: str = "", **values: object) -> Text:
    """Give a sentence in French and in English; a value may be a text by language, or a day, written out in each.

    `france` is the French of cities that are not in Québec, where it says it otherwise.
    """
    if france and french_here() != QUEBEC:
        fr = france
    return {
        "fr": french_spaces(fr % {name: _in(value, "fr") for name, value in values.items()}),
        "en": en % {name: _in(value, "en") for name, value in values.items()},
    }


def _in(value: object, language: str) -> object:
    if isinstance(value, dict):
        return value.get(language) or value.get("fr", "")
    if isinstance(value, dt.datetime):
        return long_date(value.date(), language)
    if isinstance(value, dt.date):
        return long_date(value, language)
    return value


def counted(n: int, one: tuple[str, str], many: tuple[str, str]) -> Text:
    """Give a sentence for one thing, or for many with their number, in French and in English."""
    return say(*one) if n == 1 else say(*many, n=n)


def both(words: Callable[[], object]) -> Text:
    """Give words that the catalogue of translations knows, in both languages."""
    said: Text = {}
    for language in LANGUAGES:
        with translation.override(french_here() if language == "fr" else language):
            said[language] = str(words())
    return said


def days_words(amount: int, unit: str) -> Text:
    """Say a length: « 2 mois », “5 working days”; in France working days are « ouvrés », Saturday not being one."""
    worked = (
        ("jour ouvrable", "jours ouvrables") if french_here() == QUEBEC else ("jour ouvré", "jours ouvrés")
    )
    words = {
        "working_days": (*worked, "working day", "working days"),
        "days": ("jour", "jours", "day", "days"),
        "months": ("mois", "mois", "month", "months"),
    }[unit]
    many = amount >= 2
    return {
        "fr": f"{amount}\u00a0{words[1] if many else words[0]}",
        "en": f"{amount}\u00a0{words[2] if amount == 1 else words[3]}",
    }


FIELD_WORDS: dict[str, Text] = {
    "public_works": {"fr": "Travaux publics", "en": "Public works"},
    "fire": {"fr": "Sécurité incendie", "en": "Fire safety"},
    "transport": {"fr": "Circulation et transport", "en": "Traffic and transport"},
    "events": {"fr": "Événements", "en": "Events"},
    "finance": {"fr": "Finances", "en": "Finance"},
    "heritage": {"fr": "Patrimoine", "en": "Heritage"},
    "trees": {"fr": "Arbres et parcs", "en": "Trees and parks"},
    "police": {"fr": "Police", "en": "Police"},
}


def field_words(field: str) -> Text:
    """Give what a reviewing service is called."""
    return FIELD_WORDS.get(field, {"fr": field, "en": field})
