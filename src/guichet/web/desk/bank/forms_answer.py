"""The form in which an answer is written: French and English beside each other, the common text and its variants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guichet.catalogue.queries import service_choices
from guichet.kernel.texts import localise
from guichet.knowledge.content import LANGUAGES, PARTS, TRUNK
from guichet.knowledge.queries import possible_readers
from guichet.web.desk.bank.words import district_words, language_words
from guichet.web.desk.forms import DayInput, team_options
from guichet.web.desk.templatetags.desk import language

if TYPE_CHECKING:
    from guichet.kernel.actor import Actor
    from guichet.knowledge.queries import Answer, AnswerVersion

PART_LABELS = {
    "title": gettext_lazy("Title"),
    "say": gettext_lazy("To say aloud"),
    "read": gettext_lazy("To read"),
    "staff": gettext_lazy("For staff only"),
}
PART_ROWS = {"title": 0, "say": 3, "read": 8, "staff": 3}
PART_HELP = {
    "title": gettext_lazy("The question, in the words of those who ask it."),
    "say": gettext_lazy("Two or three short sentences."),
    "read": gettext_lazy("**bold**, lists with “- ”, links as [words](https://…)."),
    "staff": gettext_lazy("Residents never see it."),
}
LONG = 1_000  # from this length on, nobody needs to be told how many characters are left
_LISTS = ("forms", "services", "districts")


@dataclass(frozen=True, slots=True)
class Place:
    """One block of the form: the common text, or what differs in a district."""

    code: str
    name: str
    rows: Sequence[tuple[str, Sequence[BoundField]]]
    same: BoundField


def field_name(place: str, language: str, part: str) -> str:
    """Name the field of a text; « trunk » stands for the common text."""
    return f"{place or 'trunk'}__{language}__{part}"


class AnswerForm(forms.Form):
    """Everything that an author writes of an answer. `places` are the variants shown, the common text first."""

    use_required_attribute = False
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    note = forms.CharField(
        label=gettext_lazy("What you changed, for the history"), required=False, max_length=300
    )
    keywords = forms.CharField(
        label=gettext_lazy("Local words"),
        required=False,
        max_length=3_000,
        help_text=gettext_lazy(
            "Words that people use and the text does not, with commas: vidanges, poubelles."
        ),
    )
    sources = forms.CharField(
        label=gettext_lazy("Sources"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One per line: what it is | https://its.address"),
    )
    see_also = forms.CharField(
        label=gettext_lazy("See also"),
        required=False,
        max_length=2_000,
        help_text=gettext_lazy("Keys of other answers, with commas. The key is the end of their address."),
    )
    forms_ = forms.MultipleChoiceField(
        label=gettext_lazy("Forms to offer"), required=False, widget=forms.CheckboxSelectMultiple
    )
    services = forms.MultipleChoiceField(
        label=gettext_lazy("Services concerned"), required=False, widget=forms.CheckboxSelectMultiple
    )
    districts = forms.MultipleChoiceField(
        label=gettext_lazy("Where it holds"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None: everywhere."),
    )
    audience = forms.ChoiceField(
        label=gettext_lazy("Who may read it"),
        widget=forms.RadioSelect,
        initial="residents",
        choices=[("residents", gettext_lazy("Everybody")), ("staff", gettext_lazy("Staff only"))],
    )
    valid_from = forms.DateField(label=gettext_lazy("Valid from"), required=False, widget=DayInput)
    valid_until = forms.DateField(label=gettext_lazy("Valid until"), required=False, widget=DayInput)
    owner_team = forms.ChoiceField(
        label=gettext_lazy("Team that keeps it right"),
        required=False,
        help_text=gettext_lazy("It gets the remarks and is asked to look at it again."),
    )
    second_reader = forms.ChoiceField(label=gettext_lazy("Second reader"), required=False)
    review_on = forms.DateField(
        label=gettext_lazy("To look at again on"),
        required=False,
        widget=DayInput,
        help_text=gettext_lazy("Left empty: a year after it is published."),
    )

    def __init__(self, actor: Actor, places: Sequence[str], *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.changes: tuple[str, ...] = ()
        self.theirs: dict[str, str | list[str]] = {}
        self.names = district_words()
        self.place_codes = [TRUNK, *(code for code in dict.fromkeys(places) if code in self.names)]
        self._choose(actor)
        for place in self.place_codes:
            for code in LANGUAGES:
                for part in PARTS:
                    self.fields[field_name(place, code, part)] = self._text_field(place, code, part)
            self.fields[f"same__{place or 'trunk'}"] = forms.BooleanField(
                label=_("Both languages say the same: nothing waits to be translated"), required=False
            )

    def _choose(self, actor: Actor) -> None:
        services = [(one.code, localise(one.name, language())) for one in service_choices()]
        readers = [(str(one.pk), one.name) for one in possible_readers(actor)]
        choices: Mapping[str, list[tuple[str, str]]] = {
            "forms_": services,
            "services": services,
            "districts": list(self.names.items()),
            "owner_team": team_options(),
            "second_reader": [("", _("Anyone who publishes")), *readers],
        }
        for name, options in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = options

    def _text_field(self, place: str, code: str, part: str) -> forms.CharField:
        attrs: dict[str, Any] = {"lang": code}
        if PART_ROWS[part]:
            attrs["rows"] = PART_ROWS[part]
        if PARTS[part] < LONG:
            attrs["maxlength"] = PARTS[part]  # the room counts again
        return forms.CharField(
            label=_("%(part)s (%(language)s)")
            % {"part": PART_LABELS[part], "language": language_words(code)},
            required=False,
            widget=forms.Textarea(attrs=attrs) if PART_ROWS[part] else forms.TextInput(attrs=attrs),
            help_text=PART_HELP[part] if code == "fr" and not place else "",
        )

    def places(self) -> list[Place]:
        """Give the blocks of the form, each text with its two languages beside each other."""
        return [
            Place(
                code=place,
                name=self.names.get(place, ""),
                rows=[(part, [self[field_name(place, code, part)] for code in LANGUAGES]) for part in PARTS],
                same=self[f"same__{place or 'trunk'}"],
            )
            for place in self.place_codes
        ]

    def their_words(self) -> list[tuple[str, str, str]]:
        """Give what another author wrote where both changed something: the box, what it is called, their words."""
        place_of = {
            field_name(place, code, part): self.names.get(place, "")
            for place in self.place_codes
            for code in LANGUAGES
            for part in PARTS
        }
        return [
            (
                f"id_{name}",
                " – ".join(filter(None, (place_of.get(name, ""), str(self.fields[name].label)))),
                _by_name(self.fields[name], words),
            )
            for name, words in self.theirs.items()
        ]

    def other_places(self) -> list[tuple[str, str]]:
        """Give the districts that have no variant yet."""
        return [(code, name) for code, name in self.names.items() if code not in self.place_codes]

    def values(self) -> dict[str, Any]:
        """Give what was typed as `save_draft` takes it."""
        given = self.cleaned_data
        return {
            "texts": {
                place: {
                    code: {part: given.get(field_name(place, code, part)) or "" for part in PARTS}
                    for code in LANGUAGES
                }
                for place in self.place_codes
            },
            "keywords": _split(given["keywords"]),
            "sources": [_source(line) for line in given["sources"].splitlines() if line.strip()],
            "see_also": _split(given["see_also"]),
            "forms": given["forms_"],
            **{name: given[name] for name in ("services", "districts", "audience")},
            **{name: given[name] for name in ("valid_from", "valid_until", "review_on", "owner_team")},
            "second_reader": int(given["second_reader"]) if given["second_reader"] else None,
        }

    def same(self) -> list[str]:
        """Give the places where the author says that both languages say the same."""
        return [place for place in self.place_codes if self.cleaned_data.get(f"same__{place or 'trunk'}")]

    def field_for(self, fault: str) -> str:
        """Give the field that a fault of the room is about: « texts.verdun.fr.say » is verdun__fr__say."""
        parts = fault.split(".")
        if parts[0] == "texts" and len(parts) == 4:
            name = field_name(parts[1], parts[2], parts[3])
        else:
            name = "forms_" if fault == "forms" else fault
        return name if name in self.fields else ""


def initial_of(version: AnswerVersion, answer: Answer | None = None) -> dict[str, Any]:
    """Give what the form begins with, for a version of an answer."""
    initial: dict[str, Any] = {
        "seen": version.number,
        "keywords": ", ".join(version.keywords),
        "sources": "\n".join(
            f"{one['label']} | {one['url']}" if one.get("url") else one["label"] for one in version.sources
        ),
        "see_also": ", ".join(version.see_also),
        "forms_": version.forms,
        **{name: getattr(version, name) for name in ("services", "districts", "audience")},
        **{name: getattr(version, name) for name in ("valid_from", "valid_until")},
    }
    for place, languages in version.texts.items():
        for code, parts in languages.items():
            initial |= {field_name(place, code, part): words for part, words in parts.items()}
    if answer is not None:
        initial |= {
            "owner_team": answer.owner_team.code if answer.owner_team else "",
            "second_reader": str(answer.second_reader_id or ""),
            "review_on": answer.review_on,
        }
    return initial


def merged(form: AnswerForm, sent: QueryDict, seen: AnswerVersion, newest: AnswerVersion) -> QueryDict:
    """Put two authors' work together, as a form to send again: what only the other one changed becomes theirs, what both changed stays mine.

    Gives the data of the form to show again; `form.theirs` keeps the other author's words for each field that both
    changed. Nothing that was typed is lost.
    """
    before, now = initial_of(seen), initial_of(newest)
    data = sent.copy()
    for name in form.fields:
        if name in ("seen", "note") or name.startswith("same__") or name not in {**before, **now}:
            continue
        mine = data.getlist(name) if name.strip("_") in _LISTS else data.get(name, "")
        was, theirs = _as_sent(before.get(name)), _as_sent(now.get(name))
        if was == theirs or _as_sent(mine) == theirs:
            continue
        if _as_sent(mine) == was:
            data.setlist(name, theirs if isinstance(theirs, list) else [theirs])
        else:
            form.theirs[name] = theirs
    data["seen"] = str(newest.number)
    return data


def _by_name(field: forms.Field, given: str | list[str]) -> str:
    """Write what was chosen by its name, and words as they are."""
    names = {str(code): str(name) for code, name in getattr(field, "choices", ())}
    each = given if isinstance(given, list) else [given]
    return ", ".join(names.get(one, one) for one in each)


def _as_sent(value: Any) -> Any:
    """Give a value as a browser sends it."""
    if isinstance(value, list | tuple):
        return sorted(str(one) for one in value)
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def _split(words: str) -> list[str]:
    return [word.strip() for word in words.replace("\n", ",").split(",") if word.strip()]


def _source(line: str) -> dict[str, str]:
    label, _bar, url = line.rpartition("|")
    if not label:
        return {"label": line.strip(), "url": ""} if "://" not in line else {"label": "", "url": line.strip()}
    return {"label": label.strip(), "url": url.strip()}
