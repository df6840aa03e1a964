"""Amounts, times, dates, percentages, delays and phone numbers that a text gives, in one form for both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guichet.kernel.words import fold
from guichet.knowledge.markdown import plain_words

AMOUNT, TIME, DATE, PERCENT, PHONE, LENGTH = "amount", "time", "date", "percent", "phone", "length"

_NUMBER = r"\d{1,3}(?:[ \u00a0\u202f,]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?"
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier january jan janv",
            "fevrier february feb fevr",
            "mars march mar",
            "avril april apr avr",
            "mai may",
            "juin june jun",
            "juillet july jul juill",
            "aout august aug",
            "septembre september sept sep",
            "octobre october oct",
            "novembre november nov",
            "decembre december dec",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_UNITS = {
    "minute": ("minute", "minutes", "min"),
    "hour": ("heure", "heures", "hour", "hours"),
    "day": ("jour", "jours", "day", "days"),
    "week": ("semaine", "semaines", "week", "weeks"),
    "month": ("mois", "month", "months"),
    "year": ("an", "ans", "annee", "annees", "year", "years"),
    "m": ("m", "metre", "metres", "meter", "meters"),
    "cm": ("cm", "centimetre", "centimetres", "centimeter", "centimeters"),
    "km": ("km", "kilometre", "kilometres", "kilometer", "kilometers"),
    "kg": ("kg", "kilo", "kilos"),
    "l": ("litre", "litres", "liter", "liters"),
}
_UNIT_OF = {word: unit for unit, words in _UNITS.items() for word in words}
_UNIT = "|".join(sorted(_UNIT_OF, key=len, reverse=True))
_DAYS_KIND = r"(?:working|business|calendar)\s"
# Numbers in words, as they are said aloud; « un » and “one” count only before a measure (« un jour » is any day).
_SAID = {
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10,
    "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16, "vingt": 20, "trente": 30,
    "quarante": 40, "cinquante": 50, "soixante": 60, "septante": 70, "cent": 100,
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
    "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90, "hundred": 100,
}  # fmt: skip
_ONE = ("un", "une", "one")
_ONE_OF = frozenset({"minute", "m", "cm", "km", "kg", "l"})
_WORD_NUMBER = "|".join(sorted(_SAID, key=len, reverse=True))
_IN_WORDS = re.compile(
    rf"\b(?P<n>(?:{_WORD_NUMBER})(?:(?:[\s-]|\set\s|\sand\s)(?:{_WORD_NUMBER}))*)"
    rf"(?=(?:\s(?:a|ou|to|or)\s[a-z0-9-]+)?\s(?:{_DAYS_KIND})?(?P<unit>{_UNIT}|dollars?|euros?|pour cent|per ?cent)\b"
    r"(?! et demi| and a half))"
)
# « cinq à dix minutes » gives both.
_RANGE = re.compile(rf"(?P<low>{_NUMBER})\s(?:a|ou|to|or|-)\s(?P<high>{_NUMBER})(?=\s(?P<unit>{_UNIT})\b)")
_PHONE = re.compile(
    r"(?<![\w,.])(?:\+?\d{1,3}[ .-]?)?(?:\(?\d{3}\)?[ .-]?\d{3}[ .-]?\d{4}|0\d(?:[ .-]?\d{2}){4})(?![\w])"
)
_MONEY = re.compile(
    rf"(?:(?P<before>[$€])\s?(?P<a>{_NUMBER}))|(?P<b>{_NUMBER})\s?(?:\$|€|dollars?\b|euros?\b)"
)
_SHARE = re.compile(rf"(?P<n>{_NUMBER})\s?(?:%|pour cent\b|per ?cent\b)")
_HOURS_FR = re.compile(r"(?<![\w,.])(?P<h>[01]?\d|2[0-4])\s?h(?:\s?(?P<m>[0-5]\d))?(?![\w])")
_HOURS_EN = re.compile(
    r"(?<![\w,.])(?P<h>1[0-2]|0?[1-9])(?:[:.](?P<m>[0-5]\d))?\s?(?P<half>[ap])\.?\s?m\b\.?"
)
_HOURS_24 = re.compile(r"(?<![\w,.:])(?P<h>[01]?\d|2[0-3]):(?P<m>[0-5]\d)(?![\w:])(?!\s?[ap]\.?m)")
_HOURS_SAID = re.compile(
    r"\b(?:a|des|avant|apres|vers|entre|de(?=\s\d+\sheures?\sa\s))\s(?P<h>[01]?\d|2[0-3])\sheures?(?:\s(?P<m>[0-5]\d))?\b"
)
_NOON = re.compile(r"\b(?P<noon>noon|midi|midnight|minuit)\b")
_DAY_FR = re.compile(rf"(?<!\d)(?P<d>[12]\d|3[01]|0?[1-9])(?:er)?\s(?P<m>{_MONTH})\b")
_DAY_EN = re.compile(rf"\b(?P<m>{_MONTH})\.?\s(?P<d>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?(?![\d:])")
_SPAN = re.compile(rf"(?<![\w,.])(?P<n>{_NUMBER})[\s-](?:{_DAYS_KIND})?(?P<unit>{_UNIT})\b")

Facts = dict[str, frozenset[str]]


def facts_in(markdown: str) -> Facts:
    """Give the facts of a text by kind, each in one form whatever the language (« 16 h 30 », “4:30 p.m.”: 16:30)."""
    return facts_and_rest(plain_words(markdown))[0]


def facts_and_rest(words: str) -> tuple[Facts, str]:
    """Give the facts of plain words by kind, and the folded words around them.

    What was read as one kind is not read again as another: the digits of a phone number are no amount.
    """
    rest = _IN_WORDS.sub(_in_digits, fold(words).replace("\u202f", " "))
    rest = _RANGE.sub(r"\g<low> \g<unit> \g<high>", rest)
    found: dict[str, set[str]] = {}
    for kind, pattern, read in _READERS:
        matches = list(pattern.finditer(rest))
        found.setdefault(kind, set()).update(value for match in matches if (value := read(match)))
        for match in reversed(matches):
            rest = rest[: match.start()] + " \u2022 " + rest[match.end() :]
    return {kind: frozenset(values) for kind, values in found.items() if values}, rest


def _in_digits(match: re.Match[str]) -> str:
    """Write a number that is said in words as digits (« quatre-vingt-dix »: 90)."""
    words = [word for word in re.split(r"[\s-]", match["n"]) if word in _SAID]
    if words[0] in _ONE and len(words) == 1 and _UNIT_OF.get(match["unit"]) not in _ONE_OF:
        return match[0]
    total = 0
    for word in words:
        value = _SAID[word]
        multiplied = (value == 100 or (value == 20 and total == 4)) and total > 0
        total = total * value if multiplied else total + value
    return str(total)


def _plain(number: str) -> str:
    """Give a number as « 1234.5 », whatever the language of its comma."""
    joined = re.sub(r"[ \u00a0\u202f]|,(?=\d{3}(?!\d))", "", number).replace(",", ".")
    return joined.rstrip("0").rstrip(".") if "." in joined else joined


def _clock(match: re.Match[str]) -> str:
    parts = match.groupdict()
    hour = int(parts["h"])
    if parts.get("half"):
        hour = hour % 12 + (12 if parts["half"] == "p" else 0)
    return f"{hour % 24:02d}:{parts['m'] or '00'}"


def _digits(match: re.Match[str]) -> str:
    return re.sub(r"\D", "", match[0])[-10:]


_READERS = (
    (PHONE, _PHONE, _digits),
    (AMOUNT, _MONEY, lambda match: _plain(match["a"] or match["b"])),
    (PERCENT, _SHARE, lambda match: _plain(match["n"])),
    (TIME, _HOURS_EN, _clock),
    (TIME, _HOURS_24, _clock),
    (TIME, _HOURS_FR, _clock),
    (TIME, _HOURS_SAID, _clock),
    (TIME, _NOON, lambda match: "12:00" if match["noon"] in ("noon", "midi") else "00:00"),
    (DATE, _DAY_FR, lambda match: f"{_MONTHS[match['m']]:02d}-{int(match['d']):02d}"),
    (DATE, _DAY_EN, lambda match: f"{_MONTHS[match['m']]:02d}-{int(match['d']):02d}"),
    (LENGTH, _SPAN, lambda match: f"{_plain(match['n'])} {_UNIT_OF[match['unit']]}"),
)


def disagreements(first: Facts, second: Facts) -> Iterator[tuple[str, list[str], list[str]]]:
    """Give each kind of fact on which two texts do not agree: what only the first gives, what only the second does."""
    for kind in (AMOUNT, TIME, DATE, PERCENT, PHONE, LENGTH):
        one, other = first.get(kind, frozenset()), second.get(kind, frozenset())
        if one != other:
            yield kind, sorted(one - other), sorted(other - one)
