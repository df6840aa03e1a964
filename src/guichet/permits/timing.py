"""The dates of one permit: its clocks from what happened to them, and the next instant at which something happens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from guichet.kernel.clock import WorkingCalendar
from guichet.kernel.texts import Text
from guichet.permits.clocks import LEGAL, PROMISE, Life, Rule, day_end, due_of
from guichet.permits.lifecycle import RUNNING, STUDIED, Silence, State
from guichet.permits.models import ClockEvent, Permit, PermitType
from guichet.permits.shapes import ClockPause, TypeShown
from guichet.permits.wording import say

DRAFT_DAYS = 30
CLOSE_DAYS = 30
REMIND_BEFORE = dt.timedelta(days=5)
MORNING = dt.time(9)

CAUSE_WORDS: dict[str, Text] = {
    "incomplete": say("Dossier incomplet : pièces demandées", "Incomplete file: documents asked for"),
    "filed": say("Dossier déposé", "File received"),
    "completed": say("Dossier complété", "File completed"),
    "decided": say("Décision prise", "Decision taken"),
    "reconsidered": say("Demande reprise", "Request taken up again"),
}


def terms_of(kind: TypeShown) -> dict[str, Any]:
    """Give what a file keeps of its type's clock, as it is when the file comes in."""
    names = ("promise_amount", "promise_unit", "clock_amount", "clock_unit", "silence", "clock_source")
    return {
        **{name: getattr(kind, name) for name in (*names, "complete_days", "pause_source")},
        "lead_amount": kind.lead_amount,
        "lead_unit": kind.lead_unit,
        "tariff": kind.tariff,
    }


def rules_of(terms: Mapping[str, Any]) -> list[Rule]:
    """Give the clocks of a file: the promise first, then the law's when there is one."""
    if not terms:
        return []
    days = int(terms["complete_days"])
    found = [Rule(PROMISE, int(terms["promise_amount"]), terms["promise_unit"], complete_days=days)]
    if terms["clock_amount"]:
        found.append(
            Rule(
                LEGAL,
                int(terms["clock_amount"]),
                terms["clock_unit"],
                silence=terms["silence"],
                ground=terms["clock_source"],
                complete_days=days,
            )
        )
    return found


def silence_words(permit: Permit, calendar: WorkingCalendar) -> Text:
    """Say what the law makes of the city's silence, from when, by which text, and how to appeal; nothing elsewhere.

    The receipt of a request says so in France (CRPA, R112-5 and R112-11-1).
    """
    silence, due = Silence(permit.terms.get("silence", Silence.NONE)), permit.legal_due_at
    if due is None or silence is Silence.NONE:
        return {}
    source = permit.terms.get("clock_source") or ""
    day, ground = calendar.local(due).date(), f" ({source})" if source else ""
    if silence is Silence.AGREEMENT:
        return say(
            "Sans réponse de notre part au plus tard le %(day)s, votre demande sera acceptée%(ground)s.",
            "Without an answer from us by %(day)s, your request will be accepted%(ground)s.",
            day=day,
            ground=ground,
        )
    return say(
        "Sans réponse de notre part au plus tard le %(day)s, votre demande sera refusée%(ground)s. Si vous n’êtes alors"
        " pas d’accord : %(appeal)s",
        "Without an answer from us by %(day)s, your request will be refused%(ground)s. If you then disagree:"
        " %(appeal)s",
        day=day,
        ground=ground,
        appeal=permit.type.appeal,
    )


def life_of(events: Iterable[ClockEvent]) -> Life:
    """Read what happened to a clock: the last start counts, and what followed it."""
    started: dt.datetime | None = None
    stopped: dt.datetime | None = None
    pauses: list[ClockPause] = []
    for event in sorted(events, key=lambda each: (each.at, each.pk or 0)):
        if event.kind == "started":
            started, stopped, pauses = event.at, None, []
        elif event.kind == "paused":
            words = CAUSE_WORDS.get(event.cause, {})
            pauses.append(ClockPause(event.at, None, event.until, event.cause, words, event.ground))
        elif event.kind == "resumed":
            pauses = [_ended(pause, event.at) for pause in pauses]
        else:
            stopped = event.at
            pauses = [_ended(pause, event.at) for pause in pauses]
    return Life(started, tuple(pauses), stopped)


def _ended(pause: ClockPause, at: dt.datetime) -> ClockPause:
    if pause.end is not None:
        return pause
    return ClockPause(pause.start, at, pause.until, pause.cause, pause.words, pause.ground)


def set_dues(permit: Permit, events: Iterable[ClockEvent], calendar: WorkingCalendar) -> None:
    """Put the promised or legal date that comes first on a permit, and the one after which silence decides."""
    life = life_of(events)
    dues = {rule.kind: due_of(rule, life, calendar) for rule in rules_of(permit.terms)}
    running = State(permit.state) in (*STUDIED, State.INCOMPLETE) and life.stopped_at is None
    permit.legal_due_at = dues.get(LEGAL) if running else None
    known = [due for due in dues.values() if due is not None]
    permit.due_at = min(known) if running and known and permit.state != State.INCOMPLETE else None


def set_next(permit: Permit, kind: PermitType, calendar: WorkingCalendar) -> None:
    """Put the next instant at which something happens by itself on a permit; none when people decide."""
    permit.next_at = None if permit.elsewhere else _next(permit, kind, calendar)


def _next(permit: Permit, kind: PermitType, calendar: WorkingCalendar) -> dt.datetime | None:
    state = State(permit.state)
    if state in STUDIED:
        decides = permit.terms.get("silence", Silence.NONE) != Silence.NONE
        return permit.legal_due_at if decides else None
    if state in RUNNING:
        return _next_running(permit, kind, calendar)
    if state is State.ISSUED:
        late = day_end(permit.starts_on + dt.timedelta(days=kind.unused_days), calendar)
        return late if kind.must_declare else day_start(permit.starts_on, calendar)
    return {
        State.DRAFT: permit.created_at + dt.timedelta(days=DRAFT_DAYS),
        State.INCOMPLETE: _next_incomplete(permit),
        State.APPROVED: day_end(permit.starts_on, calendar),
        State.ENDED: permit.ended_at + dt.timedelta(days=CLOSE_DAYS) if permit.ended_at else None,
    }.get(state)


def _next_incomplete(permit: Permit) -> dt.datetime | None:
    if permit.waiting_until is None:
        return None
    return permit.waiting_until if permit.reminded_at else permit.waiting_until - REMIND_BEFORE


def _next_running(permit: Permit, kind: PermitType, calendar: WorkingCalendar) -> dt.datetime:
    after = day_start(permit.ends_on + dt.timedelta(days=1), calendar)
    if permit.reminded_at is not None or not kind.remind_days:
        return after
    day = permit.ends_on - dt.timedelta(days=kind.remind_days)
    return dt.datetime.combine(day, MORNING, tzinfo=calendar.zone)


def day_start(day: dt.date, calendar: WorkingCalendar) -> dt.datetime:
    """Give the first instant of a day of the city."""
    return dt.datetime.combine(day, dt.time(), tzinfo=calendar.zone)
