"""Who may come into a room, ask, answer, correct what they said, and set rooms up."""

from __future__ import annotations

import datetime as dt

from guichet.conversations.models import Message, Question
from guichet.kernel.actor import Actor

MINUTES_TO_CORRECT = 15


def may_configure_rooms(actor: Actor) -> bool:
    """Tell whether the actor may make rooms, choose their teams and who is on duty."""
    return actor.is_system or actor.has("config.rooms")


def may_ask(actor: Actor) -> bool:
    """Tell whether the actor may ask in the rooms that they see: someone has to be there to read the answer."""
    return actor.is_staff


def may_speak(actor: Actor) -> bool:
    """Tell whether the actor may write in a room that they see, or on a thread whose subject they see."""
    return actor.is_staff


def may_answer(actor: Actor, question: Question) -> bool:
    """Anybody in the room may answer, but not their own question."""
    return actor.is_staff and question.asked_by != actor.id


def may_settle(actor: Actor, question: Question) -> bool:
    """Who asked says whether it is answered, promises the call-back, or withdraws."""
    return actor.is_staff and question.asked_by == actor.id


def may_correct(actor: Actor, message: Message, now: dt.datetime) -> bool:
    """One corrects what one said oneself, within a quarter of an hour."""
    age = now - message.at
    return (
        actor.is_staff
        and message.author_id == actor.id
        and message.retracted_at is None
        and age <= dt.timedelta(minutes=MINUTES_TO_CORRECT)
    )


def may_retract(actor: Actor, message: Message, now: dt.datetime) -> bool:
    """Tell whether the actor may take a message back: its author in time, or who sets rooms up at any time."""
    if message.retracted_at is not None:
        return False
    return may_correct(actor, message, now) or (actor.is_staff and may_configure_rooms(actor))


def may_do_upkeep(actor: Actor) -> bool:
    """What comes with time (call-backs offered, presence, forgetting) is Guichet's own work."""
    return actor.is_system
