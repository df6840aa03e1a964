"""The lines of a fee as a page or a sheet of paper shows them: everything already in words of one language."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from guichet.kernel.money import say_money
from guichet.kernel.texts import localise
from guichet.kernel.typography import french_spaces, is_french
from guichet.tariffs.units import is_price, say_price, say_quantity
from guichet.tariffs.values import Computed, FeeLine, Input, Term


@dataclass(frozen=True, slots=True)
class ShownTerm:
    """One piece of the arithmetic: its sign, its value and what it is, in words."""

    sign: str
    value: str
    caption: str


@dataclass(frozen=True, slots=True)
class ShownFact:
    """One fact that the line used, « surface : 15 m² », and where it came from."""

    words: str
    origin: str


@dataclass(frozen=True, slots=True)
class ShownFee:
    """One line of a bill in words; `sum` is the result of the arithmetic, empty when it is not shown."""

    code: str
    label: str
    kind: str
    amount: str
    terms: tuple[ShownTerm, ...]
    result: str
    sentence: str
    article: str
    facts: tuple[ShownFact, ...]


@dataclass(frozen=True, slots=True)
class ShownFees:
    """All of it: lines, subtotal and taxes (when there are taxes), total, what was waived and why, warnings."""

    lines: tuple[ShownFee, ...]
    subtotal: str
    taxes: str
    deposits: str
    total: str
    grounds: tuple[str, ...]
    warnings: tuple[str, ...]
    bylaw: str


def show_fees(computed: Computed, language: str) -> ShownFees:
    """Put a computed fee into words of a language."""

    def said(amount: Decimal) -> str:
        return say_money(amount, computed.currency, language)

    numbers = list(
        dict.fromkeys((line.bylaw, line.bylaw_version) for line in computed.lines if line.kind != "tax")
    )
    return ShownFees(
        lines=tuple(show_line(line, computed.currency.value, language) for line in computed.lines),
        subtotal=said(computed.subtotal) if computed.taxes or computed.deposits else "",
        taxes=said(computed.taxes) if computed.taxes else "",
        deposits=said(computed.deposits) if computed.deposits else "",
        total=said(computed.total),
        grounds=tuple(localise(one.ground, language) for one in computed.exemptions),
        warnings=tuple(localise(text, language) for text in computed.warnings),
        bylaw=" · ".join(_bylaw_words(number, version) for number, version in numbers if number),
    )


def _bylaw_words(number: str, version: int) -> str:
    return _("By-law %(number)s, version %(version)d") % {"number": number, "version": version}


def show_line(line: FeeLine, currency: str, language: str) -> ShownFee:
    """Put one line into words; the arithmetic is shown when it has more than one piece."""
    shown = len(line.terms) > 1
    size = abs(line.amount) if line.kind in ("reduction", "cap") else line.amount
    return ShownFee(
        code=line.code,
        label=localise(line.label, language),
        kind=line.kind,
        amount=say_money(line.amount, currency, language),
        terms=tuple(_term(term, language) for term in line.terms) if shown else (),
        result=say_money(size, currency, language) if shown else "",
        sentence=localise(line.sentence, language),
        article=_article_words(line, language),
        facts=tuple(_fact(given, language) for given in line.inputs),
    )


def _article_words(line: FeeLine, language: str) -> str:
    title = localise(line.article_text, language)
    if line.kind == "tax":
        return title
    words = _("Article %(number)s") % {"number": line.article} if line.article[:1].isdigit() else line.article
    return f"{words} – {title}" if title else words


def _term(term: Term, language: str) -> ShownTerm:
    price = is_price(term.unit)
    value = say_price(term.value, price, language) if price else say_quantity(term.value, term.unit, language)
    caption = localise(term.caption, language)
    repeated = caption.casefold().rstrip("s") in value.casefold()  # « 4 panneaux », panneaux
    return ShownTerm(term.sign, value, "" if repeated else caption)


def _fact(given: Input, language: str) -> ShownFact:
    if isinstance(given.value, bool):
        value = _("yes") if given.value else _("no")
    elif isinstance(given.value, Decimal | int):
        value = say_quantity(Decimal(given.value), given.unit, language)
    else:
        value = str(given.value)
    note = localise(given.note, language)
    label = localise(given.label, language)
    words = french_spaces(f"{label} : {value}") if is_french(language) else f"{label}: {value}"
    return ShownFact(words, note or origin_words(given.origin))


def origin_words(origin: str) -> str:
    """Say where a fact came from."""
    return {
        "applicant": _("your answer"),
        "map": _("measured on the map"),
        "layer": _("read in the city’s data"),
        "agent": _("set by an agent"),
        "calendar": _("counted on the calendar"),
        "type": _("set by the by-law when nothing is said"),
    }.get(origin, "")
