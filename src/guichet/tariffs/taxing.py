"""Taxes on the lines of a bill: each line by the percentage of its day, one line a tax and percentage."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from guichet.kernel.money import ZERO, Currency, rounded
from guichet.kernel.typography import number
from guichet.tariffs.book import Book
from guichet.tariffs.content import Tariff, Tax
from guichet.tariffs.sentences import both
from guichet.tariffs.units import say_price
from guichet.tariffs.values import FeeLine, Term

CANADA_GST = {
    "code": "gst",
    "label": {"fr": "TPS", "en": "GST"},
    "law": {
        "fr": "Loi sur la taxe d’accise (L.R.C. 1985, ch. E-15)",
        "en": "Excise Tax Act (R.S.C. 1985, c. E-15)",
    },
    "steps": [{"value": "7"}, {"from": "2006-07-01", "value": "6"}, {"from": "2008-01-01", "value": "5"}],
}
QUEBEC_QST = {
    "code": "qst",
    "label": {"fr": "TVQ", "en": "QST"},
    "law": {
        "fr": "Loi sur la taxe de vente du Québec (RLRQ, c. T-0.1)",
        "en": "Act respecting the Québec sales tax (CQLR, c. T-0.1)",
    },
    "steps": [{"value": "9.5"}, {"from": "2013-01-01", "value": "9.975"}],
}
FRANCE_VAT = {
    "code": "vat",
    "label": {"fr": "TVA", "en": "VAT"},
    "law": {"fr": "Code général des impôts, art. 278", "en": "General Tax Code, art. 278"},
    "steps": [{"value": "19.6"}, {"from": "2014-01-01", "value": "20"}],
}
"""Known taxes, as a by-law takes them over: their percentages by date."""
KNOWN: Mapping[str, Mapping[str, Any]] = {"gst": CANADA_GST, "qst": QUEBEC_QST, "vat": FRANCE_VAT}
KNOWN_IN: Mapping[str, tuple[str, ...]] = {"CAD": ("gst", "qst"), "EUR": ("vat",)}  # by currency


def percent_on(tax: Tax, day: dt.date) -> Decimal:
    """Give the percentage of a tax on a day."""
    return [value for since, value in tax.steps if since is None or since <= day][-1]


def tax_lines(
    taxable: Sequence[tuple[FeeLine, dt.date]], main: Book, tariff: Tariff, books: Sequence[Book]
) -> list[FeeLine]:
    """Give the lines of the taxes; what the sums come to is rounded once a tax and percentage, half up to the cent."""
    known = {code: tax for book in reversed(books) for code, tax in book.content.taxes.items()}
    lines = []
    for code in tariff.taxes:
        tax = main.content.taxes.get(code) or known[code]
        sums: dict[Decimal, Decimal] = {}
        for line, day in taxable:
            percent = percent_on(tax, day)
            sums[percent] = sums.get(percent, ZERO) + line.amount
        lines += [_line(tax, percent, base, main) for percent, base in sums.items() if base and percent]
    return lines


def _line(tax: Tax, percent: Decimal, base: Decimal, book: Book) -> FeeLine:
    money = Currency(book.currency).value
    plain = {language: number(percent, language, 3).rstrip("0").rstrip(",.") for language in ("fr", "en")}
    label = both(
        f"{tax.label['fr']} ({plain['fr']} %)", f"{tax.label.get('en', tax.label['fr'])} ({plain['en']}%)"
    )
    return FeeLine(
        code=tax.code,
        label=label,
        kind="tax",
        amount=rounded(Fraction(base) * Fraction(percent) / 100),
        article=tax.code,
        article_text=tax.law,
        bylaw=book.bylaw,
        bylaw_version=book.version,
        terms=(
            Term(base, money, both("montants taxables", "taxable amounts")),
            Term(percent, "%", dict(tax.label), "×"),
        ),
        sentence=both(
            f"{plain['fr']} % des montants taxables, {say_price(base, money, 'fr')} en tout, arrondi au cent.",
            f"{plain['en']}% of the taxable amounts, {say_price(base, money, 'en')} in all, rounded to the cent.",
        ),
    )
