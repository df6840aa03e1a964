"""Tags that the pages of permits share, residents' and agents': `{% load kit_permits %}`."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from guichet.kernel import typography
from guichet.permits.lifecycle import ROLE_WORDS, VERDICT_WORDS, Role, Verdict
from guichet.permits.shapes import InspectionShown, OpinionShown
from guichet.web.kit.area_found import VALUES
from guichet.web.kit.icons import one_of
from guichet.web.kit.parts import Tone
from guichet.web.kit.states import PERMIT_LOOKS
from guichet.web.kit.templatetags.kit import plain_tag

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
    return f"{VALUES.get(str(value), value)} {UNITS.get(unit, unit)}".strip()


@register.simple_tag
def role_words(role: str) -> str:
    """Say what someone is to a permit."""
    return str(ROLE_WORDS[Role(role)])


@register.simple_tag
def opinion_tag(opinion: OpinionShown) -> SafeString:
    """Show an opinion as given, awaited or late."""
    if opinion.given_at is None:
        return (
            plain_tag(_("Late"), "late", "s-late")
            if opinion.late
            else plain_tag(_("Awaited"), "info", "s-wait")
        )
    tones: dict[str, tuple[Tone, str]] = {
        Verdict.FAVOURABLE: ("ok", "check-lg"),
        Verdict.WITH_CONDITIONS: ("warn", "list-check"),
        Verdict.UNFAVOURABLE: ("late", "x-lg"),
        Verdict.NOT_CONCERNED: ("", "dash-lg"),
    }
    tone, icon = tones[Verdict(opinion.verdict)]
    return plain_tag(str(VERDICT_WORDS[Verdict(opinion.verdict)]), tone, icon)


@register.simple_tag
def visit_words(purpose: str) -> str:
    """Say what a visit on site is for."""
    return {
        "before": _("Visit before it begins"),
        "during": _("Visit while it stands there"),
        "end": _("Visit at its end"),
        "overrun": _("Visit about an overrun"),
    }[purpose]


@register.simple_tag
def visit_tag(visit: InspectionShown) -> SafeString:
    """Show how a visit ended, or that it is planned."""
    if visit.done_at is None:
        return plain_tag(_("Planned"), "info", "s-plan")
    if visit.conform:
        return plain_tag(_("As allowed"), "ok", "check-lg")
    return plain_tag(_("Not as allowed"), "late", "x-lg")
