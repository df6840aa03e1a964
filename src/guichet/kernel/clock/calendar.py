"""When a city is at work, and what date a promise in working time leads to.

Instants come in and go out aware; a naive one raises ValueError. What comes out is in the calendar's zone.
Lengths are of real time, so that an office open around the clock works 23 hours on the day when clocks go
forward.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice, starmap
from typing import NamedTuple, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ONE_DAY = dt.timedelta(days=1)
_MIDNIGHT = dt.time(0)
_LONGEST = 10_000
_KEPT_DAYS = 5_000

Bounds = tuple[tuple[dt.datetime, dt.datetime], ...]


class Unit(StrEnum):
    """What a promise is counted in."""

    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"
    HOURS = "hours"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Span:
    """A promised length: a whole amount (0 to 10,000) of a unit. Anything else raises ValueError."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if not 0 <= self.amount <= _LONGEST:
            raise ValueError(f"a promise is between 0 and {_LONGEST} {self.unit}, not {self.amount}")
        object.__setattr__(self, "unit", Unit(self.unit))


class Opening(NamedTuple):
    """Open hours within one day, as the wall clock shows them; closing at 0:00 means the end of the day."""

    opens: dt.time
    closes: dt.time


Times = Iterable[tuple[dt.time, dt.time]]


def _checked(openings: Times) -> tuple[Opening, ...]:
    """Sort the openings of a day and merge those that meet; ValueError when one ends before it begins."""
    merged: list[Opening] = []
    for opens, closes in sorted(openings):
        if opens.tzinfo or closes.tzinfo:
            raise ValueError("opening hours are of the wall clock, without a zone")
        if closes != _MIDNIGHT and closes <= opens:
            raise ValueError(
                f"hours from {opens:%H:%M} to {closes:%H:%M} go over midnight: split them by day"
            )
        last = merged[-1] if merged else None
        if last is None or (last.closes != _MIDNIGHT and opens > last.closes):
            merged.append(Opening(opens, closes))
        elif last.closes != _MIDNIGHT and (closes == _MIDNIGHT or closes > last.closes):
            merged[-1] = Opening(last.opens, closes)
    return tuple(merged)


def _openings(times: Times) -> tuple[Opening, ...]:
    return tuple(starmap(Opening, times))


