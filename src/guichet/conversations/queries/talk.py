"""What was said in a room or a thread: page by page, since a moment, by words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from guichet.conversations.models import Conversation, Message, Room
from guichet.conversations.queries.rooms import visible_rooms
from guichet.kernel.actor import Actor
from guichet.kernel.errors import NotFound
from guichet.kernel.references import read_reference
from guichet.kernel.words import clean_line

PAGE = 30
MOST_CHANGES = 500
TEXT_CONFIG = "public.guichet_fr"
_HYPHENS = re.compile(r"[\u2010\u2011]")
_REFERENCE = re.compile(r"(?<![\d-])\d{2}[-\u2010\u2011]\d{6,9}(?![\d-])")


@dataclass(frozen=True, slots=True)
class Talk:
    """A piece of a conversation, the oldest first. `seq` is where it stands now; `earlier` whether more came before."""

    conversation_id: int
    seq: int
    messages: list[Message]
    earlier: bool


def references_in(texts: Iterable[str]) -> set[str]:
    """Give the numbers of cases that some texts name (« 26-041830 »)."""
    named = (read_reference(_HYPHENS.sub("-", found)) for text in texts for found in _REFERENCE.findall(text))
    return {reference for reference in named if reference}


def talk_in(conversation: Conversation, *, before: int | None = None, limit: int = PAGE) -> Talk:
    """Give the last messages of a conversation, or the last ones before a number."""
    rows = _rows().filter(conversation=conversation).order_by("-seq")
    if before is not None:
        rows = rows.filter(seq__lt=before)
    found = list(rows[: limit + 1])
    return Talk(conversation.pk, conversation.seq, found[:limit][::-1], len(found) > limit)


def talk_around(conversation: Conversation, seq: int, *, limit: int = PAGE) -> Talk:
    """Give the piece of a conversation that ends a few messages after one: where a search leads."""
    after = (
        _rows().filter(conversation=conversation, seq__gt=seq).order_by("seq").values_list("seq", flat=True)
    )
    last = list(after[:10])
    return talk_in(conversation, before=(last[-1] if last else seq) + 1, limit=limit)


def changes_since(conversation_id: int, seq: int, *, limit: int = MOST_CHANGES) -> list[Message]:
    """Give the messages that are new or changed since a number, in the order of their last change.

    For the house's own use: who may hear of it was decided when the page was opened.
    """
    rows = _rows().filter(conversation=conversation_id, changed_seq__gt=seq)
    return list(rows.order_by("changed_seq")[:limit])


def message_for(actor: Actor, message_id: int, *, in_threads: bool = False) -> Message:
    """Find a message of a room that the actor sees, or what they said on a thread themselves. Raises NotFound.

    With `in_threads`, those of others too: the door then asks whether the actor sees the subject.
    """
    rows = _rows().select_related("conversation__room", "about__message").filter(pk=message_id)
    own = Q() if in_threads else Q(author_id=actor.id)
    seen = Q(conversation__room__in=visible_rooms(actor))
    if actor.is_staff:
        seen |= Q(conversation__room=None) & own
    found = rows.filter(seen).first()
    if found is None:
        raise NotFound(_("There is no such message, or its room is not one of yours."))
    return found


def search_room(
    actor: Actor, room: Room, words: str, *, before: int | None = None, limit: int = PAGE
) -> Talk:
    """Find messages of a room by French words, the newest first; nothing is found of what was taken back.

    Threads on a case are no part of any room: they are never found here.
    """
    query = SearchQuery(clean_line(words, 200), config=TEXT_CONFIG, search_type="websearch")
    rows = _rows().filter(conversation=room.conversation_id, search=query, retracted_at=None)
    if before is not None:
        rows = rows.filter(seq__lt=before)
    found = list(rows.order_by("-seq")[: limit + 1])
    return Talk(room.conversation_id, room.conversation.seq, found[:limit], len(found) > limit)


def thread_on(key: str) -> Conversation | None:
    """Find the thread on a subject (« case:26-041830 »); whether its subject may be seen was asked before."""
    return Conversation.objects.filter(key=key, room=None).first()


@dataclass(frozen=True, slots=True)
class ThreadLine:
    """A thread that someone follows: its last message, and whether it was read."""

    key: str
    subject: str
    last: Message
    is_unread: bool


def threads_followed(actor: Actor, *, limit: int = 30) -> list[ThreadLine]:
    """Give the threads that an actor follows, the newest first (one query).

    Whether they still see each subject is for the door to ask, of the subject's room.
    """
    if not actor.is_staff:
        return []
    of_mine = Q(conversation__readings__account_id=actor.id, conversation__readings__follows=True)
    newest = (
        Message.objects.filter(of_mine, conversation__room=None)
        .annotate(read_up_to=F("conversation__readings__seq"))
        .select_related("conversation")
        .defer("search")
        .order_by("conversation", "-seq")
        .distinct("conversation")
    )
    return [
        ThreadLine(
            key=last.conversation.key,
            subject=last.conversation.key.partition(":")[2],
            last=last,
            is_unread=last.seq > last.read_up_to and last.author_id != actor.id,
        )
        for last in sorted(newest, key=lambda one: one.at, reverse=True)[:limit]
    ]


def _rows() -> QuerySet[Message]:
    return Message.objects.select_related("question", "conversation", "about").defer("search")
