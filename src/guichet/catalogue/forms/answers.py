"""What people answer: which questions are asked of them, which must be answered, what is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from guichet.catalogue.forms.display import Answer, answer_of
from guichet.catalogue.forms.questions import ANSWERS, ATTACHED, MAX_ROWS, ROW, Kind, Question
from guichet.catalogue.forms.reading import read_answer
from guichet.catalogue.forms.rich import days_of
from guichet.kernel.errors import Invalid
from guichet.kernel.expressions import ExpressionFault, compile_expression

Judge = Callable[[Question, object], str]
"""Looks at an answer that can be read, and gives a sentence when it cannot be accepted (empty: it can)."""

_EMPTY: dict[Kind, object] = {
    Kind.YES_NO: False,
    Kind.CHOICES: [],
    Kind.NUMBER: 0.0,
    Kind.PERIOD: {"starts": "", "ends": "", "starts_at": "", "ends_at": "", "days": 0},
    Kind.AREA: {"geometry": None, "address": "", "length_m": 0.0, "width_m": 0.0, "drawn": False},
    Kind.GROUP: [],
} | {key: [] for key in ATTACHED}


def expression_values(questions: Sequence[Question], values: Mapping[str, object]) -> dict[str, object]:
    """Give what expressions see: each question has a value of its type, empty when not answered."""
    return {question.code: _seen(question, values.get(question.code)) for question in questions}


def _seen(question: Question, value: object) -> object:
    if value is None or value == "":
        return _EMPTY.get(question.kind, "")
    if isinstance(value, Decimal) or question.kind is Kind.NUMBER:
        return float(str(value))
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return _seen_parts(question, value)
    if question.kind is Kind.GROUP and isinstance(value, list):
        return [expression_values(question.questions, row) for row in value]
    return value


def _seen_parts(question: Question, value: Mapping[str, Any]) -> dict[str, object]:
    if question.kind is Kind.PERIOD:
        return {**value, "days": days_of(value)}
    metres = {name: float(value.get(name) or 0) for name in ("length_m", "width_m")}
    return {**value, **metres, "drawn": bool(value.get("geometry"))}


def is_shown(question: Question, seen: Mapping[str, object], row: Mapping[str, object] | None = None) -> bool:
    """Tell whether a question is asked, given the other answers (and those of its row, within a group)."""
    return not question.shown_if or _holds(question.shown_if, seen, row, otherwise=True)


def is_required(
    question: Question, seen: Mapping[str, object], row: Mapping[str, object] | None = None
) -> bool:
    """Tell whether a question must be answered, given the other answers (and those of its row, within a group)."""
    return (
        question.required
        or (question.kind is Kind.GROUP and question.least > 0)
        or (bool(question.required_if) and _holds(question.required_if, seen, row, otherwise=False))
    )


def _holds(
    source: str, seen: Mapping[str, object], row: Mapping[str, object] | None, *, otherwise: bool
) -> bool:
    """Compute a condition; one that cannot be computed with these answers must not stop the person who answers."""
    roots = ANSWERS if row is None else ANSWERS | ROW
    values = {"answers": dict(seen)} | ({} if row is None else {"row": dict(row)})
    try:
        return bool(compile_expression(source, roots, result="bool").evaluate(values))
    except ExpressionFault:
        return otherwise


@dataclass(slots=True)
class Checked:
    """What came of checking answers: those to keep, what cannot be read or accepted, and what is still missing.

    Faults and what is missing are by code; within a group by « code.row.code », rows from 0 as they were given.
    """

    kept: list[Answer] = field(default_factory=list)
    faults: dict[str, str] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)

    @property
    def values(self) -> dict[str, Any]:
        """Give the plain values that are kept, by code."""
        return {item["code"]: item["value"] for item in self.kept}


def check(
    questions: Sequence[Question],
    given: Mapping[str, Any],
    *,
    internal: bool = False,
    country: str = "",
    judge: Judge | None = None,
) -> Checked:
    """Check what was answered, as a form gives it or as it was kept.

    Answers to questions that are not shown are dropped, and the questions after them see them as not answered.
    """
    asked = [question for question in questions if internal or not question.internal]
    done = Checked()
    values: dict[str, object] = {}
    for question in asked:
        try:
            values[question.code] = _read(question, given.get(question.code), country, done.faults)
        except Invalid as fault:
            done.faults[question.code] = fault.message
    seen = expression_values(questions, values)
    for question in asked:
        if not is_shown(question, seen):
            done.faults = {
                code: words for code, words in done.faults.items() if code.split(".")[0] != question.code
            }
            seen[question.code] = _EMPTY.get(question.kind, "")
            continue
        value = values.get(question.code)
        if question.kind is Kind.GROUP and isinstance(value, list):
            value = _check_rows(question, value, seen, done)
            seen[question.code] = expression_values([question], {question.code: value})[question.code]
        _keep(question, value, seen, done, judge)
    return done


def _keep(
    question: Question, value: object, seen: Mapping[str, object], done: Checked, judge: Judge | None
) -> None:
    """Put one answer among those to keep, or say what is wrong with it."""
    faulty = any(code.split(".")[0] == question.code for code in done.faults)
    if value is None or value in ("", []):
        if not faulty and is_required(question, seen):
            done.missing[question.code] = _missing(question)
        return
    if judge is not None and not faulty and (sentence := judge(question, value)):
        done.faults[question.code] = sentence
        return
    if question.code not in done.faults:
        done.kept.append(answer_of(question, value))


def _read(question: Question, raw: object, country: str, faults: dict[str, str]) -> object:
    if question.kind is not Kind.GROUP or not isinstance(raw, list | tuple):
        return read_answer(question, raw, country=country)
    most = question.most or MAX_ROWS
    rows = [row for row in raw if isinstance(row, Mapping)]
    if len(rows) > most:
        raise Invalid(_("%(most)d at most: remove some") % {"most": most})
    read: list[dict[str, object]] = []
    for number, row in enumerate(rows):
        values: dict[str, object] = {}
        for inner in question.questions:
            try:
                values[inner.code] = read_answer(inner, row.get(inner.code), country=country)
            except Invalid as fault:
                faults[f"{question.code}.{number}.{inner.code}"] = fault.message
        read.append(values)
    return read


def _check_rows(
    question: Question, rows: list[Any], seen: Mapping[str, object], done: Checked
) -> list[dict[str, object]]:
    """Give the rows of a group in which something was answered, without what is not asked in them."""
    kept: list[dict[str, object]] = []
    for number, values in enumerate(rows):
        start = f"{question.code}.{number}."
        faulty = any(code.startswith(start) for code in done.faults)
        if not faulty and all(value is None or value in ("", []) for value in values.values()):
            continue
        row = expression_values(question.questions, values)
        for inner in question.questions:
            value = values.get(inner.code)
            if not is_shown(inner, seen, row):
                values.pop(inner.code, None)
                done.faults.pop(start + inner.code, None)
                row[inner.code] = _EMPTY.get(inner.kind, "")
            elif (value is None or value in ("", [])) and start + inner.code not in done.faults:
                values.pop(inner.code, None)
                if is_required(inner, seen, row):
                    done.missing[start + inner.code] = _missing(inner)
        kept.append(values)
    if 0 < len(kept) < question.least:
        done.missing[question.code] = _("%(least)d at least: add some") % {"least": question.least}
    return kept


def _missing(question: Question) -> str:
    if question.kind in {Kind.CHOICE, Kind.CHOICES, Kind.YES_NO}:
        return _("Choose an answer")
    if question.kind in ATTACHED:
        return _("Add a photo or a document")
    return _("Answer this question")


def check_answers(
    questions: Sequence[Question],
    given: Mapping[str, Any],
    *,
    language: str,
    internal: bool = False,
    country: str = "",
) -> tuple[list[Answer], dict[str, str]]:
    """Check what was answered: the answers to keep (each with its question's text) and the faults by code.

    `given` holds strings as a form gives them (lists for several choices and for groups, parts for periods and areas).
    Answers to questions that are not shown are dropped, and the questions after them see them as not answered. Photos
    and files are attachments: that one is missing is said where they are joined. Telephone numbers are those of
    `country` (ISO code), by default the current city's.
    """
    del language
    done = check(questions, given, internal=internal, country=country)
    attached = {question.code for question in questions if question.kind in ATTACHED}
    missing = {code: words for code, words in done.missing.items() if code not in attached}
    return done.kept, done.faults | missing
