"""Speaking in a room or on a thread, and correcting what one said."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.db import connection, transaction
from django.utils.translation import gettext as _

from guichet.conversations import events, rules
from guichet.conversations.actions.posting import mark_changed, post, read_words
from guichet.conversations.models import Conversation, Message, Reading, Room
from guichet.conversations.queries.rooms import room_for
from guichet.conversations.queries.talk import message_for
from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Conflict, Invalid
from guichet.kernel.words import clean_line
from guichet.ledger.actions import record
from guichet.people.queries import accounts_of_teams

READ = """
INSERT INTO conversations_reading AS mine (conversation_id, account_id, seq, follows) VALUES (%s, %s, %s, false)
ON CONFLICT (account_id, conversation_id) DO UPDATE SET seq = GREATEST(mine.seq, EXCLUDED.seq)
"""
_KEY = re.compile(r"[a-z]+:[\w.-]{1,60}")


def check_open(room: Room) -> Room:
    """Refuse to write in a room that was closed."""
    if not room.active:
        raise Conflict(_("This room is closed: it can still be read. Choose another one for your message."))
    return room


@transaction.atomic
def say(actor: Actor, code: str, text: str, *, key: str = "") -> Message:
    """Write in a room; a form (`key`) that is sent twice speaks once.

    Raises NotFound, Conflict when the room is closed, Invalid for an empty or endless text.
    """
    room = check_open(room_for(actor, code))
    authorise(actor, rules.may_speak)
    return post(actor, room.conversation_id, read_words(text), key=clean_line(key, 64))


@transaction.atomic
def say_in_thread(actor: Actor, key: str, text: str, *, teams: Sequence[int] = ()) -> Message:
    """Write on a subject (« case:26-041830 »), and call teams to it; the door asked whether the actor sees the subject."""
    authorise(actor, rules.may_speak)
    if not _KEY.fullmatch(key):
        raise Invalid(_("There is no such thread."))
    words = read_words(text)
    conversation, _made = Conversation.objects.get_or_create(key=key)
    message = post(actor, conversation.pk, words)
    called = accounts_of_teams(list(teams)).exclude(pk=actor.id) if teams else ()
    Reading.objects.bulk_create(
        [Reading(conversation=conversation, account_id=account.pk, follows=True) for account in called],
        update_conflicts=True,
        update_fields=["follows"],
        unique_fields=["account_id", "conversation"],
    )
    Reading.objects.update_or_create(
        conversation=conversation, account_id=actor.id, defaults={"seq": message.seq, "follows": True}
    )
    if teams:
        record(actor, events.CALLED, conversation, teams=sorted(teams), message=message.pk)
    return message


@transaction.atomic
def unfollow(actor: Actor, keys: Sequence[str]) -> int:
    """Follow some threads no more: their subject is no longer the actor's to see. Returns how many."""
    authorise(actor, rules.may_speak)
    rows = Reading.objects.filter(account_id=actor.id, conversation__key__in=keys, conversation__room=None)
    return rows.update(follows=False)


@transaction.atomic
def edit(actor: Actor, message_id: int, text: str) -> Message:
    """Correct one's own words within a quarter of an hour; the page says that it was corrected, and when.

    What stood there before is not kept: it may be a person's number that should not have been there.
    """
    message = _held(message_for(actor, message_id))
    authorise(actor, rules.may_correct, message, moment.now())
    words = read_words(text)
    if words != message.text:
        message.text, message.edited_at = words, moment.now()
        mark_changed(message, "text", "edited_at")
        record(actor, events.EDITED, message, conversation=message.conversation_id)
    return message


@transaction.atomic
def retract(actor: Actor, message_id: int) -> Message:
    """Take a message back: its text is gone for everybody, that something was said stays."""
    message = _held(message_for(actor, message_id))
    authorise(actor, rules.may_retract, message, moment.now())
    message.text, message.retracted_at = "", moment.now()
    mark_changed(message, "text", "retracted_at")
    record(actor, events.RETRACTED, message, conversation=message.conversation_id)
    return message


def mark_read(actor: Actor, conversation_id: int, seq: int) -> None:
    """Remember how far the actor has read in a conversation that was just shown to them; never back."""
    authorise(actor, rules.may_speak)
    with connection.cursor() as cursor:
        cursor.execute(READ, [conversation_id, actor.id, seq])


def _held(message: Message) -> Message:
    """Read a message again, held until commit: of two corrections at the same time the second sees the first."""
    return Message.objects.select_for_update().defer("search").get(pk=message.pk)
