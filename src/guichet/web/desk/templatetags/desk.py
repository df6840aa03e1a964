"""How the desk's templates write dates, distances and a city's own texts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django import template
from django.utils import timezone
from django.utils.translation import get_language

from guichet.kernel import typography
from guichet.kernel.texts import localise
from guichet.knowledge.content import said_in

if TYPE_CHECKING:
    from guichet.knowledge.queries import Answer

register = template.Library()


def language() -> str:
    """Give the language of the page, « fr » or « en »."""
    return (get_language() or "fr")[:2]


@register.filter
def moment(when: dt.datetime | None) -> str:
    """Write a time for a list: « auj., 8 h 50 »."""
    return typography.moment(timezone.localtime(when), language(), timezone.localtime()) if when else ""


@register.filter
def long_moment(when: dt.datetime | None) -> str:
    """Write a time in full: « mardi 24 novembre 2026 à 16 h 30 »."""
    return typography.long_moment(timezone.localtime(when), language()) if when else ""


@register.filter
def whole_moment(when: dt.datetime | None) -> str:
    """Write a time in full, its year only when it is not this one: « mardi 24 novembre à 16 h 30 »."""
    if when is None:
        return ""
    local, words = timezone.localtime(when), language()
    said = typography.long_moment(local, words)
    if local.year != timezone.localtime().year:
        return said
    return said.replace(f" {local.year} ", " ") if words == "fr" else said.replace(f", {local.year} ", " ")


@register.filter
def ago(when: dt.datetime | None) -> str:
    """Write a time by its distance from now: « il y a 40 minutes »."""
    return typography.relative(timezone.localtime(when), timezone.localtime(), language()) if when else ""


@register.filter
def day(when: dt.date | dt.datetime | None) -> str:
    """Write a day for a list: « auj. », « mar. 24 nov. »."""
    if when is None:
        return ""
    on = timezone.localtime(when).date() if isinstance(when, dt.datetime) else when
    return typography.short_date(on, language(), timezone.localtime().date())


@register.filter
def long_day(when: dt.date | None) -> str:
    """Write a day in full, within a sentence: « mardi 24 novembre 2026 »."""
    return typography.long_date(when, language()) if when else ""


@register.filter
def metres(distance: float | None) -> str:
    """Write a distance as walked: « à 60 m »; nothing when it is not known."""
    return "" if distance is None else typography.distance(distance, language(), away=True)


@register.filter
def said(text: Mapping[str, str] | None) -> str:
    """Give a city's own text in the language of the page, with its typography."""
    words = localise(text or {}, language())
    return typography.french_spaces(words) if language() == "fr" else words


@register.filter
def called(answer: Answer) -> str:
    """Give the title of an answer of the bank as it was last written, in the language of the page."""
    version = answer.newest or answer.live
    return (said_in(version.texts, language()).title if version else "") or answer.key
