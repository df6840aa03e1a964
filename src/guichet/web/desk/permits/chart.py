"""Waiting by week as plain drawings: two lines a chart, each week's value also in a table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guichet.permits.shapes import Fairness, FairWeek, Waited

WIDTH, HEIGHT = 440.0, 170.0
LEFT, RIGHT, TOP, BOTTOM = 36.0, 8.0, 14.0, 26.0
PAIRS: Sequence[tuple[str, Promise, str, Promise, str, Promise]] = (
    ("money", _("Free and paying files"), "free", _("Free"), "paying", _("Paying")),
    ("time", _("Filed in time and filed late"), "early", _("In time"), "late", _("Late")),
    ("who", _("Residents and companies"), "resident", _("Residents"), "company", _("Companies")),
)


@dataclass(frozen=True, slots=True)
class Dot:
    """A week's median as drawn."""

    x: float
    y: float
    days: float
    count: int


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of files: its words, its dots, the `d` of the line between them, and the whole period."""

    words: Promise
    dots: Sequence[Dot]
    data: str
    whole: Waited


@dataclass(frozen=True, slots=True)
class Chart:
    """Two kinds side by side: lines, horizontal marks (y, days), weeks (x, Monday), rows of the table."""

    code: str
    title: Promise
    lines: Sequence[Line]
    marks: Sequence[tuple[float, int]]
    weeks: Sequence[tuple[float, dt.date]]
    rows: Sequence[tuple[dt.date, Sequence[Waited]]]


def weekly_charts(found: Fairness) -> list[Chart]:
    """Draw each pair of kinds, all to one scale so that they can be compared."""
    kinds = [kind for pair in PAIRS for kind in (pair[2], pair[4])]
    most = max((_median(week, kind) or 0.0 for week in found.weeks for kind in kinds), default=0.0)
    top = _round_up(most)
    return [_chart(found, pair, top) for pair in PAIRS]


def _chart(found: Fairness, pair: tuple[str, Promise, str, Promise, str, Promise], top: int) -> Chart:
    code, title, one, one_words, other, other_words = pair
    step = (WIDTH - LEFT - RIGHT) / max(len(found.weeks) - 1, 1)
    xs = [LEFT + step * place for place in range(len(found.weeks))]
    lines = [
        _line(words, found.weeks, kind, xs, top, found.whole)
        for words, kind in ((one_words, one), (other_words, other))
    ]
    rows = [(week.monday, [week.groups.get(kind, NOBODY) for kind in (one, other)]) for week in found.weeks]
    marks = [(_y(days, top), days) for days in (0, top // 2, top)]
    every = max(len(xs) // 5, 1)
    weeks = [
        (x, week.monday)
        for place, (x, week) in enumerate(zip(xs, found.weeks, strict=True))
        if place % every == 0
    ]
    return Chart(code, title, lines, marks, weeks, rows)


NOBODY = Waited(0, None, None)


def _line(
    words: Promise,
    weeks: Sequence[FairWeek],
    kind: str,
    xs: Sequence[float],
    top: int,
    whole: Mapping[str, Waited],
) -> Line:
    dots = []
    for x, week in zip(xs, weeks, strict=True):
        days = _median(week, kind)
        if days is not None:
            dots.append(Dot(round(x, 1), _y(days, top), days, week.groups[kind].count))
    data = "M" + "L".join(f"{dot.x:g} {dot.y:g}" for dot in dots) if len(dots) > 1 else ""
    return Line(words, dots, data, whole.get(kind, NOBODY))


def _median(week: FairWeek, kind: str) -> float | None:
    found = week.groups.get(kind)
    return found.median if found else None


def _y(days: float, top: int) -> float:
    return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * min(days / top, 1.0), 1)


def _round_up(days: float) -> int:
    """Give an even round number of days at or above a value, for the top of the scale."""
    for step in (2, 4, 6, 10, 20, 30, 40, 60, 100, 200, 400):
        if days <= step:
            return step
    return 1_000
