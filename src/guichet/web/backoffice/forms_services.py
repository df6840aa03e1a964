"""The forms of services and of the headings under which they stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.forms import BoundField
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guichet.cases.lifecycle import CHOSEN_OUTCOMES, OUTCOME_WORDS
from guichet.web.backoffice.bilingual import ConfigForm, Words, language_words, lines_of, options_of
from guichet.web.backoffice.codes import free_code
from guichet.web.backoffice.icons import SERVICE_ICONS
from guichet.web.kit.parts import Choice

if TYPE_CHECKING:
    from guichet.catalogue.models import Service

PRIORITIES = {
    "1": gettext_lazy("Urgent"),
    "2": gettext_lazy("Normal"),
    "3": gettext_lazy("Can wait"),
    "4": gettext_lazy("Long term"),
}
LEAP_YEAR = 2024
EMPTY_REPLIES = 2
MOST_REPLIES = 20
SEASON = ("season_from", "season_to")
FLAGS = ("active", "public", "published", "anonymous", "claim_words")


class ServiceForm(ConfigForm):
    """All that a service is, apart from its questions, its routing and its commitments."""

    texts: ClassVar = {
        "name": Words(
            gettext_lazy("Name"), 120,
            needed=gettext_lazy("Write the name that residents read."),
            help=gettext_lazy("As people would say it: “Nid-de-poule”, not “Réfection de chaussée”."),
        ),
        "description": Words(
            gettext_lazy("Description"), 600, rows=3,
            help=gettext_lazy("One or two sentences: what it is for, what it is not for."),
        ),
        "keywords": Words(
            gettext_lazy("Words by which it is found"), 2_500, rows=3,
            help=gettext_lazy("One per line, or with commas between them. Accents, plurals and small typing faults do not matter."),
        ),
        "urgent_note": Words(
            gettext_lazy("Warning before the report"), 300, rows=2,
            help=gettext_lazy("For example: “Quelqu’un est en danger ? Composez le 911.”"),
        ),
    }  # fmt: skip

    code = forms.SlugField(
        label=gettext_lazy("Short name"),
        required=False,
        max_length=76,
        widget=forms.TextInput(attrs={"class": "g-short", "autocomplete": "off"}),
        help_text=gettext_lazy("In addresses and in rules, for good. Left empty, it is made from the name."),
        error_messages={
            "invalid": gettext_lazy("Write lower-case letters without accents, digits and hyphens.")
        },
    )
    group = forms.ChoiceField(
        label=gettext_lazy("Heading"), error_messages={"required": gettext_lazy("Choose a heading.")}
    )
    icon = forms.ChoiceField(label=gettext_lazy("Picture"), required=False)
    local_words = forms.CharField(
        label=gettext_lazy("What people here say"),
        required=False,
        max_length=2_500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("“vidanges”, “monstres”, “charrue”… One per line, or with commas."),
    )
    active = forms.BooleanField(
        label=gettext_lazy("Offered"),
        required=False,
        initial=True,
        help_text=gettext_lazy("Once off, nobody can ask for it any more; open cases go on."),
    )
    public = forms.BooleanField(
        label=gettext_lazy("Shown to residents"),
        required=False,
        initial=True,
        help_text=gettext_lazy("Otherwise only the staff can open it."),
    )
    anonymous = forms.BooleanField(
        label=gettext_lazy("May be anonymous"),
        required=False,
        initial=True,
        help_text=gettext_lazy("Otherwise an e-mail address or a telephone number is needed."),
    )
    published = forms.BooleanField(
        label=gettext_lazy("On the public map"),
        required=False,
        initial=True,
        help_text=gettext_lazy(
            "The place (rounded), the service and the state; never who asked, nor what they wrote."
        ),
    )
    claim_words = forms.BooleanField(
        label=gettext_lazy("Say how damage is claimed"),
        required=False,
        help_text=gettext_lazy("Adds the city’s text about claims, set on the page of the city."),
    )
    location = forms.ChoiceField(
        label=gettext_lazy("Place"),
        widget=forms.RadioSelect,
        initial="required",
        error_messages={"required": gettext_lazy("Choose whether the place is needed.")},
    )
    territory = forms.MultipleChoiceField(
        label=gettext_lazy("Where it is offered"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Nothing ticked: in the whole city."),
    )
    team = forms.ChoiceField(
        label=gettext_lazy("Usual team"),
        required=False,
        help_text=gettext_lazy("Receives what no routing rule sends elsewhere."),
    )
    priority = forms.ChoiceField(
        label=gettext_lazy("Usual priority"),
        widget=forms.RadioSelect,
        initial="2",
        choices=list(PRIORITIES.items()),
        error_messages={"required": gettext_lazy("Choose a priority.")},
    )
    same_incident_radius = forms.IntegerField(
        label=gettext_lazy("Same incident within"),
        initial=250,
        min_value=0,
        max_value=1000,
        widget=forms.NumberInput(attrs={"class": "g-short"}),
        help_text=gettext_lazy("Open reports of the same kind this near are proposed. 0: none is."),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), gettext_lazy("Write a number from 0 to 1000.")
        ),
    )
    external = forms.CharField(
        label=gettext_lazy("Other names of this service"), required=False, max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("As files from elsewhere call it, one per line: imports recognise it by them."),
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        choices: Mapping[str, Sequence[tuple[str, Any]]],
        replies: Sequence[Mapping[str, Any]] = (),
        is_new: bool = False,
        **given: Any,
    ) -> None:
        self.choices, self.stored_replies, self.is_new = choices, list(replies), is_new
        super().__init__(*args, **given)

    def prepare(self) -> None:
        """Fill the choices, the days of the season and the lines of the ready answers."""
        if not self.is_new:
            del self.fields["code"]
        for name in ("group", "team", "territory"):
            self.choose(name, self.choices[name])
        icons: dict[str, Any] = dict(SERVICE_ICONS)
        icons.setdefault(str(self.initial.get("icon") or "inbox"), _("The present one"))
        self.choose("icon", list(icons.items()))
        self.choose(
            "location",
            [
                ("required", Choice(_("Needed"), _("No report without an address or a point."))),
                ("optional", Choice(_("Asked for, may be left out"), "")),
                ("none", Choice(_("Not asked"), _("A question, a document, a subscription…"))),
            ],
        )
        for name, words in zip(SEASON, (_("From"), _("To")), strict=True):
            self.fields[f"{name}_day"] = forms.IntegerField(
                label=words, required=False, widget=forms.NumberInput(attrs={"class": "b-day"})
            )
            months = [("", _("Month…")), *((str(number), word) for number, word in MONTHS.items())]
            self.fields[f"{name}_month"] = forms.ChoiceField(label=_("Month"), required=False, choices=months)
        self._add_replies()

    def _add_replies(self) -> None:
        lines = len(self.stored_replies) + EMPTY_REPLIES
        if self.is_bound:
            lines = sum(name.startswith("reply_") and name.endswith("_outcome") for name in self.data)
        self.reply_count = min(lines, MOST_REPLIES)
        outcomes = [("", _("Choose…")), *((str(one), OUTCOME_WORDS[one]) for one in CHOSEN_OUTCOMES)]
        for index in range(self.reply_count):
            stored = self.stored_replies[index] if index < len(self.stored_replies) else {}
            kept = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
            self.fields[f"reply_{index}_code"] = kept
            self.initial[f"reply_{index}_code"] = stored.get("code", "")
            self.fields[f"reply_{index}_outcome"] = forms.ChoiceField(
                label=_("How it ends"), required=False, choices=outcomes
            )
            self.initial[f"reply_{index}_outcome"] = stored.get("outcome", "")
            for code in self.languages:
                self.fields[f"reply_{index}_{code}"] = forms.CharField(
                    label=_("Answer (%(language)s)") % {"language": language_words(code).lower()},
                    required=False,
                    max_length=2_000,
                    widget=forms.Textarea(attrs={"rows": 3, "lang": code}),
                )
                self.initial[f"reply_{index}_{code}"] = (stored.get("text") or {}).get(code, "")

    def reply_lines(self) -> list[tuple[BoundField, BoundField, list[BoundField]]]:
        """Give the lines of ready answers: code, outcome, texts."""
        return [
            (
                self[f"reply_{index}_code"],
                self[f"reply_{index}_outcome"],
                [self[f"reply_{index}_{code}"] for code in self.languages],
            )
            for index in range(self.reply_count)
        ]

    def season(self) -> list[tuple[BoundField, BoundField]]:
        """Give the two ends of the season, each as day and month."""
        return [(self[f"{name}_day"], self[f"{name}_month"]) for name in SEASON]

    def icons(self) -> list[tuple[str, str, bool]]:
        """Give the pictures to choose from: name, words, chosen."""
        chosen = str(self["icon"].value() or "inbox")
        return [(code, words, code == chosen) for code, words in options_of(self.fields["icon"])]

    def clean(self) -> dict[str, Any]:
        """Read the season and the ready answers."""
        given = super().clean() or self.cleaned_data
        ends = [self._end_of_season(name, given) for name in SEASON]
        if bool(ends[0]) != bool(ends[1]) and not any(f"{name}_day" in self.errors for name in SEASON):
            self.add_error("season_to_day", _("Give both ends of the season, or neither."))
        given["season_from"], given["season_to"] = ends
        given["replies"] = self._replies(given)
        return given

    def _end_of_season(self, name: str, given: Mapping[str, Any]) -> str:
        day, month = given.get(f"{name}_day"), given.get(f"{name}_month")
        if not day and not month:
            return ""
        try:
            return dt.date(LEAP_YEAR, int(month or 0), int(day or 0)).strftime("%m-%d")
        except ValueError:
            self.add_error(f"{name}_day", _("This day does not exist. Check the day and the month."))
            return ""

    def _replies(self, given: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Give the ready answers that have words; one without an outcome or without French is refused."""
        replies: list[dict[str, Any]] = []
        for index in range(self.reply_count):
            stored = self.stored_replies[index] if index < len(self.stored_replies) else {}
            known = {
                code: words
                for code, words in (stored.get("text") or {}).items()
                if code not in self.languages
            }
            written = {code: (given.get(f"reply_{index}_{code}") or "").strip() for code in self.languages}
            if not any(written.values()):
                continue
            if not written.get("fr"):
                self.add_error(f"reply_{index}_fr", _("Write this answer in French too."))
            if not given.get(f"reply_{index}_outcome"):
                self.add_error(f"reply_{index}_outcome", _("Choose how a case ends with this answer."))
            taken = {reply["code"] for reply in replies}
            code = given.get(f"reply_{index}_code") or free_code(written.get("fr", "")[:30], taken)
            text = known | {language: words for language, words in written.items() if words}
            replies.append({"code": code, "outcome": given.get(f"reply_{index}_outcome", ""), "text": text})
        return replies

    def values(self) -> dict[str, Any]:
        """Give what the catalogue saves."""
        given = self.cleaned_data
        keywords = {code: lines_of(words) for code, words in self.text("keywords").items()}
        plain = ("group", "location", "territory", "team", "same_incident_radius", "season_from", "season_to")
        return {
            **{name: given[name] for name in (*FLAGS, *plain, "replies")},
            **{name: self.text(name) for name in ("name", "description", "urgent_note")},
            "keywords": keywords,
            "local_words": lines_of(given["local_words"]),
            "icon": given["icon"] or "inbox",
            "priority": int(given["priority"]),
            "external": [line.strip()[:200] for line in given["external"].splitlines() if line.strip()],
        }


