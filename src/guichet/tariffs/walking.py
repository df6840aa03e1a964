"""One formula for one piece of a period: its exact value, the facts that it used, the arithmetic as it is shown."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from guichet.kernel.texts import Text, localise
from guichet.kernel.typography import day_words, period_words
from guichet.tariffs import formulas, spans
from guichet.tariffs.bands import band_words, look_up
from guichet.tariffs.book import CONSTANTS, Book
from guichet.tariffs.content import SPANS, Quantity, Rate, Window
from guichet.tariffs.facts import Facts, span_input
from guichet.tariffs.formulas import Formula, Name, Node, Number
from guichet.tariffs.units import PERCENT, say_price, say_quantity, write_unit
from guichet.tariffs.values import Input, Term

LANGUAGES = ("fr", "en")
_YES_NO: Mapping[str, Text] = {"True": {"fr": "oui", "en": "yes"}, "False": {"fr": "non", "en": "no"}}


@dataclass(slots=True)
class Scope:
    """What a rule sees: the by-law, the file, the whole period, the piece that it is about, the lines before it.

    `day` chooses among dated rates; `amounts` and `labels` are those of earlier lines (for this piece, or in all).
    """

    book: Book
    facts: Facts
    starts: dt.date
    ends: dt.date
    piece: tuple[dt.date, dt.date]
    day: dt.date
    amounts: Mapping[str, Decimal]
    labels: Mapping[str, Text]
    used: dict[str, Input] = field(default_factory=dict)
    _known: dict[str, Fraction] = field(default_factory=dict)

    def value_of(self, code: str) -> Fraction:
        """Give the exact value of a name, and remember the facts that it needed."""
        if code not in self._known:
            self._known[code] = self._found(code)
        return self._known[code]

    def _found(self, code: str) -> Fraction:
        content = self.book.content
        if code in content.questions:
            fact = self.facts.need(code)
            self.used[code] = self.facts.inputs[code]
            return Fraction(fact) if isinstance(fact, Decimal) else Fraction(int(fact is True))
        if code in content.tables:
            return Fraction(look_up(content.tables[code], self._by(code)).value)
        if code in content.quantities:
            return self._quantity(content.quantities[code])
        return self._figure(code)

    def _figure(self, code: str) -> Fraction:
        """Give what does not depend on the answers: a count of time, a constant, a rate, an earlier line."""
        if code in SPANS:
            number = spans.count(Window(SPANS[code]), self.starts, self.ends, self.piece)
            self.used[code] = span_input(code, number, *self.piece)
            return Fraction(number)
        if code in CONSTANTS:
            return Fraction(CONSTANTS[code][0])
        rate = self.book.content.rates.get(code)
        if rate is not None:
            return Fraction(step_of(rate, self.day)) / (100 if rate.unit == PERCENT else 1)
        return Fraction(self.amounts.get(code, Decimal(0)))

    def _by(self, table: str) -> dict[str, Decimal | str]:
        facts: dict[str, Decimal | str] = {}
        for code in self.book.content.tables[table].by:
            fact = self.facts.need(code)
            self.used[code] = self.facts.inputs[code]
            facts[code] = ("yes" if fact else "no") if isinstance(fact, bool) else fact
        return facts

    def _quantity(self, quantity: Quantity) -> Fraction:
        if quantity.window is not None:
            number = spans.count(quantity.window, self.starts, self.ends, self.piece)
            note = {language: period_words(*self.piece, language) for language in LANGUAGES}
            kept = Input(
                quantity.code, Decimal(number), quantity.window.unit, quantity.label, "calendar", note
            )
            self.used[quantity.code] = kept
            return Fraction(number)
        value = formulas.evaluate(self.book.formulas[quantity.code], self.value_of)
        if quantity.least is not None:
            value = max(value, Fraction(quantity.least))
        if quantity.most is not None:
            value = min(value, Fraction(quantity.most))
        if quantity.rounding == "up":
            return Fraction(math.ceil(value))
        if quantity.rounding == "down":
            return Fraction(math.floor(value))
        return Fraction(math.floor(value + Fraction(1, 2))) if quantity.rounding else value

    def terms(self, formula: Formula) -> tuple[Term, ...]:
        """Give the arithmetic of a formula as it is shown, with the value and the unit of each piece."""
        return tuple(self._term(piece.sign, piece.node) for piece in formulas.pieces(formula.tree))

    def _term(self, sign: str, node: Node) -> Term:
        value = formulas.value(node, self.value_of)
        if isinstance(node, Name) and self.shown_unit(node.code) == PERCENT:
            return Term(shown(value * 100), PERCENT, self.caption(node.code), sign)
        unit = write_unit(formulas.unit_of(node, self._units(node)))
        return Term(shown(value), unit, self._caption_of(node), sign)

    def _units(self, node: Node) -> dict[str, tuple[tuple[str, int], ...]]:
        money = ((self.book.currency.value, 1),)
        return {name: self.book.units.get(name, money) for name in formulas.names_of(node)}

    def shown_unit(self, code: str) -> str:
        """Give the unit of a name as it was written in the by-law (« % » included)."""
        content = self.book.content
        for part in (content.questions, content.rates, content.tables):
            if code in part:
                return str(part[code].unit)
        return write_unit(self.book.units.get(code, ((self.book.currency.value, 1),)))

    def _caption_of(self, node: Node) -> Text:
        if isinstance(node, Name):
            return self.caption(node.code)
        if isinstance(node, Number):
            return {}
        left, right = self._caption_of(node.left), self._caption_of(node.right)
        sign = {"*": "×", "/": "÷", "-": "−"}.get(node.sign, node.sign)
        if not left or not right:
            return left or right
        return {
            code: f"{left[code]} {sign} {right[code]}" for code in LANGUAGES if code in left and code in right
        }

    def caption(self, code: str) -> Text:
        """Give the few words under a figure: the period under a number of days, the band under a rate of a table."""
        content = self.book.content
        if code in SPANS:
            return {language: period_words(*self.piece, language, short=True) for language in LANGUAGES}
        if code in content.tables:
            table = content.tables[code]
            band = look_up(table, self._by(code))
            return {language: band_words(table, band, content.questions, language) for language in LANGUAGES}
        for part in (content.questions, content.rates, content.quantities):
            if code in part:
                return dict(part[code].label)
        return dict(self.labels.get(code, {}))

    def say(self, name: str, language: str) -> str:
        """Give the words of a place in a sentence: « {area} », « {period} », « {day_rate.band} », an earlier line."""
        code, _dot, what = name.partition(".")
        if what == "band":
            return self.band_of(code, language)
        if code == "period":
            return period_words(*self.piece, language)
        if code in ("starts", "ends"):
            return day_words(self.piece[0 if code == "starts" else 1], language)
        question = self.book.content.questions.get(code)
        if question is not None and question.kind in ("choice", "yes_no"):
            fact = self.facts.need(code)
            answers = {"choice": dict(question.choices), "yes_no": _YES_NO}[question.kind]
            return localise(answers[str(fact)], language)
        return self._say_figure(code, language)

    def _say_figure(self, code: str, language: str) -> str:
        if code in self.amounts or code in self.labels:
            return say_price(abs(self.amounts.get(code, Decimal(0))), self.book.currency.value, language)
        unit = self.shown_unit(code)
        return say_quantity(shown(self.value_of(code) * (100 if unit == PERCENT else 1)), unit, language)

    def band_of(self, table: str, language: str) -> str:
        """Say the band of a table that holds for this file."""
        found = look_up(self.book.content.tables[table], self._by(table))
        return band_words(self.book.content.tables[table], found, self.book.content.questions, language)


def step_of(rate: Rate, day: dt.date) -> Decimal:
    """Give the figure of a rate on a day."""
    return [value for since, value in rate.steps if since is None or since <= day][-1]


def shown(value: Fraction) -> Decimal:
    """Give a value as it is shown: exact where decimals can say it, else to the fourth decimal."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    if Fraction(exact) == value:
        return exact.normalize() if exact != exact.to_integral_value() else exact.quantize(Decimal(1))
    return exact.quantize(Decimal("0.0001"))
