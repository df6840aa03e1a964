"""Asking an expert while somebody waits, answering, promising a call-back."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from guichet.conversations import events, rules
from guichet.conversations.actions.posting import mark_changed, post, read_words
from guichet.conversations.actions.talking import check_open
from guichet.conversations.lifecycle import LIFECYCLE, WAITING, Asked, Urgency
from guichet.conversations.models import Message, MessageKind, Question
from guichet.conversations.queries.questions import overdue_questions, question_for
from guichet.conversations.queries.rooms import room_for
from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Invalid, NotFound
from guichet.kernel.events import Event
from guichet.kernel.personal import hide_personal
from guichet.kernel.words import clean_line
from guichet.ledger.actions import record

MAX_CALLBACK_DAYS = 60


@transaction.atomic
def ask(
    actor: Actor,
    room: str,
    words: str,
    *,
    contact_reference: str | None = None,
    urgency: Urgency = Urgency.HOLD,
    keeps_personal: bool = False,
) -> Question:
    """Ask in a room, for a call or a visit whose reference goes along.

    E-mail addresses, telephones and long numbers are taken out of the words unless the agent says that the expert needs
    them. With the person on the line, a call-back is offered when nobody answers in the room's minutes.
    """
    found = check_open(room_for(actor, room))
    authorise(actor, rules.may_ask)
    text = read_words(words, "words")
    now = moment.now()
    message = post(
        actor,
        found.conversation_id,
        text if keeps_personal else hide_personal(text),
        kind=MessageKind.QUESTION,
    )
    question = Question.objects.create(
        room=found,
        message=message,
        contact=clean_line(contact_reference or "", 60),
        urgency=urgency,
        asked_by=actor.id,
        asked_name=actor.label[:120],
        asked_at=now,
        due_at=now + dt.timedelta(minutes=found.minutes) if urgency == Urgency.HOLD else None,
    )
    _remember(actor, events.ASKED, question, urgency=urgency, personal=keeps_personal)
    return question


@transaction.atomic
def take(actor: Actor, question_id: int) -> Question:
    """Say that one looks for the answer, so that the others need not."""
    question = question_for(actor, question_id, lock=True)
    authorise(actor, rules.may_answer, question)
    question.state = LIFECYCLE.next(question.state, "take")
    question.taken_by, question.taken_name = actor.id, actor.label[:120]
    question.taken_at = moment.now()
    _keep(question, "taken_by", "taken_name", "taken_at")
    _remember(actor, events.TAKEN, question)
    return question


@transaction.atomic
def answer(actor: Actor, question_id: int, text: str) -> Message:
    """Answer a question; the first answer is timed."""
    question = question_for(actor, question_id, lock=True)
    authorise(actor, rules.may_answer, question)
    check_open(question.room)
    state = LIFECYCLE.next(question.state, "answer")
    message = post(
        actor, question.room.conversation_id, read_words(text), kind=MessageKind.ANSWER, about=question
    )
    first = question.first_answer_at is None
    question.state, question.first_answer_at = state, question.first_answer_at or message.at
    _keep(question, "first_answer_at")
    _remember(actor, events.ANSWERED, question, message=message.pk, first=first)
    return message


@transaction.atomic
def accept(actor: Actor, question_id: int, message_id: int) -> Question:
    """Say which answer was the right one."""
    question = question_for(actor, question_id, lock=True)
    authorise(actor, rules.may_settle, question)
    question.state = LIFECYCLE.next(question.state, "accept")
    chosen = Message.objects.filter(pk=message_id, about=question, retracted_at=None).first()
    if chosen is None:
        raise NotFound(_("There is no such answer to this question."))
    question.accepted = chosen
    _keep(question, "accepted")
    mark_changed(chosen)
    _remember(actor, events.ACCEPTED, question, message=chosen.pk)
    return question


@transaction.atomic
def ask_again(actor: Actor, question_id: int) -> Question:
    """Say that what was answered does not settle the question: it waits again, from now on."""
    question = question_for(actor, question_id, lock=True)
    authorise(actor, rules.may_settle, question)
    question.state = LIFECYCLE.next(question.state, "ask_again")
    if question.urgency == Urgency.HOLD:
        question.due_at = moment.now() + dt.timedelta(minutes=question.room.minutes)
    question.accepted = question.offered_at = None
    _keep(question, "due_at", "accepted", "offered_at")
    _remember(actor, events.ASKED_AGAIN, question)
    return question


@transaction.atomic
def promise(actor: Actor, question_id: int, *, on: dt.datetime | None = None) -> Question:
    """Let the person go with a promise to call back, on a date when one was said; the question stays to be answered."""
    question = question_for(actor, question_id, lock=True)
    authorise(actor, rules.may_settle, question)
    question.state = LIFECYCLE.next(question.state, "promise")
    now = moment.now()
    if on is not None and not now <= on <= now + dt.timedelta(days=MAX_CALLBACK_DAYS):
        raise Invalid(_("Choose a time to come, within 60 days."), fields={"on": ""})
    question.promised_at, question.promised_for = now, on
    _keep(question, "promised_at", "promised_for")
    _remember(actor, events.PROMISED, question, contact=question.contact)
    return question


@transaction.atomic
def withdraw(actor: Actor, question_id: int) -> Question:
    """Say that the answer is not needed any more: found elsewhere, or the person has gone."""
    question = question_for(actor, question_id, lock=True)
    authorise(actor, rules.may_settle, question)
    question.state = LIFECYCLE.next(question.state, "withdraw")
    _keep(question)
    _remember(actor, events.WITHDRAWN, question)
    return question


def offer_callbacks(actor: Actor) -> int:
    """Offer a call-back for each question that nobody answered in time, each in its own transaction; how many."""
    authorise(actor, rules.may_do_upkeep)
    due = overdue_questions()
    for question_id in due:
        _offer(actor, question_id)
    return len(due)


@transaction.atomic
def _offer(actor: Actor, question_id: int) -> None:
    question = question_for(actor, question_id, lock=True)
    if question.state not in WAITING or question.offered_at is not None:
        return
    question.offered_at = moment.now()
    _keep(question, "offered_at")
    _remember(actor, events.UNANSWERED, question, contact=question.contact)


def _keep(question: Question, *fields: str) -> None:
    """Save a question, and its message under a new number: open pages draw it again."""
    question.save(update_fields=["state", *fields])
    mark_changed(question.message)


def _remember(actor: Actor, event: Event, question: Question, **data: object) -> None:
    record(actor, event, question, room=question.room.code, state=Asked(question.state).value, **data)
