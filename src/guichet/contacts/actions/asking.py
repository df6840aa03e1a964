"""Asking an expert during a contact, and what comes of it: an answer while the person waits, or a promised call."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from guichet.contacts import rules
from guichet.contacts.actions.callbacks import promise_callback
from guichet.contacts.actions.subjects import NewSubject, add_subject, settle_subject
from guichet.contacts.lifecycle import Result
from guichet.contacts.models import CallBack, Subject
from guichet.contacts.queries.trails import names_in
from guichet.contacts.queries.visible import contact_for
from guichet.conversations.actions.asking import ask, promise
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.knowledge.actions.gaps import report_unanswered


@transaction.atomic
def ask_expert(
    actor: Actor, reference: str, room: str, words: str, *, service: str = "", keeps_personal: bool = False
) -> Subject:
    """Ask in a room for the person of a contact, and note the subject; the bank learns that it could not say."""
    contact = contact_for(actor, reference, lock=True)
    authorise(actor, rules.may_write, contact)
    question = ask(actor, room, words, contact_reference=reference, keeps_personal=keeps_personal)
    subject = add_subject(
        actor,
        reference,
        NewSubject(
            Result.EXPERT_ASKED, service=service, words=question.message.text, question_id=question.pk
        ),
    )
    report_unanswered(
        actor, words, source="expert", language=contact.language, subject=service, names=names_in(contact)
    )
    return subject


@transaction.atomic
def expert_answered(actor: Actor, reference: str, subject_id: int) -> Subject:
    """Say that the person was told the expert's answer."""
    return settle_subject(actor, reference, subject_id, Result.EXPERT_ANSWERED)


@transaction.atomic
def expert_will_call(
    actor: Actor, reference: str, subject_id: int, *, due_at: dt.datetime, phone: str = ""
) -> CallBack:
    """Let the person go with the promise of a call once the expert has answered; the agent owns it."""
    subject = settle_subject(actor, reference, subject_id, Result.EXPERT_CALLS)
    if subject.question_id is not None:
        promise(actor, subject.question_id, on=due_at)
    return promise_callback(
        actor, reference, due_at=due_at, phone=phone, about=subject.words, subject_id=subject.pk
    )
