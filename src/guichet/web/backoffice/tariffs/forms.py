"""The forms of by-laws as wholes: a new one, its dates, a file to try."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.forms import BoundField
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guichet.kernel.money import Currency
from guichet.kernel.texts import localise
from guichet.tariffs.book import Book
from guichet.tariffs.content import Question
from guichet.tariffs.reading import exact
from guichet.tariffs.units import unit_words
from guichet.tariffs.values import Input
from guichet.web.backoffice.bilingual import ConfigForm, Words, language

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Label = str | _StrPromise
ASKED = "q_"


class DayInput(forms.DateInput):
    """A day, written as browsers exchange it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def day_field(label: Label, *, required: bool = True, help_text: Label = "") -> forms.DateField:
    """Make the field of a day."""
    missing = gettext_lazy("Write the date as year-month-day, such as 2026-01-31.")
    return forms.DateField(
        label=label,
        required=required,
        widget=DayInput(),
        help_text=help_text,
        error_messages={"required": missing, "invalid": missing},
    )


class BylawForm(ConfigForm):
    """A by-law: its number, its name, where and since when."""

    texts: ClassVar = {"name": Words(gettext_lazy("Name"), 200, needed=gettext_lazy("Name the by-law."))}
    number = forms.CharField(
        label=gettext_lazy("Number"),
        max_length=60,
        error_messages={"required": gettext_lazy("Write the number of the by-law.")},
    )
    district = forms.ChoiceField(label=gettext_lazy("Where"), required=False)
    currency = forms.ChoiceField(
        label=gettext_lazy("Currency"), choices=[(one.value, one.sign) for one in Currency]
    )
    starts = day_field(gettext_lazy("First day in force"))
    ends = day_field(
        gettext_lazy("Last day in force"), required=False, help_text=gettext_lazy("Empty: no end yet.")
    )

    def __init__(self, *args: Any, districts: list[tuple[str, str]], **given: Any) -> None:
        self.districts = districts
        super().__init__(*args, **given)

    def prepare(self) -> None:
        """Offer the parts of the city."""
        self.choose("district", [("", _("The whole city")), *self.districts])


class VersionForm(ConfigForm):
    """The dates of a version, and a note for colleagues."""

    starts = day_field(gettext_lazy("First day in force"))
    ends = day_field(
        gettext_lazy("Last day in force"), required=False, help_text=gettext_lazy("Empty: no end yet.")
    )
    note = forms.CharField(label=gettext_lazy("Note for colleagues"), max_length=300, required=False)


class EndForm(forms.Form):
    """The last day of a published version, or the first of a new one."""

    day = day_field(gettext_lazy("Day"))


class TryForm(forms.Form):
    """A file to try: which tariff, from when to when, and an answer to each question that it needs."""

    use_required_attribute = False
    tariff = forms.ChoiceField(label=gettext_lazy("Tariff"))
    starts = day_field(gettext_lazy("First day"))
    ends = day_field(gettext_lazy("Last day"))

    def __init__(self, *args: Any, book: Book, **given: Any) -> None:
        super().__init__(*args, **given)
        self.book = book
        tariffs = book.content.tariffs
        field = self.fields["tariff"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(code, localise(one.name, language())) for code, one in tariffs.items()]
        for question in book.content.questions.values():
            if any(question.code in needed for needed in book.needs.values()):
                self.fields[f"{ASKED}{question.code}"] = _asked(question)

    def asked_fields(self) -> list[BoundField]:
        """Give the questions of the tariff that is chosen; all of them before one is."""
        chosen = self.data.get("tariff") if self.is_bound else self.initial.get("tariff")
        needed = self.book.needs.get(str(chosen or ""), tuple(self.book.content.questions))
        return [self[f"{ASKED}{code}"] for code in needed if f"{ASKED}{code}" in self.fields]

    def inputs(self) -> dict[str, Input]:
        """Give what was answered, as the tariffs take it."""
        found = {}
        for code, question in self.book.content.questions.items():
            given = self.cleaned_data.get(f"{ASKED}{code}")
            if given in (None, ""):
                continue
            value: Any = given
            if question.kind in ("number", "whole"):
                value = exact(str(given), code)
            found[code] = Input(code, value, question.unit, question.label, "agent")
        return found

    def period(self) -> tuple[dt.date, dt.date]:
        """Give the first and the last day."""
        return self.cleaned_data["starts"], self.cleaned_data["ends"]


def _asked(question: Question) -> forms.Field:
    label = capfirst(localise(question.label, language()))
    initial = question.default or ""
    if question.kind == "choice":
        options = [(code, localise(words, language())) for code, words in question.choices]
        return forms.ChoiceField(
            label=label, required=False, choices=[("", _("Choose…")), *options], initial=initial
        )
    if question.kind == "yes_no":
        options = [("no", _("No")), ("yes", _("Yes"))]
        return forms.ChoiceField(label=label, required=False, choices=options, initial=initial or "no")
    unit = localise(unit_words(question.unit), language()) if question.unit else ""
    full = f"{label} ({unit})" if unit else label
    return forms.CharField(label=full, required=False, max_length=20, initial=initial)
