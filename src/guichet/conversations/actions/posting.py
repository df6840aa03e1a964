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
STEP = "UPDATE conversations_conversation SET seq = seq + 1, last_at = %s WHERE id = %s RETURNING seq"
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
    key: str = "",
) -> Message:
    """Put a message at the end of a conversation, whose row is held until commit so that numbers follow commits.

    With the `key` of a form that was sent before, gives what it said then.
    """
    seq = _step(conversation_id)
    if key:
        before = Message.objects.filter(conversation=conversation_id, author_id=author.id, key=key).first()
        if before is not None:
            return before
    return Message.objects.create(
        conversation_id=conversation_id,
        seq=seq,
        changed_seq=seq,
        kind=kind,
        author_id=author.id,
        author_name=author.label[:120],
        text=text,
        key=key,
        at=moment.now(),
        about=about,
    )


def mark_changed(message: Message, *fields: str) -> Message:
    """Save a change of a message under a new number, so that every open page hears of it."""
    message.changed_seq = _step(message.conversation_id)
    message.save(update_fields=["changed_seq", *fields])
    return message


def _step(conversation_id: int) -> int:
    """Give the next number, holding the conversation until commit; then open pages on every server are told."""
    with connection.cursor() as cursor:
        cursor.execute(STEP, [moment.now(), conversation_id])
        row = cursor.fetchone()
        if row is None:
            raise Conversation.DoesNotExist
        cursor.execute(
            "SELECT pg_notify(%s, %s)", [ROOMS_CHANNEL, f"{current_schema()}|{conversation_id}|{row[0]}"]
        )
    return int(row[0])
