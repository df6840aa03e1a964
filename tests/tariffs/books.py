"""By-laws that the tests compute with."""

from __future__ import annotations

import copy
import datetime as dt
from decimal import Decimal
from typing import Any

from guichet.tariffs.book import Book, make_book
from guichet.tariffs.computing import Asked, Stretch, compute
from guichet.tariffs.reading import read_content
from guichet.tariffs.values import Computed, Input

START, END = dt.date(2026, 11, 23), dt.date(2026, 12, 4)
CONTENT: dict[str, Any] = {
    "articles": [{"code": "1", "title": {"fr": "Article"}, "text": {"fr": "Texte."}}],
    "questions": [
        {"code": "area", "kind": "number", "unit": "m2", "label": {"fr": "surface"}, "adjustable": True},
        {"code": "width", "kind": "number", "unit": "m", "label": {"fr": "largeur"}, "default": "2"},
        {"code": "people", "kind": "whole", "unit": "person", "label": {"fr": "personnes"}, "default": "4"},
    ],
    "rates": [
        {"code": "file_fee", "label": {"fr": "dossier"}, "unit": "CAD", "value": "40", "article": "1"},
        {"code": "rate", "label": {"fr": "tarif"}, "unit": "CAD/m2/day", "value": "1.15", "article": "1"},
    ],
    "tables": [
        {
            "code": "banded",
            "label": {"fr": "tranches"},
            "unit": "CAD/m2/day",
            "by": ["area"],
            "bands": [
                {"limits": {"area": ["0", "50"]}, "value": "2"},
                {"limits": {"area": ["50", ""]}, "value": "3"},
            ],
        }
    ],
    "tariffs": [
        {
            "code": "simple",
            "name": {"fr": "Simple"},
            "rules": [
                {"code": "file", "label": {"fr": "Dossier"}, "article": "1", "formula": "file_fee"},
                {"code": "use", "label": {"fr": "Usage"}, "article": "1", "formula": "area * days * rate"},
            ],
        },
        {
            "code": "bands",
            "name": {"fr": "Tranches"},
            "rules": [
                {"code": "use", "label": {"fr": "Usage"}, "article": "1", "formula": "area * days * banded"}
            ],
        },
    ],
}


def content(**changes: Any) -> dict[str, Any]:
    """Give the content of the tests' by-law, with some parts replaced."""
    return {**copy.deepcopy(CONTENT), **changes}


def one_rule(formula: str, **rule: Any) -> dict[str, Any]:
    """Give a by-law whose only tariff has one rule."""
    rules = [{"code": "use", "label": {"fr": "Usage"}, "article": "1", "formula": formula, **rule}]
    return content(tariffs=[{"code": "simple", "name": {"fr": "Simple"}, "rules": rules}])


def book(data: dict[str, Any] | None = None, version: int = 1) -> Book:
    """Make a book of a content."""
    return make_book(read_content(data or content()), "CAD", bylaw="T-1", version=version)


def cost(
    made: Book,
    area: str = "15",
    starts: dt.date = START,
    ends: dt.date = END,
    *,
    tariff: str = "simple",
    stretches: list[Stretch] | None = None,
    **facts: object,
) -> Computed:
    """Compute a tariff of a book for an area and a period."""
    inputs = {"area": Input("area", Decimal(area), "m2")} if area else {}
    inputs |= {code: Input(code, value) for code, value in facts.items()}  # type: ignore[arg-type]
    parts = stretches or [Stretch(made, starts, ends)]
    return compute(Asked(tariff, inputs, starts, ends, starts, made, parts))
