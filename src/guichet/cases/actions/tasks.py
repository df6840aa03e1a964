"""Parts of the work on a case, given to several teams (B5)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from guichet.cases import events, rules
from guichet.cases.actions.handling import check_open
from guichet.cases.actions.keeping import keep, remember
from guichet.cases.models import Case, Task
from guichet.cases.queries.visible import case_for
from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Conflict, Invalid, NotFound
from guichet.kernel.words import clean_line
from guichet.people.queries import team_named


@transaction.atomic
def add_task(actor: Actor, reference: str, team: str, title: str, due_on: dt.date | None = None) -> Task:
    """Give a part of the work to a team; the case cannot be resolved before it is done or cancelled."""
    case = case_for(actor, reference, lock=True)
    authorise(actor, rules.may_handle, case)
    check_open(case)
    goes_to, words = team_named(team), clean_line(title, 200)
    faults: dict[str, str] = {}
    if goes_to is None or not goes_to.active:
        faults["team"] = _("Choose a team that exists.")
    if not words:
        faults["title"] = _("Say what there is to do.")
    if faults or goes_to is None:
        raise Invalid(_("Something is missing in the task."), fields=faults)
    task = Task.objects.create(case=case, team=goes_to, title=words, due_on=due_on, created_at=moment.now())
    keep(case, ())
    remember(actor, events.TASK_ADDED, case, task=task.pk, to=goes_to.pk)
    return task


def _task(case: Case, task_id: int) -> Task:
    task = Task.objects.select_for_update().filter(pk=task_id, case=case).first()
    if task is None:
        raise NotFound(_("This task is not on this case."))
    if task.done_at or task.cancelled_at:
        raise Conflict(_("This task has already ended."))
    return task


@transaction.atomic
def finish_task(actor: Actor, reference: str, task_id: int, result: str) -> Task:
    """Say that a part of the work is done, and what was found."""
    case = case_for(actor, reference, lock=True)
    task = _task(case, task_id)
    authorise(actor, rules.may_do_task, task.team_id, case)
    task.done_at, task.result = moment.now(), clean_line(result, 300)
    task.save(update_fields=["done_at", "result"])
    case.unread = True
    keep(case, ("unread",))
    remember(actor, events.TASK_DONE, case, task=task.pk)
    return task


@transaction.atomic
def cancel_task(actor: Actor, reference: str, task_id: int) -> Task:
    """Give up a part of the work."""
    case = case_for(actor, reference, lock=True)
    authorise(actor, rules.may_handle, case)
    task = _task(case, task_id)
    task.cancelled_at = moment.now()
    task.save(update_fields=["cancelled_at"])
    keep(case, ())
    remember(actor, events.TASK_CANCELLED, case, task=task.pk)
    return task
