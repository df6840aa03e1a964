"""Ending a case with an answer that will be read, and reopening it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guichet.cases import events, rules
from guichet.cases.actions.handling import check_open, follow_main, leave_main, move
from guichet.cases.actions.keeping import CARRIED, carry_reports, check_unchanged, keep, remember
from guichet.cases.actions.waiting import stop_pause
from guichet.cases.lifecycle import (
    CHOSEN_OUTCOMES,
    LIFECYCLE,
    OPEN_STATES,
    SETTLING_OUTCOMES,
    Outcome,
    State,
    end_verb,
)
from guichet.cases.models import Case, Message, MessageKind, Task
from guichet.cases.queries.visible import case_for, case_with_main
from guichet.cases.timing import set_promises
from guichet.catalogue.promises import read_promised
from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Conflict, Invalid
from guichet.kernel.words import clean_line, clean_text
from guichet.places.queries import calendar

MIN_ANSWER = 15
NEEDS_DETAIL = {
    Outcome.NOT_OURS: gettext_lazy("Say whose it is."),
    Outcome.REFUSED: gettext_lazy("Say the reason of the refusal."),
}
_TO_DO = Q(done_at__isnull=True, cancelled_at__isnull=True)
END_FIELDS = (*CARRIED, "due_at", "acknowledged_at", "unread")
REOPEN_FIELDS = (
    *END_FIELDS,
    "main_case",
    "reopened_count",
    "take_due_at",
    "acknowledge_due_at",
    "promised_at",
    "confirmed_at",
)


@dataclass(frozen=True, slots=True)
class Ending:
    """How a case ends. `detail` says whose it is (not ours) or why (refused)."""

    outcome: str
    answer: str
    detail: str = ""


@transaction.atomic
def end_case(actor: Actor, reference: str, ending: Ending, *, seen_version: int | None = None) -> Case:
    """End a case with an outcome and the answer that its requester will read.

    Raises Invalid without a real answer (B4: nothing is closed without one). A case cannot be settled (Conflict) while
    a team has a task on it; ended otherwise, such tasks are cancelled.
    """
    case = case_for(actor, reference, lock=True)
    authorise(actor, rules.may_close, case)
    check_unchanged(case, seen_version)
    follow_main(case)
    check_open(case)
    outcome, answer, detail = _checked(ending)
    tasks = list(Task.objects.select_for_update().filter(_TO_DO, case=case).order_by("id"))
    if tasks and outcome in SETTLING_OUTCOMES:
        raise Conflict(_("A team still has work on this case. Wait for it, or cancel the task."))
    _end(case, outcome, answer, detail)
    keep(case, END_FIELDS)
    event = events.RESOLVED if outcome in SETTLING_OUTCOMES else events.CLOSED
    message = Message.objects.create(
        case=case,
        kind=MessageKind.ANSWER,
        body=answer,
        author_id=actor.id,
        author_label=actor.label[:120],
        at=moment.now(),
    )
    remember(actor, event, case, outcome=outcome.value, message=message.pk)
    _cancel(actor, case, tasks)
    carry_reports(actor, case, event)
    return case


def _cancel(actor: Actor, case: Case, tasks: Sequence[Task]) -> None:
    """Stop the work that other teams had on a case that ended without being done."""
    for task in tasks:
        task.cancelled_at = moment.now()
        task.save(update_fields=["cancelled_at"])
        remember(actor, events.TASK_CANCELLED, case, task=task.pk)


def _checked(ending: Ending) -> tuple[Outcome, str, str]:
    faults: dict[str, str] = {}
    answer, detail = clean_text(ending.answer, 8_000), clean_line(ending.detail, 200)
    outcome = Outcome.DONE
    if ending.outcome in CHOSEN_OUTCOMES:
        outcome = Outcome(ending.outcome)
    else:
        faults["outcome"] = _("Choose how the case ends.")
    if len(answer) < MIN_ANSWER:
        faults["answer"] = _("Write what was really done: the requester will read it.")
    if outcome in NEEDS_DETAIL and not detail:
        faults["detail"] = str(NEEDS_DETAIL[outcome])
    if faults:
        raise Invalid(_("Something is missing before the case can end."), fields=faults)
    return outcome, answer, detail


def _end(case: Case, outcome: Outcome, answer: str, detail: str) -> None:
    now = moment.now()
    stop_pause(case, now)
    move(case, end_verb(outcome))
    case.outcome, case.answer, case.outcome_detail = outcome, answer, detail
    case.ended_at = now
    case.acknowledged_at = case.acknowledged_at or now
    case.taken_at = case.taken_at or now
    case.unread = False


@transaction.atomic
def abandon(actor: Actor, reference: str) -> Case:
    """End a case whose requester never answered a question, after the reminder (B9)."""
    case = case_for(actor, reference, lock=True)
    authorise(actor, rules.may_change_team_work)
    follow_main(case)
    tasks = list(Task.objects.select_for_update().filter(_TO_DO, case=case).order_by("id"))
    if case.state != State.WAITING or case.waiting_until is None or case.waiting_until > moment.now():
        return case
    with translation.override(case.language):
        answer = _(
            "We did not receive the information that we asked for. You can still send it: write to us with this number."
        )
    _end(case, Outcome.ABANDONED, answer, "")
    keep(case, END_FIELDS)
    remember(actor, events.CLOSED, case, outcome=Outcome.ABANDONED.value)
    _cancel(actor, case, tasks)
    return case


@transaction.atomic
def reopen(
    actor: Actor, reference: str, why: str, *, reopen_days: int, seen_version: int | None = None
) -> Case:
    """Say that it is not settled: the same team takes it again with a new date (B7).

    A resident may do so within `reopen_days` of the end; staff who may close, at any time. A report that follows a
    main case, whose requester says so, goes its own way again: the others may be content.
    """
    case = case_with_main(actor, reference)
    now = moment.now()
    LIFECYCLE.next(case.state, "reopen")
    if not actor.is_staff and case.ended_at is not None and not rules.within_window(case, now, reopen_days):
        raise Conflict(_("The time to reopen this case is over. Send a new report: give this number in it."))
    authorise(actor, rules.may_reopen, case, now, reopen_days)
    check_unchanged(case, seen_version)
    if actor.is_staff:
        follow_main(case)
    words = clean_text(why, 4_000)
    if not words:
        raise Invalid(_("Say what is not settled."), fields={"why": ""})
    before = case.outcome
    main = leave_main(case) if case.main_case_id else None
    move(case, "reopen")
    case.outcome, case.outcome_detail, case.ended_at, case.taken_at = "", "", None, None
    case.confirmed_at = None
    case.reopened_count += 1
    case.unread = True
    Message.objects.create(
        case=case,
        kind=MessageKind.REOPENING,
        body=words,
        author_id=actor.id,
        author_label=actor.label[:120],
        at=now,
    )
    first_promise = case.promised_at
    set_promises(case, read_promised(case.promise), calendar(), now)
    case.promised_at = case.due_at or first_promise
    keep(case, REOPEN_FIELDS)
    if main is not None:
        remember(actor, events.DETACHED, case, main=main.reference)
    remember(actor, events.REOPENED, case, before=before)
    carry_reports(actor, case, events.REOPENED)
    return case


@transaction.atomic
def confirm_settled(actor: Actor, reference: str) -> Case:
    """Keep that the person who reported a case says it is settled; saying it twice changes nothing.

    It stays possible to say later that it is not, as long as the city allows. Raises Conflict while a case is open.
    """
    case = case_for(actor, reference, lock=True)
    authorise(actor, rules.may_confirm, case)
    if case.state in OPEN_STATES:
        raise Conflict(_("This case has not ended yet. Write to us instead."))
    if case.confirmed_at is None:
        case.confirmed_at = moment.now()
        keep(case, ("confirmed_at",))
        remember(actor, events.CONFIRMED, case)
    return case
