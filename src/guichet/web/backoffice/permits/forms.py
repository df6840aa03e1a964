"""The forms of permits: a type with its documents, reviewers and clock; a condition; the order of work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guichet.kernel.texts import localise
from guichet.permits.lifecycle import SILENCE_WORDS
from guichet.permits.ordering import Weights
from guichet.permits.shapes import TypeShown
from guichet.permits.wording import FIELD_WORDS
from guichet.web.backoffice.bilingual import ConfigForm, Words, city_languages, language
from guichet.web.backoffice.codes import free_code

Options = Sequence[tuple[str, Any]]
Label = Any
SPARE = 2
SHORT = {"class": "g-short"}
KINDS: Options = (
    ("temporary", gettext_lazy("For a time")),
    ("periodic", gettext_lazy("Each season")),
    ("permanent", gettext_lazy("For good")),
)
USES: Options = (
    ("works", gettext_lazy("Works")),
    ("container", gettext_lazy("Container")),
    ("scaffold", gettext_lazy("Scaffold")),
    ("crane", gettext_lazy("Crane or lift")),
    ("materials", gettext_lazy("Materials or site fence")),
    ("moving", gettext_lazy("Moving")),
    ("filming", gettext_lazy("Filming")),
    ("event", gettext_lazy("Event")),
    ("terrace", gettext_lazy("Terrace")),
    ("structure", gettext_lazy("Permanent structure")),
    ("other", gettext_lazy("Other occupation")),
)
DAY_UNITS: Options = (("working_days", gettext_lazy("working days")), ("days", gettext_lazy("days")))
CLOCK_UNITS: Options = (*DAY_UNITS, ("months", gettext_lazy("months")))
BILLED: Options = (
    ("issue", gettext_lazy("when the permit is issued")),
    ("end", gettext_lazy("at the end")),
    ("monthly", gettext_lazy("each month")),
)
HARMS: Options = (
    ("0", gettext_lazy("0 – harms nobody")),
    ("1", gettext_lazy("1 – is a nuisance")),
    ("2", gettext_lazy("2 – costs or blocks something")),
    ("3", gettext_lazy("3 – is dangerous")),
)


def _number(
    label: Label, least: int, most: int, words: Label = "", *, needed: bool = True
) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=needed,
        min_value=least,
        max_value=most,
        help_text=words,
        widget=forms.NumberInput(attrs=SHORT),
        error_messages={"required": gettext_lazy("Write a number.")},
    )


def _yes(label: Label, words: Label = "") -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False, help_text=words)


def _choice(label: Label, options: Options, words: Label = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=list(options), help_text=words)


def _line(label: Label, words: Label = "") -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=200, help_text=words)


class TypeForm(ConfigForm):
    """What a type of permit asks, allows and promises."""

    texts: ClassVar = {
        "needed_by": Words(gettext_lazy("Who needs it"), 600, rows=2),
        "not_needed": Words(gettext_lazy("When it is not needed"), 600, rows=2),
        "late_help": Words(
            gettext_lazy("What to do when it is too late"),
            600,
            rows=2,
            help=gettext_lazy("Read beside the first possible date. Empty: Guichet’s own words."),
        ),
        "appeal": Words(gettext_lazy("How to appeal"), 900, rows=2),
    }
    kind = _choice(gettext_lazy("How long it lives"), KINDS)
    use = _choice(gettext_lazy("What stands there"), USES)
    tariff = forms.ChoiceField(label=gettext_lazy("Tariff"), required=False)
    drawn = _yes(gettext_lazy("The place is drawn, or its size typed"))
    public_map = _yes(gettext_lazy("Shown on the public map while it lasts"))
    harm = _choice(gettext_lazy("What waiting does, as a rule"), HARMS)
    lead_amount = _number(gettext_lazy("Asked for at least"), 0, 365)
    lead_unit = _choice(gettext_lazy("counted in"), DAY_UNITS)
    longest_days = _number(gettext_lazy("Lasts at most, in days"), 1, 3_700)
    season_from = _line(
        gettext_lazy("Season from"), gettext_lazy("Month and day, such as 04-15; empty for all year.")
    )
    season_to = _line(gettext_lazy("Season to"))
    extendable = _yes(gettext_lazy("Can be extended"))
    most_extensions = _number(
        gettext_lazy("Extended at most, in times"),
        0,
        99,
        gettext_lazy("Empty: as often as needed."),
        needed=False,
    )
    longest_total = _number(
        gettext_lazy("Lasts at most with its extensions, in days"),
        1,
        3_700,
        gettext_lazy("Empty: as long as needed. Who asks for more is told to make a new request."),
        needed=False,
    )
    renewable = _yes(gettext_lazy("Can be renewed from what is on file"))
    renewal_free_study = _yes(gettext_lazy("Renewed without a new study when nothing changes"))
    remind_days = _number(gettext_lazy("Reminder before the end, in days"), 0, 90)
    must_declare = _yes(gettext_lazy("The holder says when it begins"))
    unused_days = _number(gettext_lazy("Else it is no longer valid after, in days"), 1, 730)
    promise_amount = _number(gettext_lazy("Answer promised within"), 1, 365)
    promise_unit = _choice(gettext_lazy("counted in"), CLOCK_UNITS)
    clock_amount = _number(
        gettext_lazy("The law gives"), 0, 365, gettext_lazy("0 where no text sets a time.")
    )
    clock_unit = _choice(gettext_lazy("counted in"), CLOCK_UNITS)
    silence = _choice(
        gettext_lazy("After that"), [(each.value, words) for each, words in SILENCE_WORDS.items()]
    )
    clock_source = _line(gettext_lazy("Text that says so"), gettext_lazy("Such as “CGPPP, art. L2122-1”."))
    complete_days = _number(gettext_lazy("Days given to complete a file"), 1, 180)
    pause_source = _line(gettext_lazy("Text that stops the clock meanwhile"))
    billed = _choice(gettext_lazy("Billed"), BILLED)
    paid_before_issue = _yes(gettext_lazy("Paid before it is issued"))
    conditions = forms.MultipleChoiceField(
        label=gettext_lazy("Conditions proposed"), required=False, widget=forms.CheckboxSelectMultiple
    )
    checklist = forms.CharField(
        label=gettext_lazy("What an inspector checks"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("One thing a line."),
    )

    def __init__(
        self, *args: Any, found: TypeShown, teams: Options, tariffs: Options, library: Options, **given: Any
    ) -> None:
        self.found, self.teams, self.tariffs, self.library = found, teams, tariffs, library
        super().__init__(*args, **given)

    def prepare(self) -> None:
        """Offer the city's tariffs, teams and conditions, and a few more lines than there are."""
        self.choose("tariff", [("", _("Free")), *self.tariffs])
        self.choose("conditions", self.library)
        self.document_count = len(self.found.documents) + SPARE
        self.reviewer_count = len(self.found.reviewers) + SPARE
        for row in range(self.document_count):
            for code in city_languages():
                self.fields[f"document_{row}_{code}"] = forms.CharField(
                    label=_("Document (%(language)s)") % {"language": code}, required=False, max_length=240
                )
            self.fields[f"document_{row}_required"] = forms.BooleanField(
                label=_("Needed"), required=False, initial=True
            )
            self.fields[f"document_{row}_when"] = _line(_("Only when"))
        fields = [(code, localise(words, language())) for code, words in FIELD_WORDS.items()]
        for row in range(self.reviewer_count):
            self.fields[f"reviewer_{row}_field"] = forms.ChoiceField(
                label=_("Opinion of"), required=False, choices=[("", _("Nobody")), *fields]
            )
            self.fields[f"reviewer_{row}_team"] = forms.ChoiceField(
                label=_("Team"), required=False, choices=[("", "–"), *self.teams]
            )
            self.fields[f"reviewer_{row}_days"] = forms.IntegerField(
                label=_("Working days"),
                required=False,
                min_value=1,
                max_value=365,
                widget=forms.NumberInput(attrs=SHORT),
            )
            self.fields[f"reviewer_{row}_when"] = _line(_("Only when"))

    def document_rows(self) -> list[list[BoundField]]:
        """Give the lines of documents."""
        names = [*city_languages(), "required", "when"]
        return [[self[f"document_{row}_{name}"] for name in names] for row in range(self.document_count)]

    def reviewer_rows(self) -> list[list[BoundField]]:
        """Give the lines of reviewers."""
        names = ("field", "team", "days", "when")
        return [[self[f"reviewer_{row}_{name}"] for name in names] for row in range(self.reviewer_count)]

    def values(self) -> dict[str, Any]:
        """Give the type as it was filled in."""
        given = self.cleaned_data
        plain = {
            name: given[name]
            for name in type(self).base_fields
            if name not in {"seen", "conditions", "checklist"}
        }
        return {
            **plain,
            **{name: self.text(name) for name in self.texts},
            "conditions": [{"code": code, "when": ""} for code in given["conditions"]],
            "checklist": self._checklist(),
            "documents": self._documents(),
            "reviewers": self._reviewers(),
        }

    def _checklist(self) -> list[dict[str, Any]]:
        """Keep the codes and the other languages of lines that did not change."""
        known = {localise(item["label"], language()): item for item in self.found.checklist}
        found: list[dict[str, Any]] = []
        for line in self.cleaned_data["checklist"].splitlines():
            if words := line.strip():
                code = free_code(words, [item["code"] for item in found])
                found.append(dict(known.get(words, {"code": code, "label": {"fr": words}})))
        return found

    def _documents(self) -> list[dict[str, Any]]:
        given = self.cleaned_data
        found: list[dict[str, Any]] = []
        for row in range(self.document_count):
            label = {code: given.get(f"document_{row}_{code}", "") for code in city_languages()}
            if not any(label.values()):
                continue
            known = self.found.documents[row] if row < len(self.found.documents) else None
            taken = [each["code"] for each in found]
            code = known.code if known else free_code(label["fr"], taken, gap="_")
            found.append(
                {
                    "code": code,
                    "label": {**(known.label if known else {}), **label},
                    "help": known.help if known else {},
                    "required": given[f"document_{row}_required"],
                    "when": given[f"document_{row}_when"],
                }
            )
        return found

    def _reviewers(self) -> list[dict[str, Any]]:
        given = self.cleaned_data
        return [
            {
                "field": given[f"reviewer_{row}_field"],
                "team": given[f"reviewer_{row}_team"],
                "days": given[f"reviewer_{row}_days"] or 5,
                "unit": "working_days",
                "when": given[f"reviewer_{row}_when"],
            }
            for row in range(self.reviewer_count)
            if given[f"reviewer_{row}_field"]
        ]


