"""What someone has not read yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db.models import (
    Case,
    Count,
    DateTimeField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from guichet.conversations.models import Conversation, Message, Reading, RoomTeam
from guichet.kernel import moment
from guichet.kernel.actor import Actor

# Who never opened a room is told of its last week only: a newcomer has not « missed » ten years.
FIRST_DAYS = 7
EVER = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


def unread_in(actor: Actor, conversation_ids: Sequence[int]) -> dict[int, int]:
    """Count the messages of others that the actor has not read, by conversation; those without any are left out."""
    return _counts(actor, Conversation.objects.filter(pk__in=conversation_ids))


def unread_total(actor: Actor) -> int:
    """Count all that the actor has not read in their rooms and in the threads that they follow (one query)."""
    if not actor.is_staff:
        return 0
    own = RoomTeam.objects.filter(team__in=actor.teams).values("room")
    followed = Reading.objects.filter(account_id=actor.id, follows=True).values("conversation")
    of_rooms = Q(room__active=True) & (Q(room__for_everyone=True) | Q(room__in=own))
    return sum(_counts(actor, Conversation.objects.filter(of_rooms | Q(pk__in=followed))).values())


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