def service_initial(service: Service) -> dict[str, Any]:
    """Give what the form of a service begins with."""
    days: dict[str, str] = {}
    for name in SEASON:
        month, _dash, day = str(getattr(service, name)).partition("-")
        days |= {f"{name}_day": day.lstrip("0"), f"{name}_month": month.lstrip("0")}
    return {
        **{name: getattr(service, name) for name in (*FLAGS, "location", "icon", "same_incident_radius")},
        **days,
        "group": service.group.code,
        "team": service.team.code if service.team else "",
        "territory": [district.code for district in service.territory.all()],
        "priority": str(service.priority),
        "local_words": ", ".join(service.local_words),
        "external": "\n".join(service.external),
        "seen": str(service.version),
    }


def service_texts(service: Service) -> dict[str, Mapping[str, str]]:
    """Give the texts of a service, its keywords as they are typed."""
    return {
        "name": service.name,
        "description": service.description,
        "urgent_note": service.urgent_note,
        "keywords": {code: ", ".join(words) for code, words in service.keywords.items()},
    }


class GroupForm(ConfigForm):
    """A heading under which services stand."""

    texts: ClassVar = {"name": Words(gettext_lazy("Name"), 80, needed=gettext_lazy("Write the heading."))}
    position = forms.IntegerField(
        label=gettext_lazy("Rank"), min_value=0, max_value=9999, initial=0,
        widget=forms.NumberInput(attrs={"class": "g-short"}),
        help_text=gettext_lazy("Headings are shown from the smallest rank to the largest."),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), gettext_lazy("Write a number from 0 to 9999.")
        ),
    )  # fmt: skip


class FindServicesForm(forms.Form):
    """The bar above the list of services; what is not known is ignored."""

    use_required_attribute = False
    q = forms.CharField(required=False, max_length=100)
    group = forms.CharField(required=False, max_length=80)
    team = forms.CharField(required=False, max_length=60)
    state = forms.CharField(required=False, max_length=20)


def state_options() -> list[tuple[str, str]]:
    """Give the states by which services are found."""
    return [
        ("active", _("Offered")),
        ("closed", _("Switched off")),
        ("internal", _("Internal")),
        ("out_of_season", _("Out of season")),
        ("without_team", _("Without a team")),
    ]
