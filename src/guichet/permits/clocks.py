"""The clocks of a file: what started them, what paused them, where they lead, what each event would change.

In France a request about the public domain that nobody answers is refused after the time that its text gives
(CGPPP L2122-1, CRPA L231-4); while a file is incomplete that time stands still, for no longer than the applicant was
given (CRPA L114-5); where silence means agreement, it only starts with the complete file. In Québec nothing follows
from silence: the date is the city's promise.
"""

from __future__ import annotations

import calendar as months
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from guichet.kernel.clock import Span, Unit, WorkingCalendar, due_with_pauses
from guichet.kernel.clock.pauses import in_order
from guichet.kernel.texts import Text
from guichet.permits.lifecycle import Silence
from guichet.permits.shapes import Clock, ClockPause, WhatIf
from guichet.permits.wording import days_words, say

LAST_MINUTE = dt.time(23, 59)
PROMISE = "promise"
LEGAL = "legal"


@dataclass(frozen=True, slots=True)
class Rule:
    """A length of time to decide: `kind` is « promise » or « legal »."""

    kind: str
    amount: int
    unit: str
    silence: str = Silence.NONE
    ground: str = ""
    complete_days: int = 30


@dataclass(frozen=True, slots=True)
class Life:
    """What happened to the clock of one file so far."""

    started_at: dt.datetime | None
    pauses: tuple[ClockPause, ...] = ()
    stopped_at: dt.datetime | None = None


