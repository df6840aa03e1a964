"""Answers carried from one version of a form to another: what fits, what is lost, what is newly asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from guichet.catalogue.forms.answers import check
from guichet.catalogue.forms.pages import Answers, Form, Missing, kept_answers, missing
from guichet.kernel.texts import Text

FORMER = "former:"
"""Before the code of an answer that a file keeps though its form has no place for it any more."""


@dataclass(frozen=True, slots=True)
class Lost:
    """An answer that has no place in the other version: its question, and what was answered."""

    code: str
    label: Text
    value: Any
    display: Text


@dataclass(frozen=True, slots=True)
class Moved:
    """What comes of a move: the answers that fit, those that are lost, what must be asked of the person again."""

    kept: Answers
    lost: tuple[Lost, ...]
    newly_asked: tuple[Missing, ...]


def move_answers(old_form: Form, new_form: Form, answers: Mapping[str, Any]) -> Moved:
    """Carry answers given on a form to another version of it; nothing is saved.

    An answer is kept when a question of the same code takes it and is shown; within a group, when its own question does.
    """
    before = check(old_form.questions, answers, internal=True).kept
    given = {item["code"]: item["value"] for item in before}
    done = check(new_form.questions, given, internal=True)
    while done.faults:  # what the other version cannot read is left out, and so is what hung on it
        for code in done.faults:
            _leave_out(given, code)
        done = check(new_form.questions, given, internal=True)
    kept = done.values
    lost = [
        Lost(item["code"], item["label"], item["value"], item["display"])
        for item in before
        if item["code"] not in kept or kept[item["code"]] != item["value"]
    ]
    asked_before = {each.code for each in missing(old_form, answers, internal=True)}
    newly = [each for each in missing(new_form, kept, internal=True) if each.code not in asked_before]
    return Moved(kept, tuple(lost), tuple(newly))


def answers_by_code(answers: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Give what a file answers, by code, without what is marked as former."""
    return {each["code"]: each.get("value") for each in answers if not each["code"].startswith(FORMER)}


def moved_answers(form: Form, answers: Sequence[Mapping[str, Any]], moved: Moved) -> list[dict[str, Any]]:
    """Give what a file keeps after a move: what fits, what stood beside its form, and what is former from now on."""
    lost = {each.code for each in moved.lost}
    placed = {each.code for each in form.questions} | moved.kept.keys() | lost
    beside = [each for each in answers if each["code"] not in placed and not each["code"].startswith(FORMER)]
    former = [
        {**each, "code": FORMER + each["code"].removeprefix(FORMER)}
        for each in answers
        if each["code"] in lost or each["code"].startswith(FORMER)
    ]
    return [*map(dict, (*kept_answers(form, moved.kept), *beside)), *former]


def _leave_out(given: dict[str, Any], code: str) -> None:
    top, _dot, rest = code.partition(".")
    number, _dot, inner = rest.partition(".")
    rows = given.get(top)
    if inner and isinstance(rows, list):
        given[top] = [
            {name: value for name, value in row.items() if name != inner} if place == int(number) else row
            for place, row in enumerate(rows)
        ]
    else:
        given.pop(top, None)
