"""The questions of a service as fields of a form; what is typed is checked by the catalogue, not here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from guichet.catalogue.forms import Kind, Question
from guichet.kernel.texts import localise

PREFIX = "q_"
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


def add_question_fields(form: forms.Form, questions: Iterable[Question], language: str) -> None:
    """Put the questions of a service in a form, under names that no field of the form's own has."""
    for question in questions:
        field = question_field(question, language)
        if field is not None:
            form.fields[f"{PREFIX}{question.code}"] = field


def given_answers(questions: Iterable[Question], data: Mapping[str, Any]) -> dict[str, Any]:
    """Give what was typed, by the code of its question, as the catalogue reads it."""
    return {question.code: data.get(f"{PREFIX}{question.code}") for question in questions}
