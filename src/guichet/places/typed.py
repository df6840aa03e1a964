"""What someone typed to say where: a civic number, words, a postal code, a crossing."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from guichet.kernel.words import clean_line, fold
from guichet.places.naming import (
    PARTICLES,
    glued_before,
    may_be_glued,
    postal_key,
    spelled_out,
    telling_words,
)

_LONGEST = 160
_MOST_WORDS = 8
_NUMBER = re.compile(
    r"^\s*(?:n[o°º]\.?\s*)?(\d{1,5})(?:\s*[-–—]\s*\d{1,5})?"
    r"(?:\s*(bis|ter|quater)\b|([A-Da-d])(?![\w’'])|\s([A-D])(?=[\s,]))?(?=[\s,]|$)\s*,?\s*",
    re.IGNORECASE,
)
_SUFFIX_LETTER = re.compile(r"^\s*(?:n[o°º]\.?\s*)?\d{1,5}\s[a-d](?=[\s,])")
_UNIT = re.compile(
    r"(?:\b(?:app|apt|appt|appartement|apartment|bureau|suite|unit[eé]?|porte|local|logement)\b\.?\s*(?:n[o°º]\.?\s*)?#?|#)"
    r"\s*\d+\w?\b",
    re.IGNORECASE,
)
_CANADA = re.compile(
    r"\b([abceghj-nprstvxy]\d[abceghj-nprstv-z])(?:[\s-]?(\d[abceghj-nprstv-z]\d))?\b", re.IGNORECASE
)
_CANADA_BEGUN = re.compile(
    r"[abceghj-nprstvxy]\d[abceghj-nprstv-z]\s?\d(?:[abceghj-nprstv-z]\d?)?", re.IGNORECASE
)
_FRANCE = re.compile(r"\b\d{5}\b")
_CROSSING = re.compile(
    r"\s*[/&@+]\s*|\s+(?:et|and|x)\s+|\b(?:angle|coin|intersection|croisement)\b", re.IGNORECASE
)
_COUNTRY_WORDS = frozenset(("quebec", "qc", "canada", "france", "cedex"))


@dataclass(frozen=True, slots=True)
class Slot:
    """One word to be found, the other ways in which it may be kept (written as one with its neighbours)."""

    word: str
    glued: tuple[str, ...] = ()
    is_last: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Typed:
    """A search, taken apart.

    `number` is a civic number (« 12 bis »), `postal` the key of a postal code or its start, `sides` the two streets of a
    crossing, when they were told apart.
    """

    slots: tuple[Slot, ...] = ()
    number: str = ""
    postal: str = ""
    crossing: bool = False
    sides: tuple[str, ...] = ()

    @property
    def only_postal(self) -> bool:
        """Tell whether a postal code, whole or begun, was all that was typed."""
        return bool(self.postal) and not self.slots and not self.number


def read_typed(text: str, around: Collection[str] = ()) -> Typed:
    """Take a search apart; anything can be given, of any length.

    `around` are the folded words of the city's own name: like those of its country, they are not needed to find a place.
    """
    line = clean_line(text[: _LONGEST * 2], _LONGEST)
    whole = line.strip(" ,.")
    if _CANADA_BEGUN.fullmatch(whole) or _FRANCE.fullmatch(whole):
        return Typed(postal=postal_key(whole))
    number, line = _take_number(_UNIT.sub(" ", line))
    postal, line = _take_postal(line)
    crossing = bool(_CROSSING.search(line.strip(" /&@+,"))) and not number
    spelled = spelled_out(line)
    if crossing and spelled_out(_CROSSING.sub(" ", line)):
        spelled = spelled_out(_CROSSING.sub(" ", line))
    slots = _slots(spelled, _COUNTRY_WORDS | frozenset(around))
    if number and slots:
        slots = (Slot(number.split()[0], optional=True), *slots)
    sides = tuple(filter(str.strip, _CROSSING.split(line))) if crossing else ()
    return Typed(slots, number, postal, crossing, sides if len(sides) == 2 else ())


def read_number(text: str) -> str:
    """Write a civic number in its one form: « 6540 », « 6540A », « 12 bis »; empty when it is none."""
    number, rest = _take_number(text)
    return "" if rest.strip() else number


def _take_number(line: str) -> tuple[str, str]:
    found = _NUMBER.match(line)
    if found is None:
        return "", line
    digits, word, stuck, apart = found.groups()
    if apart and _SUFFIX_LETTER.match(line):  # « 6540 d iberville »: a small letter apart begins the name
        return str(int(digits)), line[found.start(4) :]
    number = str(int(digits)) + (f" {word.lower()}" if word else (stuck or apart or "").upper())
    return number, line[found.end() :]


def _take_postal(line: str) -> tuple[str, str]:
    for pattern in (_CANADA, _FRANCE):
        found = pattern.search(line)
        if found:
            return postal_key(found[0]), f"{line[: found.start()]} {line[found.end() :]}"
    return "", line


def _slots(spelled: list[str], not_needed: frozenset[str]) -> tuple[Slot, ...]:
    """Make a slot of each telling word, with the forms that it takes when written as one with its neighbours."""
    telling = set(telling_words(spelled))
    only_those = telling <= not_needed
    slots = []
    for index, word in enumerate(spelled):
        if word not in telling or (word in PARTICLES and index + 1 < len(spelled) and len(telling) > 1):
            continue
        glued = glued_before(spelled, index)
        glued += [
            before + word for before in spelled[max(index - 1, 0) : index] if may_be_glued(before, word)
        ]
        glued += [word + after for after in spelled[index + 1 : index + 2] if may_be_glued(word, after)]
        if word.startswith("st") and len(word) > 4:
            glued += ["saint" + word[2:], "sainte" + word[3:] if word.startswith("ste") else ""]
        kept = tuple(dict.fromkeys(form for form in glued if form))
        optional = word in not_needed and not only_those
        slots.append(Slot(word, kept, is_last=index == len(spelled) - 1, optional=optional))
    return tuple(slots[:_MOST_WORDS])


def folded_name(label: str, number: str = "") -> str:
    """Give the form under which a place is the same place: its number and its name in plain letters."""
    return fold(f"{number} {label}".strip())[:240]
