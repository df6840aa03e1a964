"""Which rooms someone sees, who is there, and how fast they answer."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import (
    Aggregate,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
)
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.catalogue.queries import search_services
from guichet.conversations.lifecycle import WAITING
from guichet.conversations.models import Duty, Line, Presence, Question, Room, RoomTeam
from guichet.conversations.queries.unread import unread_in
from guichet.kernel import moment
from guichet.kernel.actor import Actor
from guichet.kernel.errors import NotFound
from guichet.kernel.words import clean_line, stem, tokens

PRESENT_SECONDS = 60
MEASURED_DAYS = 30
NOTHING_ASKED = (None, 0, 0)


class MedianTime(Aggregate):
    """The middle of some lengths of time."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


@dataclass(frozen=True, slots=True)
class RoomShown:
    """A room of a list: `on_duty` and `online` are names, `median` the seconds of its last month's first answers."""

    code: str
    name: dict[str, str]
    about: dict[str, str]
    services: list[str]
    on_duty: list[str]
    online: list[str]
    median: float | None
    answered: int
    unread: int
    waiting: int
    minutes: int
    active: bool
    is_second_line: bool
    conversation_id: int
    last_at: dt.datetime | None
    fits: list[str] = field(default_factory=list)


def visible_rooms(actor: Actor) -> QuerySet[Room]:
    """Give the rooms that an actor may read: those of their teams, and those open to all of the staff."""
    if actor.is_system:
        return Room.objects.order_by("code")
    if not actor.is_staff:
        return Room.objects.none()
    own = RoomTeam.objects.filter(team__in=actor.teams).values("room")
    return Room.objects.filter(Q(for_everyone=True) | Q(pk__in=own)).order_by("code")


def room_for(actor: Actor, code: str) -> Room:
    """Find a room by its code. Raises NotFound."""
    room = visible_rooms(actor).filter(code=clean_line(code, 60)).select_related("conversation").first()
    if room is None:
        raise NotFound(_("There is no such room, or it is not one of yours."))
    return room


def rooms_for(actor: Actor, *, closed: bool = False) -> list[RoomShown]:
    """Give the rooms of an actor, those where somebody waits first (five queries, whatever their number)."""
    answers_here = RoomTeam.objects.filter(room=OuterRef("pk"), line=Line.SECOND, team__in=actor.teams)
    rows = visible_rooms(actor).select_related("conversation").annotate(is_mine=Exists(answers_here))
    rooms = list(rows if closed else rows.filter(active=True))
    ids, places = [room.pk for room in rooms], [room.conversation_id for room in rooms]
    duty, online = on_duty_now(ids), present_in(places)
    asked, unread = _asked_in(ids), unread_in(actor, places)
    shown = [
        RoomShown(
            code=room.code,
            name=room.name,
            about=room.about,
            services=room.services,
            on_duty=duty.get(room.pk, []),
            online=online.get(room.conversation_id, []),
            median=asked.get(room.pk, NOTHING_ASKED)[0],
            answered=asked.get(room.pk, NOTHING_ASKED)[1],
            unread=unread.get(room.conversation_id, 0),
            waiting=asked.get(room.pk, NOTHING_ASKED)[2],
            minutes=room.minutes,
            active=room.active,
            is_second_line=room.is_mine,
            conversation_id=room.conversation_id,
            last_at=room.conversation.last_at,
        )
        for room in rooms
    ]
    return sorted(shown, key=lambda one: (not one.active, not one.waiting, not one.unread))


def on_duty_now(room_ids: Sequence[int], at: dt.datetime | None = None) -> dict[int, list[str]]:
    """Name who is on duty in some rooms at a moment, in the city's time."""
    here = timezone.localtime(at or moment.now())
    rows = Duty.objects.filter(
        room__in=room_ids,
        account__is_active=True,
        weekdays__contains=[here.isoweekday()],
        starts__lte=here.time(),
        ends__gt=here.time(),
    ).order_by("account__name", "id")
    named: dict[int, list[str]] = defaultdict(list)
    for room_id, name in rows.values_list("room_id", "account__name"):
        if name not in named[room_id]:
            named[room_id].append(name)
    return dict(named)


