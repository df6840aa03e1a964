"""Tags that the pages of permits share, residents' and agents': `{% load kit_permits %}`."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from guichet.kernel import typography
from guichet.web.kit.states import PERMIT_LOOKS
from guichet.web.kit.templatetags.kit import one_of, plain_tag

register = template.Library()

UNITS = {"m2": "m²", "m": "m", "cm": "cm"}


@register.simple_tag
def permit_tag(state: str, words: str) -> SafeString:
    """Show the state of a permit as icon, words and tone."""
    icon, tone = PERMIT_LOOKS[one_of(state, tuple(PERMIT_LOOKS), "state of permit")]
    return plain_tag(words, tone, icon)


@register.filter
def measured(measure: Mapping[str, object]) -> str:
    """Write a measure with its unit: « 15,5 m² », « oui », « rue locale »."""
    value, unit = measure.get("value"), str(measure.get("unit", ""))
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, int | float | Decimal):
        written = typography.number(Decimal(str(value)), (get_language() or "fr")[:2])
        return f"{written}\u00a0{UNITS.get(unit, unit)}".strip("\u00a0")
    return f"{value} {UNITS.get(unit, unit)}".strip()
