"""Units of measure: multiplied, divided and compared, so that a formula cannot add metres to square metres.

A unit is written « CAD/m2/day », « m*day », « m2/slice »; empty for a plain number, « % » for a percentage. m2 is m
times m. Anything that is not known here is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

from django.utils.translation import gettext as _

from guichet.kernel.errors import Invalid
from guichet.kernel.money import Currency, say_money
from guichet.kernel.texts import Text
from guichet.kernel.typography import NBSP, is_french, number, plural

Unit = tuple[tuple[str, int], ...]
"""Base units and their powers, sorted by name, without zero powers."""

NONE: Unit = ()
PERCENT = "%"
# base unit → (one, many) in French, then in English
_WORDS: Mapping[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "m": (("m", "m"), ("m", "m")),
    "km": (("km", "km"), ("km", "km")),
    "hour": (("heure", "heures"), ("hour", "hours")),
    "half_day": (("demi-journée", "demi-journées"), ("half-day", "half-days")),
    "day": (("jour", "jours"), ("day", "days")),
    "week": (("semaine", "semaines"), ("week", "weeks")),
    "month": (("mois", "mois"), ("month", "months")),
    "season": (("saison", "saisons"), ("season", "seasons")),
    "year": (("an", "ans"), ("year", "years")),
    "place": (("place", "places"), ("space", "spaces")),
    "meter": (("parcomètre", "parcomètres"), ("parking meter", "parking meters")),
    "lane": (("voie", "voies"), ("lane", "lanes")),
    "sign": (("panneau", "panneaux"), ("sign", "signs")),
    "skip": (("benne", "bennes"), ("skip", "skips")),
    "vehicle": (("véhicule", "véhicules"), ("vehicle", "vehicles")),
    "tree": (("arbre", "arbres"), ("tree", "trees")),
    "home": (("logement", "logements"), ("home", "homes")),
    "file": (("dossier", "dossiers"), ("file", "files")),
    "permit": (("permis", "permis"), ("permit", "permits")),
    "slice": (("tranche", "tranches"), ("slice", "slices")),
    "person": (("personne", "personnes"), ("person", "persons")),
    "visit": (("visite", "visites"), ("visit", "visits")),
    "kg": (("kg", "kg"), ("kg", "kg")),
    "CAD": (("$", "$"), ("$", "$")),
    "EUR": (("€", "€"), ("€", "€")),
}
BASES = tuple(_WORDS)
TIMES = ("day", "week", "month", "year")
_SYMBOLS = frozenset(("m", "km", "kg"))
_POWERS = {2: "²", 3: "³"}
_PART = re.compile(r"([*/]?)([A-Za-z_]+)([23]?)")


@lru_cache(maxsize=512)
def read_unit(text: str) -> Unit:
    """Read a unit; Invalid for one that is not known, with those that are."""
    written = text.strip()
    if written in ("", "1", PERCENT):
        return NONE
    powers: dict[str, int] = {}
    at = 0
    while at < len(written):
        found = _PART.match(written, at)
        if found is None or found[2] not in _WORDS or (at == 0) != (found[1] == ""):
            words = _("“%(unit)s” is not a unit. Write it as m2, day or CAD/m2/day, from: %(known)s.")
            raise Invalid(words % {"unit": text, "known": ", ".join(BASES)})
        power = int(found[3] or 1)
        powers[found[2]] = powers.get(found[2], 0) + (-power if found[1] == "/" else power)
        at = found.end()
    return _made(powers)


def _made(powers: Mapping[str, int]) -> Unit:
    return tuple(sorted((base, power) for base, power in powers.items() if power))


def times(first: Unit, second: Unit, *, way: int = 1) -> Unit:
    """Multiply two units (`way` −1: divide)."""
    powers = dict(first)
    for base, power in second:
        powers[base] = powers.get(base, 0) + way * power
    return _made(powers)


def write_unit(unit: Unit) -> str:
    """Write a unit as `read_unit` reads it: what is multiplied, then what divides."""
    over = "*".join(base + (str(power) if power > 1 else "") for base, power in _ordered(unit) if power > 0)
    under = "".join(
        f"/{base}" + (str(-power) if power < -1 else "") for base, power in _ordered(unit) if power < 0
    )
    return (over or ("1" if under else "")) + under


def _ordered(unit: Unit) -> list[tuple[str, int]]:
    return sorted(unit, key=lambda one: (one[0] not in ("CAD", "EUR"), BASES.index(one[0])))


def name_unit(unit: Unit, language: str) -> str:
    """Say a unit by itself: « $ par m² et par jour », « un nombre sans unité », “m² × days”."""
    french = is_french(language)
    if not unit:
        return "un nombre sans unité" if french else "a plain number"
    over = " × ".join(_named(base, power, language, many=True) for base, power in _ordered(unit) if power > 0)
    under = [_named(base, -power, language) for base, power in _ordered(unit) if power < 0]
    return " ".join(part for part in (over, _per(under, language)) if part)


def _named(base: str, power: int, language: str, *, many: bool = False) -> str:
    words = _WORDS[base][0 if is_french(language) else 1][1 if many else 0]
    return words + (_POWERS.get(power, f"^{power}") if power > 1 else "")


def _per(under: list[str], language: str) -> str:
    if not under:
        return ""
    if is_french(language):
        return " et ".join(f"par {word}" for word in under)
    return " ".join(f"per {word}" for word in under)


def say_quantity(value: Decimal, unit: str, language: str) -> str:
    """Say a value with its unit: « 15 m² », « 12 jours », « 1,15 $ par m² et par jour », « 10 % », « 3 ».

    Amounts have two decimals, up to five for a rate that needs them; other values at most four.
    """
    if unit.strip() == PERCENT:
        return f"{_plain(value, language)}{NBSP}%" if is_french(language) else f"{_plain(value, language)}%"
    parts = read_unit(unit)
    money = next((base for base, power in parts if base in Currency.__members__ and power == 1), "")
    under = [_named(base, -power, language) for base, power in _ordered(parts) if power < 0]
    if money:
        return " ".join(x for x in (say_price(value, money, language), _per(under, language)) if x)
    over = [(base, power) for base, power in _ordered(parts) if power > 0]
    words = " × ".join(_counted_word(base, power, value, language) for base, power in over)
    said = f"{_plain(value, language)}{NBSP}{words}" if words else _plain(value, language)
    return " ".join(x for x in (said, _per(under, language)) if x)


def _counted_word(base: str, power: int, value: Decimal, language: str) -> str:
    if base in _SYMBOLS:
        return _named(base, power, language)
    one, many = _WORDS[base][0 if is_french(language) else 1]
    return plural(value, one, many, language)


def say_price(value: Decimal, currency: str, language: str) -> str:
    """Say an amount, with more than two decimals only when it has them (0.0125 $)."""
    exponent = value.normalize().as_tuple().exponent
    return say_money(value, currency, language, decimals=min(5, max(2, -int(exponent))))


def _plain(value: Decimal, language: str) -> str:
    text = number(value, language, 4)
    if "," in text or "." in text:
        text = text.rstrip("0").rstrip(",." if not is_french(language) else ",")
    return text


def unit_words(unit: str) -> Text:
    """Give the name of a unit in both languages."""
    parts = read_unit(unit)
    if unit.strip() == PERCENT:
        return {"fr": "%", "en": "%"}
    return {language: name_unit(parts, language) for language in ("fr", "en")}


def is_price(unit: str) -> str:
    """Give the currency of a unit that is an amount or an amount for something; empty for any other."""
    if unit.strip() == PERCENT:
        return ""
    return next((base for base, power in read_unit(unit) if base in Currency.__members__ and power == 1), "")
