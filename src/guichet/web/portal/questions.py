"""The questions of a service as a resident answers them; what is typed is checked by the catalogue, not here."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from guichet.catalogue.forms import (
    ATTACHED,
    Form,
    Kind,
    Question,
    check,
    expression_values,
    is_required,
    is_shown,
)
from guichet.web.kit.runner import PREFIX, Asked, AskedChoice, question_field, read_given

__all__ = [
    "ATTACHED", "PREFIX", "Asked", "AskedChoice", "Given", "deciding", "needs_pages", "question_field", "read_given",
    "resident_questions", "shown_questions",
]  # fmt: skip

Given = dict[str, Any]


def resident_questions(questions: Sequence[Question]) -> list[Question]:
    """Leave out the questions that only the staff answers."""
    return [question for question in questions if not question.internal]


def shown_questions(
    questions: Sequence[Question], given: Mapping[str, Any]
) -> tuple[list[Question], set[str]]:
    """Give the questions to ask after these answers, and the codes of those that must be answered."""
    seen = expression_values(questions, check(questions, given).values)
    shown = [question for question in questions if is_shown(question, seen)]
    return shown, {question.code for question in shown if is_required(question, seen)}


def deciding(questions: Sequence[Question]) -> list[str]:
    """Give the codes of the questions whose answer decides whether another is asked or must be answered."""
    sources = " ".join(f"{question.shown_if} {question.required_if}" for question in questions)
    named = set(re.findall(r"\banswers\.([a-z][a-z0-9_]*)", sources))
    return [question.code for question in questions if question.code in named]


def needs_pages(form: Form) -> bool:
    """Tell whether a form is filled page by page: it has several, or answers that one page of a report has no room for."""
    rich = {Kind.GROUP, Kind.PERIOD, Kind.AREA}
    return len(form.pages) > 1 or any(
        question.kind in rich or question.accepts or question.largest or question.most
        for question in form.questions
    )
