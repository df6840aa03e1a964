"""Reading the working calendar of the city."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterable, Sequence

from guichet.kernel.clock import Opening, WorkingCalendar
from guichet.kernel.typography import THIN, clock_time, is_french
from guichet.places.editions import CALENDAR, Kept
from guichet.places.models import OpeningHours, SpecialDay
from guichet.tenancy.queries import current_city

DEFAULT_OPENING = Opening(dt.time(8, 30), dt.time(16, 30))
_WEEKDAYS = (
    ("lundi", "Monday"),
    ("mardi", "Tuesday"),
    ("mercredi", "Wednesday"),
    ("jeudi", "Thursday"),
    ("vendredi", "Friday"),
    ("samedi", "Saturday"),
    ("dimanche", "Sunday"),
)

Week = tuple[tuple[Opening, ...], ...]


class _Hours:
    """The city's hours and days, and the calendars made of them, one for each time zone asked for."""

    def __init__(self, week: Week, days: Sequence[SpecialDay]) -> None:
        self.week = week
        self._extra = {day.day: [read_span(span) for span in day.spans] for day in days if day.spans}
        self._closed = [day.day for day in days if day.closed or day.spans]
        self._calendars: dict[str, WorkingCalendar] = {}
        self._lock = threading.Lock()

    def calendar(self, zone: str) -> WorkingCalendar:
        with self._lock:
            if zone not in self._calendars:
                self._calendars[zone] = WorkingCalendar.build(zone, self.week, self._closed, self._extra)
            return self._calendars[zone]


def calendar(zone: str = "") -> WorkingCalendar:
    """Give the city's working calendar, in its own time zone unless another is named.

    A city that has set no hours is open from Monday to Friday, 8:30 to 16:30.
    """
    return _hours.get().calendar(zone or current_city().time_zone)


def opening_hours() -> list[OpeningHours]:
    """Give the hours that the city has set, in the order of the week; none when it has not."""
    return list(OpeningHours.objects.order_by("weekday", "opens"))


def special_days(year: int) -> list[SpecialDay]:
    """Give the days of a year that differ from their week, in order."""
    return list(SpecialDay.objects.filter(day__year=year).order_by("day"))


def opening_sentence(language: str) -> str:
    """Say when the city is open: « du lundi au vendredi, de 8 h 30 à 16 h 30 », “Monday to Friday, 8:30 a.m. to …”."""
    french = is_french(language)
    days: dict[tuple[Opening, ...], list[int]] = {}
    for weekday, openings in enumerate(_hours.get().week):
        if openings:
            days.setdefault(openings, []).append(weekday)
    parts = [
        f"{_days(weekdays, french=french)}, {_times(times, language)}" for times, weekdays in days.items()
    ]
    return (f"{THIN}; " if french else "; ").join(parts)


def read_span(span: str) -> Opening:
    """Read open hours as they are kept (« 09:00-12:00 »)."""
    opens, _dash, closes = span.partition("-")
    return Opening(dt.time.fromisoformat(opens), dt.time.fromisoformat(closes))


def _build() -> _Hours:
    week: list[list[Opening]] = [[] for _day in range(7)]
    for hours in opening_hours():
        week[hours.weekday - 1].append(Opening(hours.opens, hours.closes))
    if not any(week):
        week = [[DEFAULT_OPENING]] * 5 + [[], []]
    return _Hours(tuple(tuple(day) for day in week), list(SpecialDay.objects.order_by("day")))


_hours: Kept[_Hours] = Kept(_build, CALENDAR)


def _days(weekdays: Sequence[int], *, french: bool) -> str:
    """Write weekdays: three or more in a row by their ends, the others one by one."""
    if len(weekdays) == 7:
        return "tous les jours" if french else "every day"
    runs: list[list[int]] = []
    for day in weekdays:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    said: list[str] = []
    for run in runs:
        names = [_WEEKDAYS[day][0 if french else 1] for day in run]
        if len(run) > 2:
            said.append(f"du {names[0]} au {names[-1]}" if french else f"{names[0]} to {names[-1]}")
        else:
            said += [f"le {name}" if french else name for name in names]
    return _listed(said, french=french)


def _times(openings: Iterable[Opening], language: str) -> str:
    french = is_french(language)
    said = []
    for opens, closes in openings:
        if opens == closes:
            return "24 heures sur 24" if french else "around the clock"
        start, end = clock_time(opens, language), clock_time(closes, language)
        end = ("minuit" if french else "midnight") if closes == dt.time(0) else end
        said.append(f"de {start} à {end}" if french else f"{start} to {end}")
    return _listed(said, french=french)


def _listed(said: Sequence[str], *, french: bool) -> str:
    if len(said) < 2:
        return "".join(said)
    return f"{', '.join(said[:-1])} {'et' if french else 'and'} {said[-1]}"
