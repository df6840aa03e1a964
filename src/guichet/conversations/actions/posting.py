"""Writing a line of a conversation: one after the other, numbered, told to every open page at commit."""

from __future__ import annotations

from django.db import connection
from django.utils.translation import gettext as _

from guichet.conversations.models import Conversation, Message, MessageKind, Question
from guichet.kernel import moment
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Invalid
from guichet.kernel.schema import current_schema
from guichet.kernel.words import clean_text

ROOMS_CHANNEL = "guichet_rooms"
MAX_MESSAGE = 8_000
_SURELY_TOO_LONG = 1_000_000


def read_words(text: str, field: str = "text") -> str:
    """Read what was typed: cleaned, not empty, of at most 8,000 characters (nothing is cut). Raises Invalid."""
    words = clean_text(text, _SURELY_TOO_LONG)
    if not words:
        raise Invalid(_("Write your message."), fields={field: ""})
    if len(words) > MAX_MESSAGE:
        sentence = _("This message has %(length)d characters; it can have at most %(most)d.")
        raise Invalid(sentence % {"length": len(words), "most": MAX_MESSAGE}, fields={field: ""})
    return words


def post(
    author: Actor,
    conversation_id: int,
    text: str,
    *,
    kind: MessageKind = MessageKind.SAID,
    about: Question | None = None,
) -> Message:
    """Put a message at the end of a conversation, whose row is held until commit so that numbers follow commits."""
    conversation = Conversation.objects.select_for_update().get(pk=conversation_id)
    now = moment.now()
    message = Message.objects.create(
        conversation=conversation,
        seq=conversation.seq + 1,
        changed_seq=conversation.seq + 1,
        kind=kind,
        author_id=author.id,
        author_name=author.label[:120],
        text=text,
        at=now,
        about=about,
    )
    conversation.last_at = now
    _step(conversation, "last_at")
    return message


def mark_changed(message: Message, *fields: str) -> Message:
    """Save a change of a message under a new number, so that every open page hears of it."""
    conversation = Conversation.objects.select_for_update().get(pk=message.conversation_id)
    message.changed_seq = conversation.seq + 1
    message.save(update_fields=["changed_seq", *fields])
    _step(conversation)
    return message


def _step(conversation: Conversation, *fields: str) -> None:
    """Number the change, and tell open pages on every server which conversation moved; PostgreSQL tells at commit."""
    conversation.seq += 1
    conversation.save(update_fields=["seq", *fields])
    with connection.cursor() as cursor:
        payload = f"{current_schema()}|{conversation.pk}|{conversation.seq}"
        cursor.execute("SELECT pg_notify(%s, %s)", [ROOMS_CHANNEL, payload])
