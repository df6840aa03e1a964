"""What a page needs to draw the clock of a promise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from guichet.kernel.clock.calendar import Span, Unit, WorkingCalendar, utc
from guichet.kernel.clock.pauses import Pause, due_with_pauses, elapsed, elapsed_always, in_order


class SegmentKind(StrEnum):
    """What happens along a piece of the clock: it runs, it is paused, or that is the time left."""

    RUN = "run"
    PAUSE = "pause"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of the clock, in the city's zone; never empty."""

    kind: SegmentKind
    start: dt.datetime
    end: dt.datetime


@dataclass(frozen=True, slots=True)
class Clock:
    """The state of a promise at an instant.

    `due` is None while a pause holds it open. `until` is now, or when the promise was kept. `used` and `left`
    are open time for promises in working time, real time otherwise; `left` is negative when late and None
    without a due date. `share` goes from 0 to 1. `segments` follow each other from the start to the due date
    or to `until`.
    """

    start: dt.datetime
    until: dt.datetime
    due: dt.datetime | None
    segments: tuple[Segment, ...]
    used: dt.timedelta
    left: dt.timedelta | None
    share: float
    paused: bool

    @property
    def late(self) -> bool:
        """Tell whether the due date was passed before the promise was kept."""
        return self.due is not None and utc(self.until) > utc(self.due)


@dataclass(frozen=True, slots=True)
class Promise:
    """What was promised, from when, and the time that does not count."""

    start: dt.datetime
    span: Span
    pauses: Sequence[Pause] = ()


def read_clock(
    promise: Promise, calendar: WorkingCalendar, now: dt.datetime, *, stopped: dt.datetime | None = None
) -> Clock:
    """Read the clock of a promise now, or as it stood when the promise was kept (`stopped`)."""
    start, span, pauses = promise.start, promise.span, promise.pauses
    ordered = in_order(pauses, start)
    until = calendar.local(max(utc(start), utc(stopped or now)))
    due = due_with_pauses(start, span, ordered, calendar)
    full = calendar.add(start, span)
    if span.unit in {Unit.WORKING_DAYS, Unit.WORKING_HOURS}:
        used = elapsed(start, until, ordered, calendar)
        left = None if due is None else calendar.between(until, due)
        whole = calendar.between(start, full)
    else:
        used = elapsed_always(start, until, ordered)
        left = None if due is None else utc(due) - utc(until)
        whole = utc(full) - utc(start)
    late = due is not None and utc(until) > utc(due)
    return Clock(
        start=calendar.local(start),
        until=until,
        due=due,
        segments=tuple(_segments(start, until, ordered, None if stopped else due, calendar)),
        used=used,
        left=left,
        share=1.0 if late or not whole else min(1.0, used / whole),
        paused=any(begin <= utc(until) and (end is None or utc(until) < end) for begin, end in ordered),
    )


def _segments(
    start: dt.datetime,
    until: dt.datetime,
    pauses: list[Pause],
    due: dt.datetime | None,
    calendar: WorkingCalendar,
) -> Iterable[Segment]:
    """Cut the time from the start on where pauses begin and end, then add what is left."""
    at, end = utc(start), utc(until)
    for begin, resumed in pauses:
        if begin >= end:
            break
        stop = end if resumed is None else min(resumed, end)
        if at < begin:
            yield Segment(SegmentKind.RUN, calendar.local(at), calendar.local(begin))
        yield Segment(SegmentKind.PAUSE, calendar.local(begin), calendar.local(stop))
        at = stop
    if at < end:
        yield Segment(SegmentKind.RUN, calendar.local(at), until)
    if due is not None and end < utc(due):
        yield Segment(SegmentKind.LEFT, until, due)
