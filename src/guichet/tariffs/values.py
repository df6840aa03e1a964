"""What goes into a computation and what comes out of it: plain frozen values, kept as JSON in bills.

Amounts are exact Decimals in the by-law's currency, with two decimals. Reading what was written gives the same values
back; an unknown key is ignored, so that old bills are read by newer versions.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from guichet.kernel.money import ZERO, Currency, total_of
from guichet.kernel.texts import Text

Value = Decimal | int | str | bool | dt.date
ORIGINS = ("applicant", "map", "layer", "agent", "calendar", "type")
LINE_KINDS = ("fee", "reduction", "exemption", "minimum", "cap", "rounding", "tax", "deposit")
_NOT_TAXED = ("tax", "deposit")


@dataclass(frozen=True, slots=True)
class Input:
    """One fact that a fee depends on: its value in a unit, its words, where it came from (one of ORIGINS)."""

    code: str
    value: Value
    unit: str = ""
    label: Text = field(default_factory=dict)
    origin: str = "applicant"
    note: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Term:
    """One piece of the arithmetic as it is shown: `sign` (empty for the first, ×, ÷, +, −), value, unit, what it is."""

    value: Decimal
    unit: str
    caption: Text = field(default_factory=dict)
    sign: str = ""


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One amount with all that explains it: article, inputs, arithmetic, a sentence in each language."""

    code: str
    label: Text
    kind: str
    amount: Decimal
    article: str
    article_text: Text
    bylaw: str
    bylaw_version: int
    inputs: tuple[Input, ...] = ()
    terms: tuple[Term, ...] = ()
    sentence: Text = field(default_factory=dict)
    starts: dt.date | None = None
    ends: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Waived:
    """What the by-law lets off: the rule's code, its words, the legal ground, how much."""

    code: str
    label: Text
    ground: Text
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Computed:
    """All lines of a fee, with the by-law in force on the day that the fixed fees follow.

    subtotal: lines but taxes and deposits; total = subtotal + taxes + deposits. `warnings` are sentences for whoever
    reads the result (a by-law or a rate that changes in the period, an amount shown without taxes, a demonstration).
    """

    currency: Currency
    bylaw: str
    lines: tuple[FeeLine, ...]
    bylaw_name: Text = field(default_factory=dict)
    exemptions: tuple[Waived, ...] = ()
    warnings: tuple[Text, ...] = ()

    @property
    def subtotal(self) -> Decimal:
        """Add what is neither tax nor deposit."""
        return total_of(line.amount for line in self.lines if line.kind not in _NOT_TAXED)

    @property
    def taxes(self) -> Decimal:
        """Add the taxes."""
        return total_of(line.amount for line in self.lines if line.kind == "tax")

    @property
    def deposits(self) -> Decimal:
        """Add what is given back at the end."""
        return total_of(line.amount for line in self.lines if line.kind == "deposit")

    @property
    def total(self) -> Decimal:
        """Add everything that is asked for."""
        return total_of(line.amount for line in self.lines)


@dataclass(frozen=True, slots=True)
class Variant:
    """A lawful cheaper way: what changes (« ends » or an input's code, or « tariff »), to what, and what it saves."""

    changes: str
    value: Value
    sentence: Text
    saving: Decimal
    computed: Computed


def write_value(value: Value) -> dict[str, Any]:
    """Give a value as JSON with its kind."""
    if isinstance(value, bool):
        return {"yes": value}
    if isinstance(value, Decimal | int):
        return {"number": str(value)}
    if isinstance(value, dt.date):
        return {"date": value.isoformat()}
    return {"text": value}


def read_value(data: Mapping[str, Any]) -> Value:
    """Read a value back."""
    if "yes" in data:
        return bool(data["yes"])
    if "number" in data:
        return Decimal(data["number"])
    if "date" in data:
        return dt.date.fromisoformat(data["date"])
    return str(data["text"])


