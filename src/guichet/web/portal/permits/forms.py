"""What the steps of a request ask: the days, the people, the documents; and a first question on what it would cost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from guichet.catalogue.forms import check_email, check_phone
from guichet.documents.intake import MAX_BYTES
from guichet.kernel.errors import Invalid
from guichet.kernel.texts import localise
from guichet.people.contact_keys import home_country
from guichet.permits.checking import check_period, is_thinkable, read_hours
from guichet.permits.lifecycle import Role
from guichet.permits.shapes import Document, Earliest, TypeShown
from guichet.web.portal.entrance import language
from guichet.web.portal.permits.asking import Period, read_period

ROLES = (Role.APPLICANT, Role.BENEFICIARY, Role.CONTRACTOR, Role.PAYER)
OTHERS = ROLES[1:]
PARTY_FIELDS = ("name", "organisation", "number", "email", "phone", "address")
MOST_SLIDE = 120
NO_DAY = gettext_lazy("Write the day as year-month-day, such as 2027-03-09.")


class DayInput(forms.DateInput):
    """A day to come, chosen in the browser's own calendar or typed."""

    input_type = "date"

    def __init__(self, **attrs: Any) -> None:
        super().__init__(format="%Y-%m-%d", attrs=attrs)


class PeriodForm(forms.Form):
    """The first and the last day; valid, `period` is set. What comes too early or lasts too long is said here."""

    use_required_attribute = False
    starts = forms.DateField(
        label=gettext_lazy("First day"),
        error_messages={"required": gettext_lazy("Choose the first day."), "invalid": NO_DAY},
        widget=DayInput(),
    )
    ends = forms.DateField(
        label=gettext_lazy("Last day"), help_text=gettext_lazy("The first and the last day both count."),
        error_messages={"required": gettext_lazy("Choose the last day."), "invalid": NO_DAY}, widget=DayInput(),
    )  # fmt: skip
    hours = forms.CharField(
        label=gettext_lazy("Hours"), required=False, max_length=20,
        help_text=gettext_lazy("Only if it is not day and night. Example: 9:00-17:00"),
        widget=forms.TextInput(attrs={"class": "g-short", "autocomplete": "off", "maxlength": 20}),
    )  # fmt: skip

    def __init__(self, kind: TypeShown, earliest: Earliest, data: Any = None, *, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.kind, self.earliest = kind, earliest
        self.period: Period | None = None
        self.fields["starts"].widget.attrs["min"] = earliest.day.isoformat()
        self.fields["ends"].widget.attrs["min"] = earliest.day.isoformat()
        if kind.use not in ("moving", "filming", "event"):
            del self.fields["hours"]

    @property
    def most_days(self) -> int:
        """Give the most days that the slider offers."""
        return min(self.kind.longest_days, MOST_SLIDE)

    def clean_hours(self) -> str:
        """Read hours as people write them."""
        return _read(read_hours, self.cleaned_data["hours"])

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order, too many of them, a season that is not; too early is said by the page."""
        given: dict[str, Any] = self.cleaned_data
        starts, ends = given.get("starts"), given.get("ends")
        if starts is None or ends is None:
            return given
        try:
            check_period(self.kind, starts, ends)
        except Invalid as refusal:
            for name, words in refusal.fields.items():
                self.add_error(name.removesuffix("_on"), words)
            return given
        self.period = Period(starts, ends, given.get("hours", ""))
        return given

    def kept(self) -> dict[str, str]:
        """Give what was typed, right or wrong, as the draft keeps it."""
        return {name: str(self.data.get(name, ""))[:20] for name in ("starts", "ends", "hours")}


def period_initial(given: object, earliest: Earliest) -> dict[str, Any]:
    """Give what the form of days begins with: what was typed, else the earliest day for a week."""
    kept = dict(given) if isinstance(given, Mapping) else {}
    if kept.get("starts") or kept.get("ends"):
        found = read_period(kept)
        return {"starts": found.starts, "ends": found.ends, "hours": found.hours} if found else kept
    return {"starts": earliest.day, "ends": earliest.day + dt.timedelta(days=6)}


ROLE_TITLES = {
    Role.APPLICANT: pgettext_lazy("role", "You, who ask"),
    Role.BENEFICIARY: pgettext_lazy("role", "Who benefits from it"),
    Role.CONTRACTOR: pgettext_lazy("role", "The contractor on site"),
    Role.PAYER: pgettext_lazy("role", "Who pays"),
}
ROLE_HELP = {
    Role.APPLICANT: gettext_lazy("The answer and the permit go to you."),
    Role.BENEFICIARY: gettext_lazy("For whom it is done: the owner of the house, the shop, the organiser."),
    Role.CONTRACTOR: gettext_lazy("Whom we call when something is wrong on site."),
    Role.PAYER: gettext_lazy("The bill goes there."),
}
SAME = (
    ("same", gettext_lazy("The same person as the applicant")),
    ("other", gettext_lazy("Someone else")),
)
NOBODY = ("none", gettext_lazy("Nobody: I do it myself"))


class Wanted(forms.CharField):
    """A line that is shown as wanted, though another may be given instead: nothing is said while it is empty."""

    def validate(self, value: Any) -> None:
        """Accept nothing at all."""


class PartyForm(forms.Form):
    """One role: the same person as the applicant, or someone else with how to reach them."""

    use_required_attribute = False
    who = forms.ChoiceField(label="", choices=SAME, widget=forms.RadioSelect, required=False)
    name = Wanted(label=gettext_lazy("First and last name"), max_length=160)
    organisation = forms.CharField(
        label=gettext_lazy("Company or organisation"), required=False, max_length=160
    )
    number = forms.CharField(label=gettext_lazy("Its registration number"), required=False, max_length=30)
    email = Wanted(label=gettext_lazy("E-mail"), max_length=254, widget=forms.EmailInput())
    phone = forms.CharField(label=gettext_lazy("Telephone"), required=False, max_length=40)
    address = forms.CharField(
        label=gettext_lazy("Postal address"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, role: Role, data: Any = None, *, initial: Mapping[str, str] | None = None) -> None:
        kept = dict(initial or {})
        begin = {"who": "same"} | kept if role is not Role.APPLICANT else kept
        super().__init__(data, prefix=role.value, initial=begin)
        self.role = role
        self.title, self.help = ROLE_TITLES[role], ROLE_HELP[role]
        if role is Role.APPLICANT:
            del self.fields["who"]
            fills = {
                "name": "name",
                "organisation": "organization",
                "email": "email",
                "phone": "tel",
                "address": "street-address",
            }
            for name, kind in fills.items():
                self.fields[name].widget.attrs["autocomplete"] = kind
        else:
            choice = self.fields["who"]
            choice.label, choice.required = _("Who is it?"), True
            if role is Role.CONTRACTOR and isinstance(choice, forms.ChoiceField):
                choice.choices = [*SAME, NOBODY]

    @property
    def own_fields(self) -> list[forms.BoundField]:
        """Give the fields of someone else."""
        return [self[name] for name in PARTY_FIELDS]

    def clean_email(self) -> str:
        """Read the address; what is wrong with it is said."""
        return _read(check_email, self.cleaned_data["email"])

    def clean_phone(self) -> str:
        """Read the number as written in the city's country."""
        country = home_country()
        return _read(lambda text: check_phone(text, country), self.cleaned_data["phone"])

    def clean(self) -> dict[str, Any]:
        """Ask for a name and a way to reach whoever is someone else."""
        given: dict[str, Any] = self.cleaned_data
        if self.role is not Role.APPLICANT and given.get("who") != "other":
            for name in list(self.errors):
                del self.errors[name]
            return given
        if not (given.get("name") or given.get("organisation")):
            self.add_error("name", _("Give a name."))
        if self.role is Role.APPLICANT and not (given.get("email") or given.get("phone")) and not self.errors:
            self.add_error(
                "email", _("Leave an e-mail address or a telephone number: the answer goes there.")
            )
        return given

    def kept(self) -> dict[str, str]:
        """Give what was typed, right or wrong, as the draft keeps it."""
        names = PARTY_FIELDS if self.role is Role.APPLICANT else ("who", *PARTY_FIELDS)
        return {name: str(self.data.get(self.add_prefix(name), ""))[:600] for name in names}


def ask_address(forms_of: Mapping[Role, PartyForm]) -> None:
    """Ask whoever pays for an address: a fee is invoiced, and an invoice without one cannot leave."""
    payer = forms_of[Role.PAYER]
    pays = payer if payer.cleaned_data.get("who") == "other" else forms_of[Role.APPLICANT]
    if pays.is_bound and not pays.cleaned_data.get("address", "").strip():
        pays.add_error("address", _("Give the postal address of whoever pays: the bill carries it."))


def _read(check: Any, text: str) -> str:
    try:
        return str(check(text))
    except Invalid as refusal:
        raise forms.ValidationError(refusal.message) from refusal


class DocumentsForm(forms.Form):
    """One box for each document; those that are not joined can come later, and the page says what that means."""

    use_required_attribute = False

    def __init__(self, documents: list[Document], joined: Mapping[str, Any], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.documents = documents
        for document in documents:
            self.fields[f"d_{document.code}"] = forms.FileField(
                label=localise(document.label, language()),
                help_text=localise(document.help, language()),
                required=False,
                widget=forms.FileInput(attrs={"data-max-bytes": MAX_BYTES}),
            )
            self.fields[f"d_{document.code}"].required = False

    def rows(self, joined: Mapping[str, Any]) -> list[tuple[Document, forms.BoundField, Any]]:
        """Give each document with its box and the file that was joined."""
        return [(each, self[f"d_{each.code}"], joined.get(each.code)) for each in self.documents]


def _always(words: Any) -> dict[str, Any]:
    """Say the same sentence whatever is wrong with a figure."""
    return dict.fromkeys(("required", "invalid", "min_value", "max_value"), words)


class PriceForm(forms.Form):
    """How large and how long, to say what it would cost: sliders, so that one sees it move."""

    use_required_attribute = False
    starts = forms.DateField(
        label=gettext_lazy("First day"),
        required=False,
        widget=DayInput(),
        error_messages={"invalid": NO_DAY},
    )
    days = forms.IntegerField(
        label=gettext_lazy("Number of days"), min_value=1, widget=forms.NumberInput(attrs={"type": "range"}),
        error_messages=_always(gettext_lazy("Choose a number of days: one at least.")),
    )  # fmt: skip
    length = forms.DecimalField(
        label=gettext_lazy("Length"), min_value=Decimal(1), max_value=Decimal(40),
        widget=forms.NumberInput(attrs={"type": "range", "step": "0.5"}),
        error_messages=_always(gettext_lazy("Choose a length between 1 and 40 metres.")),
    )  # fmt: skip
    width = forms.DecimalField(
        label=gettext_lazy("Width"), min_value=Decimal(1), max_value=Decimal(10),
        widget=forms.NumberInput(attrs={"type": "range", "step": "0.1"}),
        error_messages=_always(gettext_lazy("Choose a width between 1 and 10 metres.")),
    )  # fmt: skip

    def __init__(self, kind: TypeShown, earliest: Earliest, data: Any = None) -> None:
        days = min(kind.longest_days, 7)
        super().__init__(data, initial={"starts": earliest.day, "days": days, "length": "6", "width": "2.5"})
        most = min(kind.longest_days, 366)
        self.fields["days"].widget.attrs.update(min=1, max=most)
        self.fields["days"].max_value = most  # type: ignore[attr-defined]
        if not kind.drawn:
            del self.fields["length"], self.fields["width"]

    def clean_starts(self) -> dt.date | None:
        """Refuse a year that was mistyped."""
        day: dt.date | None = self.cleaned_data["starts"]
        if day is not None and not is_thinkable(day):
            raise forms.ValidationError(_("Check the year: %(year)s cannot be right.") % {"year": day.year})
        return day

    @property
    def sliders(self) -> list[tuple[forms.BoundField, str, Any]]:
        """Give each slider with its unit and its present value."""
        units = {"days": "", "length": "m", "width": "m"}
        return [(self[name], unit, self[name].value()) for name, unit in units.items() if name in self.fields]
