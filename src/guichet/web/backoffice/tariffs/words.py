"""Rules, formulas, tables and questions of a by-law in words that a person reads aloud."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guichet.kernel.expressions import explain
from guichet.kernel.texts import localise
from guichet.kernel.typography import day_words, french_spaces, is_french
from guichet.tariffs.bands import band_words
from guichet.tariffs.book import CONSTANTS, Book
from guichet.tariffs.content import SPANS, Content, Quantity, Question, Rate, Rule, Table, Tariff, Tax
from guichet.tariffs.facts import SPAN_LABELS
from guichet.tariffs.formulas import Name, Node, Number, read_formula
from guichet.tariffs.units import name_unit, say_quantity, unit_words
from guichet.tariffs.walking import shown

KIND_WORDS = {
    "fee": gettext_lazy("Fee"),
    "reduction": gettext_lazy("Reduction"),
    "exemption": gettext_lazy("Exemption"),
    "minimum": gettext_lazy("Minimum"),
    "cap": gettext_lazy("Maximum"),
    "rounding": gettext_lazy("Rounding"),
    "deposit": gettext_lazy("Deposit"),
    "refusal": gettext_lazy("Refusal"),
}
PART_WORDS = {
    "articles": gettext_lazy("Articles"),
    "questions": gettext_lazy("Questions"),
    "rates": gettext_lazy("Rates"),
    "tables": gettext_lazy("Tables"),
    "quantities": gettext_lazy("Quantities"),
    "taxes": gettext_lazy("Taxes"),
    "tariffs": gettext_lazy("Tariffs"),
    "rules": gettext_lazy("Rules"),
    "examples": gettext_lazy("Worked examples"),
}
ROUNDING_WORDS = {
    "cent": gettext_lazy("to the cent, half up"),
    "cent_down": gettext_lazy("to the cent below"),
    "cent_up": gettext_lazy("to the cent above"),
    "cent_even": gettext_lazy("to the cent, half to even"),
    "five_cents": gettext_lazy("to the nearest 5 cents"),
    "five_cents_down": gettext_lazy("to the 5 cents below"),
    "unit": gettext_lazy("to the whole amount, half up"),
    "unit_down": gettext_lazy("to the whole amount below"),
    "unit_up": gettext_lazy("to the whole amount above"),
}
_SIGNS = {"*": "×", "/": "÷", "+": "+", "-": "−"}


@dataclass(frozen=True, slots=True)
class RuleWords:
    """One rule said: its kind, when it holds, how it is worked out, its article and its sentence."""

    rule: Rule
    kind: str
    when: str
    how: str
    sentence: tuple[tuple[str, str], ...]

    @property
    def is_numbered(self) -> bool:
        """Tell whether its article has a number, rather than a name."""
        return self.rule.article[:1].isdigit()


@dataclass(frozen=True, slots=True)
class TableWords:
    """A table of rates said: its unit and its rows."""

    table: Table
    unit: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TaxWords:
    """A tax said: its percentages by date, and the tariffs that add it."""

    tax: Tax
    steps: tuple[tuple[str, str], ...]
    tariffs: tuple[Tariff, ...]


class BookWords:
    """The words of all names of a content, in one language."""

    def __init__(self, content: Content, language: str) -> None:
        self.content, self.language = content, language
        self.labels: dict[str, str] = {code: localise(text, language) for code, text in SPAN_LABELS.items()}
        for part in (content.questions, content.rates, content.tables, content.quantities):
            self.labels |= {code: localise(one.label, language) for code, one in part.items()}
        for tariff in content.tariffs.values():
            self.labels |= {rule.code: localise(rule.label, language) for rule in tariff.rules}
        self.values = dict(self.labels)
        for question in content.questions.values():
            named = {f"{question.code}={code}": localise(label, language) for code, label in question.choices}
            self.values |= named

    def rules(self, tariff: Tariff) -> list[RuleWords]:
        """Say the rules of a tariff, in order."""
        return [self.rule(rule) for rule in tariff.rules]

    def rule(self, rule: Rule) -> RuleWords:
        """Say one rule."""
        said = tuple((self.condition(one.when), localise(one.text, self.language)) for one in rule.sentence)
        return RuleWords(rule, str(KIND_WORDS[rule.kind]), self.condition(rule.when), self._how(rule), said)

    def condition(self, source: str) -> str:
        """Say a condition; as it is written when it cannot be said."""
        return (explain(source, self.language, self.values) or source) if source else ""

    def _how(self, rule: Rule) -> str:
        formula = self.formula(rule.formula) if rule.formula else ""
        lines = ", ".join(self.labels.get(code, code) for code in rule.of) or _("all lines before it")
        if rule.kind == "minimum":
            return self._spaced(
                _("at least %(formula)s for: %(lines)s") % {"formula": formula, "lines": lines}
            )
        if rule.kind == "cap":
            return self._spaced(
                _("at most %(formula)s for: %(lines)s") % {"formula": formula, "lines": lines}
            )
        if rule.kind == "exemption":
            return self._spaced(_("not due: %(lines)s") % {"lines": lines})
        if rule.kind == "rounding":
            return self._spaced(_("the sum is rounded %(how)s") % {"how": ROUNDING_WORDS[rule.rounding]})
        return formula

    def _spaced(self, words: str) -> str:
        return french_spaces(words) if is_french(self.language) else words

    def formula(self, source: str) -> str:
        """Say a formula with the words of its names: « surface × nombre de jours × tarif »."""
        return self._node(read_formula(source).tree)

    def _node(self, node: Node, within: str = "") -> str:
        if isinstance(node, Number):
            return say_quantity(shown(node.value), "", self.language)
        if isinstance(node, Name):
            return self._named(node.code)
        said = f"{self._node(node.left, node.sign)} {_SIGNS[node.sign]} {self._node(node.right, node.sign)}"
        loose = node.sign in "+-" and within in ("*", "/", "-")
        return f"({said})" if loose else said

    def _named(self, code: str) -> str:
        rate = self.content.rates.get(code)
        if rate is not None:
            return f"{say_quantity(rate.steps[-1][1], rate.unit, self.language)} ({self.labels[code]})"
        if code in CONSTANTS:
            number, unit = CONSTANTS[code]
            return f"{number} {unit}"
        return self.labels.get(code, code)

    def table(self, table: Table) -> TableWords:
        """Say a table row by row."""
        rows = tuple(
            (
                band_words(table, band, self.content.questions, self.language),
                say_quantity(band.value, table.unit, self.language),
            )
            for band in table.bands
        )
        return TableWords(table, localise(unit_words(table.unit), self.language), rows)

    def rate(self, rate: Rate) -> list[tuple[str, str]]:
        """Say a rate: (since when, how much)."""
        return [
            (since_words(since, self.language), say_quantity(value, rate.unit, self.language))
            for since, value in rate.steps
        ]

    def taxes(self) -> list[TaxWords]:
        """Say the taxes: since when, which percentage, added by which tariffs."""
        content = self.content
        return [
            TaxWords(
                tax,
                tuple(
                    (since_words(since, self.language), say_quantity(value, "%", self.language))
                    for since, value in tax.steps
                ),
                tuple(one for one in content.tariffs.values() if tax.code in one.taxes),
            )
            for tax in content.taxes.values()
        ]

    def taxes_of(self, tariff: Tariff) -> str:
        """Name the taxes that a tariff adds."""
        known = self.content.taxes
        return ", ".join(
            localise(known[code].label, self.language) if code in known else code for code in tariff.taxes
        )

    def question(self, question: Question) -> str:
        """Say what a question takes."""
        if question.kind == "choice":
            return ", ".join(localise(label, self.language) for _code, label in question.choices)
        if question.kind == "yes_no":
            return _("yes or no")
        unit = localise(unit_words(question.unit), self.language)
        return _("a number, in %(unit)s") % {"unit": unit} if question.unit else _("a number")

    def quantity(self, quantity: Quantity) -> str:
        """Say how a quantity is worked out."""
        if quantity.window is None:
            said = self.formula(quantity.formula)
            how = {"up": _("rounded up"), "down": _("rounded down"), "half_up": _("rounded")}.get(
                quantity.rounding
            )
            return f"{said}, {how}" if how else said
        window = quantity.window
        span = next(code for code, unit in SPANS.items() if unit == window.unit)
        said = localise(SPAN_LABELS[span], self.language)
        if window.after:
            said += _(", after the first %(count)d") % {"count": window.after}
        if window.up_to is not None:
            said += _(", up to number %(count)d") % {"count": window.up_to}
        return said + (
            _(", from %(first)s to %(last)s each year")
            % {"first": window.season[0], "last": window.season[1]}
            if window.season
            else ""
        )


def since_words(since: dt.date | None, language: str) -> str:
    """Say from when a figure holds; nothing for the first."""
    return _("since %(day)s") % {"day": day_words(since, language)} if since else ""


def names_known(book: Book, language: str, extra: Sequence[str] = ()) -> list[tuple[str, str, str]]:
    """List what a formula may name: (code, its words, its unit in words)."""
    words = BookWords(book.content, language)
    money: Mapping[str, str] = dict.fromkeys(extra, name_unit(((book.currency.value, 1),), language))
    found = [
        (code, words.labels.get(code) or str(CONSTANTS[code][0]), name_unit(unit, language))
        for code, unit in book.units.items()
    ]
    return [*found, *((code, words.labels.get(code, code), unit) for code, unit in money.items())]
