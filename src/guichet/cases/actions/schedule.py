"""What Guichet does by itself when an awaited date has come."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from guichet.cases import events, rules
from guichet.cases.actions.ending import abandon
from guichet.cases.actions.keeping import carry_reports, keep, remember
from guichet.cases.actions.waiting import WAIT_FIELDS, restart
from guichet.cases.lifecycle import State, WaitingFor
from guichet.cases.models import Case
from guichet.cases.queries.history import was_reminded
from guichet.cases.queries.visible import case_for
from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor

LAST_DAYS = 5


def do_due_work(actor: Actor, *, limit: int = 200) -> int:
    """Go through the cases whose awaited date has come, each in its own transaction; returns how many.

    A planned day that has come goes on; a question without an answer is reminded once, then, after five more days,
    the case ends with a sentence that says how to go on (B9), or goes on when other people's reports follow it.
    """
    authorise(actor, rules.may_change_team_work)
    due = Case.objects.filter(
        state=State.WAITING, waiting_until__lte=moment.now(), main_case__isnull=True
    ).order_by("waiting_until", "id")
    references = list(due.values_list("reference", flat=True)[:limit])
    for reference in references:
        _one(actor, reference)
    return len(references)


@transaction.atomic
def _one(actor: Actor, reference: str) -> None:
    case = case_for(actor, reference, lock=True)
    now = moment.now()
    if (
        case.state != State.WAITING
        or case.waiting_until is None
        or case.waiting_until > now
        or case.main_case_id
    ):
        return
    asked = case.waiting_for == WaitingFor.RESIDENT
    if asked and not was_reminded(case):
        case.waiting_until = now + dt.timedelta(days=LAST_DAYS)
        keep(case, ("waiting_until",))
        remember(actor, events.REMINDED, case)
    elif asked and not Case.objects.filter(main_case=case).exists():
        abandon(actor, reference)
    else:
        restart(case)
        case.unread = True
        keep(case, (*WAIT_FIELDS, "due_at"))
        remember(actor, events.RESUMED, case, date_came=True)
        carry_reports(actor, case, events.RESUMED)
