"""An answer as it is kept: its plain value, with its question's text and its own words in each language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from guichet.catalogue.forms.questions import ATTACHED, Kind, Question
from guichet.kernel.texts import Text, localise
from guichet.kernel.typography import NBSP, clock_time, long_date

Answer = dict[str, Any]
LANGUAGES = ("fr", "en")


def answer_of(question: Question, value: object) -> Answer:
    """Give an answer as it is kept. Those of a group also have `items`: for each row its answers."""
    kept: Answer = {
        "code": question.code,
        "kind": question.kind.value,
        "label": question.label,
        "value": plain(value),
        "display": displayed(question, value),
        "unit": question.unit,
        "internal": question.internal,
    }
    if question.kind is Kind.GROUP:
        kept["items"] = [_row(question, row) for row in value if isinstance(value, list)]  # type: ignore[attr-defined]
    return kept


def _row(group: Question, row: Mapping[str, object]) -> list[Answer]:
    return [answer_of(inner, row[inner.code]) for inner in group.questions if inner.code in row]


def plain(value: object) -> object:
    """Give a value that JSON can hold."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value


def displayed(question: Question, value: object) -> Text:
    """Say an answer in each language."""
    return {language: _said(question, value, language) for language in LANGUAGES}


def _said(question: Question, value: object, language: str) -> str:
    if question.kind is Kind.YES_NO:
        return {"fr": "Oui", "en": "Yes"}[language] if value else {"fr": "Non", "en": "No"}[language]
    if question.kind in (Kind.CHOICE, Kind.CHOICES):
        labels = {option.code: option.label for option in question.options}
        chosen = value if isinstance(value, list) else [value]
        return ", ".join(localise(labels[str(code)], language) for code in chosen)
    if isinstance(value, Mapping):
        return (_period if question.kind is Kind.PERIOD else _area)(value, language)
    if question.kind in ATTACHED and isinstance(value, list):
        return ", ".join(str(each.get("name", "")) for each in value)
    if question.kind is Kind.GROUP and isinstance(value, list):
        return "\n".join(_row_said(question, row, language) for row in value)
    return str(plain(value)) + (f"{NBSP}{question.unit}" if question.unit else "")


def _row_said(group: Question, row: Mapping[str, object], language: str) -> str:
    colon = f"{NBSP}:" if language == "fr" else ":"
    return ", ".join(
        f"{localise(inner.label, language)}{colon} {_said(inner, row[inner.code], language)}"
        for inner in group.questions
        if inner.code in row
    )


def _period(value: Mapping[str, Any], language: str) -> str:
    starts, ends = (dt.date.fromisoformat(str(value[name])) for name in ("starts", "ends"))
    hours = [
        clock_time(dt.time.fromisoformat(str(value[name])), language)
        for name in ("starts_at", "ends_at")
        if value.get(name)
    ]
    days = long_date(starts, language)
    if starts != ends:
        words = ("du", "au") if language == "fr" else ("from", "to")
        days = f"{words[0]} {long_date(starts, language)} {words[1]} {long_date(ends, language)}"
    return days + (f", {' – '.join(hours)}" if hours else "")


def _area(value: Mapping[str, Any], language: str) -> str:
    mark = "," if language == "fr" else "."
    metres = [str(value[name]).replace(".", mark) for name in ("length_m", "width_m") if value.get(name)]
    parts = [str(value.get("address") or "")]
    if len(metres) == 2:
        parts.append(f"{metres[0]}{NBSP}m × {metres[1]}{NBSP}m")
    if value.get("geometry"):
        parts.append({"fr": "dessiné sur la carte", "en": "drawn on the map"}[language])
    return ", ".join(part for part in parts if part)
