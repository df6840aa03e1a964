"""Questions of a service and what people answer: pure, without tables or pages."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from guichet.kernel.errors import Invalid
from guichet.kernel.expressions import ExpressionFault, compile_expression
from guichet.kernel.texts import Text, check_text
from guichet.kernel.words import clean_line, clean_text

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


Answer = dict[str, Any]


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
                _("Two questions have the code « %(code)s ».") % {"code": code}, fields={code: "code"}
            )
    for position, question in enumerate(questions):
        for source in (question.shown_if, question.required_if):
            if source:
                _check_expression(question.code, source, codes[:position] + codes[position + 1 :])
    return questions


def _check_expression(code: str, source: str, known: Sequence[str]) -> None:
    try:
        compile_expression(source, ANSWERS, result="bool")
    except ExpressionFault as fault:
        raise Invalid(
            _("Question « %(code)s »: %(fault)s") % {"code": code, "fault": fault.message},
            fields={code: fault.message},
        ) from fault
    for name in re.findall(r"\banswers\.([A-Za-z_][A-Za-z0-9_]*)", source):
        if name not in known:
            message = _("Question « %(code)s »: no other question is called « %(name)s ».") % {
                "code": code,
                "name": name,
            }
            raise Invalid(message, fields={code: message})


def _read_question(item: object, position: int) -> Question:
    if not isinstance(item, dict):
        raise Invalid(_("Question %(n)d cannot be read.") % {"n": position + 1})
    code = str(item.get("code", ""))
    if not _CODE.match(code):
        raise Invalid(_("Question %(n)d needs a code in lower-case letters.") % {"n": position + 1})
    try:
        kind = Kind(str(item.get("kind", "")))
    except ValueError as error:
        raise Invalid(_("Question « %(code)s » has an unknown kind.") % {"code": code}) from error
    options = tuple(
        Option(str(option["code"]), check_text(option["label"], max_length=160))
        for option in item.get("options", [])
    )
    if kind in {Kind.CHOICE, Kind.CHOICES} and not options:
        raise Invalid(_("Question « %(code)s » needs choices.") % {"code": code}, fields={code: "options"})
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


_EMPTY: dict[Kind, object] = {Kind.YES_NO: False, Kind.CHOICES: [], Kind.NUMBER: 0.0}


def expression_values(questions: Sequence[Question], values: Mapping[str, object]) -> dict[str, object]:
    """Give what expressions see: each question has a value of its type, empty when not answered."""
    seen: dict[str, object] = {}
    for question in questions:
        value = values.get(question.code)
        empty = _EMPTY.get(question.kind, "")
        if value is None or value == "":
            seen[question.code] = empty
        elif isinstance(value, Decimal):
            seen[question.code] = float(value)
        elif isinstance(value, dt.date | dt.time):
            seen[question.code] = value.isoformat()
        else:
            seen[question.code] = value
    return seen


def is_shown(question: Question, seen: Mapping[str, object]) -> bool:
    """Tell whether a question is asked, given the other answers."""
    return not question.shown_if or _holds(question.shown_if, seen)


def is_required(question: Question, seen: Mapping[str, object]) -> bool:
    """Tell whether a question must be answered, given the other answers."""
    return question.required or (bool(question.required_if) and _holds(question.required_if, seen))


def _holds(source: str, seen: Mapping[str, object]) -> bool:
    return bool(compile_expression(source, ANSWERS, result="bool").evaluate({"answers": dict(seen)}))


def check_answers(
    questions: Sequence[Question], given: Mapping[str, Any], *, language: str, internal: bool = False
) -> tuple[list[Answer], dict[str, str]]:
    """Check what was answered: the answers to keep (each with its question's text) and the faults by code.

    `given` holds strings as a form gives them (lists for several choices). Answers to questions that are not shown
    are dropped. Photos and files are attachments, so they are not among the answers.
    """
    del language
    asked = [question for question in questions if internal or not question.internal]
    values: dict[str, object] = {}
    faults: dict[str, str] = {}
    for question in asked:
        try:
            values[question.code] = _READERS[question.kind](question, given.get(question.code))
        except Invalid as fault:
            faults[question.code] = fault.message
    seen = expression_values(questions, values)
    kept: list[Answer] = []
    for question in asked:
        if not is_shown(question, seen):
            faults.pop(question.code, None)
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


def _read_line(question: Question, raw: object) -> object:
    return clean_line(str(raw or ""), 300)


def _read_text(question: Question, raw: object) -> object:
    text = clean_text(str(raw or ""), 20_000)
    if len(text) > 4_000:
        raise Invalid(_("Shorten this answer to 4,000 characters."))
    return text


def _read_number(question: Question, raw: object) -> object:
    text = (
        str(raw or "").strip().replace("\u202f", "").replace("\u00a0", "").replace(" ", "").replace(",", ".")
    )
    if not text:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise Invalid(_("Write a number, such as 12 or 2.5")) from error
    if not number.is_finite() or abs(number) > Decimal("1e12"):
        raise Invalid(_("This number is too large"))
    return number


def _read_yes_no(question: Question, raw: object) -> object:
    if isinstance(raw, bool):
        return raw
    return {"yes": True, "no": False, "true": True, "false": False}.get(str(raw or "").lower())


def _read_choice(question: Question, raw: object) -> object:
    code = str(raw or "")
    if code and code not in {option.code for option in question.options}:
        raise Invalid(_("Choose one of the answers shown"))
    return code


def _read_choices(question: Question, raw: object) -> object:
    codes = [str(item) for item in raw] if isinstance(raw, list | tuple) else ([str(raw)] if raw else [])
    if not set(codes) <= {option.code for option in question.options}:
        raise Invalid(_("Choose among the answers shown"))
    return codes


def _read_date(question: Question, raw: object) -> object:
    if not raw:
        return None
    try:
        return dt.date.fromisoformat(str(raw))
    except ValueError as error:
        raise Invalid(_("This date does not exist. Check the day, the month and the year")) from error


def _read_time(question: Question, raw: object) -> object:
    if not raw:
        return None
    try:
        return dt.time.fromisoformat(str(raw))
    except ValueError as error:
        raise Invalid(_("Write an hour such as 16:30")) from error


def _read_email(question: Question, raw: object) -> object:
    return check_email(str(raw or ""))


def check_email(text: str) -> str:
    """Read an e-mail address; empty stays empty. Raises Invalid with what to do."""
    address = clean_line(text, 254)
    if not address:
        return ""
    if "@" not in address or address.endswith("@"):
        raise Invalid(_("Complete the address: the end, after « @ », is missing"))
    try:
        validate_email(address)
    except ValidationError as error:
        raise Invalid(_("Write an address such as name@example.ca")) from error
    return address


def _read_phone(question: Question, raw: object) -> object:
    return check_phone(str(raw or ""), "CA")


def check_phone(text: str, country: str) -> str:
    """Read a telephone number of a country (ISO code), kept as typed; empty stays empty. Raises Invalid."""
    line = clean_line(text, 40)
    if not line:
        return ""
    try:
        number = phonenumbers.parse(line, country)
    except phonenumbers.NumberParseException as error:
        raise Invalid(_("Write a telephone number with its area code")) from error
    if not phonenumbers.is_possible_number(number):
        raise Invalid(_("Write a telephone number with its area code"))
    return line


def _read_nothing(question: Question, raw: object) -> object:
    return None


_READERS: dict[Kind, Callable[[Question, object], object]] = {
    Kind.TEXT: _read_line,
    Kind.PLACE: _read_line,
    Kind.LONG_TEXT: _read_text,
    Kind.NUMBER: _read_number,
    Kind.YES_NO: _read_yes_no,
    Kind.CHOICE: _read_choice,
    Kind.CHOICES: _read_choices,
    Kind.DATE: _read_date,
    Kind.TIME: _read_time,
    Kind.EMAIL: _read_email,
    Kind.PHONE: _read_phone,
    Kind.PHOTO: _read_nothing,
    Kind.FILE: _read_nothing,
}
