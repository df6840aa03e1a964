"""The questions that a city writes for a service, checked as they are saved."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from guichet.kernel.errors import Invalid
from guichet.kernel.expressions import ExpressionFault, compile_expression
from guichet.kernel.texts import Text, check_text

ANSWERS = {"answers": "map"}
MAX_QUESTIONS = 60
_CODE = re.compile(r"^[a-z][a-z0-9_]{0,39}$")


class Kind(StrEnum):
    """What a question takes."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    YES_NO = "yes_no"
    CHOICE = "choice"
    CHOICES = "choices"
    DATE = "date"
    TIME = "time"
    PLACE = "place"
    PHOTO = "photo"
    FILE = "file"
    EMAIL = "email"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a question."""

    code: str
    label: Text


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `shown_if` and `required_if` are CEL over `answers`."""

    code: str
    kind: Kind
    label: Text
    help: Text = field(default_factory=dict)
    options: tuple[Option, ...] = ()
    unit: str = ""
    required: bool = False
    shown_if: str = ""
    required_if: str = ""
    internal: bool = False


# What is asked of the answers as a whole is known only with them.
_UNTYPED = re.compile(r"\bhas\s*\(|\banswers\b(?!\.)")
_TYPES: dict[Kind, str] = {Kind.YES_NO: "bool", Kind.CHOICES: "list_string", Kind.NUMBER: "double"}


def read_questions(data: object) -> list[Question]:
    """Read questions as they are stored or typed by a city. Raises Invalid with the faulty question's code.

    An expression that does not compile, or names an answer that no question gives, is refused with its position.
    """
    if not isinstance(data, list) or len(data) > MAX_QUESTIONS:
        raise Invalid(_("The questions must be a list of at most %(n)d.") % {"n": MAX_QUESTIONS})
    questions = [_read_question(item, position) for position, item in enumerate(data)]
    codes = [question.code for question in questions]
    for code in codes:
        if codes.count(code) > 1:
            raise Invalid(
                _("Two questions have the code “%(code)s”.") % {"code": code}, fields={code: "code"}
            )
    for position, question in enumerate(questions):
        for source in (question.shown_if, question.required_if):
            if source:
                _check_expression(question.code, source, questions[:position] + questions[position + 1 :])
    return questions


def _check_expression(code: str, source: str, others: Sequence[Question]) -> None:
    known = {question.code for question in others}
    try:
        compile_expression(source, ANSWERS, result="bool")
        if set(re.findall(r"\banswers\.([A-Za-z_][A-Za-z0-9_]*)", source)) <= known:
            _check_types(source, others)
    except ExpressionFault as fault:
        raise Invalid(
            _("Question “%(code)s”: %(fault)s") % {"code": code, "fault": fault.message},
            fields={code: fault.message},
        ) from fault
    for name in re.findall(r"\banswers\.([A-Za-z_][A-Za-z0-9_]*)", source):
        if name not in known:
            message = _("Question “%(code)s”: no other question is called “%(name)s”.") % {
                "code": code,
                "name": name,
            }
            raise Invalid(message, fields={code: message})


def _check_types(source: str, others: Sequence[Question]) -> None:
    """Compare answers with what they can be: a text with a text, a number with a whole number or one with decimals."""
    if _UNTYPED.search(source):
        return
    types = {f"answers.{question.code}": _TYPES.get(question.kind, "string") for question in others}
    try:
        compile_expression(source, types, result="bool")
    except ExpressionFault as fault:
        whole = {name: "int" if kind == "double" else kind for name, kind in types.items()}
        try:
            compile_expression(source, whole, result="bool")
        except ExpressionFault:
            raise fault from None


def _read_question(item: object, position: int) -> Question:
    if not isinstance(item, dict):
        raise Invalid(_("Question %(n)d cannot be read.") % {"n": position + 1})
    code = str(item.get("code", ""))
    if not _CODE.match(code):
        raise Invalid(_("Question %(n)d needs a code in lower-case letters.") % {"n": position + 1})
    try:
        kind = Kind(str(item.get("kind", "")))
    except ValueError as error:
        raise Invalid(_("Question “%(code)s” has an unknown kind.") % {"code": code}) from error
    options = _read_options(code, item.get("options") or [])
    if kind in {Kind.CHOICE, Kind.CHOICES} and not options:
        raise Invalid(_("Question “%(code)s” needs choices.") % {"code": code}, fields={code: "options"})
    return Question(
        code=code,
        kind=kind,
        label=check_text(item.get("label"), max_length=240),
        help=check_text(item.get("help") or {}, required=(), max_length=400),
        options=options,
        unit=str(item.get("unit", ""))[:20],
        required=bool(item.get("required", False)),
        shown_if=str(item.get("shown_if", "")).strip(),
        required_if=str(item.get("required_if", "")).strip(),
        internal=bool(item.get("internal", False)),
    )


def _read_options(code: str, data: object) -> tuple[Option, ...]:
    whole = isinstance(data, list) and all(isinstance(each, dict) and each.get("code") for each in data)
    if not isinstance(data, list) or not whole:
        raise Invalid(_("Question “%(code)s” needs choices.") % {"code": code}, fields={code: "options"})
    return tuple(Option(str(each["code"]), check_text(each.get("label"), max_length=160)) for each in data)


def write_questions(questions: Sequence[Question]) -> list[dict[str, Any]]:
    """Give questions in the form in which they are stored."""
    return [
        {
            "code": question.code,
            "kind": question.kind.value,
            "label": question.label,
            "help": question.help,
            "options": [{"code": option.code, "label": option.label} for option in question.options],
            "unit": question.unit,
            "required": question.required,
            "shown_if": question.shown_if,
            "required_if": question.required_if,
            "internal": question.internal,
        }
        for question in questions
    ]
