"""Forms of the register: what narrows it, one planned work, a table of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guichet.kernel.errors import Invalid
from guichet.occupations.actions import NewWork
from guichet.occupations.kinds import KIND_WORDS, Kind
from guichet.occupations.lifecycle import PHASE_WORDS
from guichet.occupations.queries.works import WorkFilters, WorkRow
from guichet.web.desk.works.words import CERTAINTY_WORDS, OWNER_WORDS, VAGUENESS_WORDS
from guichet.web.kit.areas import AreaForm

DAY = {"type": "date"}
ANY = [("", _("All"))]
SELECT = {"class": "form-select"}


class FilterForm(forms.Form):
    """What narrows the register."""

    use_required_attribute = False
    q = forms.CharField(
        label=_("Words, street, number"), max_length=100, required=False,
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )  # fmt: skip
    phase = forms.ChoiceField(
        label=_("Phase"),
        choices=[*ANY, *PHASE_WORDS.items()],
        required=False,
        widget=forms.Select(attrs=SELECT),
    )
    kind = forms.ChoiceField(
        label=_("What"),
        choices=[*ANY, *KIND_WORDS.items()],
        required=False,
        widget=forms.Select(attrs=SELECT),
    )
    owner = forms.ChoiceField(
        label=_("Whose"),
        choices=[*ANY, *OWNER_WORDS.items()],
        required=False,
        widget=forms.Select(attrs=SELECT),
    )

    def filters(self) -> WorkFilters:
        """Give the filters; what cannot be read is as if it were not there."""
        self.is_valid()
        given = self.cleaned_data
        return WorkFilters(
            words=given.get("q", ""),
            phase=given.get("phase", ""),
            kind=given.get("kind", ""),
            owner_kind=given.get("owner", ""),
        )


class WorkForm(forms.Form):
    """One planned work; its area has a form of its own (kit.areas)."""

    use_required_attribute = False
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title_fr = forms.CharField(
        label=_("What is done, in French"), max_length=150,
        error_messages={"required": _("Write what is done, in a few words.")},
    )  # fmt: skip
    title_en = forms.CharField(label=_("What is done, in English"), max_length=150, required=False)
    kind = forms.ChoiceField(label=_("What it is"), choices=[*KIND_WORDS.items()], initial=Kind.WORKS)
    owner = forms.CharField(
        label=_("Who does it"), max_length=120, help_text=_("A service of the city, a company, a network."),
        error_messages={"required": _("Say who does it: a service of the city, a company.")},
    )  # fmt: skip
    owner_kind = forms.ChoiceField(label=_("Whose"), choices=[*OWNER_WORDS.items()])
    contact = forms.CharField(
        label=_("Whom colleagues may call"),
        max_length=200,
        required=False,
        help_text=_("Never shown to the public."),
    )
    streets = forms.CharField(
        label=_("Streets"),
        max_length=400,
        required=False,
        help_text=_("With commas, when there are several."),
    )
    starts = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    ends = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    vagueness = forms.ChoiceField(
        label=_("How exactly this is known"), choices=[*VAGUENESS_WORDS.items()],
        help_text=_("The dates are widened to whole weeks, months, seasons or years."),
    )  # fmt: skip
    certainty = forms.ChoiceField(
        label=_("How sure it is"), choices=[*CERTAINTY_WORDS.items()], initial="likely"
    )
    protect_months = forms.IntegerField(
        label=_("Months after its end during which nobody should dig here"),
        required=False, min_value=0, max_value=120, initial=0,
    )  # fmt: skip
    public = forms.BooleanField(label=_("The public may see it"), required=False)
    detail_fr = forms.CharField(
        label=_("What it changes for people, in French"), required=False, max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": 1_000}),
    )  # fmt: skip
    detail_en = forms.CharField(
        label=_("What it changes for people, in English"), required=False, max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": 1_000}),
    )  # fmt: skip

    def new_work(self, area: AreaForm) -> NewWork:
        """Give the work as it was written."""
        given = self.cleaned_data
        return NewWork(
            title={"fr": given["title_fr"], "en": given["title_en"]},
            detail={"fr": given["detail_fr"], "en": given["detail_en"]},
            kind=given["kind"],
            owner=given["owner"],
            owner_kind=given["owner_kind"],
            contact=given["contact"],
            streets=[street.strip() for street in given["streets"].split(",") if street.strip()],
            starts=given["starts"],
            ends=given["ends"],
            vagueness=given["vagueness"],
            certainty=given["certainty"],
            protect_months=given["protect_months"] or 0,
            public=given["public"],
            area=area.area,
        )

    def refuse(self, refusal: Invalid) -> None:
        """Put what the room found wrong beside its fields."""
        for name, words in (refusal.fields or {"": refusal.message}).items():
            self.add_error(name if name in self.fields else None, words)


def initial_of(row: WorkRow) -> dict[str, Any]:
    """Give what the form of a work begins with."""
    values = {
        name: getattr(row, name) for name in ("kind", "owner", "owner_kind", "contact", "starts", "ends")
    }
    return {
        **values,
        **{f"title_{code}": row.title.get(code, "") for code in ("fr", "en")},
        **{f"detail_{code}": row.detail.get(code, "") for code in ("fr", "en")},
        "streets": ", ".join(row.streets),
        "vagueness": row.vagueness,
        "certainty": row.certainty,
        "protect_months": row.protect_months,
        "public": row.public,
        "seen": row.version,
    }


class TableForm(forms.Form):
    """A table of planned works."""

    use_required_attribute = False
    file = forms.FileField(
        label=_("The table (CSV)"),
        help_text=_("One work a line. The first line names the columns."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv", "data-max-bytes": 5_000_000}),
        error_messages={"required": _("Choose a file.")},
    )
    source = forms.SlugField(
        label=_("Where it comes from, in one word"), max_length=40,
        help_text=_("The same word next time: known works are then brought up to date, never doubled."),
        error_messages={"required": _("Give the source a short name, such as « hydro ».")},
    )  # fmt: skip
