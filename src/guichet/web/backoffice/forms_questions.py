"""The form of one question of a service. It refuses nothing: what is missing is said while it is still a draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guichet.catalogue.forms import Kind
from guichet.web.backoffice.bilingual import ConfigForm, Words
from guichet.web.backoffice.codes import free_code
from guichet.web.backoffice.conditions import AND, MOST, OR, Composed, clauses_over, put_together, taken_apart

Draft = dict[str, Any]

KIND_WORDS = {
    Kind.TEXT: gettext_lazy("A few words"),
    Kind.LONG_TEXT: gettext_lazy("A long text"),
    Kind.NUMBER: gettext_lazy("A number"),
    Kind.YES_NO: gettext_lazy("Yes or no"),
    Kind.CHOICE: gettext_lazy("One choice"),
    Kind.CHOICES: gettext_lazy("Several choices"),
    Kind.DATE: gettext_lazy("A date"),
    Kind.TIME: gettext_lazy("A time of day"),
    Kind.PLACE: gettext_lazy("A place"),
    Kind.PHOTO: gettext_lazy("A photo"),
    Kind.FILE: gettext_lazy("A file"),
    Kind.EMAIL: gettext_lazy("An e-mail address"),
    Kind.PHONE: gettext_lazy("A telephone number"),
    Kind.PERIOD: gettext_lazy("A period, from a day to another"),
    Kind.AREA: gettext_lazy("An area, drawn or measured"),
    Kind.GROUP: gettext_lazy("A group that repeats"),
}
FILE_WORDS = {
    "image": gettext_lazy("Photos and pictures"),
    "pdf": gettext_lazy("PDF"),
    "text": gettext_lazy("Plain text"),
    "office": gettext_lazy("Word, Excel, OpenDocument"),
}
USED_BY = {
    Kind.GROUP.value: ("least", "most"),
    Kind.PERIOD.value: ("least", "most", "hours"),
    Kind.PHOTO.value: ("most", "accepts", "largest"),
    Kind.FILE.value: ("most", "accepts", "largest"),
}
EMPTY_OPTIONS = 3
MOST_OPTIONS = 60
CHOSEN, WRITTEN = "chosen", "written"
WITH_OPTIONS = (Kind.CHOICE, Kind.CHOICES)


def _short() -> forms.TextInput:
    return forms.TextInput(attrs={"class": "g-short", "inputmode": "numeric", "maxlength": 4})


class QuestionForm(ConfigForm):
    """One question; everything may be left empty in a draft."""

    texts: ClassVar = {
        "label": Words(gettext_lazy("Question"), 2_000),
        "help": Words(gettext_lazy("Help under the question"), 2_000),
    }
    index = forms.CharField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of answer"), choices=list(KIND_WORDS.items()))
    unit = forms.CharField(
        label=gettext_lazy("Unit"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"class": "g-short"}),
        help_text=gettext_lazy("For a number: cm, m², litres…"),
    )
    must = forms.ChoiceField(label=gettext_lazy("Must it be answered?"), widget=forms.RadioSelect)
    required_if = forms.CharField(
        label=gettext_lazy("Condition under which it must be answered"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "b-cel", "spellcheck": "false"}),
    )
    shown_when = forms.ChoiceField(
        label=gettext_lazy("When it is asked"), required=False, widget=forms.RadioSelect
    )
    shown_if = forms.CharField(
        label=gettext_lazy("Written condition"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "b-cel", "spellcheck": "false"}),
    )
    least = forms.CharField(label=gettext_lazy("At least"), required=False, widget=_short())
    most = forms.CharField(label=gettext_lazy("At most"), required=False, widget=_short())
    largest = forms.CharField(
        label=gettext_lazy("Largest file"), required=False, widget=_short(),
        help_text=gettext_lazy("20 MB when it is empty."),
    )  # fmt: skip
    hours = forms.BooleanField(label=gettext_lazy("Ask for hours too"), required=False)
    accepts = forms.MultipleChoiceField(
        label=gettext_lazy("Kinds of files"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=list(FILE_WORDS.items()), help_text=gettext_lazy("Every kind when none is ticked."),
    )  # fmt: skip
    internal = forms.BooleanField(
        label=gettext_lazy("For the staff only"), required=False,
        help_text=gettext_lazy("Residents neither see nor answer it."),
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        draft: Draft,
        others: Sequence[Draft],
        outer: Sequence[Draft] | None = None,
        **given: Any,
    ) -> None:
        self.draft, self.within = draft, outer is not None
        self.clauses = [
            *clauses_over(others, "row" if self.within else "answers"),
            *(clauses_over(outer) if outer is not None else ()),
        ]
        stored = {name: draft.get(name) or {} for name in self.texts}
        super().__init__(*args, stored=stored, **given)

    def prepare(self) -> None:
        """Fill the form from the draft: the conditions in words where they can be chosen, the lines of the choices."""
        draft = self.draft
        kinds = [
            (kind, words) for kind, words in KIND_WORDS.items() if not (self.within and kind is Kind.GROUP)
        ]
        self.choose("kind", kinds)
        self.initial.update(
            {
                "kind": draft.get("kind") or Kind.TEXT.value,
                "required_if": draft.get("required_if", ""),
                "shown_if": draft.get("shown_if", ""),
                "shown_when": self._compose("s", str(draft.get("shown_if") or "")),
                "accepts": list(draft.get("accepts") or ()),
                **{name: draft.get(name) or "" for name in ("unit", "least", "most", "largest")},
                **{name: bool(draft.get(name)) for name in ("hours", "internal")},
            }
        )
        how = self._compose("r", str(draft.get("required_if") or ""))
        self.initial["must"] = "yes" if draft.get("required") else how or "no"
        chosen = [
            (CHOSEN, _("Under the conditions chosen below")),
            (WRITTEN, _("Under the condition written below")),
        ]
        self.choose("must", [("no", _("No")), ("yes", _("Yes")), *chosen])
        self.choose("shown_when", [("", _("Always")), *chosen])
        self._add_options()

    def _compose(self, prefix: str, source: str) -> str:
        """Put the lines of a condition in the form; gives how it is said: always, chosen or written."""
        composed = taken_apart(source, self.clauses) if source else Composed(AND, ())
        parts = list(composed.parts) if composed else []
        lines = len(parts) + 1
        if self.is_bound:
            lines = sum(name.startswith(f"{prefix}_clause_") for name in self.data)
        groups: dict[str, list[tuple[str, str]]] = {}
        for clause in self.clauses:
            groups.setdefault(clause.question, []).append(
                (clause.source, f"{clause.question} {clause.words}")
            )
        for number in range(min(max(lines, 1), MOST)):
            known, value = parts[number] if number < len(parts) else ("", "")
            self.fields[f"{prefix}_clause_{number}"] = forms.ChoiceField(
                label=_("Condition %(n)d") % {"n": number + 1}, required=False,
                choices=[("", _("Choose a question and what it says…")), *groups.items()],
            )  # fmt: skip
            self.fields[f"{prefix}_value_{number}"] = forms.CharField(
                label=_("Value"), required=False, max_length=120,
                widget=forms.TextInput(attrs={"class": "g-short", "autocomplete": "off"}),
            )  # fmt: skip
            self.initial.update({f"{prefix}_clause_{number}": known, f"{prefix}_value_{number}": value})
        self.fields[f"{prefix}_join"] = forms.ChoiceField(
            label=_("When there are several"), required=False,
            choices=[(AND, _("all of them are needed (and)")), (OR, _("one is enough (or)"))],
        )  # fmt: skip
        self.initial[f"{prefix}_join"] = composed.join if composed else AND
        return "" if not source else CHOSEN if composed else WRITTEN

    def clause_lines(self, prefix: str) -> list[tuple[BoundField, BoundField]]:
        """Give the lines of a condition that is chosen: what it says of which question, and the value."""
        count = sum(name.startswith(f"{prefix}_clause_") for name in self.fields)
        return [(self[f"{prefix}_clause_{n}"], self[f"{prefix}_value_{n}"]) for n in range(count)]

    @property
    def shown_lines(self) -> list[tuple[BoundField, BoundField]]:
        """Give the lines of the condition under which it is asked."""
        return self.clause_lines("s")

    @property
    def required_lines(self) -> list[tuple[BoundField, BoundField]]:
        """Give the lines of the condition under which it must be answered."""
        return self.clause_lines("r")

    def _condition(self, prefix: str, how: str, written: str) -> str:
        given = self.cleaned_data
        if how == WRITTEN:
            return (given.get(written) or "").strip()
        if how != CHOSEN:
            return ""
        count = sum(name.startswith(f"{prefix}_clause_") for name in self.fields)
        parts = [
            (given.get(f"{prefix}_clause_{n}") or "", given.get(f"{prefix}_value_{n}") or "")
            for n in range(count)
        ]
        return put_together(given.get(f"{prefix}_join") or AND, parts, self.clauses)

    def _add_options(self) -> None:
        stored = list(self.draft.get("options") or ())
        lines = len(stored) + EMPTY_OPTIONS
        if self.is_bound:
            lines = sum(name.startswith("option_") and name.endswith("_code") for name in self.data)
        self.option_count = min(lines, MOST_OPTIONS)
        for index in range(self.option_count):
            one: Mapping[str, Any] = stored[index] if index < len(stored) else {}
            self.fields[f"option_{index}_code"] = forms.CharField(required=False, widget=forms.HiddenInput)
            self.initial[f"option_{index}_code"] = one.get("code", "")
            for code in self.languages:
                self.fields[f"option_{index}_{code}"] = forms.CharField(
                    required=False, max_length=2_000, widget=forms.TextInput(attrs={"lang": code})
                )
                self.initial[f"option_{index}_{code}"] = (one.get("label") or {}).get(code, "")

    def option_lines(self) -> list[tuple[int, BoundField, list[BoundField]]]:
        """Give the lines of the choices: place, code, words by language."""
        return [
            (
                index,
                self[f"option_{index}_code"],
                [self[f"option_{index}_{code}"] for code in self.languages],
            )
            for index in range(self.option_count)
        ]

    def takes_options(self) -> bool:
        """Tell whether this kind of question has choices."""
        return self["kind"].value() in {kind.value for kind in WITH_OPTIONS}

    def drafted(self, taken: Sequence[str]) -> Draft:
        """Give the question as it was typed; a question or choice without a short name gets one from its words."""
        given = self.cleaned_data
        label = self.text("label")
        more: dict[str, Any] = {name: _whole(given.get(name)) for name in ("least", "most", "largest")}
        more |= {"hours": bool(given.get("hours")), "accepts": given.get("accepts") or []}
        kind = given.get("kind") or Kind.TEXT.value
        used = {name: value for name, value in more.items() if value and name in USED_BY.get(kind, ())}
        inner = {"questions": self.draft.get("questions") or []} if kind == Kind.GROUP.value else {}
        page = {"page": self.draft["page"]} if "page" in self.draft else {}
        must = given.get("must") or "no"
        return {
            "code": self.draft.get("code") or _code(label, taken),
            "kind": kind,
            "label": _filled(label),
            "help": _filled(self.text("help")),
            "options": self._options(),
            "unit": given.get("unit") or "",
            "required": must == "yes",
            "required_if": self._condition("r", must, "required_if"),
            "shown_if": self._condition("s", given.get("shown_when") or "", "shown_if"),
            "internal": bool(given.get("internal")),
            **used, **inner, **page,
        }  # fmt: skip

    def _options(self) -> list[Draft]:
        stored = {str(one["code"]): one.get("label") or {} for one in self.draft.get("options") or ()}
        options: list[Draft] = []
        for index in range(self.option_count):
            code = self.cleaned_data.get(f"option_{index}_code") or ""
            others = {
                language: words
                for language, words in stored.get(code, {}).items()
                if language not in self.languages
            }
            label = others | {
                one: self.cleaned_data.get(f"option_{index}_{one}") or "" for one in self.languages
            }
            if any(label.values()):
                taken = [*stored, *(option["code"] for option in options)]
                options.append({"code": code or _code(label, taken), "label": _filled(label)})
        return options


def _whole(typed: object) -> int | str:
    """Give a number as it was typed, as a number where it is one; the catalogue refuses what is not."""
    text = str(typed or "").strip()
    return int(text) if text.isascii() and text.isdigit() else text


def _code(label: Mapping[str, str], taken: Sequence[str]) -> str:
    words = label.get("fr") or next(iter(_filled(label).values()), "")
    return free_code(words, taken, most=36, gap="_") if words else ""


def _filled(text: Mapping[str, str]) -> dict[str, str]:
    return {code: words.strip() for code, words in text.items() if words.strip()}
