"""The forms of rooms: whose they are, what about, who is on duty and when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guichet.conversations.actions.rooms import LONGEST_ABOUT, LONGEST_NAME, NewDuty, NewRoom
from guichet.web.backoffice.bilingual import ConfigForm, Words
from guichet.web.backoffice.forms_calendar import TimeInput

Options = Sequence[tuple[str, str]]
SPARE_ROWS = 2
PARTS = ("account", "days", "starts", "ends")


class RoomForm(ConfigForm):
    """A room: its name, its teams, its services, how long one waits in it; and who is on duty in it."""

    texts: ClassVar = {
        "name": Words(gettext_lazy("Name"), LONGEST_NAME, needed=gettext_lazy("Write the room’s name.")),
        "about": Words(
            gettext_lazy("What one may ask here"),
            LONGEST_ABOUT,
            rows=2,
            help=gettext_lazy("Agents choose a room by these words and by its services."),
        ),
    }
    second = forms.MultipleChoiceField(
        label=gettext_lazy("Teams that answer"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one team that answers.")},
    )
    first = forms.MultipleChoiceField(
        label=gettext_lazy("Teams that ask"), required=False, widget=forms.CheckboxSelectMultiple
    )
    for_everyone = forms.BooleanField(
        label=gettext_lazy("Open to all of the staff"),
        required=False,
        help_text=gettext_lazy("Everybody who signs in may read this room and ask in it."),
    )
    services = forms.MultipleChoiceField(
        label=gettext_lazy("Services concerned"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes before a call-back is offered"),
        initial=5,
        widget=forms.NumberInput(attrs={"class": "g-short", "min": 1, "max": 120}),
        help_text=gettext_lazy("When a person is on the line and nobody answers."),
    )
    keep_months = forms.IntegerField(
        label=gettext_lazy("Months for which messages are kept"),
        initial=24,
        widget=forms.NumberInput(attrs={"class": "g-short", "min": 1, "max": 120}),
        help_text=gettext_lazy("Older ones are removed at night, for good."),
    )
    active = forms.BooleanField(
        label=gettext_lazy("Open"),
        required=False,
        initial=True,
        help_text=gettext_lazy("A closed room can still be read; nobody writes in it."),
    )

    def __init__(
        self, *args: Any, teams: Options, services: Options, people: Options, duties: int, **given: Any
    ) -> None:
        self.team_options, self.service_options, self.people = teams, services, people
        self.rows = duties + SPARE_ROWS if people else 0
        super().__init__(*args, **given)

    def prepare(self) -> None:
        """Offer the city's teams and services, and a few more lines than there are duties."""
        self.choose("first", self.team_options)
        self.choose("second", self.team_options)
        self.choose("services", self.service_options)
        days = [(str(number + 1), str(words)) for number, words in sorted(WEEKDAYS_ABBR.items())]
        for row in range(self.rows):
            self.fields[f"account_{row}"] = forms.ChoiceField(
                label=_("Who"), required=False, choices=[("", _("Nobody")), *self.people]
            )
            self.fields[f"days_{row}"] = forms.MultipleChoiceField(
                label=_("Days"), required=False, choices=days, widget=forms.CheckboxSelectMultiple
            )
            for part, label in (("starts", _("From")), ("ends", _("Until"))):
                wrong = {"invalid": _("Write an hour such as 16:30")}
                self.fields[f"{part}_{row}"] = forms.TimeField(
                    label=label, required=False, widget=TimeInput(), error_messages=wrong
                )

    def duty_rows(self) -> list[list[BoundField]]:
        """Give the lines of duties, each with its fields."""
        return [[self[f"{part}_{row}"] for part in PARTS] for row in range(self.rows)]

    def clean(self) -> dict[str, Any]:
        """Ask for whole lines: whoever is chosen has days and hours."""
        given = super().clean() or self.cleaned_data
        for row in range(self.rows):
            if not given.get(f"account_{row}"):
                continue
            if not given.get(f"days_{row}") and f"days_{row}" not in self.errors:
                self.add_error(f"days_{row}", _("Choose at least one day."))
            start, end = given.get(f"starts_{row}"), given.get(f"ends_{row}")
            if start is None or end is None:
                self.add_error(f"ends_{row}", _("Give both hours."))
            elif end <= start:
                self.add_error(f"ends_{row}", _("A duty ends after it starts, on the same day."))
        return given

    def duties(self) -> list[NewDuty]:
        """Give who is on duty; a line without anybody is one that was emptied."""
        given = self.cleaned_data
        return [
            NewDuty(
                int(given[f"account_{row}"]),
                [int(day) for day in given[f"days_{row}"]],
                given[f"starts_{row}"],
                given[f"ends_{row}"],
            )
            for row in range(self.rows)
            if given[f"account_{row}"]
        ]

    def room(self) -> NewRoom:
        """Give the room as it was filled in."""
        given = self.cleaned_data
        return NewRoom(
            name=self.text("name"),
            about=self.text("about"),
            first=given["first"],
            second=given["second"],
            services=given["services"],
            for_everyone=given["for_everyone"],
            minutes=given["minutes"],
            keep_months=given["keep_months"],
            active=given["active"],
            duties=self.duties(),
        )


def duty_initial(duties: Sequence[tuple[int, Sequence[int], dt.time, dt.time]]) -> Mapping[str, Any]:
    """Give what the lines begin with, from (account, days, from, until)."""
    initial: dict[str, Any] = {}
    for row, (account, days, starts, ends) in enumerate(duties):
        initial |= {
            f"account_{row}": str(account),
            f"days_{row}": [str(day) for day in days],
            f"starts_{row}": starts,
            f"ends_{row}": ends,
        }
    return initial
