"""From the facts of a file to the lines of its bill: rule after rule, piece after piece, every amount explained.

What depends on time follows the by-law, the rates and the taxes of each day; what is charged once, minimums, caps and
what is waived follow those of the day of the request. Each line is rounded by the rule of its tariff, and the total is
the sum of the lines as they are shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from guichet.kernel.errors import Invalid
from guichet.kernel.money import ZERO, rounded, total_of
from guichet.kernel.texts import Text, localise
from guichet.kernel.typography import day_words
from guichet.tariffs import formulas, spans
from guichet.tariffs.book import Book
from guichet.tariffs.content import OVER_ALL, SPANS, Rule, Tariff, Window
from guichet.tariffs.facts import Facts, check_period
from guichet.tariffs.sentences import both, fill
from guichet.tariffs.taxing import tax_lines
from guichet.tariffs.values import Computed, FeeLine, Input, Term, Waived
from guichet.tariffs.walking import Scope, shown

Piece = tuple[dt.date, dt.date]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the period in which one version of a by-law is in force."""

    book: Book
    starts: dt.date
    ends: dt.date


@dataclass(frozen=True, slots=True)
class Asked:
    """One question to the tariffs: which one, the facts, the period, the by-laws that hold (and on the day asked).

    `lean` asks for amounts only, without sentences and arithmetic: to compare many variants quickly.
    """

    tariff: str
    inputs: Mapping[str, Input]
    starts: dt.date
    ends: dt.date
    on: dt.date
    main: Book
    stretches: Sequence[Stretch]
    lean: bool = False


def compute(asked: Asked) -> Computed:
    """Compute all lines; Invalid, in a sentence, for what the by-law or the file does not allow."""
    check_period(asked.starts, asked.ends)
    return _Run(asked).result()


