"""How the portal's templates write dates, distances, states and a city's own texts."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from guichet.kernel import typography
from guichet.kernel.moment import now, today
from guichet.kernel.texts import localise
from guichet.kernel.words import stem, tokens
from guichet.places.naming import street_in_a_sentence
from guichet.tenancy.queries import current_city
from guichet.web.kit.icons import icon_names
from guichet.web.kit.states import STATES
from guichet.web.kit.templatetags.kit import tag_state
from guichet.web.portal.entrance import language

register = template.Library()

WORD = re.compile(r"[^\W_]+", re.UNICODE)
# What the public sees of a case → the state of the kit that looks so.
LOOKS = {
    "received": "received",
    "taken": "triaged",
    "planned": "planned",
    "working": "in_progress",
    "asking": "waiting_resident",
    "done": "resolved",
    "closed": "closed",
    "reopened": "reopened",
}
ROAD_METRES = {1: 14.0, 2: 12.0, 3: 10.0, 4: 8.0, 5: 3.0}


@register.filter
def said(text: Mapping[str, str] | None) -> str:
    """Give a city's own text in the language of the page."""
    return localise(text or {}, language())


@register.filter
def day(when: dt.date | dt.datetime | None) -> str:
    """Write a day in full: « mardi 24 novembre 2026 »."""
    if when is None:
        return ""
    on = timezone.localtime(when).date() if isinstance(when, dt.datetime) else when
    return typography.long_date(on, language())


@register.filter
def long_moment(when: dt.datetime | None) -> str:
    """Write a time in full: « mardi 24 novembre 2026 à 16 h 30 »."""
    return typography.long_moment(timezone.localtime(when), language()) if when else ""


@register.filter
def ago(when: dt.datetime | None) -> str:
    """Write a time by its distance from now: « il y a 2 jours »."""
    return (
        typography.relative(timezone.localtime(when), timezone.localtime(now()), language()) if when else ""
    )


@register.filter
def metres(distance: float | None) -> str:
    """Write a distance as walked: « à 60 m »."""
    return "" if distance is None else typography.distance(distance, language(), away=True)


@register.filter
def in_line(place: str) -> str:
    """Write a place inside a French sentence: « rue Rachel Est », « parc Molson »."""
    return street_in_a_sentence(place) if language() == "fr" else place


@register.filter
def counted(n: int) -> str:
    """Write a whole number: « 4 212 »."""
    return typography.number(n, language())


@register.filter
def known_icon(name: str) -> str:
    """Give a service's icon, or a neutral one when the page has no drawing of that name."""
    return name if name in icon_names() else "inbox"


@register.simple_tag(takes_context=True)
def public_tag(context: Context, state: str, planned: dt.datetime | None = None) -> SafeString:
    """Show what the public sees of a case; a planned day is said (« mar. 24 nov. »)."""
    label = ""
    if state == "planned" and planned is not None:
        on = typography.short_date(timezone.localtime(planned).date(), language(), today())
        label = _("Planned: %(day)s") % {"day": on}
    elif state == "asking":
        label = _("Waiting for an answer")
    return tag_state(context, LOOKS[state], label)


def public_word(state: str) -> str:
    """Give the word of what the public sees of a case, that agrees with the city's own name for a case."""
    words = current_city().vocabulary.get("case", {})
    return STATES[LOOKS[state]].word((words.get("fr") or {}).get("gender", "f"))


@register.filter
def highlight(text: str, words: str) -> SafeString:
    """Mark in a text the words that someone searched for, whatever their accents, plural or unfinished end."""
    asked = [stem(token) for token in tokens(words) if len(token) > 1]
    if not asked:
        return conditional_escape(text)
    pieces: list[tuple[SafeString, SafeString, SafeString]] = []
    end = 0
    for found in WORD.finditer(text):
        own = [stem(token) for token in tokens(found[0])]
        if any(word == mine or (len(word) > 2 and mine.startswith(word)) for word in asked for mine in own):
            before = conditional_escape(text[end : found.start()])
            pieces.append((before, conditional_escape(found[0]), mark_safe("")))  # empty
            end = found.end()
    marked = format_html_join("", "{}<mark>{}</mark>{}", pieces)
    return marked + conditional_escape(text[end:])


@register.filter
def road_width(rank: int, metres_per_unit: float) -> float:
    """Give the width of a road on a plan, in the plan's own units."""
    return round(max(ROAD_METRES.get(rank, ROAD_METRES[4]) / metres_per_unit, 1.5), 1)


@register.filter
def road_edge(rank: int, metres_per_unit: float) -> float:
    """Give the width of a road with its edges."""
    return road_width(rank, metres_per_unit) + 1.5
