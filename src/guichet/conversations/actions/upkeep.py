"""What comes with time: who is there, and what is forgotten."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.db.models import Count, Q

from guichet.conversations import events, rules
from guichet.conversations.lifecycle import UNSETTLED
from guichet.conversations.models import Conversation, Message, Presence, Room
from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.ledger.actions import record
from guichet.people.queries import teams_of_accounts

BATCH = 5_000
THREAD_MONTHS = 36
ABSENT_AFTER = dt.timedelta(days=1)


@transaction.atomic
def keep_presence(actor: Actor, here: Collection[tuple[int, int]]) -> set[tuple[int, int]]:
    """Say who has which conversation open now, (account, conversation), all pages of a server at once.

    Gives those who may not be there any more: their account was closed, or their team left the room. Presence is told
    of rooms only.
    """
    authorise(actor, rules.may_do_upkeep)
    teams = teams_of_accounts({account for account, _place in here})
    rooms = _rooms_open_to({place for _account, place in here})
    present = {
        (account, place)
        for account, place in here
        if account in teams and place in rooms and _is_open(rooms[place], teams[account])
    }
    in_threads = {(account, place) for account, place in here if account in teams and place not in rooms}
    now = moment.now()
    Presence.objects.bulk_create(
        [
            Presence(account_id=account, conversation_id=place, seen_at=now)
            for account, place in sorted(present)
        ],
        update_conflicts=True,
        update_fields=["seen_at"],
        unique_fields=["conversation", "account"],
    )
    return set(here) - present - in_threads


def _is_open(to: set[int] | None, teams: set[int]) -> bool:
    """Tell whether a room is open to someone of some teams."""
    return to is None or bool(to & teams)


def _rooms_open_to(places: Collection[int]) -> dict[int, set[int] | None]:
    """Give the teams of some rooms by conversation; None for a room that is open to everyone."""
    rows = Room.objects.filter(conversation__in=list(places)).order_by("pk")
    found: dict[int, set[int] | None] = {}
    for place, for_all, team in rows.values_list("conversation_id", "for_everyone", "teams__team"):
        teams = found.setdefault(place, None if for_all else set())
        if teams is not None and team:
            teams.add(team)
    return found


def forget_old(actor: Actor) -> int:
    """Remove the messages that are older than their room keeps them (threads: three years), and stale presence."""
    authorise(actor, rules.may_do_upkeep)
    gone = 0
    for room in Room.objects.order_by("pk"):
        before = _months_ago(room.keep_months)
        while n := _forget(actor, Q(conversation=room.conversation_id, at__lt=before)):
            gone += n
    while n := _forget(actor, Q(conversation__room=None, at__lt=_months_ago(THREAD_MONTHS))):
        gone += n
    Presence.objects.filter(seen_at__lt=moment.now() - ABSENT_AFTER).delete()
    return gone


@transaction.atomic
def _forget(actor: Actor, which: Q) -> int:
    """Remove one batch; a question that is not settled stays, with its answers, until it is."""
    unsettled = Q(question__state__in=UNSETTLED) | Q(about__state__in=UNSETTLED)
    rows = Message.objects.filter(which).exclude(unsettled).order_by("at").values_list("pk", flat=True)
    ids = list(rows[:BATCH])
    if not ids:
        return 0
    of_these = Conversation.objects.filter(messages__in=ids)
    for place in of_these.annotate(n=Count("messages")).order_by("pk"):
        record(actor, events.FORGOTTEN, place, messages=place.n)
    Message.objects.filter(pk__in=ids).delete()
    return len(ids)


def _months_ago(months: int) -> dt.datetime:
    now = moment.now()
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return now.replace(year=year, month=month + 1, day=min(now.day, last))
