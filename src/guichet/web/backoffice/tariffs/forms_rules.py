"""The form of a rule of a tariff: one line of a bill, when it holds, and the sentence that explains it."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guichet.tariffs.content import RULE_KINDS
from guichet.web.backoffice.bilingual import Words, lines_of
from guichet.web.backoffice.tariffs.forms_parts import CEL, PartForm
from guichet.web.backoffice.tariffs.words import KIND_WORDS, ROUNDING_WORDS

SPARE_PIECES = 1


class RuleForm(PartForm):
    """A rule of a tariff: what kind of line, when, how it is worked out, and the sentence that a resident reads."""

    texts: ClassVar = {
        "label": Words(gettext_lazy("Name of the line"), 200, needed=gettext_lazy("Name the line.")),
        "ground": Words(gettext_lazy("Legal ground, for an exemption"), 400),
    }
    plain = ("kind", "article", "when", "formula", "rounding", "taxable")
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=[(one, KIND_WORDS[one]) for one in RULE_KINDS]
    )
    article = forms.ChoiceField(label=gettext_lazy("Article"))
    when = forms.CharField(
        label=gettext_lazy("Only when"), required=False, max_length=600, widget=forms.Textarea(attrs=CEL),
        help_text=gettext_lazy("A condition, such as: width_m > 3 && street_class == 'artery'. Empty: always."),
    )  # fmt: skip
    formula = forms.CharField(
        label=gettext_lazy("Formula"), required=False, max_length=300, widget=forms.Textarea(attrs=CEL),
        help_text=gettext_lazy("Names, + − * / and parentheses. Its unit must come to an amount."),
    )  # fmt: skip
    of = forms.CharField(
        label=gettext_lazy("Lines concerned"), required=False, max_length=300,
        help_text=gettext_lazy("Codes of earlier lines, for a minimum, a maximum, an exemption. Empty: all of them."),
    )  # fmt: skip
    rounding = forms.ChoiceField(
        label=gettext_lazy("Rounded"),
        required=False,
        choices=[("", gettext_lazy("as the tariff says")), *ROUNDING_WORDS.items()],
    )
    taxable = forms.BooleanField(
        label=gettext_lazy("Taxes are added to this line"), required=False, initial=True
    )

    def prepare(self) -> None:
        """Offer the articles, and rows for the pieces of the sentence."""
        self.articles(needed=True)
        pieces = list(self.row_stored.get("sentence") or ())
        for at in range(len(pieces) + SPARE_PIECES if not self.is_bound else self._sent_rows()):
            piece = pieces[at] if at < len(pieces) else {}
            label = _("Piece %(number)d") % {"number": at + 1}
            self.fields[f"s{at}_when"] = forms.CharField(
                label=_("%(piece)s: only when") % {"piece": label},
                required=False,
                max_length=300,
                initial=piece.get("when", ""),
            )
            for code in ("fr", "en"):
                words = forms.Textarea(attrs={"rows": 2, "lang": code})
                self.fields[f"s{at}_{code}"] = forms.CharField(
                    label=f"{label} ({code})",
                    required=False,
                    max_length=500,
                    widget=words,
                    initial=(piece.get("text") or {}).get(code, ""),
                )

    def _sent_rows(self) -> int:
        return min(30, sum(1 for name in self.data if name.startswith("s") and name.endswith("_when")))

    def sentence_rows(self) -> list[list[BoundField]]:
        """Give the fields of the sentence, piece by piece."""
        count = sum(1 for name in self.fields if name.startswith("s") and name.endswith("_when"))
        return [[self[f"s{at}_{part}"] for part in ("when", "fr", "en")] for at in range(count)]

    def starting(self) -> dict[str, Any]:
        """Show the lines concerned."""
        return {
            "kind": self.row_stored.get("kind") or "fee",
            "of": ", ".join(self.row_stored.get("of") or ()),
            "taxable": self.row_stored.get("taxable", True),
        }

    def rest(self) -> dict[str, Any]:
        """Read the lines concerned and the sentence."""
        given, pieces = self.cleaned_data, []
        for row in self.sentence_rows():
            when, french, english = (str(given.get(bound.name) or "").strip() for bound in row)
            if french or english:
                pieces.append({"when": when, "text": {"fr": french} | ({"en": english} if english else {})})
        return {"of": lines_of(given["of"]), "sentence": pieces}
