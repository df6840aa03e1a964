"""Reading the questions that a city writes: what cannot be asked is refused, with the faulty question's code."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from guichet.catalogue.forms.conditions import check_circles, check_conditions
from guichet.catalogue.forms.questions import (
    ATTACHED,
    FILE_KINDS,
    MAX_DAYS,
    MAX_FILES,
    MAX_QUESTIONS,
    MAX_ROWS,
    Kind,
    Option,
    Question,
)
from guichet.kernel.errors import Invalid
from guichet.kernel.texts import check_text

MAX_MB = 20
_CODE = re.compile(r"^[a-z][a-z0-9_]{0,39}$")
_MOST = {Kind.GROUP: MAX_ROWS, Kind.PERIOD: MAX_DAYS, Kind.PHOTO: MAX_FILES, Kind.FILE: MAX_FILES}


def read_questions(data: object) -> list[Question]:
    """Read questions as they are stored or typed by a city. Raises Invalid with the faulty question's code.

    Those within groups count too. An expression that does not compile, names an answer that no question gives, or
    makes a circle (each is asked only when the other is) is refused, with its position where there is one.
    """
    if not isinstance(data, list) or _count(data) > MAX_QUESTIONS:
        raise Invalid(_("The questions must be a list of at most %(n)d.") % {"n": MAX_QUESTIONS})
    questions = [_read_question(item, position) for position, item in enumerate(data)]
    _check_codes(questions)
    check_conditions(questions)
    check_circles(questions)
    return questions


def _count(data: list[Any]) -> int:
    inner = (item.get("questions") for item in data if isinstance(item, dict))
    return len(data) + sum(len(each) for each in inner if isinstance(each, list))


def _check_codes(questions: Sequence[Question]) -> None:
    codes = [question.code for question in questions]
    for code in codes:
        if codes.count(code) > 1:
            raise Invalid(
                _("Two questions have the code “%(code)s”.") % {"code": code}, fields={code: "code"}
            )


def _read_question(item: object, position: int, *, within: bool = False) -> Question:
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
    if kind is Kind.GROUP and within:
        sentence = _("“%(code)s” is a group within a group. Put its questions on a page of their own.")
        raise Invalid(sentence % {"code": code}, fields={code: sentence % {"code": code}})
    least, most = _read_limits(code, kind, item)
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
        questions=_read_inner(code, item) if kind is Kind.GROUP else (),
        least=least,
        most=most,
        hours=kind is Kind.PERIOD and bool(item.get("hours", False)),
        accepts=_read_accepts(code, item) if kind in ATTACHED else (),
        largest=_number(code, item.get("largest"), MAX_MB) if kind in ATTACHED else 0,
    )


def _read_inner(code: str, item: dict[str, Any]) -> tuple[Question, ...]:
    """Read the questions of a group."""
    data = item.get("questions")
    if not isinstance(data, list) or not data:
        sentence = _("The group “%(code)s” needs questions.") % {"code": code}
        raise Invalid(sentence, fields={code: sentence})
    inner = [_read_question(each, position, within=True) for position, each in enumerate(data)]
    _check_codes(inner)
    return tuple(inner)


def _read_limits(code: str, kind: Kind, item: dict[str, Any]) -> tuple[int, int]:
    top = _MOST.get(kind)
    if top is None:
        return 0, 0
    least, most = (_number(code, item.get(name), top) for name in ("least", "most"))
    if most and least > most:
        sentence = _("“%(code)s”: the smallest number is above the largest.") % {"code": code}
        raise Invalid(sentence, fields={code: sentence})
    return least, most


def _number(code: str, value: object, top: int) -> int:
    text = str(value or 0)
    if not text.isascii() or not text.isdigit() or int(text) > top:
        sentence = _("“%(code)s”: write a number from 0 to %(most)d.") % {"code": code, "most": top}
        raise Invalid(sentence, fields={code: sentence})
    return int(text)


def _read_accepts(code: str, item: dict[str, Any]) -> tuple[str, ...]:
    data = item.get("accepts") or []
    if not isinstance(data, list | tuple) or not set(map(str, data)) <= set(FILE_KINDS):
        sentence = _("“%(code)s”: choose kinds of files among those shown.") % {"code": code}
        raise Invalid(sentence, fields={code: sentence})
    return tuple(kind for kind in FILE_KINDS if kind in data)


def _read_options(code: str, data: object) -> tuple[Option, ...]:
    whole = isinstance(data, list) and all(isinstance(each, dict) and each.get("code") for each in data)
    if not isinstance(data, list) or not whole:
        raise Invalid(_("Question “%(code)s” needs choices.") % {"code": code}, fields={code: "options"})
    return tuple(Option(str(each["code"]), check_text(each.get("label"), max_length=160)) for each in data)
