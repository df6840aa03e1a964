"""What words of a search name: a service, a part of the city, the last digits of a number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from django.utils import timezone

from guichet.cases.queries.queue import Filters
from guichet.cases.queries.visible import cases_named
from guichet.catalogue.queries import service_choices
from guichet.kernel.actor import Actor
from guichet.kernel.references import format_reference
from guichet.kernel.texts import localise
from guichet.kernel.words import stem, tokens
from guichet.places.queries import district_names
from guichet.web.desk.templatetags.desk import language

ENOUGH = 5
"""Letters that a piece of a name needs to stand for the whole of it."""
YEARS_BACK = 3
SMALL = frozenset("le la les l d de du des a au aux en dans sur et the of in at on and".split())

Named = tuple[str, Mapping[str, str]]
Words = Sequence[str]


@dataclass(frozen=True, slots=True)
class Meant:
    """The filters that words of a search name, how they are called, and the words that name nothing."""

    filters: Filters
    called: tuple[str, ...]
    rest: str


def meant(filters: Filters) -> Meant | None:
    """Read a service and a part of the city in the words of a search; None when they name neither."""
    words = [word for word in tokens(filters.q) if word not in SMALL]
    found: dict[str, str] = {}
    called = []
    for kind, names in (("service", _services()), ("district", district_names())):
        if getattr(filters, kind):
            continue
        hit = _named(words, names)
        if hit is not None:
            code, name, words = hit
            found[kind] = code
            called.append(name)
    if not found:
        return None
    rest = " ".join(words)
    narrowed = replace(filters, view="ended" if filters.view == "ended" else "open", q=rest, **found)
    return Meant(narrowed, tuple(called), rest)


def _services() -> list[Named]:
    return [(one.code, one.name) for one in service_choices()]


def _named(words: Words, names: Iterable[Named]) -> tuple[str, str, list[str]] | None:
    """Find the name that the most of the words stand for, and give them less those; a piece shared by two is none."""
    best: dict[tuple[int, int], set[str]] = {}
    whole: dict[tuple[int, int], set[str]] = {}
    stems = [stem(word) for word in words]
    shown = dict(names)
    for code, texts in shown.items():
        for text in set(texts.values()):
            name = _stems(text)
            for span in _spans(stems, name):
                best.setdefault(span, set()).add(code)
                if span[1] - span[0] == len(name):
                    whole.setdefault(span, set()).add(code)
    for span in sorted(best, key=lambda one: (one[0] - one[1], one[0])):
        codes = whole.get(span) or best[span]
        if len(codes) == 1:
            code = codes.pop()
            left = [*words[: span[0]], *words[span[1] :]]
            return code, localise(shown[code], language()), left
    return None


@lru_cache(maxsize=4096)
def _stems(name: str) -> Words:
    """Give the stems of a name that is read in every search, worked out once."""
    return [stem(word) for word in tokens(name) if word not in SMALL]


def _spans(stems: Words, name: Words) -> list[tuple[int, int]]:
    """Give where words in a row stand in a name, in a row too; those long enough to mean it."""
    found = []
    for start in range(len(stems)):
        for end in range(start + 1, min(start + len(name), len(stems)) + 1):
            piece = list(stems[start:end])
            inside = any(list(name[at : at + len(piece)]) == piece for at in range(len(name)))
            if inside and (len(piece) == len(name) or sum(map(len, piece)) >= ENOUGH):
                found.append((start, end))
    return found


def case_ending_in(actor: Actor, typed: str) -> str:
    """Give the newest case whose number ends in some digits (« 28062 » for 26-028062); empty when there is none."""
    digits = typed.strip()
    if not digits.isascii() or not digits.isdecimal() or not 3 <= len(digits) <= 6:
        return ""
    year = timezone.localtime().year
    numbers = [format_reference(one, int(digits)) for one in range(year, year - YEARS_BACK, -1)]
    there = cases_named(actor, numbers)
    return next((number for number in numbers if number in there), "")
