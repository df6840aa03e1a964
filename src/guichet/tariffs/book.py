"""A by-law ready to compute with: formulas read, units checked, conditions compiled, sentences looked through.

Making a book is the whole check of what a version holds; a book that was made computes without surprises but those of
the file itself (a missing fact, a division by zero).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from guichet.kernel.errors import Invalid
from guichet.kernel.expressions import Expression, ExpressionFault, compile_expression
from guichet.kernel.money import Currency
from guichet.tariffs import content as parts
from guichet.tariffs.bands import check_bands
from guichet.tariffs.content import OVER_ALL, SPANS, Content, Rule, Tariff
from guichet.tariffs.formulas import Formula, as_cel, check_units, read_formula
from guichet.tariffs.units import NONE, Unit, read_unit

CONSTANTS: Mapping[str, tuple[int, str]] = {
    "hours_in_day": (24, "hour/day"),
    "half_days_in_day": (2, "half_day/day"),
    "days_in_week": (7, "day/week"),
    "months_in_year": (12, "month/year"),
    "metres_in_km": (1000, "m/km"),
}
OWN_NAMES = frozenset(("amount", "period", "starts", "ends", "of"))
_PLACE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Book:
    """A checked version: its parts, the unit and the formula of each name, the conditions, what depends on time."""

    bylaw: str
    version: int
    currency: Currency
    content: Content
    units: Mapping[str, Unit]
    formulas: Mapping[str, Formula]
    conditions: Mapping[str, tuple[Expression, tuple[str, ...]]]
    timed: frozenset[str]
    dated: Mapping[str, tuple[str, ...]]
    needs: Mapping[str, tuple[str, ...]]
    jumps: Mapping[str, bool]

    def tariff(self, code: str) -> Tariff | None:
        """Give a tariff by its code."""
        return self.content.tariffs.get(code)

    def formula(self, tariff: str, rule: str) -> Formula:
        """Give the formula of a rule."""
        return self.formulas[f"{tariff}.{rule}"]

    def by_time(self, tariff: str, rule: Rule) -> bool:
        """Tell whether a rule is computed for each piece of the period, or once."""
        return f"{tariff}.{rule.code}" in self.timed


def make_book(content: Content, currency: str, *, bylaw: str = "", version: int = 1) -> Book:
    """Check all that a version holds and make it ready; Invalid with every fault by its place."""
    return _Maker(content, Currency(currency), bylaw, version).make()


class _Maker:
    """Collects faults while it looks through the parts in their order."""

    def __init__(self, content: Content, currency: Currency, bylaw: str, version: int) -> None:
        self.content, self.currency, self.bylaw, self.version = content, currency, bylaw, version
        self.faults: dict[str, str] = {}
        self.units: dict[str, Unit] = {name: read_unit(unit) for name, unit in SPANS.items()}
        self.units |= {name: read_unit(unit) for name, (_value, unit) in CONSTANTS.items()}
        self.timed: set[str] = set(SPANS)
        self.formulas: dict[str, Formula] = {}
        self.conditions: dict[str, tuple[Expression, tuple[str, ...]]] = {}
        self.types: dict[str, str] = dict.fromkeys(SPANS, "double")

    def make(self) -> Book:
        """Look through everything, then give the book or all faults."""
        self._figures()
        self._quantities()
        for tariff in self.content.tariffs.values():
            self._tariff(tariff)
        self._examples()
        if self.faults:
            raise Invalid(next(iter(self.faults.values())), fields=self.faults)
        return Book(
            *(
                self.bylaw,
                self.version,
                self.currency,
                self.content,
                self.units,
                self.formulas,
                self.conditions,
            ),
            timed=frozenset(self.timed),
            dated={code: tuple(self._dated(tariff)) for code, tariff in self.content.tariffs.items()},
            needs={code: self._needs(tariff) for code, tariff in self.content.tariffs.items()},
            jumps={code: self._jumps(tariff) for code, tariff in self.content.tariffs.items()},
        )

    def _figures(self) -> None:
        """Questions, rates and tables: their names, units, articles, bands."""
        for code, question in self.content.questions.items():
            self._name("questions", code, read_unit(question.unit))
            self.types[code] = {"choice": "string", "yes_no": "bool"}.get(question.kind, "double")
        for code, rate in self.content.rates.items():
            self._name("rates", code, read_unit(rate.unit))
            self._article("rates", code, rate.article)
        for code, table in self.content.tables.items():
            self._name("tables", code, read_unit(table.unit))
            self._article("tables", code, table.article)
            self._bands(table)

    def _name(self, part: str, code: str, unit: Unit) -> None:
        if code in self.units or code in OWN_NAMES:
            self.faults[f"{part}.{code}.code"] = _("The code “%(code)s” is there twice.") % {"code": code}
        self.units[code] = unit

    def _article(self, part: str, code: str, article: str) -> None:
        if article and article not in self.content.articles:
            words = _("There is no article “%(article)s” in this by-law.")
            self.faults[f"{part}.{code}.article"] = words % {"article": article}

    def _bands(self, table: parts.Table) -> None:
        place = f"tables.{table.code}.bands"
        unknown = [code for code in table.by if code not in self.content.questions]
        named = {code for band in table.bands for code in (*band.limits, *band.when)}
        if unknown or not named <= set(table.by):
            self.faults[place] = _("A table goes by questions of this by-law: %(known)s.") % {
                "known": ", ".join(self.content.questions)
            }
            return
        try:
            check_bands(table, self.content.questions)
        except Invalid as fault:
            self.faults[place] = fault.message

    def _quantities(self) -> None:
        for code, quantity in self.content.quantities.items():
            place = f"quantities.{code}.formula"
            if quantity.window is not None:
                self._name("quantities", code, read_unit(quantity.window.unit))
                self.timed.add(code)
                self.types[code] = "double"
                continue
            formula, unit = self._formula(place, quantity.formula, None)
            self._name("quantities", code, unit)
            self.types[code] = "double"
            if formula is None:
                continue
            self.formulas[code] = formula
            if self.timed & set(formula.names):
                self.timed.add(code)
                if quantity.rounding or quantity.least is not None or quantity.most is not None:
                    self.faults[place] = _("Time is not rounded here: count started weeks or months instead.")

    def _formula(self, place: str, source: str, wanted: Unit | None) -> tuple[Formula | None, Unit]:
        try:
            formula = read_formula(source)
            return formula, check_units(formula, self.units, wanted)
        except Invalid as fault:
            self.faults[place] = fault.message
            return None, wanted or NONE

    def _condition(self, place: str, source: str) -> None:
        if not source or source in self.conditions:
            return
        try:
            expression = compile_expression(as_cel(source), self.types)
        except ExpressionFault as fault:
            self.faults[place] = str(fault)
            return
        bare = re.sub(r"\"[^\"]*\"|'[^']*'", "", source)
        names = tuple(name for name in self.types if re.search(rf"\b{name}\b", bare))
        self.conditions[source] = (expression, names)

    def _tariff(self, tariff: Tariff) -> None:
        at = f"tariffs.{tariff.code}"
        for other in tariff.others:
            if other not in self.content.tariffs or other == tariff.code:
                self.faults[f"{at}.others"] = _("Choose other tariffs of this by-law.")
        for tax in tariff.taxes:
            if tax not in self.content.taxes:
                self.faults[f"{at}.taxes"] = _("Choose taxes of this by-law.")
        if not tariff.rules:
            self.faults[f"{at}.rules"] = _("A tariff needs at least one rule.")
        own = dict(self.units)
        for rule in tariff.rules:
            self._rule(at, tariff, rule)
            self.units[rule.code] = read_unit(self.currency.value)
        self.units = own

    def _rule(self, at: str, tariff: Tariff, rule: Rule) -> None:
        place = f"{at}.{rule.code}"
        if rule.code in self.units or rule.code in OWN_NAMES:
            self.faults[f"{place}.code"] = _("The code “%(code)s” is there twice.") % {"code": rule.code}
        if rule.article not in self.content.articles:
            words = _("There is no article “%(article)s” in this by-law.")
            self.faults[f"{place}.article"] = words % {"article": rule.article}
        self._condition(f"{place}.when", rule.when)
        before = [other.code for other in tariff.rules[: tariff.rules.index(rule)]]
        if any(code not in before for code in rule.of):
            self.faults[f"{place}.of"] = _("A rule can be about earlier lines only: %(known)s.") % {
                "known": ", ".join(before)
            }
        if rule.formula:
            formula, _unit = self._formula(f"{place}.formula", rule.formula, read_unit(self.currency.value))
            if formula is not None:
                self.formulas[f"{tariff.code}.{rule.code}"] = formula
                earlier = {f"{tariff.code}.{name}" for name in formula.names}
                if rule.kind not in OVER_ALL and (self.timed & (set(formula.names) | earlier)):
                    self.timed.add(f"{tariff.code}.{rule.code}")
        known = {*self.units, rule.code, *OWN_NAMES}
        for saying in rule.sentence:
            self._condition(f"{place}.sentence", saying.when)
            self._places(f"{place}.sentence", saying, known)

    def _places(self, place: str, saying: parts.Saying, known: set[str]) -> None:
        for words in saying.text.values():
            for name in _PLACE.findall(words):
                code, _dot, what = name.partition(".")
                if (
                    code not in known
                    or what not in ("", "band")
                    or (what and code not in self.content.tables)
                ):
                    self.faults[place] = _("“{%(name)s}” is not known here.") % {"name": name}

    def _examples(self) -> None:
        for code, example in self.content.examples.items():
            tariff = self.content.tariffs.get(example.tariff)
            if tariff is None:
                self.faults[f"examples.{code}.tariff"] = _("Choose a tariff of this by-law.")
            elif any(
                line not in {*(rule.code for rule in tariff.rules), *tariff.taxes} for line in example.lines
            ):
                self.faults[f"examples.{code}.lines"] = _("Choose lines of this tariff.")
            if example.ends < example.starts:
                self.faults[f"examples.{code}.ends"] = _(
                    "The last day comes before the first one. Check the two dates."
                )

    def _dated(self, tariff: Tariff) -> Iterator[str]:
        """Give the rates that a tariff's formulas depend on and that change on a day."""
        for name in self._reached(tariff):
            if name in self.content.rates and len(self.content.rates[name].steps) > 1:
                yield name

    def _needs(self, tariff: Tariff) -> tuple[str, ...]:
        """Give the questions whose answers a tariff may need, in the order of the by-law."""
        reached = self._reached(tariff)
        return tuple(code for code in self.content.questions if code in reached)

    def _jumps(self, tariff: Tariff) -> bool:
        """Tell whether one day more or less can cost more than its share: started weeks, windows, conditions on time."""
        conditions = [rule.when for rule in tariff.rules if rule.when in self.conditions]
        asked = {name for condition in conditions for name in self.conditions[condition][1]}
        windows = {code for code, one in self.content.quantities.items() if one.window is not None}
        return bool(self._reached(tariff) & ({"weeks", "months", "years"} | windows) or asked & self.timed)

    def _reached(self, tariff: Tariff) -> set[str]:
        """Give all names that the formulas, tables and conditions of a tariff depend on, however far."""
        waiting = [name for rule in tariff.rules for name in self._names_of(f"{tariff.code}.{rule.code}")]
        sayings = [saying.when for rule in tariff.rules for saying in rule.sentence]
        for condition in (*sayings, *(rule.when for rule in tariff.rules)):
            waiting += self.conditions[condition][1] if condition in self.conditions else ()
        spoken = [
            words for rule in tariff.rules for saying in rule.sentence for words in saying.text.values()
        ]
        waiting += [name.partition(".")[0] for words in spoken for name in _PLACE.findall(words)]
        seen: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name not in seen:
                seen.add(name)
                waiting += [
                    *self._names_of(name),
                    *(self.content.tables[name].by if name in self.content.tables else ()),
                ]
        return seen

    def _names_of(self, code: str) -> tuple[str, ...]:
        return self.formulas[code].names if code in self.formulas else ()