def type_initial(found: TypeShown) -> dict[str, Any]:
    """Give what the form of a type begins with."""
    values = asdict(found)
    initial = {name: values[name] for name in TypeForm.base_fields if name in values}
    initial["conditions"] = [str(each["code"]) for each in found.conditions]
    initial["checklist"] = "\n".join(localise(item["label"], language()) for item in found.checklist)
    for row, document in enumerate(found.documents):
        initial |= {f"document_{row}_{code}": document.label.get(code, "") for code in city_languages()}
        initial |= {f"document_{row}_required": document.required, f"document_{row}_when": document.when}
    for row, reviewer in enumerate(found.reviewers):
        for name in ("field", "team", "days", "when"):
            initial[f"reviewer_{row}_{name}"] = getattr(reviewer, name)
    return initial


class NewTypeForm(ConfigForm):
    """Which service of the kind « permit » gets its second half."""

    service = forms.ChoiceField(label=gettext_lazy("Service"))

    def __init__(self, *args: Any, services: Options, **given: Any) -> None:
        self.services = services
        super().__init__(*args, **given)

    def prepare(self) -> None:
        """Offer the services that are permits and have no rules yet."""
        self.choose("service", self.services)


class DistrictForm(ConfigForm):
    """What one district changes of a type; empty leaves what the city says."""

    texts: ClassVar = {"note": Words(gettext_lazy("What to say there"), 600, rows=2)}
    lead_amount = forms.IntegerField(
        label=gettext_lazy("Asked for at least"), required=False, min_value=0, max_value=365
    )
    longest_days = forms.IntegerField(
        label=gettext_lazy("Lasts at most, in days"), required=False, min_value=1, max_value=3_700
    )
    promise_amount = forms.IntegerField(
        label=gettext_lazy("Answer promised within"), required=False, min_value=1, max_value=365
    )

    def values(self) -> Mapping[str, Any]:
        """Give the changes as they were filled in."""
        names = ("lead_amount", "longest_days", "promise_amount")
        return {name: self.cleaned_data[name] for name in names} | {"note": self.text("note")}