class _Run:
    """The computation under way: the lines so far and what they add up to."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.facts = {id(book): Facts(book.content.questions, asked.inputs) for book in self._books()}
        self.lines: list[FeeLine] = []
        self.taxable: list[tuple[FeeLine, dt.date]] = []
        self.waived: list[Waived] = []
        self.labels: dict[str, Text] = {}
        self._held: dict[tuple[int, str], bool] = {}
        self.pieces = [(stretch.book, piece) for stretch in asked.stretches for piece in self._cut(stretch)]

    def _books(self) -> list[Book]:
        return list(
            {
                id(book): book for book in (self.asked.main, *(one.book for one in self.asked.stretches))
            }.values()
        )

    def _cut(self, stretch: Stretch) -> list[Piece]:
        """Cut a stretch where a rate or a tax of the tariff changes."""
        content, tariff = stretch.book.content, self._tariff(stretch.book)
        steps = [content.rates[code].steps for code in stretch.book.dated[tariff.code]]
        steps += [content.taxes[code].steps for code in tariff.taxes]
        days = {day for rate in steps for day, _value in rate if day and stretch.starts < day <= stretch.ends}
        firsts = [stretch.starts, *sorted(days)]
        lasts = [*(day - dt.timedelta(days=1) for day in firsts[1:]), stretch.ends]
        return list(zip(firsts, lasts, strict=True))

    def _tariff(self, book: Book) -> Tariff:
        tariff = book.tariff(self.asked.tariff)
        if tariff is None:
            words = _("This by-law has no tariff “%(code)s”.") % {"code": self.asked.tariff}
            raise Invalid(words, code="no_tariff")
        return tariff

    def result(self) -> Computed:
        """Go through the rules in their order, then add the taxes."""
        main = self.asked.main
        for rule in self._rules():
            own = self._tariff(main).rules
            if rule.kind in OVER_ALL:
                self._over_all(rule)
            elif rule in own and not main.by_time(self.asked.tariff, rule):
                self._once(rule)
            else:
                self._in_pieces(rule.code)
        self.lines += tax_lines(self.taxable, main, self._tariff(main), self._books())
        return Computed(
            currency=main.currency,
            bylaw=main.bylaw,
            lines=tuple(self.lines),
            bylaw_name=main.content.about,
            exemptions=tuple(self.waived),
            warnings=tuple(self._warnings()),
        )

    def _rules(self) -> list[Rule]:
        """Give the rules in order; those that only another version in force has come after the last fee."""
        rules = list(self._tariff(self.asked.main).rules)
        known = {rule.code for rule in rules}
        later = [
            rule
            for book in self._books()
            for rule in self._tariff(book).rules
            if rule.code not in known and book.by_time(self.asked.tariff, rule)
        ]
        at = 1 + max((at for at, rule in enumerate(rules) if rule.kind in ("fee", "reduction")), default=-1)
        return [*rules[:at], *{rule.code: rule for rule in later}.values(), *rules[at:]]

    def _scope(self, book: Book, piece: Piece, day: dt.date, amounts: Mapping[str, Decimal]) -> Scope:
        asked = self.asked
        return Scope(book, self.facts[id(book)], asked.starts, asked.ends, piece, day, amounts, self.labels)

    def _whole(self, book: Book) -> Scope:
        totals: dict[str, Decimal] = {}
        for line in self.lines:
            totals[line.code] = totals.get(line.code, ZERO) + line.amount
        return self._scope(book, (self.asked.starts, self.asked.ends), self.asked.on, totals)

    def _holds(self, scope: Scope, condition: str) -> bool:
        """Tell whether a condition is true of the whole file; what it needs must be known."""
        key = (id(scope.book), condition)
        if key not in self._held:
            expression, names = scope.book.conditions[condition]
            values: dict[str, object] = {}
            for name in names:
                values[name] = self._fact(scope, name)
            self._held[key] = bool(expression.evaluate(values))
        for name in scope.book.conditions[condition][1]:
            if name in scope.facts.inputs:
                scope.used.setdefault(name, scope.facts.inputs[name])
        return self._held[key]

    def _fact(self, scope: Scope, name: str) -> object:
        if name in SPANS:
            return spans.count(Window(SPANS[name]), self.asked.starts, self.asked.ends)
        if name in scope.book.content.quantities:
            whole = self._scope(scope.book, (self.asked.starts, self.asked.ends), self.asked.on, {})
            return shown(whole.value_of(name))
        return scope.facts.need(name)

    def _once(self, rule: Rule) -> None:
        scope = self._whole(self.asked.main)
        if rule.when and not self._holds(scope, rule.when):
            return
        if rule.kind == "refusal":
            words = fill(rule.sentence, lambda when: self._holds(scope, when), scope.say)
            raise Invalid(localise(words, get_language() or "fr"), code="refused_by_bylaw")
        self._keep(rule, scope, self.asked.on, dated=False)

    def _in_pieces(self, code: str) -> None:
        for book, piece in self.pieces:
            rule = next((one for one in self._tariff(book).rules if one.code == code), None)
            if rule is None:
                continue
            scope = self._scope(book, piece, piece[0], self._amounts_in(piece))
            if not rule.when or self._holds(scope, rule.when):
                self._keep(rule, scope, piece[0], dated=True)

    def _amounts_in(self, piece: Piece) -> dict[str, Decimal]:
        """Give the amounts of earlier lines for a piece; those charged once count in the first piece only."""
        first = piece[0] == self.asked.starts
        amounts: dict[str, Decimal] = {}
        for line in self.lines:
            if (line.starts is None and first) or (
                line.starts is not None and piece[0] <= line.starts <= piece[1]
            ):
                amounts[line.code] = amounts.get(line.code, ZERO) + line.amount
        return amounts

    def _keep(self, rule: Rule, scope: Scope, day: dt.date, *, dated: bool) -> None:
        """Compute one line by its formula and keep it, unless it counts nothing."""
        formula = scope.book.formula(self.asked.tariff, rule.code)
        value = formulas.evaluate(formula, scope.value_of)
        tariff = self._tariff(scope.book)
        amount = rounded(value, rule.rounding or tariff.rounding)
        if rule.kind == "reduction":
            amount = -amount
        counted = [name for name in formula.names if name not in scope.book.content.rates]
        if not amount and any(scope.value_of(name) == 0 for name in counted):
            return
        terms = () if self.asked.lean else scope.terms(formula)
        self._add(rule, scope, amount, terms, day, dated=dated)

    def _over_all(self, rule: Rule) -> None:
        """Compute what is about the sum of earlier lines: a minimum, a cap, a rounding, what is waived."""
        scope = self._whole(self.asked.main)
        if rule.when and not self._holds(scope, rule.when):
            return
        concerned = [
            line for line in self.lines if (line.code in rule.of or not rule.of) and line.kind != "deposit"
        ]
        whole = total_of(line.amount for line in concerned)
        amount, terms = self._difference(rule, scope, whole)
        if not amount:
            return
        before = {**scope.amounts, "of": whole}
        self._add(
            rule,
            replace(scope, amounts=before),
            amount,
            terms,
            self.asked.on,
            dated=False,
            concerned=concerned,
        )
        if rule.kind == "exemption":
            self.waived.append(Waived(rule.code, rule.label, rule.ground or {}, -amount))

    def _difference(self, rule: Rule, scope: Scope, whole: Decimal) -> tuple[Decimal, tuple[Term, ...]]:
        money = scope.book.currency.value
        before = Term(
            whole, money, both("lignes concernées", "lines concerned"), "−" if rule.kind == "minimum" else ""
        )
        if rule.kind == "exemption":
            return -whole, ()
        if rule.kind == "rounding":
            return rounded(whole, rule.rounding) - whole, ()
        formula = scope.book.formula(self.asked.tariff, rule.code)
        limit = rounded(formulas.evaluate(formula, scope.value_of), rule.rounding or "cent")
        bound = Term(limit, money, rule.label, "−" if rule.kind == "cap" else "")
        if rule.kind == "minimum":
            return max(ZERO, limit - whole), (bound, before)
        return min(ZERO, limit - whole), (before, bound)

    def _add(
        self,
        rule: Rule,
        scope: Scope,
        amount: Decimal,
        terms: tuple[Term, ...],
        day: dt.date,
        *,
        dated: bool,
        concerned: Sequence[FeeLine] = (),
    ) -> None:
        self.labels[rule.code] = rule.label
        article = scope.book.content.articles[rule.article]
        line = FeeLine(
            code=rule.code,
            label=rule.label,
            kind=rule.kind,
            amount=amount,
            article=article.code,
            article_text=article.title,
            bylaw=scope.book.bylaw,
            bylaw_version=scope.book.version,
            inputs=tuple(scope.used.values()),
            terms=terms,
            sentence={} if self.asked.lean else self._sentence(rule, scope, amount),
            starts=scope.piece[0] if dated else None,
            ends=scope.piece[1] if dated else None,
        )
        self.lines.append(line)
        self._tax(rule, line, day, concerned)

    def _sentence(self, rule: Rule, scope: Scope, amount: Decimal) -> Text:
        speaking = replace(scope, amounts={**scope.amounts, "amount": amount})
        return fill(rule.sentence, lambda when: self._holds(scope, when), speaking.say)

    def _tax(self, rule: Rule, line: FeeLine, day: dt.date, concerned: Sequence[FeeLine]) -> None:
        """Remember what taxes apply to: an exemption takes each line that it concerns out of its own tax."""
        if rule.kind == "deposit" or not rule.taxable:
            return
        if rule.kind == "exemption":
            taxed = [(one, since) for one, since in self.taxable if one in concerned]
            self.taxable += [(replace(one, amount=-one.amount), since) for one, since in taxed]
        else:
            self.taxable.append((line, day))

    def _warnings(self) -> list[Text]:
        found: list[Text] = []
        if self.asked.main.content.demonstration:
            found.append(
                both("Démonstration : ces tarifs sont inventés.", "Demonstration: these fees are invented.")
            )
        by_piece = {(line.starts, line.ends) for line in self.lines if line.starts}
        for _book, (first, _last) in self.pieces[1:] if len(by_piece) > 1 else ():
            found.append(
                both(
                    f"Les tarifs changent le {day_words(first, 'fr')} : chaque jour suit le tarif de sa date.",
                    f"Fees change on {day_words(first, 'en')}: each day follows the fee of its date.",
                )
            )
        return found
