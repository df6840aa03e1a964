"""Pausing the clock for a named reason, and starting it again."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from guichet.cases import events, rules
from guichet.cases.actions.handling import check_open, follow_main, move
from guichet.cases.actions.keeping import carry_reports, check_unchanged, keep, remember
from guichet.cases.lifecycle import State, WaitingFor
from guichet.cases.models import Case, Message, MessageKind, Pause
from guichet.cases.queries.history import pause_spans
from guichet.cases.queries.visible import case_for
from guichet.cases.timing import city_today, day_end, move_due
from guichet.catalogue.promises import read_promised
from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Conflict, Invalid
from guichet.kernel.events import Event
from guichet.kernel.words import clean_line, clean_text
from guichet.places.queries import calendar

WAIT_FIELDS = (
    "state",
    "public_state",
    "waiting_for",
    "waiting_reason",
    "waiting_until",
    "unread",
    "taken_at",
)


def start_waiting(case: Case, waiting_for: WaitingFor, reason: str, until: dt.datetime | None) -> None:
    """Put a case on pause and open the pause; nothing but the pause is saved."""
    now = moment.now()
    stop_pause(case, now)
    move(case, "wait", waiting_for)
    case.waiting_reason, case.waiting_until = clean_line(reason, 200), until
    case.taken_at = case.taken_at or now
    case.unread = False
    Pause.objects.create(case=case, reason=waiting_for, words=case.waiting_reason, started_at=now)


def stop_pause(case: Case, now: dt.datetime) -> None:
    """End the running pause of a case, if there is one, and move its due date."""
    running = Pause.objects.filter(case=case, ended_at__isnull=True).first()
    if running is None:
        return
    running.ended_at = now
    running.save(update_fields=["ended_at"])
    move_due(case, read_promised(case.promise), pause_spans(case), calendar(), clock_start(case))


def clock_start(case: Case) -> dt.datetime:
    """Give the moment from which a case's promise counts: its opening, or its last reopening."""
    last = (
        Message.objects.filter(case=case, kind=MessageKind.REOPENING)
        .order_by("-at")
        .values_list("at", flat=True)
        .first()
    )
    return last or case.opened_at


@transaction.atomic
def plan(
    actor: Actor, reference: str, on: dt.date, words: str = "", *, seen_version: int | None = None
) -> Case:
    """Plan the work for a day: the clock waits for it and the requester is told the date."""
    case = case_for(actor, reference, lock=True)
    authorise(actor, rules.may_handle, case)
    check_unchanged(case, seen_version)
    check_open(case)
    follow_main(case)
    if on < city_today():
        raise Invalid(_("Choose a date from today on."), fields={"on": on.isoformat()})
    start_waiting(case, WaitingFor.DATE, words or on.isoformat(), day_end(on))
    keep(case, (*WAIT_FIELDS, "due_at"))
    remember(actor, events.PLANNED, case, on=on.isoformat())
    carry_reports(actor, case, events.PLANNED)
    return case


@transaction.atomic
def wait_for_third_party(
    actor: Actor, reference: str, who: str, until: dt.date | None = None, *, seen_version: int | None = None
) -> Case:
    """Pause the clock because someone outside has to act first; `who` is named."""
    case = case_for(actor, reference, lock=True)
    authorise(actor, rules.may_handle, case)
    check_unchanged(case, seen_version)
    check_open(case)
    follow_main(case)
    if not clean_line(who, 200):
        raise Invalid(_("Name who has to act."), fields={"who": ""})
    start_waiting(case, WaitingFor.THIRD_PARTY, who, day_end(until) if until else None)
    keep(case, (*WAIT_FIELDS, "due_at"))
    remember(actor, events.PAUSED, case, reason=WaitingFor.THIRD_PARTY.value)
    carry_reports(actor, case, events.PAUSED)
    return case


@transaction.atomic
def ask_resident(
    actor: Actor, reference: str, question: str, days: int = 10, *, seen_version: int | None = None
) -> Case:
    """Ask the requester for what is missing: the clock stops until they answer, or `days` have gone by."""
    case = case_for(actor, reference, lock=True)
    authorise(actor, rules.may_handle, case)
    check_unchanged(case, seen_version)
    check_open(case)
    follow_main(case)
    text = clean_text(question, 4_000)
    if not text:
        raise Invalid(_("Write your question."), fields={"question": ""})
    if not 1 <= days <= 90:
        raise Invalid(_("Choose from 1 to 90 days."), fields={"days": str(days)})
    if case.requester is None or not case.requester.email:
        raise Conflict(_("Nobody left an e-mail address on this case: call, or look for another way."))
    start_waiting(case, WaitingFor.RESIDENT, _("Question asked"), moment.now() + dt.timedelta(days=days))
    message = _say(actor, case, MessageKind.QUESTION, text)
    keep(case, (*WAIT_FIELDS, "due_at"))
    remember(actor, events.ASKED, case, message=message.pk, days=days)
    return case


def _say(actor: Actor, case: Case, kind: MessageKind, text: str) -> Message:
    return Message.objects.create(
        case=case, kind=kind, body=text, author_id=actor.id, author_label=actor.label[:120], at=moment.now()
    )


@transaction.atomic
def resume(actor: Actor, reference: str, *, seen_version: int | None = None) -> Case:
    """Start the clock again: what was awaited has come."""
    case = case_for(actor, reference, lock=True)
    authorise(actor, rules.may_handle, case)
    check_unchanged(case, seen_version)
    follow_main(case)
    restart(case)
    keep(case, (*WAIT_FIELDS, "due_at"))
    remember(actor, events.RESUMED, case)
    carry_reports(actor, case, events.RESUMED)
    return case


def restart(case: Case) -> None:
    """End a pause and go on; raises Conflict when the case does not wait. The case is not saved."""
    if case.state != State.WAITING:
        raise Conflict(_("This case is not waiting."))
    stop_pause(case, moment.now())
    move(case, "resume")


@transaction.atomic
def reschedule(
    actor: Actor, reference: str, due: dt.datetime, reason: str, *, seen_version: int | None = None
) -> Case:
    """Say a new date and why, before the resident has to ask. The first promise stays on record as `promised_at`."""
    case = case_for(actor, reference, lock=True)
    authorise(actor, rules.may_handle, case)
    check_unchanged(case, seen_version)
    check_open(case)
    follow_main(case)
    words = clean_line(reason, 200)
    if not words:
        raise Invalid(_("Say why the date moves: the resident will read it."), fields={"reason": ""})
    if due <= moment.now():
        raise Invalid(_("Choose a date to come."), fields={"due": due.isoformat()})
    before, case.due_at = case.due_at, due
    case.unread = False
    keep(case, ("due_at", "unread"))
    message = _say(actor, case, MessageKind.MESSAGE, words)
    _announce(actor, events.RESCHEDULED, case, message, before)
    return case


def _announce(actor: Actor, event: Event, case: Case, message: Message, before: dt.datetime | None) -> None:
    remember(
        actor,
        event,
        case,
        message=message.pk,
        before=before.isoformat() if before else None,
        after=case.due_at.isoformat() if case.due_at else None,
    )
