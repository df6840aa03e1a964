"""What someone has not read yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import connection
from django.db.models import (
    Case,
    Count,
    DateTimeField,
    Exists,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from guichet.conversations.models import Conversation, Message, Reading
from guichet.kernel import moment
from guichet.kernel.actor import Actor

# Who never opened a room is told of its last week only: a newcomer has not « missed » ten years.
FIRST_DAYS = 7
EVER = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


def unread_in(actor: Actor, conversation_ids: Sequence[int]) -> dict[int, int]:
    """Count the messages of others that the actor has not read, by conversation; those without any are left out."""
    return _counts(actor, Conversation.objects.filter(pk__in=conversation_ids))


# Asked on every page of the desk; written out because the ORM takes longer to write it than PostgreSQL to answer.
NOT_READ = """
    SELECT count(*)
    FROM conversations_conversation AS c
    LEFT JOIN conversations_reading AS r ON r.conversation_id = c.id AND r.account_id = %(me)s
    LEFT JOIN conversations_room AS o ON o.conversation_id = c.id
    JOIN conversations_message AS m ON m.conversation_id = c.id AND m.seq > coalesce(r.seq, 0)
    WHERE c.seq > coalesce(r.seq, 0)
      AND (r.follows OR (o.active AND (o.for_everyone OR EXISTS (
          SELECT FROM conversations_roomteam AS t WHERE t.room_id = o.id AND t.team_id = ANY(%(teams)s)))))
      AND m.retracted_at IS NULL AND m.author_id <> %(me)s
      AND (r.id IS NOT NULL OR m.at >= %(recent)s)
"""


def unread_total(actor: Actor) -> int:
    """Count all that the actor has not read in their rooms and in the threads that they follow (one query)."""
    if not actor.is_staff:
        return 0
    recent = moment.now() - dt.timedelta(days=FIRST_DAYS)
    with connection.cursor() as cursor:
        cursor.execute(NOT_READ, {"me": actor.id, "teams": sorted(actor.teams), "recent": recent})
        return int(cursor.fetchone()[0])


def _counts(actor: Actor, rows: QuerySet[Conversation]) -> dict[int, int]:
    mine = Reading.objects.filter(conversation=OuterRef("pk"), account_id=actor.id)
    recent = moment.now() - dt.timedelta(days=FIRST_DAYS)
    rows = rows.annotate(
        seen=Coalesce(Subquery(mine.values("seq")[:1]), Value(0)),
        since=Case(When(Exists(mine), then=Value(EVER)), default=Value(recent), output_field=DateTimeField()),
    )
    unread = (
        Message.objects.filter(conversation=OuterRef("pk"), seq__gt=OuterRef("seen"), retracted_at=None)
        .filter(at__gte=OuterRef("since"))
        .exclude(author_id=actor.id)
        .order_by()
        .values("conversation")
        .annotate(n=Count("id"))
        .values("n")
    )
    found = rows.filter(seq__gt=F("seen")).annotate(n=Coalesce(Subquery(unread), 0)).order_by("pk")
    return {pk: n for pk, n in found.values_list("pk", "n") if n}
