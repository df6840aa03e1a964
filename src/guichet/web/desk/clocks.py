"""The promise of a case as the clock of the kit draws it, and in words for who does not see it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from guichet.cases.lifecycle import WAITING_WORDS, WaitingFor
from guichet.catalogue.promises import promise_sentence, read_promised
from guichet.kernel.clock import Clock, SegmentKind, Unit
from guichet.kernel.typography import (
    clock_time,
    duration_words,
    lateness,
    long_moment,
    moment,
    number,
    short_date,
)
from guichet.web.desk.templatetags.desk import language, whole_moment
from guichet.web.kit.parts import Segment

if TYPE_CHECKING:
    from guichet.cases.models import Case, Pause

IN_WORKING_TIME = (Unit.WORKING_DAYS, Unit.WORKING_HOURS)
SHORTEST = 0.004


@dataclass(frozen=True, slots=True)
class PauseLine:
    """A pause in words: when, and why."""

    when: str
    why: str


@dataclass(frozen=True, slots=True)
class ShownClock:
    """Everything that the panel of the promise says."""

    due: str
    tone: str
    sentence: str
    first: str
    segments: Sequence[Segment]
    now: float | None
    summary: str
    start: str
    end: str
    used: str
    left: str
    pauses_title: str
    pauses: Sequence[PauseLine]


def show_clock(case: Case, clock: Clock | None, pauses: Sequence[Pause]) -> ShownClock:
    """Say the promise of a case; without a clock only what was promised, if anything."""
    now = timezone.localtime()
    due = timezone.localtime(case.due_at) if case.due_at else None
    promised = timezone.localtime(case.promised_at) if case.promised_at else None
    late = bool(due and case.next_due_at and due <= now)
    soon = bool(due and case.next_due_at and due - now <= dt.timedelta(hours=48))
    kept = read_promised(case.promise)
    used, left = _time_words(case, clock)
    lines = [_pause_line(pause, now) for pause in pauses]
    last = _last(clock, case) if clock else now
    return ShownClock(
        due=whole_moment(due),
        tone="late" if late else "warn" if soon else "",
        sentence=promise_sentence(kept),
        first=whole_moment(promised) if promised and due and promised != due else "",
        segments=_segments(clock, last) if clock else (),
        now=_now_share(clock, last) if clock and case.ended_at is None else None,
        summary=_summary(used, left, due, len(lines)),
        start=_edge(clock.start, now, clock.start, last) if clock else "",
        end=_edge(last, now, clock.start, last) if clock else "",
        used=used,
        left=left,
        pauses_title=ngettext("%(n)d pause", "%(n)d pauses", len(lines)) % {"n": len(lines)},
        pauses=lines,
    )


def _last(clock: Clock, case: Case) -> dt.datetime:
    """Give the end of the bar: the due date; while the clock is stopped, the date as it stands; now, once it is past."""
    due = clock.due or (case.due_at if case.ended_at is None else None)
    return max(clock.until, due) if due else clock.until


def _whole(start: dt.datetime, last: dt.datetime) -> dt.timedelta:
    return max(last - start, dt.timedelta(minutes=1))


def _segments(clock: Clock, last: dt.datetime) -> Sequence[Segment]:
    """Cut the bar by real time, nights and weekends as they come; what ran after the due date is late."""
    whole = _whole(clock.start, last)
    parts: list[Segment] = []
    for piece in clock.segments:
        kinds: list[tuple[Literal["run", "pause", "left", "late"], dt.timedelta]] = []
        if piece.kind is SegmentKind.RUN and clock.due and piece.end > clock.due:
            on_time = max(clock.due - piece.start, dt.timedelta(0))
            kinds = [("run", on_time), ("late", piece.end - piece.start - on_time)]
        else:
            kinds = [(piece.kind.value, piece.end - piece.start)]
        parts += [
            Segment(kind, length / whole, _label(kind))
            for kind, length in kinds
            if length / whole >= SHORTEST
        ]
    if clock.due is None and (last - clock.until) / whole >= SHORTEST:
        parts.append(Segment("left", (last - clock.until) / whole))
    total = sum(part.share for part in parts)
    return (
        [Segment(part.kind, part.share / total, part.label) for part in parts]
        if total
        else [Segment("left", 1.0)]
    )


def _label(kind: str) -> str:
    return pgettext("clock", "pause") if kind == "pause" else ""


def _now_share(clock: Clock, last: dt.datetime) -> float:
    return min(1.0, max(0.0, (clock.until - clock.start) / _whole(clock.start, last)))


def _edge(at: dt.datetime, now: dt.datetime, start: dt.datetime, last: dt.datetime) -> str:
    """Write an end of the bar: the day, with the hour for short promises."""
    at = timezone.localtime(at)
    day = short_date(at.date(), language(), now.date())
    short = _whole(start, last) <= dt.timedelta(days=3)
    return f"{day}, {clock_time(at, language())}" if short else day


def _time_words(case: Case, clock: Clock | None) -> tuple[str, str]:
    """Say the time used and the time left, in hours of opening for promises in working time."""
    span = read_promised(case.promise).resolve
    if clock is None or span is None:
        return "", ""
    working = span.unit in IN_WORKING_TIME
    used = _("%(time)s used") % {"time": _length(clock.used, working=working)}
    if case.ended_at is not None:
        return used, ""
    if clock.due is None:
        return used, pgettext("clock", "the clock is stopped")
    if clock.left is None or clock.left < dt.timedelta(0):
        return used, lateness(clock.due, clock.until, language())
    return used, _("%(time)s left") % {"time": _length(clock.left, working=working)}


def _length(length: dt.timedelta, *, working: bool) -> str:
    if not working:
        return duration_words(length.total_seconds(), language())
    hours = length.total_seconds() / 3600
    count = number(round(hours) if hours >= 10 else round(hours, 1), language())
    return _("%(count)s working h") % {"count": count}


def _pause_line(pause: Pause, now: dt.datetime) -> PauseLine:
    begin = timezone.localtime(pause.started_at)
    words = language()
    started = moment(begin, words, now)
    ended = moment(timezone.localtime(pause.ended_at), words, now) if pause.ended_at else ""
    when = (
        _("%(start)s to %(end)s") % {"start": started, "end": ended}
        if ended
        else _("since %(start)s") % {"start": started}
    )
    reason = str(WAITING_WORDS[WaitingFor(pause.reason)])
    said = pause.words if pause.words and not _is_day(pause.words) else ""
    return PauseLine(when, f"{reason} – {said}" if said else reason)


def _is_day(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _summary(used: str, left: str, due: dt.datetime | None, pauses: int) -> str:
    parts = [part for part in (used, left) if part]
    if pauses:
        parts.append(ngettext("%(n)d pause", "%(n)d pauses", pauses) % {"n": pauses})
    if due:
        parts.append(_("promised by %(date)s") % {"date": long_moment(due, language())})
    return _("Clock of the promise: %(parts)s") % {"parts": ", ".join(parts)}
