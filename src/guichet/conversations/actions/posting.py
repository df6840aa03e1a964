"""Writing a line of a conversation: one after the other, numbered, told to every open page at commit."""

from __future__ import annotations

from django.db import connection
from django.utils.translation import gettext as _

from guichet.conversations.models import Message, MessageKind, Question
from guichet.kernel import moment
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Invalid
from guichet.kernel.schema import current_schema
from guichet.kernel.typography import figure
from guichet.kernel.words import clean_text

ROOMS_CHANNEL = "guichet_rooms"
MAX_MESSAGE = 8_000
# The next number and the message that has it, in one statement: the conversation is held from here to the commit only.
PUT = """
WITH moved AS (
    UPDATE conversations_conversation SET seq = seq + 1, last_at = %s WHERE id = %s
    RETURNING id, seq
)
INSERT INTO conversations_message
    (conversation_id, seq, changed_seq, kind, author_id, author_name, text, key, at, about_id)
SELECT id, seq, seq, %s, %s, %s, %s, %s, %s, %s FROM moved
ON CONFLICT DO NOTHING
RETURNING id, seq
"""
STEP = "UPDATE conversations_conversation SET seq = seq + 1 WHERE id = %s RETURNING seq"
_SURELY_TOO_LONG = 1_000_000


def read_words(text: str, field: str = "text") -> str:
    """Read what was typed: cleaned, not empty, of at most 8,000 characters (nothing is cut). Raises Invalid."""
    words = clean_text(text, _SURELY_TOO_LONG)
    if not words:
        raise Invalid(_("Write your message."), fields={field: ""})
    if len(words) > MAX_MESSAGE:
        sentence = _("This message has %(length)s characters; it can have at most %(most)s.")
        raise Invalid(
            sentence % {"length": figure(len(words)), "most": figure(MAX_MESSAGE)}, fields={field: ""}
        )
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

    With the `key` of a form that was sent before, gives what it said then. Whatever else an action has to read comes
    before: others wait for this row.
    """
    sent_before = Message.objects.filter(conversation=conversation_id, author_id=author.id, key=key)
    if key and (before := sent_before.first()) is not None:
        return before
    _tell_pages(conversation_id)
    now, name = moment.now(), author.label[:120]
    with connection.cursor() as cursor:
        cursor.execute(
            PUT,
            (now, conversation_id, str(kind), author.id, name, text, key, now, about.pk if about else None),
        )
        row = cursor.fetchone()
    if row is None:  # the same form was sent at the same moment
        return sent_before.get()
    number, seq = row
    return Message(
        id=number,
        conversation_id=conversation_id,
        seq=seq,
        changed_seq=seq,
        kind=kind,
        author_id=author.id,
        author_name=name,
        text=text,
        key=key,
        at=now,
        about=about,
    )


def mark_changed(message: Message, *fields: str) -> Message:
    """Save a change of a message under a new number, so that every open page hears of it."""
    _tell_pages(message.conversation_id)
    with connection.cursor() as cursor:
        cursor.execute(STEP, [message.conversation_id])
        (message.changed_seq,) = cursor.fetchone()
    message.save(update_fields=["changed_seq", *fields])
    return message


def _tell_pages(conversation_id: int) -> None:
    """Tell open pages on every server which conversation moves; PostgreSQL tells at commit, and only then."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [ROOMS_CHANNEL, f"{current_schema()}|{conversation_id}"])
