"""The forms of opening hours and of days that differ from their week."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guichet.web.backoffice.bilingual import ConfigForm, Words

Span = tuple[dt.time, dt.time]
SPANS = 2


class TimeInput(forms.TimeInput):
    """A time of day, as the browser asks for one."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M", attrs={"class": "b-time"})


def _time_field(label: str) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=False,
        widget=TimeInput(),
        error_messages={"invalid": _("Write an hour such as 16:30")},
    )


class WeekForm(ConfigForm):
    """The hours of each weekday, in one or two spans."""

    def prepare(self) -> None:
        """Ask for two spans a day."""
        for day in range(1, 8):
            for index in range(SPANS):
                self.fields[f"opens_{day}_{index}"] = _time_field(_("Opens at"))
                self.fields[f"closes_{day}_{index}"] = _time_field(_("Closes at"))

    def days(self) -> list[tuple[str, list[tuple[BoundField, BoundField]]]]:
        """Give the weekdays, each with its spans."""
        return [
            (
                str(capfirst(str(WEEKDAYS[day - 1]))),
                [(self[f"opens_{day}_{index}"], self[f"closes_{day}_{index}"]) for index in range(SPANS)],
            )
            for day in range(1, 8)
        ]

    def clean(self) -> dict[str, Any]:
        """Refuse half a span."""
        given = super().clean() or self.cleaned_data
        for day in range(1, 8):
            for index in range(SPANS):
                _check_span(self, given, f"opens_{day}_{index}", f"closes_{day}_{index}")
        return given

    def week(self) -> dict[int, list[Span]]:
        """Give the hours as the calendar takes them."""
        given = self.cleaned_data
        return {
            day: [
                (given[f"opens_{day}_{index}"], given[f"closes_{day}_{index}"])
                for index in range(SPANS)
                if given[f"opens_{day}_{index}"] is not None
            ]
            for day in range(1, 8)
        }


def _check_span(form: forms.Form, given: Mapping[str, Any], opens: str, closes: str) -> None:
    start, end = given.get(opens), given.get(closes)
    if (start is None) != (end is None) and not {opens, closes} & set(form.errors):
        form.add_error(closes if end is None else opens, _("Give both hours, or neither."))
    elif start is not None and end is not None and end != dt.time(0) and end <= start:
        form.add_error(closes, _("It closes before it opens."))


def week_initial(hours: Sequence[tuple[int, dt.time, dt.time]]) -> dict[str, Any]:
    """Give what the form of the week begins with, from (weekday, opens, closes)."""
    initial: dict[str, Any] = {}
    for weekday, opens, closes in hours:
        index = sum(name.startswith(f"opens_{weekday}_") for name in initial)
        initial |= {f"opens_{weekday}_{index}": opens, f"closes_{weekday}_{index}": closes}
    return initial


class SpecialDayForm(ConfigForm):
    """A day that differs from its week: closed, or open at other hours."""

    texts: ClassVar = {
        "name": Words(gettext_lazy("Why"), 120, needed=gettext_lazy("Say why, in a few words."))
    }
    day = forms.DateField(
        label=gettext_lazy("Day"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "g-short"}),
        error_messages={
            "required": gettext_lazy("Choose the day."),
            "invalid": gettext_lazy("This day does not exist."),
        },
    )

    def prepare(self) -> None:
        """Ask for the hours, if there are any on that day."""
        self.fields["opens"] = _time_field(_("Opens at"))
        self.fields["closes"] = _time_field(_("Closes at"))

    def clean(self) -> dict[str, Any]:
        """Refuse half a span."""
        given = super().clean() or self.cleaned_data
        _check_span(self, given, "opens", "closes")
        return given

    def spans(self) -> list[Span]:
        """Give the hours of the day; none when it is closed."""
        opens, closes = self.cleaned_data["opens"], self.cleaned_data["closes"]
        return [(opens, closes)] if opens is not None else []
