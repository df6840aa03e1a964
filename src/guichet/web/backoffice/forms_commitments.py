"""The form of what is promised for a service."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guichet.kernel.clock import Unit
from guichet.web.backoffice.bilingual import ConfigForm
from guichet.web.backoffice.forms_services import PRIORITIES

LONGEST = 730
UNIT_WORDS = {
    Unit.WORKING_DAYS: gettext_lazy("working days"),
    Unit.WORKING_HOURS: gettext_lazy("working hours"),
    Unit.DAYS: gettext_lazy("days, every day counts"),
    Unit.HOURS: gettext_lazy("hours, around the clock"),
}
STEPS: dict[str, tuple[str | Promise, str | Promise]] = {
    "acknowledge": (
        gettext_lazy("Acknowledged within"),
        gettext_lazy("Someone has read it. Kept inside the city, not published."),
    ),
    "take": (gettext_lazy("Work begins within"), gettext_lazy("A team has begun. Published.")),
    "resolve": (gettext_lazy("Settled within"), gettext_lazy("The date that the resident is given.")),
}


class CommitmentForm(ConfigForm):
    """What is promised, for a part of the city and a priority or for all; a step left empty is not promised."""

    district = forms.ChoiceField(label=gettext_lazy("Where"), required=False)
    priority = forms.ChoiceField(label=gettext_lazy("For which priority"), required=False)

    def __init__(self, *args: Any, districts: Sequence[tuple[str, str]], **given: Any) -> None:
        self.districts = districts
        super().__init__(*args, **given)

    def prepare(self) -> None:
        """Offer the districts and priorities, and three steps of an amount and a unit each."""
        self.choose("district", [("", _("In the whole city")), *self.districts])
        self.choose("priority", [("", _("Every priority")), *PRIORITIES.items()])
        units = [(unit.value, words) for unit, words in UNIT_WORDS.items()]
        wrong = _("Write a number from 1 to 730, or leave this step empty.")
        for step, (label, _help) in STEPS.items():
            self.fields[f"{step}_amount"] = forms.IntegerField(
                label=str(label),
                required=False,
                min_value=1,
                max_value=LONGEST,
                widget=forms.NumberInput(attrs={"class": "b-day"}),
                error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), wrong),
            )
            self.fields[f"{step}_unit"] = forms.ChoiceField(
                label=_("Unit"), choices=units, initial=Unit.WORKING_DAYS.value
            )

    def lines(self) -> list[tuple[BoundField, BoundField, str]]:
        """Give the steps: amount, unit, what the step means."""
        return [
            (self[f"{step}_amount"], self[f"{step}_unit"], str(words))
            for step, (_label, words) in STEPS.items()
        ]

    def clean(self) -> dict[str, Any]:
        """Refuse a promise of nothing, and a later step that comes before an earlier one in the same unit."""
        given = super().clean() or self.cleaned_data
        spans = self.steps()
        if not self.errors and not any(spans.values()):
            self.add_error("resolve_amount", _("Promise at least one step."))
        kept = [(step, span) for step, span in spans.items() if span]
        for (_first, before), (step, after) in pairwise(kept):
            if before[1] == after[1] and after[0] < before[0]:
                self.add_error(f"{step}_amount", _("This step cannot come before the one above."))
        return given

    def steps(self) -> dict[str, tuple[int, str] | None]:
        """Give what is promised for each step, as the catalogue takes it."""
        given = self.cleaned_data
        return {
            step: (given[f"{step}_amount"], given[f"{step}_unit"]) if given.get(f"{step}_amount") else None
            for step in STEPS
        }
