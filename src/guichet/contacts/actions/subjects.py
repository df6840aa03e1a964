"""What a contact was about, one subject after the other, and how each came out."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from guichet.cases.queries.visible import case_for
from guichet.contacts import events, rules
from guichet.contacts.lifecycle import LIFECYCLE, Result
from guichet.contacts.models import Contact, Subject
from guichet.contacts.queries.visible import contact_for
from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Conflict, Invalid, NotFound
from guichet.kernel.words import clean_line
from guichet.ledger.actions import record

NEEDS_CASE = (Result.CASE_OPENED, Result.CASE_FOLLOWED)
NEEDS_BODY = (Result.TRANSFERRED, Result.TRANSFER_FAILED, Result.OUTSIDE)
AFTERWARDS = {
    Result.EXPERT_ASKED: (Result.EXPERT_ANSWERED, Result.EXPERT_CALLS, Result.ABANDONED),
    Result.TRANSFERRED: (Result.TRANSFER_FAILED,),
}
"""What a result may still become once more is known."""


@dataclass(frozen=True, slots=True)
class NewSubject:
    """A subject as the console gives it; `case` is a case's number, `sent_to` the body or team a person was sent to."""

    result: str
    service: str = ""
    words: str = ""
    answer_key: str = ""
    answer_title: str = ""
    case: str = ""
    question_id: int | None = None
    sent_to: str = ""


@transaction.atomic
def add_subject(actor: Actor, reference: str, new: NewSubject) -> Subject:
    """Note one subject of a contact and its result.

    Raises Invalid by field (`result`, `answer`, `case`, `sent_to`), NotFound for a case that the actor does not see.
    """
    contact = contact_for(actor, reference, lock=True)
    authorise(actor, rules.may_write, contact)
    LIFECYCLE.next(contact.state, "write")
    _check(new)
    case = case_for(actor, new.case) if new.case else None
    service = clean_line(new.service, 80) or (case.service.code if case else "")
    answer = clean_line(new.answer_key, 120)
    subject = Subject.objects.create(
        contact=contact,
        at=moment.now(),
        service=service,
        topic=service or (f"answer:{answer}"[:120] if answer else ""),
        words=clean_line(new.words, 300),
        result=Result(new.result),
        answer_key=answer,
        answer_title=clean_line(new.answer_title, 240),
        case=case,
        question_id=new.question_id,
        sent_to=clean_line(new.sent_to, 200),
        language=contact.language,
    )
    if contact.typed.pop("sought", ""):
        contact.save(update_fields=["typed"])  # what is sought next is about something else
    record(
        actor,
        events.SUBJECT_ADDED,
        contact,
        subject_id=subject.pk,
        result=new.result,
        service=service,
        answer=answer,
        case=case.reference if case else "",
    )
    return subject


def _check(new: NewSubject) -> None:
    faults: dict[str, str] = {}
    if new.result not in set(Result):
        faults["result"] = _("Choose one of the answers shown")
    if new.result == Result.ANSWERED_BANK and not new.answer_key.strip():
        faults["answer"] = _("Choose the answer that you gave.")
    if new.result in NEEDS_CASE and not new.case.strip():
        faults["case"] = _("Say which one, by its number.")
    if new.result in NEEDS_BODY and not new.sent_to.strip():
        faults["sent_to"] = _("Say to whom the person was sent.")
    if faults:
        raise Invalid(next(iter(faults.values())), fields=faults)


@transaction.atomic
def settle_subject(actor: Actor, reference: str, subject_id: int, result: str) -> Subject:
    """Say what became of a question to an expert or of a transfer. Raises Conflict for any other change."""
    contact = contact_for(actor, reference, lock=True)
    authorise(actor, rules.may_write, contact)
    subject = _subject(contact, subject_id)
    if result not in AFTERWARDS.get(Result(subject.result), ()):
        raise Conflict(_("This subject already came out in another way."))
    before, subject.result = subject.result, Result(result)
    subject.save(update_fields=["result"])
    record(actor, events.SUBJECT_CHANGED, contact, subject_id=subject.pk, before=before, result=result)
    return subject


@transaction.atomic
def remove_subject(actor: Actor, reference: str, subject_id: int) -> None:
    """Take back a subject noted by mistake, while the contact lasts; one that opened something stays."""
    contact = contact_for(actor, reference, lock=True)
    authorise(actor, rules.may_write, contact)
    LIFECYCLE.next(contact.state, "write")
    subject = _subject(contact, subject_id)
    if subject.result == Result.CASE_OPENED or subject.question_id is not None:
        raise Conflict(_("This subject cannot be taken back: something was opened for it."))
    record(actor, events.SUBJECT_REMOVED, contact, subject_id=subject.pk, result=subject.result)
    subject.delete()


def _subject(contact: Contact, subject_id: int) -> Subject:
    found = Subject.objects.select_for_update().filter(contact=contact, pk=subject_id).first()
    if found is None:
        raise NotFound(_("There is no such subject."))
    return found
