"""How well a place answers what was typed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from guichet.kernel.words import tokens
from guichet.places.geo import metres_between
from guichet.places.models import PlaceKind
from guichet.places.naming import HARDLY_TELLING, spelled_out, telling_words
from guichet.places.queries.meant import Meaning
from guichet.places.typed import Typed

Point = tuple[float, float]

_NEAR = 3_000.0
_ENOUGH = 0.4  # of what was typed, by weight: below it, the place is not what was meant


class Row(NamedTuple):
    """A place as the search reads it."""

    id: int
    kind: str
    label: str
    detail: str
    number: str
    lat: float
    lon: float
    district_id: int | None
    weight: int
    words: list[int]


def score(typed: Typed, meanings: Sequence[Meaning], row: Row, around: Point | None) -> tuple[float, bool]:
    """Score a place between 0 and about 1, and say whether the number that was typed belongs to its name.

    Most of the score is the share of the typed words that the place has, by their rarity; then how much of its own name
    was typed, its first word, its kind, how well known and how near it is.
    """
    has, detail = set(row.words), words_of(row.detail)
    got = total = extra = met = 0.0
    number_is_name = False
    for meaning in meanings:
        close = max((value for word_id, value in meaning.closeness.items() if word_id in has), default=0.0)
        met += _tells(meaning.slot.word) if close else 0.0
        if not close and meaning.slot.word in detail:
            close = 0.7
        if meaning.slot.optional:
            number_is_name |= close > 0 and meaning.slot.word.isdigit()
            extra += close * meaning.weight
        else:
            got, total = got + close * meaning.weight, total + meaning.weight
    if not total or got < _ENOUGH * total:
        return 0.0, False
    first, length = _name(row.label)
    points = 0.8 * (got + extra) / (total + extra) + 0.12 * min(met / length, 1.0) + 0.003 * row.weight
    points += 0.03 if first == next(one.slot.word for one in meanings if not one.slot.optional) else 0.0
    points += _kind_bonus(typed, row.kind, number_is_name=number_is_name)
    if around:
        points += 0.08 * math.exp(-metres_between(*around, row.lat, row.lon) / _NEAR)
    return points, number_is_name


@lru_cache(maxsize=20_000)
def words_of(text: str) -> frozenset[str]:
    """Give the folded words of a short text that comes back often."""
    return frozenset(tokens(text))


@lru_cache(maxsize=20_000)
def _name(label: str) -> tuple[str, float]:
    """Give the first word of a name and its length in words, where those that hardly tell places apart count less."""
    spelled = telling_words(spelled_out(label))
    return (spelled[0] if spelled else ""), sum(map(_tells, spelled)) or 1.0


def _tells(word: str) -> float:
    return 0.3 if word in HARDLY_TELLING else 1.0


def _kind_bonus(typed: Typed, kind: str, *, number_is_name: bool) -> float:
    if typed.crossing:
        return 0.08 if kind == PlaceKind.INTERSECTION else 0.0
    if typed.number and not number_is_name:
        return {PlaceKind.ADDRESS: 0.12, PlaceKind.STREET: 0.05}.get(PlaceKind(kind), 0.0)
    return {PlaceKind.STREET: 0.04, PlaceKind.PUBLIC: 0.01}.get(PlaceKind(kind), 0.0)
