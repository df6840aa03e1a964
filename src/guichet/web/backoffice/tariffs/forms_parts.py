"""The forms of the parts of a by-law: an article, a rate, a table, a rule… each gives the part as the room keeps it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guichet.kernel.texts import localise
from guichet.tariffs.content import QUESTION_KINDS, SPANS, Content
from guichet.tariffs.facts import SPAN_LABELS
from guichet.tariffs.taxing import KNOWN, KNOWN_IN
from guichet.web.backoffice.bilingual import ConfigForm, Words, language
from guichet.web.backoffice.tariffs.forms import day_field
from guichet.web.backoffice.tariffs.words import ROUNDING_WORDS

SPARE_ROWS = 3
Data = Mapping[str, Any]
QUESTION_WORDS = {
    "number": gettext_lazy("a number with decimals"),
    "whole": gettext_lazy("a whole number"),
    "choice": gettext_lazy("a choice"),
    "yes_no": gettext_lazy("yes or no"),
}
CODE_HELP = gettext_lazy("A short name for formulas: small letters, digits and _.")
UNIT_HELP = gettext_lazy("Such as m2, day, CAD/m2/day, %. Empty: a plain number.")
CEL = {"rows": 2, "class": "b-cel", "spellcheck": "false"}


class PartForm(ConfigForm):
    """A part of a by-law: it begins with what is stored, and gives what is to be stored."""

    code = forms.CharField(label=gettext_lazy("Code"), max_length=60, help_text=CODE_HELP)
    plain: ClassVar[Sequence[str]] = ()

    def __init__(self, *args: Any, stored: Data | None = None, content: Content, **given: Any) -> None:
        self.row_stored = dict(stored or {})
        self.content = content
        texts = {name: self.row_stored.get(name) or {} for name in self.texts}
        initial = {name: self.row_stored.get(name, "") for name in ("code", *self.plain)}
        super().__init__(
            *args, stored=texts, initial={**initial, **self.starting(), **given.pop("initial", {})}, **given
        )

    def starting(self) -> dict[str, Any]:
        """Give what the form begins with beside texts and plain fields."""
        return {}

    def row(self) -> dict[str, Any]:
        """Give the part as it is to be stored; what this page does not show is kept."""
        texts = {
            name: {code: words for code, words in self.text(name).items() if words} for name in self.texts
        }
        plain = {name: self.cleaned_data.get(name) for name in ("code", *self.plain)}
        return {**self.row_stored, **texts, **plain, **self.rest()}

    def rest(self) -> dict[str, Any]:
        """Give what is neither a text nor a plain field."""
        return {}

    def articles(self, *, needed: bool = False) -> None:
        """Offer the articles of the by-law."""
        options = [
            (code, f"{code} – {localise(one.title, language())}")
            for code, one in self.content.articles.items()
        ]
        self.choose("article", options if needed else [("", _("No article")), *options])


class ArticleForm(PartForm):
    """An article: its number, its title, its text in short."""

    texts: ClassVar = {
        "title": Words(gettext_lazy("Title"), 200, needed=gettext_lazy("Write a title.")),
        "text": Words(
            gettext_lazy("Text in short"), 1000, rows=4, needed=gettext_lazy("Write what it says.")
        ),
    }

    def prepare(self) -> None:
        """Say that the code of an article is its number."""
        self.fields["code"].label = _("Number of the article")
        self.fields["code"].help_text = ""


class RateForm(PartForm):
    """A rate: a figure in a unit, its article, and from which days other figures hold."""

    texts: ClassVar = {"label": Words(gettext_lazy("Name"), 200, needed=gettext_lazy("Name it."))}
    plain = ("unit", "article")
    unit = forms.CharField(label=gettext_lazy("Unit"), max_length=60, required=False, help_text=UNIT_HELP)
    article = forms.ChoiceField(label=gettext_lazy("Article"), required=False)
    value = forms.CharField(label=gettext_lazy("Figure"), max_length=24)
    later = forms.CharField(
        label=gettext_lazy("Later figures"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
        help_text=gettext_lazy("One on a line, with its first day: 2027-01-01 1.25"),
    )

    def prepare(self) -> None:
        """Offer the articles."""
        self.articles()

    def starting(self) -> dict[str, Any]:
        """Show the first figure, then the later ones one on a line."""
        return _figures(self.row_stored)

    def rest(self) -> dict[str, Any]:
        """Give the figures in order."""
        return {"steps": _steps(self.cleaned_data), "value": self.cleaned_data["value"]}


def _figures(stored: Data) -> dict[str, Any]:
    """Show figures by date: the first one, then the later ones one on a line."""
    steps = stored.get("steps") or [{"value": stored.get("value", "")}]
    later = "\n".join(f"{one.get('from')} {one.get('value')}" for one in steps[1:])
    return {"value": steps[0].get("value", ""), "later": later}


def _steps(given: Data) -> list[dict[str, str]]:
    """Read figures by date."""
    steps: list[dict[str, str]] = [{"value": given["value"]}]
    for line in str(given["later"]).splitlines():
        day, _space, figure = line.strip().partition(" ")
        if day:
            steps.append({"from": day, "value": figure.strip()})
    return steps


class TaxForm(PartForm):
    """A tax: its name, the law that sets it, its percentages by date. A known one fills a new tax."""

    texts: ClassVar = {
        "label": Words(gettext_lazy("Name"), 60, needed=gettext_lazy("Name the tax.")),
        "law": Words(
            gettext_lazy("Law that sets it"), 300, needed=gettext_lazy("Name the law that sets it.")
        ),
    }
    value = forms.CharField(
        label=gettext_lazy("Percentage"), max_length=24, help_text=gettext_lazy("Such as 9,975.")
    )
    later = forms.CharField(
        label=gettext_lazy("Later percentages"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "One on a line, with its first day: 2027-01-01 10. A permit that spans that day is taxed by both."
        ),
    )

    @classmethod
    def offered(cls, content: Content, currency: str) -> list[tuple[str, str]]:
        """Give the known taxes of where a currency is used that a by-law has not yet: code and name."""
        return [
            (code, localise(KNOWN[code]["label"], language()))
            for code in KNOWN_IN.get(currency, ())
            if code not in content.taxes
        ]

    def starting(self) -> dict[str, Any]:
        """Show the percentages by date."""
        return _figures(self.row_stored)

    def rest(self) -> dict[str, Any]:
        """Give the percentages in order."""
        return {"steps": _steps(self.cleaned_data)}


class QuestionForm(PartForm):
    """A question: what the tariffs need to know of a file."""

    texts: ClassVar = {"label": Words(gettext_lazy("Name"), 200, needed=gettext_lazy("Name it."))}
    plain = ("kind", "unit", "default", "lowest", "highest", "adjustable")
    kind = forms.ChoiceField(
        label=gettext_lazy("Answer"), choices=[(one, QUESTION_WORDS[one]) for one in QUESTION_KINDS]
    )
    unit = forms.CharField(label=gettext_lazy("Unit"), max_length=60, required=False, help_text=UNIT_HELP)
    choices = forms.CharField(
        label=gettext_lazy("Choices"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=gettext_lazy("One on a line: code = French / English"),
    )
    default = forms.CharField(
        label=gettext_lazy("When nothing is said"), max_length=40, required=False,
        help_text=gettext_lazy("Empty: it must be answered."),
    )  # fmt: skip
    lowest = forms.CharField(label=gettext_lazy("At least"), max_length=24, required=False)
    highest = forms.CharField(label=gettext_lazy("At most"), max_length=24, required=False)
    adjustable = forms.BooleanField(
        label=gettext_lazy("One could do with less: cheaper sizes are proposed"), required=False
    )

    def starting(self) -> dict[str, Any]:
        """Show the choices one on a line."""
        rows = self.row_stored.get("choices") or ()
        lines = [
            f"{one['code']} = {one['label'].get('fr', '')} / {one['label'].get('en', '')}" for one in rows
        ]
        choices = "\n".join(line.removesuffix(" / ") for line in lines)
        return {"choices": choices, "kind": self.row_stored.get("kind") or "number"}

    def rest(self) -> dict[str, Any]:
        """Read the choices."""
        rows = []
        for line in str(self.cleaned_data["choices"]).splitlines():
            code, _equal, words = line.partition("=")
            french, _slash, english = words.partition("/")
            if code.strip():
                label = {"fr": french.strip()} | ({"en": english.strip()} if english.strip() else {})
                rows.append({"code": code.strip(), "label": label})
        return {"choices": rows}


class QuantityForm(PartForm):
    """A quantity: worked out by a formula, or a count of started days, weeks, months, years."""

    texts: ClassVar = {"label": Words(gettext_lazy("Name"), 200, needed=gettext_lazy("Name it."))}
    plain = ("formula", "rounding", "least", "most")
    formula = forms.CharField(
        label=gettext_lazy("Formula"), required=False, max_length=300, widget=forms.Textarea(attrs=CEL)
    )
    rounding = forms.ChoiceField(
        label=gettext_lazy("Rounded"), required=False,
        choices=[("", gettext_lazy("no")), ("up", gettext_lazy("up")), ("down", gettext_lazy("down")), ("half_up", gettext_lazy("half up"))],
    )  # fmt: skip
    least = forms.CharField(label=gettext_lazy("At least"), max_length=24, required=False)
    most = forms.CharField(label=gettext_lazy("At most"), max_length=24, required=False)
    counts = forms.ChoiceField(label=gettext_lazy("Or counts"), required=False)
    after = forms.IntegerField(label=gettext_lazy("After the first"), required=False, min_value=0)
    up_to = forms.IntegerField(label=gettext_lazy("Up to number"), required=False, min_value=1)
    season = forms.CharField(
        label=gettext_lazy("Only from and to, each year"),
        max_length=11,
        required=False,
        help_text=gettext_lazy("Such as 04-15 10-15."),
    )

    def prepare(self) -> None:
        """Offer the counts of time."""
        spans = [(unit, localise(SPAN_LABELS[code], language())) for code, unit in SPANS.items()]
        self.choose("counts", [("", _("Nothing")), *spans])

    def starting(self) -> dict[str, Any]:
        """Show the window of time."""
        window = self.row_stored.get("window") or {}
        season = " ".join(window.get("season") or ())
        return {
            "counts": window.get("unit", ""),
            "after": window.get("after"),
            "up_to": window.get("up_to"),
            "season": season,
        }

    def rest(self) -> dict[str, Any]:
        """Give the window of time, or none."""
        given = self.cleaned_data
        if not given["counts"]:
            return {"window": None}
        window: dict[str, Any] = {
            "unit": given["counts"],
            "after": given["after"] or 0,
            "up_to": given["up_to"],
        }
        season = str(given["season"]).split()
        return {"window": {**window, "season": season} if len(season) == 2 else window}  # first and last


class TariffForm(PartForm):
    """A tariff: its name, the taxes added, how amounts are rounded; its rules have pages of their own."""

    texts: ClassVar = {"name": Words(gettext_lazy("Name"), 200, needed=gettext_lazy("Name it."))}
    plain = ("rounding", "taxes")
    rounding = forms.ChoiceField(
        label=gettext_lazy("Each line is rounded"), choices=list(ROUNDING_WORDS.items())
    )
    taxes = forms.MultipleChoiceField(
        label=gettext_lazy("Taxes added"), required=False, widget=forms.CheckboxSelectMultiple
    )
    instead = forms.MultipleChoiceField(
        label=gettext_lazy("The same may be asked for under"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def prepare(self) -> None:
        """Offer the taxes and the other tariffs of the by-law."""
        self.choose(
            "taxes", [(code, localise(one.label, language())) for code, one in self.content.taxes.items()]
        )
        others = [
            (code, one) for code, one in self.content.tariffs.items() if code != self.row_stored.get("code")
        ]
        self.choose("instead", [(code, localise(one.name, language())) for code, one in others])

    def starting(self) -> dict[str, Any]:
        """Show the other tariffs."""
        return {
            "instead": self.row_stored.get("others") or [],
            "rounding": self.row_stored.get("rounding") or "cent",
        }

    def rest(self) -> dict[str, Any]:
        """Give the other tariffs."""
        return {"others": self.cleaned_data["instead"]}


class ExampleForm(PartForm):
    """A file worked by hand: its facts, its amount, how it was worked out."""

    texts: ClassVar = {
        "title": Words(gettext_lazy("Title"), 200, needed=gettext_lazy("Write a title.")),
        "working": Words(
            gettext_lazy("How it was worked out by hand"),
            1000,
            rows=4,
            needed=gettext_lazy("Write the working in words."),
        ),
    }
    plain = ("tariff", "total")
    tariff = forms.ChoiceField(label=gettext_lazy("Tariff"))
    starts = day_field(gettext_lazy("First day"))
    ends = day_field(gettext_lazy("Last day"))
    answers = forms.CharField(
        label=gettext_lazy("Facts"), required=False, widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
        help_text=gettext_lazy("One on a line: area_m2 = 15"),
    )  # fmt: skip
    total = forms.CharField(
        label=gettext_lazy("Amount worked out by hand"), max_length=24, required=False,
        help_text=gettext_lazy("Empty: the by-law must refuse this file."),
    )  # fmt: skip
    lines = forms.CharField(
        label=gettext_lazy("Amounts of lines"), required=False, widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=gettext_lazy("One on a line, for those to be checked: occupation = 207.00"),
    )  # fmt: skip

    def prepare(self) -> None:
        """Offer the tariffs."""
        self.choose(
            "tariff", [(code, localise(one.name, language())) for code, one in self.content.tariffs.items()]
        )
        self.fields["code"].label, self.fields["code"].help_text = _("Number"), ""

    def starting(self) -> dict[str, Any]:
        """Show facts and lines one on a line."""
        stored = self.row_stored
        pairs = {
            name: "\n".join(f"{code} = {one}" for code, one in (stored.get(name) or {}).items())
            for name in ("answers", "lines")
        }
        return {**pairs, "starts": stored.get("starts"), "ends": stored.get("ends")}

    def rest(self) -> dict[str, Any]:
        """Read facts and lines."""
        given = self.cleaned_data
        dates = {"starts": given["starts"].isoformat(), "ends": given["ends"].isoformat()}
        return {**dates, "answers": _pairs(given["answers"]), "lines": _pairs(given["lines"])}


def _pairs(text: str) -> dict[str, str]:
    cut = (line.partition("=") for line in text.splitlines())
    return {code.strip(): value.strip() for code, _equal, value in cut if code.strip() and value.strip()}


FORMS: Mapping[str, type[PartForm]] = {
    "articles": ArticleForm,
    "questions": QuestionForm,
    "rates": RateForm,
    "quantities": QuantityForm,
    "taxes": TaxForm,
    "tariffs": TariffForm,
    "examples": ExampleForm,
}
