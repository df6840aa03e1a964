"""Time as fees count it: started days, weeks, months and years, each belonging to the piece in which it begins.

A permit's first and last day both count. A month begins on the day of the first (from January 31: February 28 or 29,
March 31…). Because each started unit belongs to one piece only, cutting a period where a rate changes never makes
more of them.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator

from guichet.tariffs.content import Window

LONGEST_DAYS = 3_660


def add_months(day: dt.date, months: int) -> dt.date:
    """Give the same day of a later month, or its last day when it has none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def beginnings(unit: str, starts: dt.date, ends: dt.date) -> Iterator[dt.date]:
    """Give the first day of each started unit of a period."""
    count = 0
    while True:
        if unit in ("day", "week"):
            first = starts + dt.timedelta(days=count * (7 if unit == "week" else 1))
        else:
            first = add_months(starts, count * (12 if unit == "year" else 1))
        if first > ends:
            return
        yield first
        count += 1


def count(
    window: Window, starts: dt.date, ends: dt.date, piece: tuple[dt.date, dt.date] | None = None
) -> int:
    """Count the started units of a period that a window lets count and that begin within a piece (none: all)."""
    low, high = piece or (starts, ends)
    if window.unit == "day" and window.season is None:
        return _days(window, starts, low, high)
    return sum(
        1
        for number, first in enumerate(beginnings(window.unit, starts, ends), start=1)
        if low <= first <= high
        and number > window.after
        and (window.up_to is None or number <= window.up_to)
        and (window.season is None or _in_season(first, window.season))
    )


def _days(window: Window, starts: dt.date, low: dt.date, high: dt.date) -> int:
    first = max(low, starts + dt.timedelta(days=window.after))
    last = high if window.up_to is None else min(high, starts + dt.timedelta(days=window.up_to - 1))
    return max(0, (last - first).days + 1)


def _in_season(day: dt.date, season: tuple[str, str]) -> bool:
    mark, (first, last) = day.strftime("%m-%d"), season
    return first <= mark <= last if first <= last else mark >= first or mark <= last
