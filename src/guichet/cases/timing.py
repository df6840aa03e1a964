"""The promises of one case as dates: right across nights, weekends, holidays, pauses and clock changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from guichet.cases.lifecycle import OPEN_STATES, UNTAKEN_STATES, State
from guichet.cases.models import Case
from guichet.catalogue.promises import Promised
from guichet.kernel import moment
from guichet.kernel.clock import WorkingCalendar, due_with_pauses
from guichet.tenancy.queries import current_city

PauseSpan = tuple[dt.datetime, dt.datetime | None]
LAST_MINUTE = dt.time(23, 59)


def city_time(at: dt.datetime) -> dt.datetime:
    """Give an instant as the city's clocks show it, whoever asks: a page, the worker or a command."""
    return at.astimezone(_zone())


def city_today() -> dt.date:
    """Give the date in the city."""
    return city_time(moment.now()).date()


def day_start(day: dt.date) -> dt.datetime:
    """Give the first instant of a day of the city."""
    return dt.datetime.combine(day, dt.time(), tzinfo=_zone())


def day_end(day: dt.date) -> dt.datetime:
    """Give the last minute of a day of the city: what is awaited for that day has come by then."""
    return dt.datetime.combine(day, LAST_MINUTE, tzinfo=_zone())


def _zone() -> ZoneInfo:
    return ZoneInfo(current_city().time_zone)


def set_promises(case: Case, promised: Promised, calendar: WorkingCalendar, start: dt.datetime) -> None:
    """Put the promised dates on a case whose clock starts at `start`; nothing is saved."""
    case.promise = promised.as_data()
    case.acknowledge_due_at = calendar.add(start, promised.acknowledge) if promised.acknowledge else None
    case.take_due_at = calendar.add(start, promised.take) if promised.take else None
    case.due_at = calendar.add(start, promised.resolve) if promised.resolve else None
    case.promised_at = case.due_at


def move_due(
    case: Case, promised: Promised, pauses: Sequence[PauseSpan], calendar: WorkingCalendar, start: dt.datetime
) -> None:
    """Move the date of resolution by the pauses; while one runs the date is left as it was last said."""
    if promised.resolve:
        due = due_with_pauses(start, promised.resolve, pauses, calendar)
        if due is not None:
            case.due_at = due


def set_next_due(case: Case) -> None:
    """Put the next promise not yet kept on a case: none when it has ended, waits, or hangs on a main case."""
    running = case.state in OPEN_STATES and case.state != State.WAITING and case.main_case_id is None
    if not running:
        case.next_due_at = None
        return
    dues = [case.due_at]
    if case.state in UNTAKEN_STATES and case.taken_at is None:
        dues.append(case.take_due_at)
        if case.acknowledged_at is None:
            dues.append(case.acknowledge_due_at)
    known = [due for due in dues if due is not None]
    case.next_due_at = min(known) if known else None
