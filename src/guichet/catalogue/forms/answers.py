"""What people answer: which questions are asked of them, which must be answered, what is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from guichet.catalogue.forms.questions import ANSWERS, Kind, Question
from guichet.catalogue.forms.reading import read_answer
from guichet.kernel.errors import Invalid
from guichet.kernel.expressions import ExpressionFault, compile_expression
from guichet.kernel.texts import Text

Answer = dict[str, Any]

_EMPTY: dict[Kind, object] = {Kind.YES_NO: False, Kind.CHOICES: [], Kind.NUMBER: 0.0}


def expression_values(questions: Sequence[Question], values: Mapping[str, object]) -> dict[str, object]:
    """Give what expressions see: each question has a value of its type, empty when not answered."""
    seen: dict[str, object] = {}
    for question in questions:
        value = values.get(question.code)
        empty = _EMPTY.get(question.kind, "")
        if value is None or value == "":
            seen[question.code] = empty
        elif isinstance(value, Decimal) or question.kind is Kind.NUMBER:
            seen[question.code] = float(str(value))
        elif isinstance(value, dt.date | dt.time):
            seen[question.code] = value.isoformat()
        else:
            seen[question.code] = value
    return seen


def is_shown(question: Question, seen: Mapping[str, object]) -> bool:
    """Tell whether a question is asked, given the other answers."""
    return not question.shown_if or _holds(question.shown_if, seen, otherwise=True)


def is_required(question: Question, seen: Mapping[str, object]) -> bool:
    """Tell whether a question must be answered, given the other answers."""
    return question.required or (
        bool(question.required_if) and _holds(question.required_if, seen, otherwise=False)
    )


def _holds(source: str, seen: Mapping[str, object], *, otherwise: bool) -> bool:
    """Compute a condition; one that cannot be computed with these answers must not stop the person who answers."""
    try:
        return bool(compile_expression(source, ANSWERS, result="bool").evaluate({"answers": dict(seen)}))
    except ExpressionFault:
        return otherwise


def check_answers(
    questions: Sequence[Question],
    given: Mapping[str, Any],
    *,
    language: str,
    internal: bool = False,
    country: str = "",
) -> tuple[list[Answer], dict[str, str]]:
    """Check what was answered: the answers to keep (each with its question's text) and the faults by code.

    `given` holds strings as a form gives them (lists for several choices). Answers to questions that are not shown
    are dropped, and the questions after them see them as not answered. Photos and files are attachments, so they are
    not among the answers. Telephone numbers are those of `country` (ISO code), by default the current city's.
    """
    del language
    asked = [question for question in questions if internal or not question.internal]
    values: dict[str, object] = {}
    faults: dict[str, str] = {}
    for question in asked:
        try:
            values[question.code] = read_answer(question, given.get(question.code), country=country)
        except Invalid as fault:
            faults[question.code] = fault.message
    seen = expression_values(questions, values)
    kept: list[Answer] = []
    for question in asked:
        if not is_shown(question, seen):
            faults.pop(question.code, None)
            seen[question.code] = _EMPTY.get(question.kind, "")
            continue
        value = values.get(question.code)
        missing = value is None or value in ("", [])
        if missing and question.code not in faults and question.kind not in {Kind.PHOTO, Kind.FILE}:
            if is_required(question, seen):
                faults[question.code] = _missing(question)
            continue
        if not missing:
            kept.append(_answer(question, value))
    return kept, faults


def _missing(question: Question) -> str:
    if question.kind in {Kind.CHOICE, Kind.CHOICES, Kind.YES_NO}:
        return _("Choose an answer")
    return _("Answer this question")


def _answer(question: Question, value: object) -> Answer:
    return {
        "code": question.code,
        "kind": question.kind.value,
        "label": question.label,
        "value": _plain(value),
        "display": _display(question, value),
        "unit": question.unit,
        "internal": question.internal,
    }


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return value


def _display(question: Question, value: object) -> Text:
    if question.kind is Kind.YES_NO:
        return {"fr": "Oui", "en": "Yes"} if value else {"fr": "Non", "en": "No"}
    labels = {option.code: option.label for option in question.options}
    if question.kind is Kind.CHOICE:
        return labels[str(value)]
    if question.kind is Kind.CHOICES and isinstance(value, list):
        chosen = [labels[str(code)] for code in value]
        return {
            language: ", ".join(label.get(language) or label.get("fr", "") for label in chosen)
            for language in ("fr", "en")
        }
    words = str(_plain(value)) + (f"\u00a0{question.unit}" if question.unit else "")
    return {"fr": words, "en": words}
