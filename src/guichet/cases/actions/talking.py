"""Writing on a case: notes among staff, messages to the resident, replies from the resident."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from guichet.cases import events, rules
from guichet.cases.actions.keeping import check_unchanged, keep, remember
from guichet.cases.actions.waiting import WAIT_FIELDS, restart
from guichet.cases.lifecycle import OPEN_STATES, State, WaitingFor
from guichet.cases.models import Case, Message, MessageKind
from guichet.cases.queries.visible import case_for, case_with_main
from guichet.documents.actions import adopt_drafts
from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Conflict, Invalid
from guichet.kernel.words import clean_text

MAX_MESSAGE = 8_000


def _written(actor: Actor, case: Case, kind: MessageKind, text: str, draft_key: str) -> Message:
    body = clean_text(text, MAX_MESSAGE)
    if not body:
        raise Invalid(_("Write your message."), fields={"body": ""})
    message = Message.objects.create(
        case=case, kind=kind, body=body, author_id=actor.id, author_label=actor.label[:120], at=moment.now()
    )
    if draft_key:
        adopt_drafts(actor, draft_key, case, message_id=message.pk)
    return message


@transaction.atomic
def note(actor: Actor, reference: str, text: str, *, draft_key: str = "") -> Message:
    """Add an internal note, never shown to the resident. A note does not disturb a colleague's work: no version check."""
    case = case_for(actor, reference, lock=True)
    authorise(actor, rules.may_note, case)
    message = _written(actor, case, MessageKind.NOTE, text, draft_key)
    keep(case, ())
    remember(actor, events.NOTED, case, message=message.pk)
    return message


@transaction.atomic
def write(
    actor: Actor, reference: str, text: str, *, draft_key: str = "", seen_version: int | None = None
) -> Message:
    """Write to the requester and those who follow."""
    case = case_for(actor, reference, lock=True)
    authorise(actor, rules.may_handle, case)
    check_unchanged(case, seen_version)
    message = _written(actor, case, MessageKind.MESSAGE, text, draft_key)
    case.unread = False
    keep(case, ("unread",))
    remember(actor, events.WRITTEN, case, message=message.pk)
    return message


@transaction.atomic
def reply(actor: Actor, reference: str, text: str, *, draft_key: str = "") -> Message:
    """Write to the city about one's own case; if the city was waiting for it, the clock starts again."""
    case = case_with_main(actor, reference)
    authorise(actor, rules.may_reply, case)
    if case.state not in OPEN_STATES:
        raise Conflict(_("This case has ended. If it is not settled, say so: it will be reopened."))
    message = _written(actor, case, MessageKind.REPLY, text, draft_key)
    case.unread = True
    was_asked = case.state == State.WAITING and case.waiting_for == WaitingFor.RESIDENT
    if was_asked:
        restart(case)
        case.unread = True
    keep(case, (*WAIT_FIELDS, "due_at") if was_asked else ("unread",))
    if case.main_case_id is not None:  # lists show the main case, not its reports
        Case.objects.filter(pk=case.main_case_id).update(unread=True)
    remember(actor, events.REPLIED, case, message=message.pk)
    if was_asked:
        remember(actor, events.RESUMED, case)
    return message


@transaction.atomic
def mark_read(actor: Actor, reference: str) -> Case:
    """Say that what is new on a case was read; nothing is done, nor told to colleagues at work on it, when nothing is."""
    case = case_for(actor, reference, lock=True)
    authorise(actor, rules.may_handle, case)
    if case.unread:
        case.unread = False
        keep(case, ("unread",))
        remember(actor, events.CORRECTED, case, fields=["unread"])
    return case