def add_months(day: dt.date, amount: int) -> dt.date:
    """Give the same day of the month, later; the last day of a month that is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 + amount, 12)
    last = months.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def day_end(day: dt.date, calendar: WorkingCalendar) -> dt.datetime:
    """Give the last minute of a day of the city."""
    return dt.datetime.combine(day, LAST_MINUTE, tzinfo=calendar.zone)


def _spans(rule: Rule, pauses: Sequence[ClockPause]) -> list[tuple[dt.datetime, dt.datetime | None]]:
    """Give the pauses that count: where silence refuses, none lasts beyond the time given to complete the file."""
    if rule.kind == LEGAL and rule.silence == Silence.REFUSAL:
        return [(each.start, _first(each.end, each.until)) for each in pauses]
    return [(each.start, each.end) for each in pauses]


def _first(end: dt.datetime | None, until: dt.datetime | None) -> dt.datetime | None:
    known = [each for each in (end, until) if each is not None]
    return min(known) if known else None


def due_of(rule: Rule, life: Life, calendar: WorkingCalendar) -> dt.datetime | None:
    """Give the date that a clock leads to; None when it has not started, or stands still without an end."""
    if life.started_at is None:
        return None
    start, spans = life.started_at, _spans(rule, life.pauses)
    if rule.kind == LEGAL and rule.silence == Silence.AGREEMENT and spans:
        if spans[-1][1] is None:
            return None
        start, spans = spans[-1][1], []
    if rule.unit == "working_days":
        return due_with_pauses(start, Span(rule.amount, Unit.WORKING_DAYS), spans, calendar)
    day = calendar.local(start).date()
    last = add_months(day, rule.amount) if rule.unit == "months" else day + dt.timedelta(days=rule.amount)
    due = day_end(last, calendar)
    for begin, end in in_order(spans, start):
        if due <= begin:
            break
        if end is None:
            return None
        due += end - begin
    return day_end(calendar.local(due).date(), calendar)


def read(rule: Rule, life: Life, calendar: WorkingCalendar, now: dt.datetime) -> Clock:
    """Read a clock now, with its sentences."""
    due = due_of(rule, life, calendar)
    open_pause = next((each for each in life.pauses if each.end is None), None)
    first = due_of(rule, replace(life, pauses=()), calendar)
    running = life.started_at is not None and life.stopped_at is None
    return Clock(
        kind=rule.kind,
        amount=rule.amount,
        unit=rule.unit,
        started_at=life.started_at,
        started_by=_started(life.started_at, calendar),
        pauses=life.pauses,
        paused=running and open_pause is not None,
        stopped_at=life.stopped_at,
        due=due,
        first_due=first,
        silence=rule.silence,
        meaning=_meaning(rule, due),
        ground=rule.ground,
        late=due is not None and (life.stopped_at or now) > due,
        what_if=tuple(_what_if(rule, life, calendar, now)) if running else (),
    )


def _started(at: dt.datetime | None, calendar: WorkingCalendar) -> Text:
    if at is None:
        return say("Le dossier n’est pas encore déposé.", "The file has not been filed yet.")
    return say(
        "Le dossier est arrivé le %(day)s.", "The file came in on %(day)s.", day=calendar.local(at).date()
    )


def _meaning(rule: Rule, due: dt.datetime | None) -> Text:
    length = days_words(rule.amount, rule.unit)
    if rule.kind == PROMISE:
        return say(
            "La Ville promet une réponse en %(length)s. La loi ne tire rien de son silence.",
            "The City promises an answer within %(length)s. The law draws nothing from its silence.",
            length=length,
        )
    known = {
        Silence.REFUSAL: (
            "Sans réponse en %(length)s, la demande est refusée.",
            "Without an answer within %(length)s, the request is refused.",
        ),
        Silence.AGREEMENT: (
            "Sans réponse en %(length)s, la demande est acceptée.",
            "Without an answer within %(length)s, the request is accepted.",
        ),
    }
    words = known.get(
        Silence(rule.silence),
        (
            "Il faut répondre en %(length)s ; rien ne suit du silence.",
            "An answer is due within %(length)s; nothing follows from silence.",
        ),
    )
    return say(*words, length=length)


def _what_if(rule: Rule, life: Life, calendar: WorkingCalendar, now: dt.datetime) -> list[WhatIf]:
    open_pause = next((each for each in life.pauses if each.end is None), None)
    if open_pause is not None:
        return _if_completed(rule, life, calendar, now, open_pause)
    found = [WhatIf("nothing", due_of(rule, life, calendar), _if_nothing(rule, due_of(rule, life, calendar)))]
    given = now + dt.timedelta(days=rule.complete_days)
    for event, back in (("asked_week", now + dt.timedelta(days=7)), ("asked_longest", given)):
        pause = ClockPause(now, back, given, "incomplete", {}, "")
        due = due_of(rule, replace(life, pauses=(*life.pauses, pause)), calendar)
        found.append(WhatIf(event, due, _if_asked(calendar.local(back).date(), due)))
    found.append(
        WhatIf(
            "decided",
            None,
            say("Une décision aujourd’hui arrête ce délai.", "A decision today stops this clock."),
        )
    )
    return found


def _if_nothing(rule: Rule, due: dt.datetime | None) -> Text:
    if rule.kind == PROMISE:
        words = (
            "Si rien ne bouge, la promesse n’est pas tenue après le %(day)s.",
            "If nothing moves, the promise is missed after %(day)s.",
        )
    elif rule.silence == Silence.REFUSAL:
        words = (
            "Si rien ne bouge, la demande est refusée par silence après le %(day)s.",
            "If nothing moves, silence refuses the request after %(day)s.",
        )
    elif rule.silence == Silence.AGREEMENT:
        words = (
            "Si rien ne bouge, la demande est acceptée par silence après le %(day)s.",
            "If nothing moves, silence accepts the request after %(day)s.",
        )
    else:
        words = (
            "Si rien ne bouge, le délai est dépassé après le %(day)s.",
            "If nothing moves, the time runs out after %(day)s.",
        )
    return say(*words, day=due) if due else say("Le délai ne court pas.", "The clock does not run.")


def _if_asked(back: dt.date, due: dt.datetime | None) -> Text:
    if due is None:
        return say("Le délai ne court plus.", "The clock no longer runs.")
    return say(
        "Si une pièce est demandée aujourd’hui et arrive le %(back)s, la date devient le %(day)s.",
        "If a document is asked for today and comes on %(back)s, the date becomes %(day)s.",
        back=back,
        day=due,
    )


def _if_completed(
    rule: Rule, life: Life, calendar: WorkingCalendar, now: dt.datetime, pause: ClockPause
) -> list[WhatIf]:
    found = []
    others = tuple(each for each in life.pauses if each is not pause)
    moments = [("completed_today", now)] + (
        [("completed_last_day", pause.until)] if pause.until and pause.until > now else []
    )
    for event, at in moments:
        ended = replace(pause, end=at)
        due = due_of(rule, replace(life, pauses=(*others, ended)), calendar)
        if due is not None:
            words = say(
                "Si le dossier est complet le %(at)s, la date devient le %(day)s.",
                "If the file is complete on %(at)s, the date becomes %(day)s.",
                at=calendar.local(at).date(),
                day=due,
            )
            found.append(WhatIf(event, due, words))
    if pause.until is not None:
        words = say(
            "Si rien n’arrive avant le %(day)s, la demande devient caduque.",
            "If nothing comes before %(day)s, the request lapses.",
            day=calendar.local(pause.until).date(),
        )
        found.append(WhatIf("never", pause.until, words))
    return found
