"""The questions of a service as fields of a form; what is typed is checked by the catalogue, not here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from guichet.catalogue.forms import Kind, Question
from guichet.kernel.texts import localise
from guichet.web.kit.runner import field_name
from guichet.web.kit.widgets import AreaParts, PeriodParts

PREFIX = "q_"
MOST_ROWS = 3
FEW = 8
INPUTS = {Kind.DATE: "date", Kind.TIME: "time", Kind.EMAIL: "email", Kind.PHONE: "tel"}


class Loose:
    """A field that accepts anything: the catalogue knows what is asked, and when. It only looks required or not."""

    def validate(self, value: Any) -> None:
        """Accept anything."""


class LooseChoice(Loose, forms.ChoiceField):
    """One choice."""


class LooseChoices(Loose, forms.MultipleChoiceField):
    """Several choices."""


class LooseParts(forms.Field):
    """Something with several boxes; what was typed is taken as it is."""

    def clean(self, value: Any) -> Any:
        """Take what was typed as it is."""
        return value


class LooseText(Loose, forms.CharField):
    """Something typed."""


def question_field(question: Question, language: str) -> forms.Field | None:
    """Give the field of a question; None for photos and files, which are attached apart."""
    shared: dict[str, Any] = {
        "label": localise(question.label, language),
        "help_text": localise(question.help, language),
        "required": question.required,
    }
    if question.kind in (Kind.PHOTO, Kind.FILE):
        return None
    if question.kind in (Kind.YES_NO, Kind.CHOICE, Kind.CHOICES):
        return _choice_field(question, language, shared)
    if question.kind in (Kind.PERIOD, Kind.AREA):
        parts = PeriodParts(hours=question.hours) if question.kind is Kind.PERIOD else AreaParts()
        return LooseParts(widget=parts, **shared)
    if question.kind is Kind.LONG_TEXT:
        return LooseText(widget=forms.Textarea(attrs={"rows": 3}), **shared)
    attrs = {"autocomplete": "off"}
    if question.kind is Kind.NUMBER:
        attrs |= {"inputmode": "decimal", "class": "g-short"}
    widget = forms.TextInput(attrs=attrs)
    widget.input_type = INPUTS.get(question.kind, "text")
    return LooseText(widget=widget, **shared)


def _choice_field(question: Question, language: str, shared: dict[str, Any]) -> forms.Field:
    options = [(option.code, localise(option.label, language)) for option in question.options]
    if question.kind is Kind.YES_NO:
        options = [("yes", _("Yes")), ("no", _("No"))]
    if question.kind is Kind.CHOICES:
        return LooseChoices(widget=forms.CheckboxSelectMultiple, choices=options, **shared)
    if len(options) < FEW:
        return LooseChoice(widget=forms.RadioSelect, choices=options, **shared)
    return LooseChoice(choices=[("", _("Choose…")), *options], **shared)


def rows_of(group: Question) -> int:
    """Give how many rows of a group one page of the desk has room for."""
    return min(group.most or MOST_ROWS, max(MOST_ROWS, group.least))


def names_of(question: Question) -> list[str]:
    """Give the names of the fields of a question: one, or those of each row of a group."""
    if question.kind is not Kind.GROUP:
        return [field_name(question.code)]
    return [
        field_name(f"{question.code}.{row}.{inner.code}")
        for row in range(rows_of(question))
        for inner in question.questions
    ]


def add_question_fields(form: forms.Form, questions: Iterable[Question], language: str) -> None:
    """Put the questions of a service in a form, under names that no field of the form's own has."""
    for question in questions:
        if question.kind is Kind.GROUP:
            _add_group(form, question, language)
            continue
        field = question_field(question, language)
        if field is not None:
            form.fields[field_name(question.code)] = field


def _add_group(form: forms.Form, group: Question, language: str) -> None:
    """Put the rows of a group one under the other; those beyond the first needed ones may stay empty."""
    label = localise(group.label, language)
    for row in range(rows_of(group)):
        for inner in group.questions:
            field = question_field(inner, language)
            if field is not None:
                field.label = f"{label} {row + 1} – {field.label}"
                field.required = field.required and row < group.least
                form.fields[field_name(f"{group.code}.{row}.{inner.code}")] = field


def given_answers(questions: Iterable[Question], data: Mapping[str, Any]) -> dict[str, Any]:
    """Give what was typed, by the code of its question, as the catalogue reads it."""
    return {
        question.code: _rows(question, data)
        if question.kind is Kind.GROUP
        else data.get(field_name(question.code))
        for question in questions
    }


def _rows(group: Question, data: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {inner.code: data.get(field_name(f"{group.code}.{row}.{inner.code}")) for inner in group.questions}
        for row in range(rows_of(group))
    ]
