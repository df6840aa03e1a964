"""Addresses that end with the name of another municipality (« 123, boulevard des Laurentides, Laval »): pure reading."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from guichet.contacts.understanding import PARTICLES, STREETS, Understood
from guichet.kernel.words import tokens

# What may stand between an address and the name of its municipality.
_BETWEEN = frozenset("a in ville de city of town".split())
_STREET_LAST = frozenset(("street", "road"))  # « 123 Main Street Laval »
_NO_END = PARTICLES - {"a"} | frozenset("et and vers near pres entre between".split())


@dataclass(frozen=True, slots=True)
class Ending:
    """An address that ends with a name: the address as written, its last word before the name, and the name, folded."""

    address: str
    last: str
    name: tuple[str, ...]
    rest: Understood

    def is_part_of(self, label: str) -> bool:
        """Tell whether the name of a place holds both sides (« rue du Faubourg-Saint-Denis »): then nothing ends."""
        return _at(tuple(tokens(label)), (self.last, *self.name)) is not None


def ending(read: Understood, names: Iterable[str]) -> Ending | None:
    """Find the name with which the address of a text ends; the longest of those that fit.

    « 123 avenue Laval » is a street, « 123 rue X Laval » and « 123 rue X, à Laval » are in Laval.
    """
    place = tuple(tokens(read.place.removesuffix(read.postal)))
    after = tuple(tokens(read.after))
    while after and after[0] in _BETWEEN:
        after = after[1:]
    for name in sorted((tuple(tokens(one)) for one in names), key=len, reverse=True):
        if not name or not place:
            continue
        where = _at(place, name, first=1)
        if where is not None and _ends(place[:where], place[where + len(name) :]):
            return _made(read, place, where, name)
        if after[: len(name)] == name and _ends((*place, "a"), after[len(name) :]):
            return _made(read, place, len(place), name)
    return None


def _ends(before: Sequence[str], after: Sequence[str]) -> bool:
    """Tell whether what stands before a name is a whole address, and what comes after does not make it a street."""
    if before and before[-1] in _STREET_LAST:
        before = before[:-1]
    named = [one for one in before if not one.isdigit() and one not in STREETS | PARTICLES]
    return bool(named) and before[-1] not in _NO_END | STREETS and not (after and after[0] in STREETS)


def _at(words: tuple[str, ...], name: tuple[str, ...], first: int = 0) -> int | None:
    places = range(len(words) - len(name), first - 1, -1)
    return next((one for one in places if words[one : one + len(name)] == name), None)


def _made(read: Understood, place: tuple[str, ...], where: int, name: tuple[str, ...]) -> Ending:
    address = place[:where]
    while address[-1] in _BETWEEN:
        address = address[:-1]
    left = [*place[where + len(name) :]]
    taken = list(name) if where == len(place) else []
    words = _without(read.words.split(), taken)
    rest = replace(
        read,
        place="",
        place_words=(),
        crossing=None,
        words=" ".join([*words, *left]),
        tokens=tuple(_without(list(read.tokens), taken)) + tuple(left),
    )
    return Ending(_first_words(read.place, len(address)), address[-1], name, rest)


def _without(words: list[str], taken: Sequence[str]) -> list[str]:
    """Take the words of a name away, where they follow each other."""
    wanted = set(taken)
    return [word for word in words if not (wanted and set(tokens(word)) and set(tokens(word)) <= wanted)]


def _first_words(place: str, number: int) -> str:
    """Give the beginning of a place that holds so many folded words, as it was written."""
    words = place.split()
    kept = next((n for n in range(len(words) + 1) if len(tokens(" ".join(words[:n]))) >= number), len(words))
    return " ".join(words[:kept]).rstrip(" ,")
