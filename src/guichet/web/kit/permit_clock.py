"""The clock of a permit as the kit draws it: counted, standing still, left or late, with the days that matter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from guichet.kernel.texts import localise
from guichet.kernel.typography import long_date, short_date
from guichet.permits.shapes import Clock, ClockPause
from guichet.web.kit.parts import Segment, Tone

LEAST_SHARE = 0.004


@dataclass(frozen=True, slots=True)
class DrawnClock:
    """A clock in words and as a bar; `segments` is empty when there is nothing to draw yet."""

    kind: str
    title: str
    due: str
    tone: Tone
    started: str
    meaning: str
    ground: str
    segments: Sequence[Segment]
    now: float | None
    start: str
    end: str
    summary: str
    pauses: Sequence[tuple[str, str, str]]
    what_if: Sequence[tuple[str, str]]


def draw_clock(clock: Clock, now: dt.datetime) -> DrawnClock:
    """Give a clock as a page shows it, in the language of the page."""
    words = (get_language() or "fr")[:2]
    segments, mark = _bar(clock, now)
    due = _day(clock.due, words)
    return DrawnClock(
        kind=clock.kind,
        title=_("The city’s promise") if clock.kind == "promise" else _("Legal time limit"),
        due=due,
        tone=_tone(clock, now),
        started=localise(clock.started_by, words),
        meaning=localise(clock.meaning, words),
        ground=clock.ground,
        segments=segments,
        now=mark,
        start=_short(clock.started_at, words),
        end=_short(clock.due, words),
        summary=_summary(clock, due),
        pauses=[_pause(pause, words) for pause in clock.pauses],
        what_if=[(_short(each.due, words), localise(each.sentence, words)) for each in clock.what_if],
    )


def _tone(clock: Clock, now: dt.datetime) -> Tone:
    if clock.paused:
        return "warn"
    if clock.stopped_at is not None or clock.due is None:
        return "late" if clock.late else ""
    if clock.late:
        return "late"
    return "warn" if clock.due - now < dt.timedelta(days=2) else "ok"


def _summary(clock: Clock, due: str) -> str:
    if clock.started_at is None:
        return _("The clock has not started.")
    if clock.stopped_at is not None:
        return _("The clock stopped: a decision was made.")
    if clock.due is None:
        return _("The clock stands still until the file is complete.")
    if clock.late:
        return _("The time ran out on %(day)s.") % {"day": due}
    return _("The time runs until %(day)s.") % {"day": due}


def _bar(clock: Clock, now: dt.datetime) -> tuple[list[Segment], float | None]:
    """Cut the time from the start to the date (or to now when it is past) into what counted and what did not."""
    if clock.started_at is None or clock.due is None:
        return [], None
    at = clock.stopped_at or now
    start, end = clock.started_at, max(clock.due, at)
    whole = max((end - start).total_seconds(), 1.0)
    cuts = sorted({start, end, min(max(at, start), end), clock.due, *_edges(clock.pauses, start, end, at)})
    segments = [
        Segment(_kind(clock, begin, at), max((stop - begin).total_seconds() / whole, LEAST_SHARE))
        for begin, stop in pairwise(cuts)
    ]
    total = sum(segment.share for segment in segments) or 1.0
    shown = [Segment(segment.kind, segment.share / total) for segment in segments]
    mark = None if clock.stopped_at else min(max((now - start).total_seconds() / whole, 0.0), 1.0)
    return shown, mark


def _edges(
    pauses: Sequence[ClockPause], start: dt.datetime, end: dt.datetime, at: dt.datetime
) -> list[dt.datetime]:
    return [
        min(max(edge, start), end)
        for pause in pauses
        for edge in (pause.start, pause.end or max(at, pause.start))
    ]


def _kind(clock: Clock, begin: dt.datetime, at: dt.datetime) -> Literal["run", "pause", "left", "late"]:
    if any(pause.start <= begin < (pause.end or max(at, pause.start)) for pause in clock.pauses):
        return "pause"
    if clock.due is not None and begin >= clock.due:
        return "late"
    return "run" if begin < at else "left"


def _pause(pause: ClockPause, words: str) -> tuple[str, str, str]:
    start = _day(pause.start, words)
    if pause.end is not None:
        when = _("from %(start)s to %(end)s") % {"start": start, "end": _day(pause.end, words)}
    elif pause.until is not None:
        when = _("since %(start)s, until %(end)s at the latest") % {
            "start": start,
            "end": _day(pause.until, words),
        }
    else:
        when = _("since %(start)s") % {"start": start}
    return when, localise(pause.words, words), pause.ground


def _day(when: dt.datetime | None, words: str) -> str:
    return long_date(timezone.localtime(when).date(), words) if when else ""


def _short(when: dt.datetime | None, words: str) -> str:
    return short_date(timezone.localtime(when).date(), words, timezone.localdate()) if when else ""
