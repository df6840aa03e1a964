"""How the backoffice's templates write a city's own texts, dates and faults."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import template
from django.forms import BoundField
from django.utils import timezone

from guichet.kernel import typography
from guichet.kernel.texts import localise
from guichet.web.backoffice.bilingual import ConfigForm, language
from guichet.web.kit.fields import view_field

register = template.Library()


@register.filter
def said(text: Mapping[str, str] | None) -> str:
    """Give a city's own text in the language of the page, with its typography."""
    words = localise(text or {}, language())
    return typography.french_spaces(words) if language() == "fr" else words


@register.filter
def moment(when: dt.datetime | None) -> str:
    """Write a time for a list: « auj., 8 h 50 »."""
    return typography.moment(timezone.localtime(when), language(), timezone.localtime()) if when else ""


@register.filter
def long_moment(when: dt.datetime | None) -> str:
    """Write a time in full: « mardi 24 novembre 2026 à 16 h 30 »."""
    return typography.long_moment(timezone.localtime(when), language()) if when else ""


@register.filter
def long_day(day: dt.date | None) -> str:
    """Write a day in full: « mardi 24 novembre 2026 »."""
    return typography.long_date(day, language()) if day else ""


@register.inclusion_tag("kit/parts/field.html")
def plain(bound: BoundField, unit: str = "") -> dict[str, Any]:
    """Show a field without « (facultatif) »: where leaving it as it is says something too, or it only finds things."""
    return {"field": replace(view_field(bound, unit=unit), optional=False)}


@register.inclusion_tag("backoffice/parts/both.html")
def both(form: ConfigForm, name: str, *, bare: bool = False) -> dict[str, Any]:
    """Show the fields of a text, one for each language of the city, beside each other; `bare` as `plain` does."""
    return {"fields": form.both(name), "bare": bare}
