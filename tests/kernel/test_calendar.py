"""Working time: nights, weekends, holidays and changes of clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.kernel.clock import Span, Unit, WorkingCalendar
from tests.kernel.calendars import (
    AROUND_THE_CLOCK,
    CALENDARS,
    INSTANTS,
    NIGHTS,
    OFFICE,
    SPANS,
    days,
    hours,
    montreal,
    paris,
)

NINE_TO_FIVE = [(time(9), time(17))]


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-11-24 08:29", False),
        ("2026-11-24 08:30", True),
        ("2026-11-24 12:00", False),
        ("2026-11-24 13:00", True),
        ("2026-11-24 16:30", False),
        ("2026-11-22 10:00", False),
        ("2026-11-11 10:00", False),
        ("2026-11-28 10:00", True),
        ("2026-12-28 10:30", True),
        ("2026-12-28 09:00", False),
    ],
)
def test_is_open_follows_hours_holidays_and_extras(at: str, expected: object) -> None:
    assert OFFICE.is_open(montreal(at)) is expected


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        ("2026-11-24 10:00", "2026-11-24 10:00"),
        ("2026-11-24 12:00", "2026-11-24 13:00"),
        ("2026-11-24 03:00", "2026-11-24 08:30"),
        ("2026-11-20 16:30", "2026-11-23 08:30"),
        ("2026-11-10 18:00", "2026-11-12 08:30"),
        ("2026-11-27 18:00", "2026-11-28 09:00"),
    ],
)
def test_next_open_finds_the_opening(at: str, opens: str) -> None:
    assert OFFICE.next_open(montreal(at)) == montreal(opens)


@pytest.mark.parametrize(
    ("start", "span", "due"),
    [
        ("2026-11-24 10:00", hours(1), "2026-11-24 11:00"),
        ("2026-11-24 11:30", hours(1), "2026-11-24 13:30"),
        ("2026-11-24 08:30", hours(7), "2026-11-24 16:30"),
        ("2026-11-20 16:00", hours(1), "2026-11-23 09:00"),
        ("2026-11-21 10:00", hours(2), "2026-11-23 10:30"),
        ("2026-11-10 16:00", hours(1), "2026-11-12 09:00"),
        ("2026-11-27 16:00", hours(2), "2026-11-28 10:30"),
        ("2026-11-21 10:00", hours(0), "2026-11-21 10:00"),
        ("2026-11-16 10:00", days(1), "2026-11-17 16:30"),
        ("2026-11-16 06:00", days(1), "2026-11-17 16:30"),
        ("2026-11-16 16:30", days(1), "2026-11-18 16:30"),
        ("2026-11-16 23:00", days(1), "2026-11-18 16:30"),
        ("2026-11-14 10:00", days(1), "2026-11-17 16:30"),
        ("2026-11-14 10:00", days(0), "2026-11-16 16:30"),
        ("2026-11-10 10:00", days(1), "2026-11-12 16:30"),
        ("2026-11-27 10:00", days(1), "2026-11-28 12:00"),
        ("2026-11-16 10:00", days(5), "2026-11-23 16:30"),
        ("2026-12-23 17:00", days(2), "2026-12-29 16:30"),
        ("2026-11-21 10:00", Span(48, Unit.HOURS), "2026-11-23 10:00"),
        ("2026-11-21 10:00", Span(3, Unit.DAYS), "2026-11-24 10:00"),
        ("2026-10-31 10:00", Span(1, Unit.DAYS), "2026-11-01 10:00"),
        ("2026-10-31 10:00", Span(24, Unit.HOURS), "2026-11-01 09:00"),
        ("2026-03-07 02:30", Span(1, Unit.DAYS), "2026-03-08 03:30"),
    ],
)
def test_add_leads_to_the_promised_date(start: str, span: Span, due: str) -> None:
    assert OFFICE.add(montreal(start), span) == montreal(due)


def test_add_reads_any_zone_and_answers_in_the_citys() -> None:
    due = OFFICE.add(datetime(2026, 11, 24, 15, 0, tzinfo=UTC), hours(1))
    assert due.isoformat() == "2026-11-24T11:00:00-05:00"


@pytest.mark.parametrize(("day", "length"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-06-01", 24)])
def test_between_counts_real_hours_when_clocks_change(day: str, length: int) -> None:
    start = paris(f"{day} 00:00")
    assert AROUND_THE_CLOCK.between(start, AROUND_THE_CLOCK.closing(start.date())) == timedelta(hours=length)


def test_add_over_changing_clocks_counts_real_hours() -> None:
    assert AROUND_THE_CLOCK.add(paris("2026-03-28 22:00"), hours(6)) == paris("2026-03-29 05:00")
    assert NIGHTS.between(paris("2026-03-29 00:00"), paris("2026-03-29 12:00")) == timedelta(hours=2)
    assert NIGHTS.between(paris("2026-10-25 00:00"), paris("2026-10-25 12:00")) == timedelta(hours=4)


def test_add_when_clocks_skip_all_open_hours_goes_on() -> None:
    calendar = WorkingCalendar.build("America/Toronto", {6: [(time(2), time(3))]})
    assert calendar.add(montreal("2026-03-08 00:00"), hours(1)) == montreal("2026-03-15 03:00")
    assert not calendar.is_open(montreal("2026-03-08 03:00"))


def test_between_backwards_is_negative() -> None:
    start, end = montreal("2026-11-20 16:00"), montreal("2026-11-23 09:00")
    assert OFFICE.between(start, end) == timedelta(hours=1)
    assert OFFICE.between(end, start) == -timedelta(hours=1)


@pytest.mark.parametrize(
    ("weekly", "extra"),
    [
        ({}, {}),
        ({0: []}, {date(2026, 1, 1): []}),
        ({0: [(time(22), time(6))]}, {}),
        ({0: [(time(9), time(9))]}, {}),
        ({7: NINE_TO_FIVE}, {}),
        ({0: [(time(9, tzinfo=UTC), time(17, tzinfo=UTC))]}, {}),
    ],
)
def test_build_of_impossible_hours_is_refused(
    weekly: dict[int, list[tuple[time, time]]], extra: dict[date, list[tuple[time, time]]]
) -> None:
    with pytest.raises(ValueError, match=r"open hours|midnight|weekdays|zone"):
        WorkingCalendar.build("Europe/Paris", weekly, extra=extra)


def test_build_in_unknown_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        WorkingCalendar.build("Europe/Atlantide", {0: NINE_TO_FIVE})


def test_build_merges_hours_that_meet() -> None:
    calendar = WorkingCalendar.build(
        "Europe/Paris",
        [[(time(13), time(0)), (time(9), time(12)), (time(11), time(13, 30)), (time(22), time(23))]],
    )
    assert calendar.openings(date(2026, 11, 23)) == ((time(9), time(0)),)


def test_calendar_past_its_last_open_day_is_refused() -> None:
    fair = WorkingCalendar.build("Europe/Paris", {}, extra={date(2026, 11, 24): NINE_TO_FIVE})
    assert fair.next_open(paris("2026-01-01 00:00")) == paris("2026-11-24 09:00")
    with pytest.raises(ValueError, match="no open hours after"):
        fair.next_open(paris("2026-11-24 17:00"))
    for span in (days(1), hours(8)):
        with pytest.raises(ValueError, match="no open hours after"):
            fair.add(paris("2026-11-24 10:00"), span)


def test_calendar_closed_for_years_opens_again() -> None:
    closed = [date(2026, 1, 1) + timedelta(days=n) for n in range(4000)]
    calendar = WorkingCalendar.build("Europe/Paris", {0: NINE_TO_FIVE}, closed=closed)
    assert calendar.next_open(paris("2026-01-01 00:00")) == paris("2036-12-15 09:00")


def test_closing_of_closed_day_is_refused() -> None:
    with pytest.raises(ValueError, match="not a working day"):
        OFFICE.closing(date(2026, 11, 11))


@pytest.mark.parametrize("amount", [-1, 10_001])
def test_span_out_of_reason_is_refused(amount: int) -> None:
    with pytest.raises(ValueError, match="between 0 and"):
        Span(amount, Unit.DAYS)


def test_span_reads_stored_unit() -> None:
    assert Span(2, Unit("working_days")) == days(2)
    with pytest.raises(ValueError, match="fortnights"):
        Span(2, "fortnights")  # type: ignore[arg-type]


def test_naive_instant_is_refused() -> None:
    naive = montreal("2026-11-24 10:00").replace(tzinfo=None)
    for call in (OFFICE.is_open, OFFICE.next_open, OFFICE.working_day_of):
        with pytest.raises(ValueError, match="time zone"):
            call(naive)
    for span in (days(1), hours(1), Span(1, Unit.HOURS), Span(1, Unit.DAYS)):
        with pytest.raises(ValueError, match="time zone"):
            OFFICE.add(naive, span)


@given(CALENDARS, INSTANTS, SPANS)
def test_add_never_comes_before_start(calendar: WorkingCalendar, start: datetime, span: Span) -> None:
    assert calendar.add(start, span).timestamp() >= start.timestamp()


@given(CALENDARS, INSTANTS, INSTANTS, SPANS)
def test_add_keeps_order_of_starts(
    calendar: WorkingCalendar, one: datetime, two: datetime, span: Span
) -> None:
    first, second = sorted((one, two), key=datetime.timestamp)
    if span.unit is Unit.DAYS:
        return
    assert calendar.add(first, span).timestamp() <= calendar.add(second, span).timestamp()


@given(CALENDARS, INSTANTS, SPANS)
def test_add_of_more_is_later(calendar: WorkingCalendar, start: datetime, span: Span) -> None:
    more = Span(span.amount + 1, span.unit)
    assert calendar.add(start, span).timestamp() < calendar.add(start, more).timestamp()


@given(CALENDARS, INSTANTS, st.integers(0, 60))
def test_between_gives_back_what_was_added(calendar: WorkingCalendar, start: datetime, amount: int) -> None:
    due = calendar.add(start, hours(amount))
    assert calendar.between(start, due) == timedelta(hours=amount)


@given(CALENDARS, INSTANTS, INSTANTS, INSTANTS)
def test_between_adds_up(calendar: WorkingCalendar, one: datetime, two: datetime, three: datetime) -> None:
    assert calendar.between(one, two) + calendar.between(two, three) == calendar.between(one, three)


@given(CALENDARS, INSTANTS)
def test_next_open_is_open(calendar: WorkingCalendar, at: datetime) -> None:
    opening = calendar.next_open(at)
    assert calendar.is_open(opening)
    assert calendar.between(at, opening) == timedelta(0)


@given(CALENDARS, INSTANTS, st.integers(0, 60))
def test_add_of_working_days_ends_at_a_closing(
    calendar: WorkingCalendar, start: datetime, amount: int
) -> None:
    due = calendar.add(start, days(amount))
    assert not calendar.is_open(due) or calendar is AROUND_THE_CLOCK
    assert calendar.between(due - timedelta(minutes=1), due) == timedelta(minutes=1)
