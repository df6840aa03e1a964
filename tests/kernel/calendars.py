"""Calendars and strategies that the clock's tests share."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from guichet.kernel.clock import Span, Unit, WorkingCalendar

MONTREAL = ZoneInfo("America/Toronto")
PARIS = ZoneInfo("Europe/Paris")

_MORNING, _AFTERNOON = (time(8, 30), time(12)), (time(13), time(16, 30))
OFFICE = WorkingCalendar.build(
    "America/Toronto",
    {day: [_MORNING, _AFTERNOON] for day in range(5)},
    closed=[date(2026, 11, 11), date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1)],
    extra={date(2026, 11, 28): [(time(9), time(12))], date(2026, 12, 28): [(time(10), time(11))]},
)
AROUND_THE_CLOCK = WorkingCalendar.build("Europe/Paris", {day: [(time(0), time(0))] for day in range(7)})
NIGHTS = WorkingCalendar.build(
    "Europe/Paris",
    {0: [(time(0), time(6)), (time(22), time(0))], 3: [(time(0), time(3))], 6: [(time(1), time(4))]},
)
CALENDARS = st.sampled_from([OFFICE, AROUND_THE_CLOCK, NIGHTS])


def montreal(text: str) -> datetime:
    """Read « 2026-11-24 16:30 » on Montréal's wall clock."""
    return datetime.fromisoformat(text).replace(tzinfo=MONTREAL)


def paris(text: str) -> datetime:
    """Read « 2026-11-24 16:30 » on Paris's wall clock."""
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


INSTANTS = st.builds(
    lambda minutes, zone: (datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)).astimezone(zone),
    st.integers(0, 3 * 366 * 24 * 60),
    st.sampled_from([UTC, MONTREAL, PARIS]),
)
SPANS = st.builds(Span, st.integers(0, 60), st.sampled_from(list(Unit)))


def hours(amount: int) -> Span:
    """Give working hours."""
    return Span(amount, Unit.WORKING_HOURS)


def days(amount: int) -> Span:
    """Give working days."""
    return Span(amount, Unit.WORKING_DAYS)