def present_in(conversation_ids: Sequence[int]) -> dict[int, list[str]]:
    """Name who has some rooms open now."""
    since = moment.now() - dt.timedelta(seconds=PRESENT_SECONDS)
    rows = Presence.objects.filter(conversation__in=conversation_ids, seen_at__gte=since)
    named: dict[int, list[str]] = defaultdict(list)
    for place, name in rows.order_by("account__name", "id").values_list("conversation_id", "account__name"):
        named[place].append(name)
    return dict(named)


def _asked_in(room_ids: Sequence[int]) -> dict[int, tuple[float | None, int, int]]:
    """Give, by room, the median of a month's first answers in seconds, of how many, and how many questions wait."""
    since = moment.now() - dt.timedelta(days=MEASURED_DAYS)
    took = ExpressionWrapper(F("first_answer_at") - F("asked_at"), output_field=DurationField())
    answered, waits = Q(first_answer_at__gte=since), Q(state__in=WAITING)
    rows = (
        Question.objects.filter(answered | waits, room__in=room_ids)
        .values("room_id")
        .annotate(
            median=MedianTime(took, filter=answered),
            n=Count("id", filter=answered),
            waiting=Count("id", filter=waits),
        )
        .order_by("room_id")
    )
    return {
        row["room_id"]: (row["median"].total_seconds() if row["median"] else None, row["n"], row["waiting"])
        for row in rows
    }


def rooms_fitting(actor: Actor, words: str, *, service: str = "") -> list[RoomShown]:
    """Give the open rooms of an actor, those that fit a service or some words first, each with why (`fits`).

    A room fits by the services that it is about, when the words find them, and by the words of its own name.
    """
    rooms = [room for room in rooms_for(actor) if room.active]
    wanted = {stem(token) for token in tokens(words) if len(token) > 2}
    hits = search_services(actor, words, moment.today()) if words.strip() else []
    found = {hit.service.code: hit.service.name for hit in hits}
    scored: list[tuple[float, RoomShown]] = []
    for room in rooms:
        own = {
            stem(token) for text in (room.name, room.about) for one in text.values() for token in tokens(one)
        }
        shared = [code for code in found if code in room.services]
        score = 3.0 * (service in room.services) + 2.0 * bool(shared) + len(wanted & own)
        fits = [service] if service in room.services else shared
        scored.append((score, replace(room, fits=fits)))
    return [room for _score, room in sorted(scored, key=lambda pair: -pair[0])]


@dataclass(frozen=True, slots=True)
class RoomSetup:
    """A room as it is set up: its teams by line (codes), and who is on duty."""

    room: Room
    first: list[str]
    second: list[str]
    duties: list[Duty]


def configured_rooms() -> list[Room]:
    """Give every room for its settings page, closed ones last, each with how many `teams_in` it and `watches`."""
    counted = Room.objects.annotate(
        teams_in=Count("teams", distinct=True), watches=Count("duties", distinct=True)
    )
    return list(counted.order_by("-active", "code"))


def configured_room(code: str) -> RoomSetup:
    """Find a room to set it up. Raises NotFound."""
    duties = Prefetch("duties", Duty.objects.select_related("account").order_by("account__name", "id"))
    room = Room.objects.filter(code=clean_line(code, 60)).prefetch_related(duties).first()
    if room is None:
        raise NotFound(_("There is no such room."))
    sides = RoomTeam.objects.filter(room=room).order_by("team__code").values("line")
    by_line: dict[str, list[str]] = {
        row["line"]: row["codes"] for row in sides.annotate(codes=ArrayAgg("team__code"))
    }
    return RoomSetup(room, by_line.get(Line.FIRST, []), by_line.get(Line.SECOND, []), list(room.duties.all()))


def second_team_of(room: Room) -> str:
    """Give the code of the team that answers in a room, empty when none does: what it says, it keeps right."""
    found = RoomTeam.objects.filter(room=room, line=Line.SECOND).select_related("team").order_by("id").first()
    return found.team.code if found else ""
