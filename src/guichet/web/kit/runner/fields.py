"""The field of one question; what is typed is checked by the catalogue, not here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from guichet.catalogue.forms import Kind, Question
from guichet.kernel.texts import localise
from guichet.web.kit.widgets import AreaParts, DateParts, PeriodParts

PREFIX = "q_"
FEW = 8
CHOSEN = (Kind.YES_NO, Kind.CHOICE, Kind.CHOICES)
INPUTS = {Kind.TIME: "time", Kind.EMAIL: "email", Kind.PHONE: "tel"}
FILLED_BY = {Kind.EMAIL: "email", Kind.PHONE: "tel", Kind.PLACE: "street-address"}


def field_name(code: str) -> str:
    """Give the name of a question's field; « people.0.age » is a question of a group's first row."""
    return PREFIX + code.replace(".", "-")


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


def question_field(question: Question, language: str, *, required: bool) -> forms.Field:
    """Give the field of a question that is neither a file nor a group."""
    shared: dict[str, Any] = {
        "label": localise(question.label, language),
        "help_text": localise(question.help, language),
        "required": required,
    }
    if question.kind in CHOSEN:
        return _choice_field(question, language, shared)
    if question.kind is Kind.LONG_TEXT:
        return Asked(widget=forms.Textarea(attrs={"rows": 4, "maxlength": 4000}), **shared)
    return Asked(widget=_widget(question), **shared)


def _choice_field(question: Question, language: str, shared: dict[str, Any]) -> forms.Field:
    options = [(option.code, localise(option.label, language)) for option in question.options]
    if question.kind is Kind.YES_NO:
        options = [("yes", _("Yes")), ("no", _("No"))]
    elif question.kind is Kind.CHOICES:
        return AskedChoice(widget=forms.CheckboxSelectMultiple, choices=options, **shared)
    if len(options) < FEW:
        return AskedChoice(widget=forms.RadioSelect, choices=options, **shared)
    return AskedChoice(choices=[("", _("Choose…")), *options], **shared)


def _widget(question: Question) -> forms.Widget:
    if question.kind is Kind.DATE:
        return DateParts()
    if question.kind is Kind.PERIOD:
        return PeriodParts(hours=question.hours)
    if question.kind is Kind.AREA:
        return AreaParts()
    attrs: dict[str, Any] = {"autocomplete": FILLED_BY.get(question.kind, "off"), "maxlength": 300}
    if question.kind is Kind.NUMBER:
        attrs |= {"inputmode": "decimal", "class": "g-short", "maxlength": 20}
    widget = forms.TextInput(attrs=attrs)
    widget.input_type = INPUTS.get(question.kind, "text")
    return widget
