"""What a permit says at one moment, and what differs between two of its versions, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from guichet.billing.shapes import FactChange
from guichet.kernel.texts import Text
from guichet.kernel.typography import long_date, number
from guichet.permits.models import Permit

MEASURE_WORDS: dict[str, Text] = {
    "area_m2": {"fr": "Surface occupée", "en": "Occupied area"},
    "length_m": {"fr": "Longueur", "en": "Length"},
    "width_m": {"fr": "Largeur", "en": "Width"},
    "frontage_m": {"fr": "Longueur de façade", "en": "Frontage"},
    "street": {"fr": "Rue", "en": "Street"},
    "street_class": {"fr": "Catégorie de rue", "en": "Street class"},
    "lanes": {"fr": "Voies occupées", "en": "Lanes taken"},
    "bus": {"fr": "Passage d’autobus", "en": "Bus route"},
    "bike": {"fr": "Piste cyclable", "en": "Bicycle lane"},
    "meters": {"fr": "Places payantes", "en": "Paid parking places"},
    "trees": {"fr": "Arbres touchés", "en": "Trees affected"},
    "parks": {"fr": "Parc touché", "en": "Park affected"},
}
_PLAIN: tuple[tuple[str, Text], ...] = (
    ("starts_on", {"fr": "Premier jour", "en": "First day"}),
    ("ends_on", {"fr": "Dernier jour", "en": "Last day"}),
    ("days", {"fr": "Nombre de jours", "en": "Number of days"}),
    ("hours", {"fr": "Heures", "en": "Hours"}),
    ("address", {"fr": "Adresse", "en": "Address"}),
)


def days_of(permit: Permit) -> int:
    """Count the days of a permit: the first and the last one count."""
    return (permit.ends_on - permit.starts_on).days + 1


def facts_of(permit: Permit, conditions: Iterable[Text] = ()) -> dict[str, Any]:
    """Give what a permit says now, as its versions and its bill keep it."""
    return {
        "starts_on": permit.starts_on.isoformat(),
        "ends_on": permit.ends_on.isoformat(),
        "days": days_of(permit),
        "hours": permit.hours,
        "address": permit.address,
        "area": permit.area,
        "measures": {
            code: {"value": measure.get("value"), "unit": measure.get("unit", "")}
            for code, measure in permit.measures.items()
        },
        "answers": {
            str(answer.get("code")): {"label": answer.get("label", {}), "display": answer.get("display", {})}
            for answer in permit.answers
        },
        "conditions": list(conditions),
    }


def facts_in_words(facts: Mapping[str, Any]) -> list[tuple[str, Text, Text]]:
    """Give the facts of a version as a bill remembers them: code, words, value as people read it."""
    found = [(code, label, _words(facts[code])) for code, label in _PLAIN if facts.get(code)]
    found += [
        (code, MEASURE_WORDS.get(code, {"fr": code, "en": code}), _measure(measure))
        for code, measure in facts.get("measures", {}).items()
        if measure.get("value") is not None
    ]
    found += [
        (code, answer["label"], answer["display"])
        for code, answer in facts.get("answers", {}).items()
        if answer.get("label") and answer.get("display")
    ]
    return found


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[FactChange, ...]:
    """Give what differs between two versions, thing by thing; nothing for the first one."""
    if not before:
        return ()
    found = [
        FactChange(code, label, _words(before.get(code)), _words(after.get(code)))
        for code, label in _PLAIN
        if before.get(code) != after.get(code)
    ]
    old, new = before.get("measures", {}), after.get("measures", {})
    for code in dict.fromkeys([*old, *new]):
        if old.get(code) != new.get(code):
            label = MEASURE_WORDS.get(code, {"fr": code, "en": code})
            found.append(FactChange(code, label, _measure(old.get(code)), _measure(new.get(code))))
    found += _answers(before.get("answers", {}), after.get("answers", {}))
    if before.get("area") != after.get("area") and before.get("area") and after.get("area"):
        told = {"fr": "dessinée", "en": "drawn"}
        again = {"fr": "dessinée autrement", "en": "drawn differently"}
        found.append(FactChange("area", {"fr": "Zone sur le plan", "en": "Area on the map"}, told, again))
    if before.get("conditions") != after.get("conditions"):
        count = [
            {"fr": str(len(each)), "en": str(len(each))}
            for each in (before["conditions"], after["conditions"])
        ]
        found.append(FactChange("conditions", {"fr": "Conditions", "en": "Conditions"}, *count))
    return tuple(found)


def _answers(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[FactChange]:
    found = []
    for code in dict.fromkeys([*before, *after]):
        old, new = before.get(code, {}), after.get(code, {})
        if old.get("display") != new.get("display"):
            label = new.get("label") or old.get("label") or {"fr": code, "en": code}
            found.append(FactChange(code, label, old.get("display") or {}, new.get("display") or {}))
    return found


def _words(value: object) -> Text:
    if isinstance(value, str) and len(value) == 10 and value[4] == "-":
        day = dt.date.fromisoformat(value)
        return {language: long_date(day, language) for language in ("fr", "en")}
    if value in (None, ""):
        return {"fr": "–", "en": "–"}
    return {"fr": str(value), "en": str(value)}


def _measure(measure: Mapping[str, Any] | None) -> Text:
    if not measure or measure.get("value") is None:
        return {"fr": "–", "en": "–"}
    value, unit = measure["value"], {"m2": "m²"}.get(str(measure.get("unit")), str(measure.get("unit", "")))
    if isinstance(value, bool):
        return {"fr": "oui" if value else "non", "en": "yes" if value else "no"}
    if isinstance(value, int | float):
        amount = Decimal(str(value))
        return {language: f"{number(amount, language)}\u00a0{unit}".strip() for language in ("fr", "en")}
    return {"fr": f"{value} {unit}".strip(), "en": f"{value} {unit}".strip()}
