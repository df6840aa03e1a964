"""Which known words someone meant by those they typed."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from guichet.places.naming import HARDLY_TELLING, forgiven, misspellings, slips
from guichet.places.typed import Slot

_MANY = 200_000  # about what a large city has: what rarity is measured against
_UNKNOWN = 20
_HARDLY = 0.3
_MOST_MEANINGS = 30
_BEGINNINGS = 25

_AS_TYPED = """
SELECT id, word, places FROM places_placeword WHERE places > 0 AND word = ANY(%(exact)s::varchar[])
UNION
SELECT begun.id, begun.word, begun.places
FROM unnest(%(starts)s::text[]) AS asked(start)
CROSS JOIN LATERAL (
  SELECT id, word, places FROM places_placeword
  WHERE word >= asked.start COLLATE "C" AND word < (asked.start || U&'\\FFFF') COLLATE "C" AND places > 0
  ORDER BY places DESC LIMIT %(beginnings)s
) AS begun
"""
_NEARLY = "SELECT id, word, places FROM places_placeword WHERE places > 0 AND variants && %s::varchar[]"

Word = tuple[int, str, int]


@dataclass(frozen=True, slots=True)
class Meaning:
    """A slot and the known words that it may mean: id of the word → closeness (1 is the word itself).

    `weight` is the rarity of what was typed (a street's own name weighs more than « rue »); `places` is how many
    places these words would bring.
    """

    slot: Slot
    closeness: dict[int, float]
    weight: float
    places: int


def meanings_of(slots: Sequence[Slot]) -> list[Meaning]:
    """Find the words that each slot may mean; a slot that means nothing known has none.

    One query, and another for slips when something typed is not itself a word.
    """
    if not slots:
        return []
    words = _as_typed(slots)
    known = {word for _id, word, _places in words}
    misspelled = {slot for slot in slots if not known & {slot.word, *slot.glued} and _may_be_misspelled(slot)}
    if misspelled:
        words = list({*words, *_nearly(misspelled)})
    return [_meaning(slot, words, is_known=slot not in misspelled) for slot in slots]


def _as_typed(slots: Sequence[Slot]) -> list[Word]:
    starts = {slot.word for slot in slots if not slot.word.isdigit() and (len(slot.word) > 1 or slot.is_last)}
    asked: dict[str, Any] = {
        "exact": list({form for slot in slots for form in (slot.word, *slot.glued)}),
        "starts": list(starts),
        "beginnings": _BEGINNINGS,
    }
    with connection.cursor() as cursor:
        cursor.execute(_AS_TYPED, asked)
        return [(row[0], row[1], row[2]) for row in cursor.fetchall()]


def _nearly(slots: Collection[Slot]) -> list[Word]:
    variants = {variant for slot in slots for variant in misspellings(slot.word)}
    with connection.cursor() as cursor:
        cursor.execute(_NEARLY, [list(variants)])
        return [(row[0], row[1], row[2]) for row in cursor.fetchall()]


def _may_be_misspelled(slot: Slot) -> bool:
    return len(slot.word) > 2 and not slot.word.isdigit() and not slot.optional


def _meaning(slot: Slot, words: Sequence[Word], *, is_known: bool) -> Meaning:
    """Weigh the words that a slot may mean; slips are only looked for when what was typed is not itself a word."""
    found = [(closeness_of(slot, word, slips_too=not is_known), places, id_) for id_, word, places in words]
    floor = 0.75 if is_known else 0.4
    found = sorted((one for one in found if one[0] > floor), reverse=True)[:_MOST_MEANINGS]
    itself = [places for close, places, _id in found if is_known and close >= 0.98]
    total = sum(itself or [places for _close, places, _id in found])
    if found:
        weight = math.log(_MANY / min(total, _MANY - 1)) * (_HARDLY if slot.word in HARDLY_TELLING else 1.0)
    else:
        weight = 0.0 if slot.optional else math.log(_MANY / _UNKNOWN)
    closeness = {word_id: close for close, _places, word_id in found}
    return Meaning(slot, closeness, weight, sum(places for _close, places, _id in found))


def closeness_of(slot: Slot, word: str, *, slips_too: bool = True) -> float:
    """Tell how likely a known word is what was typed: 1 the same, 0 not at all."""
    typed = slot.word
    if word == typed:
        return 1.0
    if word in slot.glued:
        return 0.98
    if slot.optional or typed.isdigit() or word.isdigit():
        return 0.0
    begun = 0.0
    if word.startswith(typed) and (len(typed) > 1 or slot.is_last):
        begun = (0.7 if slot.is_last else 0.5) + 0.25 * len(typed) / len(word)
    return max(begun, _misspelled(typed, word, is_last=slot.is_last) if slips_too else 0.0)


def _misspelled(typed: str, word: str, *, is_last: bool) -> float:
    """Count the slips between what was typed and a word, or its beginning when it may not be finished."""
    same_start = typed[0] == word[0]
    most = forgiven(typed) if same_start else min(forgiven(typed), 1)
    made = _slips(typed, word, most)
    if made <= most:
        return 0.95 - 0.17 * made - (0.0 if same_start else 0.08)
    if is_last and same_start and len(typed) >= 5 and _slips(typed, word[: len(typed)], 1) <= 1:
        return 0.6
    return 0.0


def _slips(typed: str, word: str, most: int) -> int:
    """Count slips, without the work when the letters alone tell that there are too many."""
    if len(set(typed) ^ set(word)) > 2 * most:  # one slip changes one letter, at most, for another
        return most + 1
    return slips(typed, word, most)
