"""The kinds of things that stand on public space, and how far around itself each disturbs others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Kind(StrEnum):
    """What an occupation is."""

    WORKS = "works"
    UTILITY = "utility"
    CLOSURE = "closure"
    EVENT = "event"
    FILMING = "filming"
    CONTAINER = "container"
    SCAFFOLD = "scaffold"
    CRANE = "crane"
    MATERIALS = "materials"
    MOVING = "moving"
    TERRACE = "terrace"
    MARKET = "market"
    PERMANENT = "permanent"
    OTHER = "other"


KIND_WORDS: Mapping[str, str | Promise] = MappingProxyType(
    {
        Kind.WORKS: _("Street works"),
        Kind.UTILITY: _("Works on a network"),
        Kind.CLOSURE: _("Closure or detour"),
        Kind.EVENT: _("Event"),
        Kind.FILMING: _("Filming"),
        Kind.CONTAINER: _("Container"),
        Kind.SCAFFOLD: _("Scaffold"),
        Kind.CRANE: _("Crane or lift"),
        Kind.MATERIALS: _("Materials or site fence"),
        Kind.MOVING: _("Moving out or in"),
        Kind.TERRACE: _("Terrace"),
        Kind.MARKET: _("Market or stall"),
        Kind.PERMANENT: _("Permanent structure"),
        Kind.OTHER: _("Other occupation"),
    }
)
# Metres around itself in which a kind disturbs another occupation, unless the city says otherwise: what is normally
# kept free beside it (a lane's width for works, the swing of a crane, the queue in front of an event).
CLEARANCES: Mapping[str, float] = MappingProxyType(
    {
        Kind.WORKS: 15.0,
        Kind.UTILITY: 10.0,
        Kind.CLOSURE: 20.0,
        Kind.EVENT: 25.0,
        Kind.FILMING: 25.0,
        Kind.CRANE: 20.0,
        Kind.SCAFFOLD: 3.0,
        Kind.CONTAINER: 3.0,
        Kind.MATERIALS: 3.0,
        Kind.MOVING: 5.0,
        Kind.TERRACE: 2.0,
        Kind.MARKET: 5.0,
    }
)
USUAL_CLEARANCE = 3.0
MOST_CLEARANCE = 100.0

# Titles of these are never published: they would say who moves, or who lives behind the scaffold.
PRIVATE = frozenset({Kind.MOVING})


def kind_words(kind: str, language: str = "") -> str:
    """Give the words of a kind in a language (else the page's)."""
    words = KIND_WORDS.get(kind, KIND_WORDS[Kind.OTHER])
    if not language:
        return str(words)
    with translation.override(language):
        return str(words)


def public_title(
    kind: str, title: Mapping[str, str], languages: Sequence[str] = ("fr", "en")
) -> dict[str, str]:
    """Give the title that everyone may read: of a private kind, the words of the kind alone."""
    if kind in PRIVATE or not any(title.values()):
        return {language: kind_words(kind, language) for language in languages}
    return dict(title)
