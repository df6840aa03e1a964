"""The form of the distances that are kept around what stands on public space."""

from __future__ import annotations

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _

from guichet.kernel.typography import number
from guichet.occupations.kinds import CLEARANCES, MOST_CLEARANCE, USUAL_CLEARANCE, Kind, kind_words
from guichet.web.backoffice.bilingual import ConfigForm, by_name, language


class ClearanceForm(ConfigForm):
    """A distance in metres for each kind of occupation; left empty, what is usual."""

    def prepare(self) -> None:
        """Ask for each kind, in the order of their words."""
        wrong = _("Give a distance in metres, from 0 to 100.")
        for kind, words in by_name((kind.value, kind_words(kind)) for kind in Kind):
            usual = number(CLEARANCES.get(kind, USUAL_CLEARANCE), language())
            self.fields[kind] = forms.FloatField(
                label=words,
                required=False,
                min_value=0,
                max_value=MOST_CLEARANCE,
                help_text=_("Usual: %(n)s m") % {"n": usual},
                widget=forms.NumberInput(attrs={"class": "b-day", "step": "0.5", "placeholder": usual}),
                error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), wrong),
            )

    def kinds(self) -> list[BoundField]:
        """Give the fields of the distances."""
        return [bound for bound in self if bound.name != "seen"]

    def metres(self) -> dict[str, float | None]:
        """Give the distances as the room of occupations takes them."""
        return {kind.value: self.cleaned_data.get(kind.value) for kind in Kind}
