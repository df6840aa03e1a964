"""Forms whose texts are written in each language of the city, beside each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from guichet.kernel.texts import Text
from guichet.kernel.words import fold
from guichet.tenancy.queries import current_city

LANGUAGE_WORDS = {"fr": gettext_lazy("French"), "en": gettext_lazy("English")}
FIRST = "fr"
LIGHT_SELECT = (
    "backoffice/parts/select.html"  # Django's own draws each option by a template: too slow for hundreds
)
LONG = 1_000  # from this length on, nobody needs to be told how many characters are left


def language() -> str:
    """Give the language of the page, « fr » or « en »."""
    return (get_language() or "fr")[:2]


def by_name(named: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Put choices (code, words) in the order of their words as French has it: É beside E."""
    return sorted(named, key=lambda option: fold(option[1]))


def city_languages() -> list[str]:
    """Give the languages that the city speaks, French first."""
    return sorted(current_city().languages or [FIRST], key=lambda code: (code != FIRST, code))


def district_word(form: str = "one") -> str:
    """Give the city's own word for its parts: `one` (arrondissement), `other`, or `the` (l’arrondissement)."""
    by_language = current_city().vocabulary.get("district") or {}
    words = by_language.get(language()) or by_language.get(FIRST) or {}
    word = str(words.get("other" if form == "other" else "one") or _("district"))
    if form != "the":
        return word
    if language() != FIRST:
        return f"the {word}"
    if fold(word)[:1] in "aeiouh":
        return f"l’{word}"
    return f"{'la' if words.get('gender') == 'f' else 'le'} {word}"


def language_words(code: str) -> str:
    """Name a language, in the reader's own."""
    return str(LANGUAGE_WORDS.get(code, code))


@dataclass(frozen=True, slots=True)
class Words:
    """A text to be written in each language: its label, how long it may be, how many lines are shown (0: one line).

    A needed text is needed in French; the other languages fall back on it.
    """

    label: str | Promise
    most: int
    rows: int = 0
    needed: str | Promise = ""
    help: str | Promise = ""


class ConfigForm(forms.Form):
    """What every form of the backoffice is: texts by language, no browser bubbles, the version that was read."""

    use_required_attribute = False
    texts: ClassVar[Mapping[str, Words]] = {}
    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=80)

    def __init__(
        self, *args: Any, stored: Mapping[str, Mapping[str, str]] | None = None, **given: Any
    ) -> None:
        super().__init__(*args, **given)
        self.stored = stored or {}
        self.languages = city_languages()
        for name, words in self.texts.items():
            for code in self.languages:
                self.fields[f"{name}_{code}"] = self._field(words, code)
                self.initial.setdefault(f"{name}_{code}", self.stored.get(name, {}).get(code, ""))
        self.prepare()
        for field in self.fields.values():
            if isinstance(field.widget, forms.Textarea) and (getattr(field, "max_length", 0) or 0) >= LONG:
                field.widget.attrs.pop("maxlength", None)
            elif type(field.widget) is forms.Select:
                field.widget.template_name = LIGHT_SELECT

    def prepare(self) -> None:
        """Fill what depends on the city."""

    def _field(self, words: Words, code: str) -> forms.CharField:
        label = str(words.label)
        if len(self.languages) > 1:
            label = _("%(label)s (%(language)s)") % {
                "label": label,
                "language": language_words(code).lower(),
            }
        attrs: dict[str, Any] = {"lang": code}
        if words.rows:
            attrs["rows"] = words.rows
        needed = bool(words.needed) and code == FIRST
        return forms.CharField(
            label=label,
            max_length=words.most,
            required=needed,
            help_text=str(words.help) if code == FIRST else "",
            widget=forms.Textarea(attrs=attrs) if words.rows else forms.TextInput(attrs=attrs),
            error_messages={"required": str(words.needed)} if needed else None,
        )

    def both(self, name: str) -> list[BoundField]:
        """Give the fields of a text, French first."""
        return [self[f"{name}_{code}"] for code in self.languages]

    def text(self, name: str) -> Text:
        """Give what was written, with the languages that this page does not show kept as they were."""
        kept = {
            code: words for code, words in self.stored.get(name, {}).items() if code not in self.languages
        }
        return kept | {code: self.cleaned_data.get(f"{name}_{code}") or "" for code in self.languages}

    def choose(self, name: str, options: Sequence[tuple[str, Any]]) -> None:
        """Give the choices of a field."""
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(options)

    def others(self) -> list[tuple[str, str]]:
        """Give what is stored in the fields that were typed otherwise, for someone to compare."""
        return [
            (str(self[name].label), _stored_words(self.fields[name], self[name].initial))
            for name in self.changed_data
            if name != "seen" and not isinstance(self.fields[name], forms.FileField)
        ]

    def seen_number(self) -> int | None:
        """Give the version that was read when the page was shown."""
        seen = str(self.cleaned_data.get("seen") or "")
        return int(seen) if seen.isdigit() else None


def options_of(field: forms.Field) -> list[tuple[str, str]]:
    """Give the choices of a field, without their headings."""
    listed = list(getattr(field, "choices", ()))
    return [(str(code), str(words)) for code, words in listed if isinstance(words, str | Promise)]


def _stored_words(field: forms.Field, value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(field, forms.ChoiceField):
        known = dict(options_of(field))
        codes = value if isinstance(value, list | tuple) else [value]
        return ", ".join(known.get(str(code), str(code)) for code in codes if code not in ("", None))
    return "" if value is None else str(value)


def lines_of(text: str) -> list[str]:
    """Read words typed one per line, or with commas between them; twice the same counts once."""
    words = (word.strip() for line in text.splitlines() for word in line.split(","))
    return list(dict.fromkeys(word for word in words if word))
