"""The form in which a script is written: questions one under the other, each with its choices and where they lead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guichet.kernel.errors import Invalid
from guichet.web.desk.bank.forms_small import BilingualForm
from guichet.web.desk.bank.words import language_words
from guichet.web.desk.forms import team_options

if TYPE_CHECKING:
    from guichet.knowledge.queries import Script

MOST_STEPS, MOST_CHOICES = 60, 12
LANGUAGES = ("fr", "en")


@dataclass(frozen=True, slots=True)
class ChoiceBlock:
    """The fields of one choice."""

    label: Sequence[BoundField]
    to: BoundField
    name: BoundField
    answers: BoundField


@dataclass(frozen=True, slots=True)
class StepBlock:
    """The fields of one question."""

    number: int
    index: int
    code: BoundField
    question: Sequence[BoundField]
    help: Sequence[BoundField]
    choices: Sequence[ChoiceBlock]


Ends = Mapping[str, Mapping[str, str]]
"""What a choice may end in: for « answer », « service » and « elsewhere », the words of each by its key."""


class ScriptForm(BilingualForm):
    """A script; `shape` says how many choices each question has (« 2,3,2 »), `ends` what they may end in."""

    shape = forms.CharField(required=False, max_length=400, widget=forms.HiddenInput)
    title_fr = forms.CharField(label=gettext_lazy("Title (French)"), required=False, max_length=120)
    title_en = forms.CharField(label=gettext_lazy("Title (English)"), required=False, max_length=120)
    intro_fr = forms.CharField(label=gettext_lazy("When to use it (French)"), required=False, max_length=400)
    intro_en = forms.CharField(label=gettext_lazy("When to use it (English)"), required=False, max_length=400)
    keywords = forms.CharField(
        label=gettext_lazy("Local words"),
        required=False,
        max_length=2_000,
        help_text=gettext_lazy("With commas."),
    )
    owner_team = forms.ChoiceField(label=gettext_lazy("Team that keeps it right"), required=False)
    active = forms.BooleanField(label=gettext_lazy("In use"), required=False, initial=True)

    def __init__(self, shape: Sequence[int], *args: Any, ends: Ends, **given: Any) -> None:
        super().__init__(*args, **given)
        self.ends = ends
        self.sizes = [max(1, min(size, MOST_CHOICES)) for size in shape[:MOST_STEPS]] or [2]
        self.initial["shape"] = ",".join(map(str, self.sizes))
        team = self.fields["owner_team"]
        if isinstance(team, forms.ChoiceField):
            team.choices = team_options()
        own = [self._code_typed(index) for index in range(len(self.sizes))]
        self._ways = [
            ("", _("Choose where it leads")),
            (
                _("Go on with"),
                [(f"step:{code}", _("Question “%(code)s”") % {"code": code}) for code in own if code],
            ),
            (
                _("End with"),
                [
                    ("answer:", _("An answer of the bank")),
                    ("service:", _("A request to open")),
                    ("elsewhere:", _("Not ours: another body")),
                ],
            ),
        ]
        for index, size in enumerate(self.sizes):
            self._add_step(index, size)

    def _code_typed(self, index: int) -> str:
        name = f"s{index}_code"
        return str((self.data.get(name) if self.is_bound else self.initial.get(name)) or "").strip()

    def _add_step(self, index: int, size: int) -> None:
        step = f"s{index}"
        self._line(f"{step}_code", _("Short name"), 40, short=True)
        for code in LANGUAGES:
            said = {"language": language_words(code)}
            self._line(f"{step}_question_{code}", _("Question to ask (%(language)s)") % said, 300, lang=code)
            self._line(f"{step}_help_{code}", _("Help for the agent (%(language)s)") % said, 600, lang=code)
            for place in range(size):
                label = _("If the answer is (%(language)s)") % said
                self._line(f"{step}_c{place}_label_{code}", label, 120, lang=code)
        for place in range(size):
            self.fields[f"{step}_c{place}_to"] = forms.CharField(
                label=_("Then"), required=False, max_length=120, widget=forms.Select(choices=self._ways)
            )
            named = {"list": "targets", "autocomplete": "off"}
            self._line(f"{step}_c{place}_name", _("Which one (not for a question)"), 300, attrs=named)
            self._line(f"{step}_c{place}_answers", _("Filled in on the form"), 600)

    def _line(
        self, name: str, label: str, most: int, *, lang: str = "", short: bool = False, attrs: Any = None
    ) -> None:
        given = dict(attrs or {})
        if lang:
            given["lang"] = lang
        if short:
            given["class"] = "g-short"
        self.fields[name] = forms.CharField(
            label=label, required=False, max_length=most, widget=forms.TextInput(attrs=given)
        )

    def steps(self) -> list[StepBlock]:
        """Give the questions with their fields."""
        return [
            StepBlock(
                number=index + 1,
                index=index,
                code=self[f"s{index}_code"],
                question=[self[f"s{index}_question_{code}"] for code in LANGUAGES],
                help=[self[f"s{index}_help_{code}"] for code in LANGUAGES],
                choices=[
                    ChoiceBlock(
                        label=[self[f"s{index}_c{place}_label_{code}"] for code in LANGUAGES],
                        to=self[f"s{index}_c{place}_to"],
                        name=self[f"s{index}_c{place}_name"],
                        answers=self[f"s{index}_c{place}_answers"],
                    )
                    for place in range(size)
                ],
            )
            for index, size in enumerate(self.sizes)
        ]

    def values(self) -> dict[str, Any]:
        """Give what was typed as `save_script` takes it; choices and questions left empty are not there."""
        given = self.cleaned_data
        return {
            "title": self.text("title"),
            "intro": self.text("intro"),
            "steps": [
                self._step(index, size) for index, size in enumerate(self.sizes) if self._is_used(index)
            ],
            "keywords": [word for word in given["keywords"].split(",") if word.strip()],
            "owner_team": given["owner_team"],
            "active": given["active"],
        }

    def _is_used(self, index: int) -> bool:
        return any(
            self.cleaned_data.get(f"s{index}_{name}") for name in ("code", "question_fr", "question_en")
        )

    def _step(self, index: int, size: int) -> dict[str, Any]:
        choices = []
        for place in range(size):
            start = f"s{index}_c{place}"
            label, to = self.text(f"{start}_label"), self._target(start)
            if any(label.values()) or to or self.cleaned_data[f"{start}_name"]:
                answers = _pairs(self.cleaned_data[f"{start}_answers"])
                choices.append({"label": label, "to": to.strip(), "answers": answers})
        return {
            "code": self.cleaned_data[f"s{index}_code"],
            "question": self.text(f"s{index}_question"),
            "help": self.text(f"s{index}_help"),
            "choices": choices,
        }

    def _target(self, start: str) -> str:
        """Give where a choice leads: a question as it was chosen, what it ends in by the words that were chosen."""
        to, words = (str(self.cleaned_data[f"{start}_{part}"]).strip() for part in ("to", "name"))
        kind, _colon, name = to.partition(":")
        if kind not in self.ends or name:
            return to
        named = {said.casefold(): key for key, said in self.ends[kind].items()}
        return f"{kind}:{named.get(words.casefold(), words)}"

    def refuse(self, refusal: Invalid) -> None:
        """Put the faults that the room found beside the questions and choices that they are about."""
        used = [index for index in range(len(self.sizes)) if self._is_used(index)]
        for fault, words in refusal.fields.items():
            name = self._field_of(fault, used)
            self.add_error(name if name in self.fields else None, words if " " in words else refusal.message)
        if not refusal.fields:
            self.add_error(None, refusal.message)

    def _field_of(self, fault: str, used: Sequence[int]) -> str:
        parts = fault.split(".")
        if parts[0] != "steps" or len(parts) < 3:
            return fault.replace(".", "_")
        index = used[int(parts[1])]
        if parts[2] == "choices":
            if len(parts) < 5:
                return f"s{index}_c0_to"
            filled = [place for place in range(self.sizes[index]) if self._choice_is_used(index, place)]
            start = f"s{index}_c{filled[int(parts[3])]}"
            if parts[4:] == ["to"] and self.cleaned_data[f"{start}_to"].endswith(":"):
                return f"{start}_name"
            return "_".join((start, *parts[4:]))
        return "_".join((f"s{index}", *parts[2:]))

    def _choice_is_used(self, index: int, place: int) -> bool:
        names = ("label_fr", "label_en", "to", "name")
        return any(self.cleaned_data.get(f"s{index}_c{place}_{name}") for name in names)


def shape_of(words: str) -> list[int]:
    """Read how many choices each question has; nonsense is one question with two."""
    sizes = [int(size) for size in words.split(",") if size.isdecimal() and len(size) < 3]
    return sizes[:MOST_STEPS] or [2]


def script_shape(script: Script | None) -> list[int]:
    """Give the shape of a script; two questions with two choices for a new one."""
    return [len(step["choices"]) for step in script.steps] if script else [2, 2]


def script_initial(script: Script | None, ends: Ends) -> dict[str, Any]:
    """Give what the form of a script begins with."""
    if script is None:
        return {"active": True, "s0_code": "debut", "s1_code": "suite"}
    initial: dict[str, Any] = {
        "seen": script.version,
        "keywords": ", ".join(script.keywords),
        "owner_team": script.owner_team.code if script.owner_team else "",
        "active": script.active,
        **_texts("title", script.title),
        **_texts("intro", script.intro),
    }
    for index, step in enumerate(script.steps):
        initial |= {f"s{index}_code": step["code"]}
        initial |= _texts(f"s{index}_question", step["question"]) | _texts(f"s{index}_help", step["help"])
        for place, choice in enumerate(step["choices"]):
            start = f"s{index}_c{place}"
            pairs = "; ".join(f"{name}={value}" for name, value in choice.get("answers", {}).items())
            kind, _colon, name = str(choice["to"]).partition(":")
            shown = ends[kind].get(name, name) if kind in ends else ""
            to = f"{kind}:" if kind in ends else choice["to"]
            initial |= {f"{start}_to": to, f"{start}_name": shown, f"{start}_answers": pairs}
            initial |= _texts(f"{start}_label", choice["label"])
    return initial


def _texts(name: str, text: Mapping[str, str]) -> dict[str, str]:
    return {f"{name}_{code}": words for code, words in text.items()}


def _pairs(words: str) -> dict[str, str]:
    """Read « question=value; question=value »."""
    pairs = (pair.partition("=") for pair in words.split(";") if "=" in pair)
    return {name.strip(): value.strip() for name, _sign, value in pairs if name.strip()}
