"""The questions that a city writes for a service, checked as they are saved."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from guichet.kernel.texts import Text

ANSWERS = {"answers": "map"}
ROW = {"row": "map"}
MAX_QUESTIONS = 60
MAX_ROWS = 40
MAX_DAYS = 3_660
MAX_FILES = 10
FILE_KINDS = ("image", "pdf", "text", "office")
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
    PERIOD = "period"
    AREA = "area"
    GROUP = "group"


ATTACHED = (Kind.PHOTO, Kind.FILE)


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a question."""

    code: str
    label: Text


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `shown_if` and `required_if` are CEL over `answers`, and over `row` within a group.

    `questions` are those of a group, asked once for each of its rows. `least` and `most` count the rows of a group, the
    days of a period or the files (0: the house's own limit). `hours` asks for hours beside the days of a period.
    `accepts` are kinds of files (FILE_KINDS; empty: all), `largest` their size in MB (0: the house's own limit).
    """

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
    questions: tuple[Question, ...] = ()
    least: int = 0
    most: int = 0
    hours: bool = False
    accepts: tuple[str, ...] = ()
    largest: int = 0


def write_questions(questions: Sequence[Question]) -> list[dict[str, Any]]:
    """Give questions in the form in which they are stored; what only some kinds have is left out when it is empty."""
    return [_written(question) for question in questions]


def _written(question: Question) -> dict[str, Any]:
    more: dict[str, Any] = {
        "questions": write_questions(question.questions),
        "least": question.least,
        "most": question.most,
        "hours": question.hours,
        "accepts": list(question.accepts),
        "largest": question.largest,
    }
    return {
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
    } | {name: value for name, value in more.items() if value}
