"""The lines of a paper: what an invoice, a supplement, a month or a credit note asks for or gives back, in cents.

A line is JSON: key, code, label, kind, cents, article, bylaw, bylaw_version, sentence; a tax has its percent and the base
it is of, in cents. Sums are exact by construction.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from guichet.billing.changes import keyed
from guichet.kernel.money import cents, from_cents, shared_out
from guichet.tariffs.values import Computed, FeeLine

Line = dict[str, Any]
TAX, DEPOSIT = "tax", "deposit"


@dataclass(frozen=True, slots=True)
class Sums:
    """The sums of a paper in cents; total = net + tax + deposit."""

    net: int
    tax: int
    deposit: int

    @property
    def total(self) -> int:
        """Add everything."""
        return self.net + self.tax + self.deposit


def sums_of(lines: Sequence[Mapping[str, Any]]) -> Sums:
    """Add lines by what they are."""
    tax = sum(line["cents"] for line in lines if line["kind"] == TAX)
    deposit = sum(line["cents"] for line in lines if line["kind"] == DEPOSIT)
    return Sums(sum(line["cents"] for line in lines) - tax - deposit, tax, deposit)


def _line(key: str, line: FeeLine, amount: int, before: FeeLine | None = None) -> Line:
    told = {
        "key": key,
        "code": line.code,
        "label": line.label,
        "kind": line.kind,
        "cents": amount,
        "article": line.article,
        "bylaw": line.bylaw,
        "bylaw_version": line.bylaw_version,
        "sentence": line.sentence,
    }
    return told | _of_tax(line, before) if line.kind == TAX else told


def _of_tax(line: FeeLine, before: FeeLine | None) -> Line:
    """Give the percentage of a tax and what it is of: its first term, less that of the version before."""
    percent = next((term.value for term in line.terms if term.unit == "%"), None)
    if percent is None:
        return {}
    base = line.terms[0].value - (before.terms[0].value if before is not None and before.terms else 0)
    return {"percent": str(percent), "base": cents(base)}


def lines_of(computed: Computed) -> list[Line]:
    """Give all lines of a computation."""
    return [_line(key, line, cents(line.amount)) for key, line in keyed(computed.lines).items()]


def difference(before: Computed | None, after: Computed) -> list[Line]:
    """Give the lines of a supplement (or, negative in sum, of a credit): what each line adds, those that add nothing left out."""
    old = keyed(before.lines) if before else {}
    new = keyed(after.lines)
    found = []
    for key in dict.fromkeys((*new, *old)):
        line = new.get(key) or old[key]
        amount = (cents(new[key].amount) if key in new else 0) - (cents(old[key].amount) if key in old else 0)
        if amount:
            found.append(_line(key, line, amount, old.get(key) if key in new else None))
    return found


def turned(lines: Sequence[Mapping[str, Any]]) -> list[Line]:
    """Give lines with the other sign: what was taken is given back."""
    return [{**line, "cents": -line["cents"]} for line in lines]


def share_of(lines: Sequence[Mapping[str, Any]], amount: int) -> list[Line]:
    """Share a part of a paper's total out over its lines in proportion, to the cent; for credits without a version.

    ValueError when the amount is not between one cent and the lines' total.
    """
    total = sum(line["cents"] for line in lines)
    if not 0 < amount <= total:
        raise ValueError(f"{amount} is not a part of {total}")
    found, so_far, done = [], 0, 0
    for line in lines:  # by running totals, so that shares of lines of both signs add up exactly
        so_far += line["cents"]
        reached = _rounded(so_far * amount, total)
        if reached != done:
            found.append({**line, "cents": reached - done})
        done = reached
    return found


def _rounded(top: int, bottom: int) -> int:
    """Divide and round half away from zero, exactly."""
    size = (2 * abs(top) + bottom) // (2 * bottom)
    return size if top >= 0 else -size


def month_of(day: dt.date) -> str:
    """Give the month of a day as « 2026-11 »."""
    return f"{day.year:04d}-{day.month:02d}"


def days_by_month(starts: dt.date, ends: dt.date) -> dict[str, int]:
    """Count the days of a period in each of its months, both ends counted. ValueError when it ends before it starts."""
    if ends < starts:
        raise ValueError("a period ends after it starts")
    found: dict[str, int] = {}
    day = starts
    while day <= ends:
        last = dt.date(day.year, day.month, calendar.monthrange(day.year, day.month)[1])
        until = min(last, ends)
        found[month_of(day)] = (until - day).days + 1
        day = until + dt.timedelta(days=1)
    return found


def by_month(lines: Sequence[tuple[Line, bool]], days: Mapping[str, int]) -> dict[str, list[Line]]:
    """Spread lines over months by their days, to the cent; a line that is not `spread` falls in the first month.

    Months whose lines add up to nothing, or less, are joined to the next, so that each can be invoiced; what is left
    at the end joins the last.
    """
    months = list(days)
    parts: dict[str, list[Line]] = {month: [] for month in months}
    for line, spread in lines:
        if not spread:
            parts[months[0]].append(line)
            continue
        amounts = shared_out(from_cents(line["cents"]), [Decimal(count) for count in days.values()])
        for month, amount in zip(months, amounts, strict=True):
            if amount:
                parts[month].append({**line, "cents": cents(amount)})
    return _payable(parts)


def _payable(parts: Mapping[str, list[Line]]) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = {}
    carried: list[Line] = []
    for month, lines in parts.items():
        joined = _joined([*carried, *lines])
        if sums_of(joined).total > 0:
            found[month], carried = joined, []
        else:
            carried = joined
    if carried and found:
        last = next(reversed(found))
        found[last] = _joined([*found[last], *carried])
    return found


def _joined(lines: Sequence[Line]) -> list[Line]:
    """Join lines of one key."""
    by_key: dict[str, Line] = {}
    for line in lines:
        held = by_key.get(line["key"])
        by_key[line["key"]] = {**line, "cents": line["cents"] + (held["cents"] if held else 0)}
    return [line for line in by_key.values() if line["cents"]]
