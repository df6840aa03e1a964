"""Promises that wait, and the clock drawn from them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.kernel.clock import (
    Pause,
    Promise,
    SegmentKind,
    Span,
    Unit,
    WorkingCalendar,
    due_with_pauses,
    elapsed,
    read_clock,
)
from tests.kernel.calendars import CALENDARS, INSTANTS, OFFICE, SPANS, days, hours, montreal

MONDAY = montreal("2026-11-16 10:00")
PAUSES = st.lists(
    st.builds(lambda at, minutes: (at, at + timedelta(minutes=minutes)), INSTANTS, st.integers(0, 30_000)),
    max_size=4,
)


def pause(begin: str, end: str | None = None) -> Pause:
    return montreal(f"2026-11-{begin}"), montreal(f"2026-11-{end}") if end else None


@pytest.mark.parametrize(
    ("span", "pauses", "due"),
    [
        (days(2), [], "18 16:30"),
        (days(2), [pause("17 10:00", "17 15:00")], "18 16:30"),
        (days(2), [pause("17 10:00", "18 10:00")], "19 16:30"),
        (days(2), [pause("16 10:00", "18 09:00")], "20 16:30"),
        (days(2), [pause("17 17:00", "18 08:00")], "18 16:30"),
        (days(2), [pause("17 16:30", "18 08:00")], "18 16:30"),
        (days(2), [pause("17 09:00", "17 16:30")], "19 16:30"),
        (days(2), [pause("18 16:30")], "18 16:30"),
        (days(2), [pause("19 10:00", "20 10:00")], "18 16:30"),
        (days(2), [pause("17 09:00", "18 09:00"), pause("17 12:00", "19 09:00")], "20 16:30"),
        (days(2), [pause("19 09:00", "20 09:00"), pause("17 09:00", "18 09:00")], "20 16:30"),
        (days(2), [pause("20 17:00", "22 12:00")], "18 16:30"),
        (days(0), [pause("16 12:00", "16 17:00")], "17 16:30"),
        (hours(4), [pause("16 11:00", "16 14:00")], "17 09:00"),
        (hours(4), [pause("16 12:00", "16 13:00")], "16 15:00"),
        (hours(4), [pause("16 15:00", "17 12:00")], "16 15:00"),
        (hours(4), [pause("16 14:30", "18 10:00")], "18 10:30"),
        (Span(6, Unit.HOURS), [pause("16 11:00", "16 12:30"), pause("16 17:00", "16 18:00")], "16 18:30"),
        (Span(2, Unit.DAYS), [pause("17 00:00", "20 00:00")], "21 10:00"),
    ],
)
def test_due_moves_by_what_was_paused(span: Span, pauses: list[Pause], due: str) -> None:
    found = due_with_pauses(MONDAY, span, pauses, OFFICE)
    assert found == montreal(f"2026-11-{due}")


@pytest.mark.parametrize("span", [days(2), hours(9), Span(2, Unit.DAYS), Span(40, Unit.HOURS)])
def test_due_while_paused_is_open(span: Span) -> None:
    assert due_with_pauses(MONDAY, span, [pause("17 10:00")], OFFICE) is None
    assert due_with_pauses(MONDAY, span, [pause("17 10:00", "17 11:00"), pause("17 10:30")], OFFICE) is None
    assert due_with_pauses(MONDAY, span, [pause("23 10:00")], OFFICE) == OFFICE.add(MONDAY, span)


def test_due_of_backward_pause_is_refused() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        due_with_pauses(MONDAY, days(1), [pause("17 10:00", "17 09:00")], OFFICE)
    with pytest.raises(ValueError, match="time zone"):
        due_with_pauses(MONDAY, days(1), [(MONDAY.replace(tzinfo=None), None)], OFFICE)


def test_elapsed_leaves_pauses_and_nights_out() -> None:
    now = montreal("2026-11-17 10:00")
    assert elapsed(MONDAY, now, [], OFFICE) == timedelta(hours=7)
    assert elapsed(MONDAY, now, [pause("16 11:00", "16 13:30")], OFFICE) == timedelta(hours=5, minutes=30)
    assert elapsed(MONDAY, now, [pause("17 09:00")], OFFICE) == timedelta(hours=6)
    assert elapsed(now, MONDAY, [], OFFICE) == timedelta(0)


@given(CALENDARS, INSTANTS, SPANS)
def test_due_without_pause_is_add(calendar: WorkingCalendar, start: datetime, span: Span) -> None:
    assert due_with_pauses(start, span, [], calendar) == calendar.add(start, span)


@given(CALENDARS, INSTANTS, SPANS, PAUSES, PAUSES)
def test_due_with_more_pauses_is_never_earlier(
    calendar: WorkingCalendar, start: datetime, span: Span, some: list[Pause], more: list[Pause]
) -> None:
    few, many = (
        due_with_pauses(start, span, some, calendar),
        due_with_pauses(start, span, some + more, calendar),
    )
    assert few is not None
    assert many is not None
    assert few.timestamp() <= many.timestamp()


@given(CALENDARS, INSTANTS, st.integers(0, 60), PAUSES)
def test_due_in_working_hours_leaves_them_all(
    calendar: WorkingCalendar, start: datetime, amount: int, pauses: list[Pause]
) -> None:
    due = due_with_pauses(start, hours(amount), pauses, calendar)
    assert due is not None
    assert elapsed(start, due, pauses, calendar) == timedelta(hours=amount)


def test_clock_running_shows_what_is_left() -> None:
    promise = Promise(MONDAY, hours(7), (pause("16 11:00", "16 14:00"),))
    clock = read_clock(promise, OFFICE, montreal("2026-11-16 15:00"))
    assert [(s.kind, f"{s.start:%d %H:%M}", f"{s.end:%d %H:%M}") for s in clock.segments] == [
        (SegmentKind.RUN, "16 10:00", "16 11:00"),
        (SegmentKind.PAUSE, "16 11:00", "16 14:00"),
        (SegmentKind.RUN, "16 14:00", "16 15:00"),
        (SegmentKind.LEFT, "16 15:00", "17 12:00"),
    ]
    assert (clock.used, clock.left) == (timedelta(hours=2), timedelta(hours=5))
    assert clock.share == pytest.approx(2 / 7)
    assert not clock.late
    assert not clock.paused


def test_clock_paused_has_no_date() -> None:
    clock = read_clock(Promise(MONDAY, days(2), (pause("17 09:00"),)), OFFICE, montreal("2026-11-19 15:00"))
    assert clock.paused
    assert (clock.due, clock.left, clock.late) == (None, None, False)
    assert [s.kind for s in clock.segments] == [SegmentKind.RUN, SegmentKind.PAUSE]
    assert clock.segments[-1].end == montreal("2026-11-19 15:00")


def test_clock_late_counts_working_time_over() -> None:
    clock = read_clock(Promise(MONDAY, days(1)), OFFICE, montreal("2026-11-18 09:30"))
    assert clock.late
    assert clock.left == -timedelta(hours=1)
    assert clock.share == 1
    assert [s.kind for s in clock.segments] == [SegmentKind.RUN]


def test_clock_stopped_stays_as_it_was() -> None:
    promise = Promise(MONDAY, Span(2, Unit.DAYS))
    clock = read_clock(promise, OFFICE, montreal("2027-01-05 10:00"), stopped=montreal("2026-11-17 10:00"))
    assert not clock.late
    assert clock.share == pytest.approx(0.5)
    assert [s.kind for s in clock.segments] == [SegmentKind.RUN]


@given(CALENDARS, INSTANTS, SPANS, PAUSES, INSTANTS)
def test_clock_segments_follow_each_other(
    calendar: WorkingCalendar, start: datetime, span: Span, pauses: list[Pause], now: datetime
) -> None:
    clock = read_clock(Promise(start, span, pauses), calendar, now)
    edges = [segment.start.timestamp() for segment in clock.segments]
    ends = [segment.end.timestamp() for segment in clock.segments]
    assert all(begin < end for begin, end in zip(edges, ends, strict=True))
    assert edges[1:] == ends[:-1]
    assert edges[:1] in ([], [start.timestamp()])
    assert 0 <= clock.share <= 1