def utc(at: dt.datetime) -> dt.datetime:
    """Give an instant in UTC, where instants can be compared and subtracted; ValueError when it is naive."""
    if at.utcoffset() is None:
        raise ValueError("an instant needs a time zone")
    return at.astimezone(dt.UTC)


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """The opening hours of a city; make it with `build` and keep it: it remembers what it worked out.

    `weekly` has seven days from Monday, each with its openings. `closed` are holidays and bridge days.
    `extra` are further openings on given dates: added to those of the weekday, and the only ones on a closed
    day.
    """

    zone: ZoneInfo
    weekly: tuple[tuple[Opening, ...], ...]
    closed: frozenset[dt.date] = frozenset()
    extra: tuple[tuple[dt.date, tuple[Opening, ...]], ...] = ()
    _extra: dict[dt.date, tuple[Opening, ...]] = field(init=False, compare=False, repr=False)
    _worked_out: dict[dt.date, Bounds] = field(init=False, compare=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.weekly) != 7:
            raise ValueError("a week has seven days")
        object.__setattr__(self, "weekly", tuple(_checked(day) for day in self.weekly))
        object.__setattr__(self, "closed", frozenset(self.closed))
        extra: dict[dt.date, tuple[Opening, ...]] = {}
        for day, openings in self.extra:
            usual = () if day in self.closed else self.weekly[day.weekday()]
            if both := _checked([*extra.get(day, usual), *openings]):
                extra[day] = both
        object.__setattr__(self, "_extra", extra)
        if not any(self.weekly) and not extra:
            raise ValueError("a calendar without any open hours leads to no date")

    @classmethod
    def build(
        cls,
        zone: str,
        weekly: Mapping[int, Times] | Sequence[Times],
        closed: Iterable[dt.date] = (),
        extra: Mapping[dt.date, Times] | None = None,
    ) -> Self:
        """Make a calendar from loose data: a zone's name, openings by weekday (0 is Monday), dates.

        ValueError for an unknown zone or weekday, hours over midnight, or no open hours at all.
        """
        days = dict(weekly) if isinstance(weekly, Mapping) else dict(enumerate(weekly))
        if not set(days) <= set(range(7)):
            raise ValueError("weekdays go from 0 (Monday) to 6 (Sunday)")
        try:
            info = ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError) as problem:
            raise ValueError(f"unknown time zone: {zone}") from problem
        week = tuple(_openings(days.get(day, ())) for day in range(7))
        dates = tuple((day, _openings(times)) for day, times in sorted((extra or {}).items()))
        return cls(zone=info, weekly=week, closed=frozenset(closed), extra=dates)

    def openings(self, day: dt.date) -> tuple[Opening, ...]:
        """Give the open hours of a date, in order; none when the city is closed."""
        if day in self._extra:
            return self._extra[day]
        return () if day in self.closed else self.weekly[day.weekday()]

    def bounds(self, day: dt.date) -> Bounds:
        """Give the open hours of a date as instants in UTC.

        A wall-clock hour that a change of clocks skips is read one hour later; one that it repeats, the first
        time.
        """
        known = self._worked_out.get(day)
        if known is None:
            known = tuple(self._instants(day, opening) for opening in self.openings(day))
            if len(self._worked_out) >= _KEPT_DAYS:
                self._worked_out.clear()
            self._worked_out[day] = known
        return known

    def _instants(self, day: dt.date, opening: Opening) -> tuple[dt.datetime, dt.datetime]:
        last_day = day + ONE_DAY if opening.closes == _MIDNIGHT else day
        opens = dt.datetime.combine(day, opening.opens, self.zone).astimezone(dt.UTC)
        closes = dt.datetime.combine(last_day, opening.closes, self.zone).astimezone(dt.UTC)
        return opens, max(opens, closes)

    def local(self, at: dt.datetime) -> dt.datetime:
        """Give an instant on the city's wall clock."""
        return utc(at).astimezone(self.zone)

    def is_open(self, at: dt.datetime) -> bool:
        """Tell whether the city is at work: from an opening on, until just before its closing."""
        instant = utc(at)
        return any(opens <= instant < closes for opens, closes in self.bounds(self.local(at).date()))

    def next_open(self, at: dt.datetime) -> dt.datetime:
        """Give the instant itself when the city is open, else the next opening; ValueError if none."""
        instant = utc(at)
        for day in self.working_days_from(self.local(at).date()):
            for opens, closes in self.bounds(day):
                if instant < closes:
                    return self.local(max(instant, opens))
        raise AssertionError  # pragma: no cover - the days never end quietly

    def working_days_from(self, day: dt.date) -> Iterator[dt.date]:
        """Give the days with open hours from a date on, itself first; ValueError after the last one."""
        last = dt.date.max - ONE_DAY if any(self.weekly) else max(self._extra)
        while day <= last:
            if self.openings(day):
                yield day
            day += ONE_DAY
        raise ValueError("the calendar has no open hours after this date")

    def working_day_of(self, at: dt.datetime) -> dt.date:
        """Give the working day on which something received then counts: that day, or the next if over."""
        return self.local(self.next_open(at)).date()

    def closing(self, day: dt.date) -> dt.datetime:
        """Give the instant at which a working day ends; ValueError for a closed day."""
        bounds = self.bounds(day)
        if not bounds:
            raise ValueError(f"{day} is not a working day")
        return self.local(bounds[-1][1])

    def add(self, start: dt.datetime, span: Span) -> dt.datetime:
        """Give the date that a promise leads to.

        - working hours: when that much open time has gone by; at a closing rather than at the next opening;
        - working days: the closing of the n-th working day after the one on which the start counts (a start
          on a closed day, or at or after the last closing, counts on the next working day); 0 is that same
          day's closing;
        - hours: of real time, open or not;
        - days: the same hour of the wall clock, n dates later.
        """
        if span.unit is Unit.HOURS:
            return self.local(utc(start) + dt.timedelta(hours=span.amount))
        if span.unit is Unit.DAYS:
            wall = self.local(start).replace(tzinfo=None) + dt.timedelta(days=span.amount)
            return self.local(wall.replace(tzinfo=self.zone)) if span.amount else self.local(start)
        if span.unit is Unit.WORKING_HOURS:
            return self.advance(start, dt.timedelta(hours=span.amount))
        days = self.working_days_from(self.working_day_of(start))
        return self.closing(next(islice(days, span.amount, None)))

    def advance(self, start: dt.datetime, work: dt.timedelta) -> dt.datetime:
        """Give the instant when so much open time has gone by since the start; the start itself for none."""
        instant = utc(start)
        if work <= dt.timedelta(0):
            return self.local(start)
        for day in self.working_days_from(self.local(start).date()):
            for opens, closes in self.bounds(day):
                begins = max(opens, instant)
                if begins + work <= closes:
                    return self.local(begins + work)
                if closes > begins:
                    work -= closes - begins
        raise AssertionError  # pragma: no cover - the days never end quietly

    def between(self, start: dt.datetime, end: dt.datetime) -> dt.timedelta:
        """Give the open time between two instants; negative when the end comes first."""
        first, last = utc(start), utc(end)
        if last < first:
            return -self.between(end, start)
        day, last_day = self.local(start).date(), self.local(end).date()
        total = dt.timedelta(0)
        while day <= last_day:
            for opens, closes in self.bounds(day):
                if opens < last and first < closes:
                    total += min(closes, last) - max(opens, first)
            day += ONE_DAY
        return total
