"""Time that does not count, since the resident, a third party or a planned date is awaited."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from operator import itemgetter

from guichet.kernel.clock.calendar import Span, Unit, WorkingCalendar, utc

Pause = tuple[dt.datetime, dt.datetime | None]


def in_order(pauses: Iterable[Pause], start: dt.datetime) -> list[Pause]:
    """Give the pauses from the start on, in UTC, sorted, those that meet merged into one.

    A pause without an end goes on. One that ends before it begins raises ValueError.
    """
    first = utc(start)
    instants = [(utc(begin), None if end is None else utc(end)) for begin, end in pauses]
    merged: list[Pause] = []
    for begin, end in sorted(instants, key=itemgetter(0)):
        if end is not None and end < begin:
            raise ValueError("a pause ends before it begins")
        if end is not None and end <= first:
            continue
        last_end = merged[-1][1] if merged else None
        if not merged or (last_end is not None and begin > last_end):
            merged.append((max(begin, first), end))
        elif last_end is not None:
            merged[-1] = (merged[-1][0], None if end is None else max(end, last_end))
    return [pause for pause in merged if pause[0] != pause[1]]


def due_with_pauses(
    start: dt.datetime, span: Span, pauses: Iterable[Pause], calendar: WorkingCalendar
) -> dt.datetime | None:
    """Give the date that a promise leads to when paused time does not count; None while a pause goes on.

    Without pauses this is `calendar.add`. With them:

    - working hours: open time within a pause does not count;
    - working days: a day counts when the clock runs as it closes. Each closing that falls within a pause
      (after its beginning, up to its end) moves the date by one working day, the day of the start included; a
      pause that begins and ends between two closings costs nothing;
    - hours and days: the date moves by the real length of each pause that begins before it.

    A date reached before, or just as, a pause begins stays. Pauses may overlap and come in any order.
    """
    ordered = in_order(pauses, start)
    if span.unit is Unit.WORKING_DAYS:
        return _due_in_days(start, span.amount, ordered, calendar)
    if span.unit is Unit.WORKING_HOURS:
        return _due_in_hours(start, dt.timedelta(hours=span.amount), ordered, calendar)
    due = utc(calendar.add(start, span))
    for begin, end in ordered:
        if due <= begin:
            break
        if end is None:
            return None
        due += end - begin
    return calendar.local(due)


def _due_in_hours(
    start: dt.datetime, work: dt.timedelta, pauses: list[Pause], calendar: WorkingCalendar
) -> dt.datetime | None:
    """Count open time from one pause to the next until the work is done."""
    at = start
    for begin, end in pauses:
        due = calendar.advance(at, work)
        if utc(due) <= begin:
            return due
        if end is None:
            return None
        work -= calendar.between(at, begin)
        at = end
    return calendar.advance(at, work)


def _due_in_days(
    start: dt.datetime, amount: int, pauses: list[Pause], calendar: WorkingCalendar
) -> dt.datetime | None:
    """Count the closings at which the clock runs, the day of the start being the zeroth."""
    waiting = list(reversed(pauses))
    for day in calendar.working_days_from(calendar.working_day_of(start)):
        closes = calendar.bounds(day)[-1][1]
        while waiting and _over(waiting[-1], closes):
            waiting.pop()
        if waiting and waiting[-1][0] < closes:
            if waiting[-1][1] is None:
                return None
        elif amount:
            amount -= 1
        else:
            return calendar.local(closes)
    raise AssertionError  # pragma: no cover - the days never end quietly


def _over(pause: Pause, at: dt.datetime) -> bool:
    return pause[1] is not None and pause[1] < at


def elapsed(
    start: dt.datetime, now: dt.datetime, pauses: Iterable[Pause], calendar: WorkingCalendar
) -> dt.timedelta:
    """Give the open time spent since the start, pauses left out; nothing when now is before the start."""
    end = utc(now)
    total = max(calendar.between(start, now), dt.timedelta(0))
    for begin, until in in_order(pauses, start):
        if begin < end:
            total -= calendar.between(begin, end if until is None else min(until, end))
    return total


def elapsed_always(start: dt.datetime, now: dt.datetime, pauses: Iterable[Pause]) -> dt.timedelta:
    """Give the real time spent since the start, pauses left out; nothing when now is before the start."""
    end = utc(now)
    total = max(end - utc(start), dt.timedelta(0))
    for begin, until in in_order(pauses, start):
        if begin < end:
            total -= (end if until is None else min(until, end)) - begin
    return total
