"""The form of a table of rates: a grid of bands, with one column for each fact that it goes by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guichet.kernel.texts import localise
from guichet.tariffs.content import Question
from guichet.web.backoffice.bilingual import Words, language, language_words
from guichet.web.backoffice.tariffs.forms_parts import SPARE_ROWS, UNIT_HELP, PartForm

MOST_ROWS = 80
BOX = {"class": "form-control"}


class TableForm(PartForm):
    """A table: what it goes by, its unit, its article, and a row for each band."""

    texts: ClassVar = {"label": Words(gettext_lazy("Name"), 200, needed=gettext_lazy("Name it."))}
    plain = ("unit", "article", "closed")
    unit = forms.CharField(label=gettext_lazy("Unit"), max_length=60, required=False, help_text=UNIT_HELP)
    article = forms.ChoiceField(label=gettext_lazy("Article"), required=False)
    first = forms.ChoiceField(label=gettext_lazy("By"))
    second = forms.ChoiceField(label=gettext_lazy("And by"), required=False)
    closed = forms.ChoiceField(
        label=gettext_lazy("A figure on a limit goes"),
        choices=[
            ("up_to", gettext_lazy("with what is below it")),
            ("below", gettext_lazy("with what is above it")),
        ],
    )

    def prepare(self) -> None:
        """Offer the questions, and a grid of bands for those that are chosen."""
        self.articles()
        asked = [(code, localise(one.label, language())) for code, one in self.content.questions.items()]
        self.choose("first", asked)
        self.choose("second", [("", _("Nothing else")), *asked])
        by = [one for one in (self._chosen("first"), self._chosen("second")) if one in self.content.questions]
        self.columns = [
            self.content.questions[code] for code in dict.fromkeys(by or [code for code, _words in asked[:1]])
        ]
        bands = self._bands()
        more = SPARE_ROWS if self.data.get("do") == "try" else 0
        count = self._sent_rows() + more if self.is_bound else len(bands) + SPARE_ROWS
        for at in range(count):
            self._row(at, bands[at] if at < len(bands) else {})

    def _chosen(self, name: str) -> str:
        return str((self.data.get(name) if self.is_bound else self.initial.get(name)) or "")

    def _sent_rows(self) -> int:
        return min(MOST_ROWS, sum(1 for name in self.data if name.startswith("v") and name[1:].isdigit()))

    def _bands(self) -> list[dict[str, Any]]:
        """Give the stored bands, those of several choices as a row each."""
        rows = [dict(band) for band in self.row_stored.get("bands") or ()]
        for column in self.columns:
            if column.kind in ("choice", "yes_no"):
                rows = [
                    {**row, "when": {**(row.get("when") or {}), column.code: one}}
                    for row in rows
                    for one in _each(row, column.code)
                ]
        return rows

    def _row(self, at: int, band: Mapping[str, Any]) -> None:
        number = {"number": at + 1}
        for column in self.columns:
            name = localise(column.label, language())
            if column.kind in ("choice", "yes_no"):
                answers = column.choices or (
                    ("no", {"fr": "non", "en": "no"}),
                    ("yes", {"fr": "oui", "en": "yes"}),
                )
                options = [("", _("any")), *((code, localise(words, language())) for code, words in answers)]
                label = _("%(what)s, row %(number)d") % {"what": name, **number}
                initial = (band.get("when") or {}).get(column.code, "")
                self.fields[f"w{at}_{column.code}"] = forms.ChoiceField(
                    widget=forms.Select({"class": "form-select"}),
                    label=label,
                    required=False,
                    choices=options,
                    initial=initial,
                )
                continue
            low, high = [*((band.get("limits") or {}).get(column.code) or ("", "")), ""][:2]
            over = capfirst(_("%(what)s over, row %(number)d") % {"what": name, **number})
            to = capfirst(_("%(what)s up to, row %(number)d") % {"what": name, **number})
            self.fields[f"l{at}_{column.code}"] = forms.CharField(
                widget=forms.TextInput(BOX), label=over, required=False, max_length=24, initial=low
            )
            self.fields[f"h{at}_{column.code}"] = forms.CharField(
                widget=forms.TextInput(BOX), label=to, required=False, max_length=24, initial=high
            )
        label = _("Figure, row %(number)d") % number
        self.fields[f"v{at}"] = forms.CharField(
            widget=forms.TextInput(BOX),
            label=label,
            required=False,
            max_length=24,
            initial=band.get("value", ""),
        )
        words = band.get("label") or {}
        for code in self.languages:
            said = _("In words (%(language)s), row %(number)d") % {
                "language": language_words(code).lower(),
                **number,
            }
            self.fields[f"n{at}_{code}"] = forms.CharField(
                widget=forms.TextInput({**BOX, "lang": code}),
                label=said,
                required=False,
                max_length=120,
                initial=words.get(code, ""),
            )

    def headings(self) -> list[str]:
        """Give the headings of the grid."""
        found: list[str] = []
        for column in self.columns:
            name = localise(column.label, language())
            plain = column.kind in ("choice", "yes_no")
            found += (
                [name]
                if plain
                else [_("%(what)s over") % {"what": name}, _("%(what)s up to") % {"what": name}]
            )
        said = [
            _("In words (%(language)s)") % {"language": language_words(code).lower()}
            for code in self.languages
        ]
        return [*found, _("Figure"), *said]

    def grid(self) -> list[list[BoundField]]:
        """Give the fields of the grid, row by row."""
        count = sum(1 for name in self.fields if name.startswith("v") and name[1:].isdigit())
        return [[self[name] for name in self._names(at)] for at in range(count)]

    def _names(self, at: int) -> list[str]:
        names: list[str] = []
        for column in self.columns:
            plain = column.kind in ("choice", "yes_no")
            names += [f"w{at}_{column.code}"] if plain else [f"l{at}_{column.code}", f"h{at}_{column.code}"]
        return [*names, f"v{at}", *(f"n{at}_{code}" for code in self.languages)]

    def starting(self) -> dict[str, Any]:
        """Show what the table goes by."""
        by = [*(self.row_stored.get("by") or ()), "", ""]
        return {"first": by[0], "second": by[1], "closed": self.row_stored.get("closed") or "up_to"}

    def rest(self) -> dict[str, Any]:
        """Read the rows that have a figure."""
        given = self.cleaned_data
        by = [code for code in dict.fromkeys((given["first"], given["second"])) if code]
        rows = [self._band(at) for at in range(len(self.grid())) if str(given.get(f"v{at}") or "").strip()]
        return {"by": by, "bands": rows}

    def _band(self, at: int) -> dict[str, Any]:
        given = self.cleaned_data
        limits = {
            one.code: [given.get(f"l{at}_{one.code}") or "", given.get(f"h{at}_{one.code}") or ""]
            for one in self._numbers()
        }
        when = {
            one.code: given[f"w{at}_{one.code}"] for one in self.columns if given.get(f"w{at}_{one.code}")
        }
        said = {code: given[f"n{at}_{code}"] for code in self.languages if given.get(f"n{at}_{code}")}
        band = {
            "limits": {code: pair for code, pair in limits.items() if any(pair)},
            "when": when,
            "value": given[f"v{at}"],
        }
        return band | ({"label": said} if said else {})

    def _numbers(self) -> list[Question]:
        return [one for one in self.columns if one.kind in ("number", "whole")]


def _each(row: Mapping[str, Any], code: str) -> list[str]:
    given = (row.get("when") or {}).get(code, "")
    return [given] if isinstance(given, str) else list(given)
