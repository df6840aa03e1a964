"""The questions of a service as a resident answers them; what is typed is checked by the catalogue, not here."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from guichet.catalogue.forms import Kind, Question, check_answers, expression_values, is_required, is_shown
from guichet.kernel.texts import localise
from guichet.web.kit.widgets import DateParts

PREFIX = "q_"
FEW = 8
CHOSEN = (Kind.YES_NO, Kind.CHOICE, Kind.CHOICES)
ATTACHED = (Kind.PHOTO, Kind.FILE)
INPUTS = {Kind.TIME: "time", Kind.EMAIL: "email", Kind.PHONE: "tel"}
FILLED_BY = {Kind.EMAIL: "email", Kind.PHONE: "tel", Kind.PLACE: "street-address"}

Given = dict[str, Any]


class Asked(forms.Field):
    """One question; the catalogue judges the answer, `required` only shows what must be answered."""

    def clean(self, value: Any) -> Any:
        """Take what was typed as it is."""
        return value


class AskedChoice(forms.ChoiceField):
    """A question with choices, whose answer the catalogue judges."""

    def clean(self, value: Any) -> Any:
        """Take what was chosen as it is."""
        return value


def resident_questions(questions: Sequence[Question]) -> list[Question]:
    """Leave out the questions that only the staff answers."""
    return [question for question in questions if not question.internal]


def read_given(questions: Sequence[Question], data: QueryDict) -> Given:
    """Give what was typed, by the code of its question, as the catalogue reads it."""
    given: Given = {}
    for question in questions:
        name = f"{PREFIX}{question.code}"
        if question.kind is Kind.CHOICES:
            given[question.code] = data.getlist(name)[:60]
        elif question.kind is Kind.DATE:
            given[question.code] = _date_of(data, name)
        elif question.kind not in ATTACHED:
            given[question.code] = str(data.get(name, ""))[:20_000]
    return given


def _date_of(data: QueryDict, name: str) -> str:
    """Join day, month and year as year-month-day; what is no number stays, to be shown again and refused."""
    year, month, day = (data.get(f"{name}_{part}", "").strip()[:4] for part in ("year", "month", "day"))
    if not (year or month or day):
        return ""
    return f"{year}-{month.zfill(2) if month else ''}-{day.zfill(2) if day else ''}"


def shown_questions(
    questions: Sequence[Question], given: Mapping[str, Any]
) -> tuple[list[Question], set[str]]:
    """Give the questions to ask after these answers, and the codes of those that must be answered."""
    kept, _faults = check_answers(questions, given, language="fr")
    numbers = {question.code for question in questions if question.kind is Kind.NUMBER}
    values = {
        item["code"]: Decimal(item["value"]) if item["code"] in numbers else item["value"] for item in kept
    }
    seen = expression_values(questions, values)
    shown = [question for question in questions if is_shown(question, seen)]
    return shown, {question.code for question in shown if is_required(question, seen)}


def deciding(questions: Sequence[Question]) -> list[str]:
    """Give the codes of the questions whose answer decides whether another is asked or must be answered."""
    sources = " ".join(f"{question.shown_if} {question.required_if}" for question in questions)
    named = set(re.findall(r"\banswers\.([a-z][a-z0-9_]*)", sources))
    return [question.code for question in questions if question.code in named]


def question_field(question: Question, language: str, *, required: bool) -> forms.Field:
    """Give the field of a question that is not a photo nor a file."""
    shared: dict[str, Any] = {
        "label": localise(question.label, language),
        "help_text": localise(question.help, language),
        "required": required,
    }
    if question.kind in CHOSEN:
        return _choice_field(question, language, shared)
    if question.kind is Kind.DATE:
        return Asked(widget=DateParts, **shared)
    if question.kind is Kind.LONG_TEXT:
        return Asked(widget=forms.Textarea(attrs={"rows": 4, "maxlength": 4000}), **shared)
    return Asked(widget=_line_widget(question), **shared)


def _choice_field(question: Question, language: str, shared: dict[str, Any]) -> forms.Field:
    options = [(option.code, localise(option.label, language)) for option in question.options]
    if question.kind is Kind.YES_NO:
        options = [("yes", _("Yes")), ("no", _("No"))]
    elif question.kind is Kind.CHOICES:
        return AskedChoice(widget=forms.CheckboxSelectMultiple, choices=options, **shared)
    if len(options) < FEW:
        return AskedChoice(widget=forms.RadioSelect, choices=options, **shared)
    return AskedChoice(choices=[("", _("Choose…")), *options], **shared)


def _line_widget(question: Question) -> forms.Widget:
    attrs: dict[str, Any] = {"autocomplete": FILLED_BY.get(question.kind, "off"), "maxlength": 300}
    if question.kind is Kind.NUMBER:
        attrs |= {"inputmode": "decimal", "class": "g-short", "maxlength": 20}
    widget = forms.TextInput(attrs=attrs)
    widget.input_type = INPUTS.get(question.kind, "text")
    return widget