def write_input(given: Input) -> dict[str, Any]:
    """Give an input as JSON."""
    return {
        "code": given.code,
        "value": write_value(given.value),
        "unit": given.unit,
        "label": given.label,
        "origin": given.origin,
        "note": given.note,
    }


def read_input(data: Mapping[str, Any]) -> Input:
    """Read an input back."""
    return Input(
        data["code"],
        read_value(data["value"]),
        data.get("unit", ""),
        data.get("label", {}),
        data.get("origin", "applicant"),
        data.get("note", {}),
    )


def write_computed(computed: Computed) -> dict[str, Any]:
    """Give a result as JSON, as a bill keeps it."""
    return {
        "currency": computed.currency.value,
        "bylaw": computed.bylaw,
        "bylaw_name": computed.bylaw_name,
        "lines": [_write_line(line) for line in computed.lines],
        "subtotal": str(computed.subtotal),
        "taxes": str(computed.taxes),
        "total": str(computed.total),
        "exemptions": [
            {"code": one.code, "label": one.label, "ground": one.ground, "amount": str(one.amount)}
            for one in computed.exemptions
        ],
        "warnings": list(computed.warnings),
    }


def read_computed(data: Mapping[str, Any]) -> Computed:
    """Read a result back; ValueError when its lines do not add up to the total that was written."""
    computed = Computed(
        currency=Currency(data["currency"]),
        bylaw=data["bylaw"],
        lines=tuple(_read_line(line) for line in data["lines"]),
        bylaw_name=data.get("bylaw_name", {}),
        exemptions=tuple(
            Waived(one["code"], one["label"], one["ground"], Decimal(one["amount"]))
            for one in data.get("exemptions", ())
        ),
        warnings=tuple(data.get("warnings", ())),
    )
    if computed.total != Decimal(data["total"]):
        raise ValueError("the lines of this bill do not add up to its total")
    return computed


def _write_line(line: FeeLine) -> dict[str, Any]:
    return {
        "code": line.code,
        "label": line.label,
        "kind": line.kind,
        "amount": str(line.amount),
        "article": line.article,
        "article_text": line.article_text,
        "bylaw": line.bylaw,
        "bylaw_version": line.bylaw_version,
        "inputs": [write_input(given) for given in line.inputs],
        "terms": [
            {"value": str(term.value), "unit": term.unit, "caption": term.caption, "sign": term.sign}
            for term in line.terms
        ],
        "sentence": line.sentence,
        "starts": line.starts.isoformat() if line.starts else None,
        "ends": line.ends.isoformat() if line.ends else None,
    }


def _read_line(data: Mapping[str, Any]) -> FeeLine:
    return FeeLine(
        code=data["code"],
        label=data["label"],
        kind=data["kind"],
        amount=Decimal(data["amount"]),
        article=data.get("article", ""),
        article_text=data.get("article_text", {}),
        bylaw=data.get("bylaw", ""),
        bylaw_version=int(data.get("bylaw_version", 1)),
        inputs=tuple(read_input(given) for given in data.get("inputs", ())),
        terms=tuple(
            Term(Decimal(term["value"]), term["unit"], term.get("caption", {}), term.get("sign", ""))
            for term in data.get("terms", ())
        ),
        sentence=data.get("sentence", {}),
        starts=_read_date(data.get("starts")),
        ends=_read_date(data.get("ends")),
    )


def _read_date(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def no_fee(currency: Currency, bylaw: str) -> Computed:
    """Give a result without any line, for what costs nothing and has no by-law."""
    return Computed(currency=currency, bylaw=bylaw, lines=())


__all__ = [
    "LINE_KINDS", "ORIGINS", "ZERO", "Computed", "FeeLine", "Input", "Term", "Value", "Variant", "Waived", "no_fee",
    "read_computed", "read_input", "read_value", "write_computed", "write_input", "write_value",
]  # fmt: skip
