"""What is not ours, and whose it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import NotFound
from guichet.kernel.texts import localise
from guichet.knowledge import rules
from guichet.knowledge.editions import ELSEWHERE
from guichet.knowledge.models import Elsewhere
from guichet.knowledge.stems import stems_of
from guichet.places.editions import Kept


@dataclass(frozen=True, slots=True)
class ElsewhereShown:
    """Whose it is, in one language: the number to give, and when it answers.

    When it was looked for by words, `held` is the stems of those by which it was found, and `named` tells that it was
    called by a proper name (« Hydro », « Longueuil »), which the list writes with a capital.
    """

    key: str
    name: str
    does: str
    phone: str
    hours: str
    url: str
    words: tuple[str, ...]
    active: bool = True
    neighbour: bool = False
    example: bool = False
    checked_on: dt.date | None = None
    version: int = 0
    held: frozenset[str] = frozenset()
    named: bool = False


@dataclass(frozen=True, slots=True)
class _Known:
    row: Elsewhere
    phrases: Sequence[tuple[frozenset[str], bool]]  # the stems of each, and whether it is a proper name


def _build() -> list[_Known]:
    known = []
    for row in Elsewhere.objects.filter(active=True).order_by("key"):
        phrases = [(frozenset(stems_of(words)), words[:1].isupper()) for words in row.words]
        phrases += [(frozenset(stems_of(name)), False) for name in row.name.values()]
        known.append(_Known(row, [one for one in phrases if one[0]]))
    return known


_directory: Kept[list[_Known]] = Kept(_build, ELSEWHERE)


def not_ours(actor: Actor, words: str, *, language: str, limit: int = 3) -> list[ElsewhereShown]:
    """Give whose business some words are, when it is not the city's: the surest first, nothing when nobody's.

    A body is found when all the words of one of its phrases, or of its name, are there; the longer phrase wins.
    """
    asked = frozenset(stems_of(words[:1_000]))
    if not asked:
        return []
    found = [
        (known, said)
        for known in _directory.get()
        if (said := [phrase for phrase in known.phrases if phrase[0] <= asked])
    ]
    found.sort(
        key=lambda one: (-max(len(stems) for stems, _own in one[1]) - 0.1 * len(one[1]), one[0].row.key)
    )
    return [_found(known.row, said, language) for known, said in found[:limit]]


def _found(row: Elsewhere, said: Sequence[tuple[frozenset[str], bool]], language: str) -> ElsewhereShown:
    held: frozenset[str] = frozenset().union(*(stems for stems, _own in said))
    return replace(elsewhere_shown(row, language), held=held, named=any(own for _stems, own in said))


def neighbours(actor: Actor, *, language: str) -> list[ElsewhereShown]:
    """Give the other municipalities of the list, whose names may end an address, by key."""
    return [elsewhere_shown(known.row, language) for known in _directory.get() if known.row.neighbour]


def elsewhere_shown(row: Elsewhere, language: str) -> ElsewhereShown:
    """Give an entry of the list in one language."""
    return ElsewhereShown(
        key=row.key,
        name=localise(row.name, language),
        does=localise(row.does, language),
        phone=row.phone,
        hours=localise(row.hours, language),
        url=row.url,
        words=tuple(row.words),
        active=row.active,
        neighbour=row.neighbour,
        example=row.example,
        checked_on=row.checked_on,
        version=row.version,
    )


def all_elsewhere(actor: Actor, language: str) -> list[ElsewhereShown]:
    """Give the whole list of what is not ours, by name, those no longer in use last."""
    authorise(actor, rules.may_read_bank)
    shown = [elsewhere_shown(row, language) for row in Elsewhere.objects.all()]
    return sorted(shown, key=lambda one: (not one.active, one.name.casefold()))


def written_elsewhere(actor: Actor, key: str) -> Elsewhere:
    """Find an entry of the list to change it. Raises NotFound."""
    authorise(actor, rules.may_write)
    found = Elsewhere.objects.filter(key=key[:80]).first()
    if found is None:
        raise NotFound(_("This is not in the list."))
    return found
