"""The timeline of what is in force, drawn with attributes only (no inline style): a bar for each stage."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from guichet.kernel.typography import day_words, period_words
from guichet.tariffs.queries.shown import Row
from guichet.tariffs.timeline import Stage

WIDTH = 1000


@dataclass(frozen=True, slots=True)
class Bar:
    """A stage as drawn: where it begins and how wide it is, of 1000, its kind and its words."""

    x: int
    width: int
    kind: str
    words: str
    label: str


@dataclass(frozen=True, slots=True)
class Line:
    """One tariff of the timeline with its bars and its faults in words."""

    row: Row
    bars: tuple[Bar, ...]
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A year on the scale."""

    x: int
    label: str


def draw(rows: Sequence[Row], first: dt.date, last: dt.date, language: str) -> list[Line]:
    """Draw the stages of each tariff within a window of time."""
    return [
        Line(
            row,
            tuple(_bar(stage, first, last, language) for stage in row.stages),
            tuple(_words(stage, language) for stage in row.faults),
        )
        for row in rows
    ]


def _at(day: dt.date, first: dt.date, last: dt.date) -> int:
    return round(WIDTH * (day - first).days / ((last - first).days + 1))


def _bar(stage: Stage, first: dt.date, last: dt.date, language: str) -> Bar:
    x = _at(stage.starts, first, last)
    width = max(3, _at(stage.ends + dt.timedelta(days=1), first, last) - x)
    label = ", ".join(f"v{span.version}" for span in stage.spans)
    return Bar(x, width, stage.kind, _words(stage, language), label if width > 60 else "")


def _words(stage: Stage, language: str) -> str:
    period = period_words(stage.starts, stage.ends, language)
    which = " + ".join(f"{span.number} v{span.version}" for span in stage.spans)
    return f"{which} {period}" if which else period


def years(first: dt.date, last: dt.date) -> list[Mark]:
    """Mark the first day of each year of the window."""
    days = [dt.date(year, 1, 1) for year in range(first.year, last.year + 1)]
    return [Mark(_at(day, first, last), str(day.year)) for day in days if first <= day <= last]


def today_mark(today: dt.date, first: dt.date, last: dt.date, language: str) -> Mark:
    """Mark today."""
    return Mark(_at(today, first, last), day_words(today, language, short=True, year=False))
