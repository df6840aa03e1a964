"""The questions of a service as a resident sees them, to be tried before they are published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _

from guichet.catalogue.forms import Kind, Question, check_answers, expression_values, is_required, is_shown
from guichet.kernel.errors import Invalid
from guichet.kernel.texts import localise
from guichet.web.kit.widgets import DateParts

PREFIX = "p_"
INPUTS = {Kind.TIME: "time", Kind.EMAIL: "email", Kind.PHONE: "tel"}
ATTACHED = (Kind.PHOTO, Kind.FILE)


@dataclass(frozen=True, slots=True)
class Previewed:
    """A question as it would be asked: its field, whether these answers call for it."""

    bound: BoundField
    is_shown: bool
    is_internal: bool


def previewed(questions: Sequence[Question], given: Mapping[str, Any], language: str) -> list[Previewed]:
    """Give the questions as fields, filled with the answers that are tried, in a language."""
    answers = {question.code: given.get(f"{PREFIX}{question.code}") for question in questions}
    kept, _faults = check_answers(questions, answers, language=language, internal=True)
    numbers = {question.code for question in questions if question.kind is Kind.NUMBER}
    seen = expression_values(
        questions,
        {item["code"]: Decimal(item["value"]) if item["code"] in numbers else item["value"] for item in kept},
    )
    form = forms.Form(
        initial={f"{PREFIX}{code}": value for code, value in answers.items()}, auto_id="preview-%s"
    )
    lines = []
    for question in questions:
        name = f"{PREFIX}{question.code}"
        form.fields[name] = _field(question, language, required=_holds(is_required, question, seen))
        lines.append(Previewed(form[name], _holds(is_shown, question, seen), question.internal))
    return lines


def _holds(rule: Any, question: Question, seen: Mapping[str, object]) -> bool:
    """Ask a rule of a question; a condition that cannot be computed while it is a draft does not hold."""
    try:
        return bool(rule(question, seen))
    except Invalid:
        return False


def _field(question: Question, language: str, *, required: bool) -> forms.Field:
    shared: dict[str, Any] = {
        "label": localise(question.label, language),
        "help_text": localise(question.help, language),
        "required": required,
    }
    options = [(option.code, localise(option.label, language)) for option in question.options]
    if question.kind is Kind.YES_NO:
        options = [("yes", _("Yes")), ("no", _("No"))]
    if question.kind in (Kind.YES_NO, Kind.CHOICE):
        return forms.ChoiceField(widget=forms.RadioSelect, choices=options, **shared)
    if question.kind is Kind.CHOICES:
        return forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, choices=options, **shared)
    if question.kind is Kind.DATE:
        return forms.CharField(widget=DateParts, **shared)
    if question.kind is Kind.LONG_TEXT:
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), **shared)
    if question.kind in ATTACHED:
        return forms.FileField(widget=forms.FileInput(attrs={"disabled": True}), **shared)
    return forms.CharField(widget=_line(question), **shared)


def _line(question: Question) -> forms.Widget:
    attrs = {"autocomplete": "off"} | ({"class": "g-short"} if question.kind is Kind.NUMBER else {})
    widget = forms.TextInput(attrs=attrs)
    widget.input_type = INPUTS.get(question.kind, "text")
    return widget
