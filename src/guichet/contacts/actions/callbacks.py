"""Promises to call someone back: made, tried, moved, done, or given up after three tries."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guichet.contacts import events, rules
from guichet.contacts.lifecycle import CALLBACKS, TRIES_BEFORE_GIVING_UP
from guichet.contacts.models import CallBack
from guichet.contacts.queries.visible import callback_for, contact_for
from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Conflict, Invalid
from guichet.kernel.words import clean_line
from guichet.ledger.actions import record
from guichet.people.queries import account_with_id, team_with_id

FURTHEST = dt.timedelta(days=366)


@transaction.atomic
def promise_callback(
    actor: Actor,
    reference: str,
    *,
    due_at: dt.datetime,
    about: str = "",
    phone: str = "",
    owner_id: int | None = None,
    team_id: int | None = None,
    subject_id: int | None = None,
) -> CallBack:
    """Promise to call someone back by an instant; without an owner nor a team it is the actor's own.

    Raises Invalid by field (`due_at`, `phone`, `owner`): a date to come within a year, a number or address to reach.
    """
    contact = contact_for(actor, reference, lock=True)
    authorise(actor, rules.may_write, contact)
    number = clean_line(phone, 40) or contact.phone or (contact.person.phone if contact.person else "")
    email = contact.email or (contact.person.email if contact.person else "")
    now = moment.now()
    faults = _faults(due_at, now)
    if not number and not email:
        faults["phone"] = _("Note a telephone number or an e-mail address to reach the person.")
    owner = account_with_id(owner_id) if owner_id else None
    team = team_with_id(team_id) if team_id else None
    if (owner_id and owner is None) or (team_id and team is None):
        faults["owner"] = _("Choose someone who works here.")
    if faults:
        raise Invalid(next(iter(faults.values())), fields=faults)
    callback = CallBack.objects.create(
        contact=contact,
        subject=contact.subjects.filter(pk=subject_id).first() if subject_id else None,
        due_at=due_at,
        about=clean_line(about, 300),
        phone=number or email[:40],
        owner_id=owner.pk if owner else None if team else actor.id,
        team=team,
        promised_at=now,
    )
    record(actor, events.CALLBACK_PROMISED, callback, contact=contact.reference, team=callback.team_id)
    return callback


def _faults(due_at: dt.datetime, now: dt.datetime) -> dict[str, str]:
    if due_at <= now:
        return {"due_at": _("Choose a moment to come.")}
    if due_at > now + FURTHEST:
        return {"due_at": _("Choose a moment within a year.")}
    return {}


@transaction.atomic
def note_try(
    actor: Actor, callback_id: int, *, told: str = "", again_at: dt.datetime | None = None
) -> CallBack:
    """Note that nobody answered; the promise stays, at another moment when one is given."""
    callback = callback_for(actor, callback_id, lock=True)
    authorise(actor, rules.may_call_back, callback)
    now = moment.now()
    callback.state = CALLBACKS.next(callback.state, "try")
    if again_at is not None:
        if faults := _faults(again_at, now):
            raise Invalid(next(iter(faults.values())), fields=faults)
        callback.due_at = again_at
    callback.tries += 1
    callback.tried_at = now
    callback.told = clean_line(told, 500) or callback.told
    callback.save(update_fields=["state", "due_at", "tries", "tried_at", "told"])
    record(actor, events.CALLBACK_TRIED, callback, tries=callback.tries)
    return callback


@transaction.atomic
def move_callback(
    actor: Actor,
    callback_id: int,
    *,
    due_at: dt.datetime | None = None,
    owner_id: int | None = None,
    team_id: int | None = None,
) -> CallBack:
    """Give a call-back to someone else, or another moment. Raises Invalid (`due_at`, `owner`)."""
    callback = callback_for(actor, callback_id, lock=True)
    authorise(actor, rules.may_call_back, callback)
    callback.state = CALLBACKS.next(callback.state, "move")
    owner = account_with_id(owner_id) if owner_id else None
    team = team_with_id(team_id) if team_id else None
    if (owner_id and owner is None) or (team_id and team is None):
        words = _("Choose someone who works here.")
        raise Invalid(words, fields={"owner": words})
    if due_at is not None:
        if faults := _faults(due_at, moment.now()):
            raise Invalid(next(iter(faults.values())), fields=faults)
        callback.due_at = due_at
    if owner or team:
        callback.owner_id, callback.team_id = owner.pk if owner else None, team.pk if team else None
    callback.save(update_fields=["state", "due_at", "owner", "team"])
    record(actor, events.CALLBACK_MOVED, callback, team=callback.team_id, owner=callback.owner_id)
    return callback


@transaction.atomic
def finish_callback(actor: Actor, callback_id: int, *, told: str) -> CallBack:
    """Say that the person was reached, and what they were told. Raises Invalid (`told`)."""
    callback = callback_for(actor, callback_id, lock=True)
    authorise(actor, rules.may_call_back, callback)
    callback.state = CALLBACKS.next(callback.state, "finish")
    callback.told = clean_line(told, 500)
    if not callback.told:
        words = _("Write in a few words what the person was told.")
        raise Invalid(words, fields={"told": words})
    callback.tries += 1
    callback.tried_at = callback.ended_at = moment.now()
    callback.save(update_fields=["state", "told", "tries", "tried_at", "ended_at"])
    record(actor, events.CALLBACK_DONE, callback, tries=callback.tries)
    return callback


@transaction.atomic
def give_up_callback(actor: Actor, callback_id: int, *, told: str = "") -> CallBack:
    """Close a call-back that reached nobody; only after three tries, else Conflict."""
    callback = callback_for(actor, callback_id, lock=True)
    authorise(actor, rules.may_call_back, callback)
    after = CALLBACKS.next(callback.state, "give_up")
    left = TRIES_BEFORE_GIVING_UP - callback.tries
    if not rules.may_give_up(callback, TRIES_BEFORE_GIVING_UP):
        words = ngettext("Try once more first.", "Try %(n)d more times first.", left)
        raise Conflict(words % {"n": left}, code="too_soon")
    callback.state, callback.ended_at = after, moment.now()
    callback.told = clean_line(told, 500) or callback.told
    callback.save(update_fields=["state", "ended_at", "told"])
    record(actor, events.CALLBACK_GIVEN_UP, callback, tries=callback.tries)
    return callback