class ConditionForm(ConfigForm):
    """A condition of the library."""

    texts: ClassVar = {
        "text": Words(gettext_lazy("Condition"), 1_000, rows=3, needed=gettext_lazy("Write this condition."))
    }
    field = forms.ChoiceField(label=gettext_lazy("Asked for by"), required=False)
    active = _yes(gettext_lazy("Offered"))

    def prepare(self) -> None:
        """Offer the services that give opinions."""
        fields = [(code, localise(words, language())) for code, words in FIELD_WORDS.items()]
        self.choose("field", [("", _("The permits team")), *fields])


WEIGHT_WORDS: Mapping[str, Any] = {
    "need": gettext_lazy("Needed today: points"),
    "need_days": gettext_lazy("Counted from how many days before the start"),
    "overdue": gettext_lazy("Each day past the promise: points"),
    "overdue_most": gettext_lazy("at most"),
    "waiting": gettext_lazy("Each day of waiting: points"),
    "waiting_most": gettext_lazy("at most"),
    "harm": gettext_lazy("Each degree of harm: points"),
    "filed_late": gettext_lazy("Filed after its lead time: points (below zero)"),
}


class OrderForm(ConfigForm):
    """The order of work, to be published."""

    texts: ClassVar = {
        "note": Words(
            gettext_lazy("Why it changes"), 1_000, rows=2, needed=gettext_lazy("Say why it changes.")
        )
    }

    def prepare(self) -> None:
        """Ask for each number of points."""
        for name, words in WEIGHT_WORDS.items():
            self.fields[name] = forms.IntegerField(label=words, widget=forms.NumberInput(attrs=SHORT))

    def number_fields(self) -> list[BoundField]:
        """Give the fields of points."""
        return [self[name] for name in WEIGHT_WORDS]

    def weights(self) -> dict[str, int]:
        """Give the points as they were typed."""
        return {name: self.cleaned_data[name] for name in asdict(Weights())}
