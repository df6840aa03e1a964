"""The promises of one case as dates: right across nights, weekends, holidays, pauses and clock changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from guichet.cases.lifecycle import OPEN_STATES, UNTAKEN_STATES, State
from guichet.cases.models import Case
from guichet.catalogue.promises import Promised
from guichet.kernel.clock import WorkingCalendar, due_with_pauses

PauseSpan = tuple[dt.datetime, dt.datetime | None]


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
    known = [due for due in dues if due is not None]
    case.next_due_at = min(known) if known else None
