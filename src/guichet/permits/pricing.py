"""What a permit costs: the facts that its by-law asks for, found in the file, each with where it comes from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from guichet.kernel.actor import Actor
from guichet.kernel.texts import Text
from guichet.permits.facts import MEASURE_WORDS
from guichet.permits.models import Permit
from guichet.permits.wording import say
from guichet.tariffs.content import Question
from guichet.tariffs.queries import cheapest, compute, questions_of
from guichet.tariffs.values import Computed, Input, Value, Variant

RENEWAL = "renewal"
BY_COMPANY = "company"
_ORIGINS = {"map", "layer", "agent", "applicant", "calendar", "type"}


@dataclass(frozen=True, slots=True)
class Priced:
    """All that the price of a file is worked out from; values by code."""

    tariff: str
    starts: dt.date
    ends: dt.date
    on: dt.date
    district: str = ""
    answers: Mapping[str, object] = field(default_factory=dict)
    labels: Mapping[str, Text] = field(default_factory=dict)
    measures: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    renewal: bool = False
    by_company: bool = False


def price(actor: Actor, file: Priced) -> Computed | None:
    """Compute what a file costs; None when its type costs nothing. Raises Invalid as the by-law says."""
    if not file.tariff:
        return None
    return compute(actor, file.tariff, inputs_of(file), **_when(file))


def lower(actor: Actor, file: Priced) -> list[Variant]:
    """Give the lawful ways that cost less, with what changes and the saving."""
    return cheapest(actor, file.tariff, inputs_of(file), **_when(file)) if file.tariff else []


def _when(file: Priced) -> dict[str, Any]:
    return {"starts": file.starts, "ends": file.ends, "on": file.on, "district": file.district or None}


def inputs_of(file: Priced) -> dict[str, Input]:
    """Find the facts that the by-law asks for: what the agent corrected, what the map gives, what was answered."""
    found: dict[str, Input] = {}
    for question in questions_of(file.tariff, file.starts, file.district or None):
        given = _input(question, file)
        if given is not None:
            found[question.code] = given
    return found


def _input(question: Question, file: Priced) -> Input | None:
    code = question.code
    measure = file.measures.get(code)
    if measure is not None and measure.get("value") is not None:
        return _measured(question, measure)
    if code in {RENEWAL, BY_COMPANY}:
        fact = file.renewal if code == RENEWAL else file.by_company
        return Input(code, fact, "", question.label, "applicant")
    answer = _value(question, file.answers.get(code))
    if answer is None:
        return None
    return Input(code, answer, "", file.labels.get(code) or question.label, "applicant")


def _measured(question: Question, measure: Mapping[str, Any]) -> Input | None:
    value = _value(question, measure["value"])
    if value is None:
        return None
    origin = str(measure.get("origin", "map"))
    label = question.label or MEASURE_WORDS.get(question.code, {})
    return Input(question.code, value, "", label, origin if origin in _ORIGINS else "map", _note(measure))


def _note(measure: Mapping[str, Any]) -> Text:
    """Say why an agent corrected a measure, and what the map had given."""
    if not measure.get("reason"):
        return {}
    return say(
        "Corrigé (%(read)s sur le plan) : %(reason)s",
        "Corrected (%(read)s on the map): %(reason)s",
        read=measure.get("read") if measure.get("read") is not None else "–",
        reason=measure["reason"],
    )


def _value(question: Question, given: object) -> Value | None:
    """Bring a value to what a question takes; None when nothing was given."""
    if given is None or given in ("", []):
        return None
    if question.kind == "yes_no":
        return (
            given
            if isinstance(given, bool)
            else str(given).lower() not in {"no", "non", "false", "0", "none"}
        )
    if question.kind == "choice":
        return str(given)
    try:
        return Decimal(str(given))
    except InvalidOperation:
        return str(given)


def priced(permit: Permit, *, on: dt.date) -> Priced:
    """Give what a file's price is worked out from."""
    return Priced(
        tariff=str(permit.terms.get("tariff", permit.type.tariff)),
        starts=permit.starts_on,
        ends=permit.ends_on,
        on=on,
        district=permit.district.code if permit.district else "",
        answers={str(answer["code"]): answer.get("value") for answer in permit.answers if answer.get("code")},
        labels={
            str(answer["code"]): answer.get("label", {}) for answer in permit.answers if answer.get("code")
        },
        measures=permit.measures,
        renewal=permit.renewed_from_id is not None,
        by_company=permit.by_company,
    )
