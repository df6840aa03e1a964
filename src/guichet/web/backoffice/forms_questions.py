"""The form of one question of a service. It refuses nothing: what is missing is said while it is still a draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guichet.catalogue.forms import Kind
from guichet.kernel.texts import localise
from guichet.web.backoffice.bilingual import ConfigForm, Words, language
from guichet.web.backoffice.codes import free_code
from guichet.web.backoffice.explaining import quoted

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
}
EMPTY_OPTIONS = 3
MOST_OPTIONS = 60
WRITTEN = "written"
WITH_OPTIONS = (Kind.CHOICE, Kind.CHOICES)


class QuestionForm(ConfigForm):
    """One question; everything may be left empty in a draft."""

    texts: ClassVar = {
        "label": Words(gettext_lazy("Question"), 2_000),
        "help": Words(gettext_lazy("Help under the question"), 2_000),
    }
    index = forms.IntegerField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of answer"), choices=list(KIND_WORDS.items()))
    unit = forms.CharField(
        label=gettext_lazy("Unit"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"class": "g-short"}),
        help_text=gettext_lazy("For a number: cm, m², litres…"),
    )
    must = forms.ChoiceField(
        label=gettext_lazy("Must it be answered?"),
        widget=forms.RadioSelect,
    )
    required_if = forms.CharField(
        label=gettext_lazy("Condition under which it must be answered"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "b-cel", "spellcheck": "false"}),
    )
    shown_when = forms.ChoiceField(label=gettext_lazy("When it is asked"), required=False)
    shown_if = forms.CharField(
        label=gettext_lazy("Written condition"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "b-cel", "spellcheck": "false"}),
    )
    internal = forms.BooleanField(
        label=gettext_lazy("For the staff only"), required=False,
        help_text=gettext_lazy("Residents neither see nor answer it."),
    )  # fmt: skip

    def __init__(self, *args: Any, draft: Draft, others: Sequence[Draft], **given: Any) -> None:
        self.draft, self.other_drafts = draft, others
        stored = {name: draft.get(name) or {} for name in self.texts}
        super().__init__(*args, stored=stored, **given)

    def prepare(self) -> None:
        """Fill the form from the draft: the condition as a choice where it is one, the lines of the choices."""
        draft = self.draft
        conditions = simple_conditions(self.other_drafts)
        self.choose("shown_when", _grouped(conditions))
        shown_if = str(draft.get("shown_if") or "")
        known = {source for _question, _words, source in conditions}
        self.initial.update(
            {
                "kind": draft.get("kind") or Kind.TEXT.value,
                "unit": draft.get("unit", ""),
                "must": "yes" if draft.get("required") else "if" if draft.get("required_if") else "no",
                "required_if": draft.get("required_if", ""),
                "shown_when": shown_if if shown_if in known or not shown_if else WRITTEN,
                "shown_if": shown_if,
                "internal": bool(draft.get("internal")),
            }
        )
        self.choose("must", [("no", _("No")), ("yes", _("Yes")), ("if", _("Only under a condition"))])
        self._add_options()

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
        shown_when = given.get("shown_when") or ""
        return {
            "code": self.draft.get("code") or _code(label, taken),
            "kind": given.get("kind") or Kind.TEXT.value,
            "label": _filled(label),
            "help": _filled(self.text("help")),
            "options": self._options(),
            "unit": given.get("unit") or "",
            "required": given.get("must") == "yes",
            "required_if": (given.get("required_if") or "").strip() if given.get("must") == "if" else "",
            "shown_if": (given.get("shown_if") or "").strip() if shown_when == WRITTEN else shown_when,
            "internal": bool(given.get("internal")),
        }

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


def _code(label: Mapping[str, str], taken: Sequence[str]) -> str:
    words = label.get("fr") or next(iter(_filled(label).values()), "")
    return free_code(words, taken, most=36, gap="_") if words else ""


def _filled(text: Mapping[str, str]) -> dict[str, str]:
    return {code: words.strip() for code, words in text.items() if words.strip()}


def simple_conditions(others: Sequence[Draft]) -> list[tuple[str, str, str]]:
    """Give the conditions that can be chosen without writing any: question, words, expression."""
    found = []
    for other in others:
        name, label = other.get("code"), quoted(localise(other.get("label") or {}, language()))
        if not name:
            continue
        if other.get("kind") == Kind.YES_NO.value:
            found.append((label, _("the answer is yes"), f"answers.{name}"))
            found.append((label, _("the answer is no"), f"!answers.{name}"))
        for option in other.get("options") or ():
            words = quoted(localise(option.get("label") or {}, language()))
            if other.get("kind") == Kind.CHOICE.value:
                found.append(
                    (
                        label,
                        _("the answer is %(choice)s") % {"choice": words},
                        f'answers.{name} == "{option["code"]}"',
                    )
                )
            if other.get("kind") == Kind.CHOICES.value:
                found.append(
                    (
                        label,
                        _("%(choice)s is selected") % {"choice": words},
                        f'"{option["code"]}" in answers.{name}',
                    )
                )
    return found


def _grouped(conditions: Sequence[tuple[str, str, str]]) -> list[tuple[str, Any]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for question, words, source in conditions:
        groups.setdefault(question, []).append((source, words))
    return [("", _("Always")), *groups.items(), (WRITTEN, _("Under the condition written below"))]
