"""What the public sees of cases: rounded places, no personal data; and one's own case, by code."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from guichet.cases import events
from guichet.cases.lifecycle import ENDED_STATES
from guichet.cases.models import IS_OPEN, Case, Follower, Message, MessageKind
from guichet.cases.queries.history import PublicLine, entries_of, public_history
from guichet.cases.queries.newest import DEEP, Order, newest_ids, read_key
from guichet.cases.queries.visible import as_number, case_for
from guichet.documents.models import Attachment
from guichet.documents.queries import attachments_of
from guichet.kernel import moment
from guichet.kernel.actor import Actor
from guichet.kernel.errors import NotFound
from guichet.kernel.words import clean_line
from guichet.places.geo import round_position

PAGE = 30
SHOWN = (
    "reference", "public_state", "outcome", "opened_at", "ended_at", "due_at", "waiting_until", "lat", "lon",
    "follower_count", "fictitious_place", "service__code", "service__name", "service__icon", "district__name",
)  # fmt: skip
MAP_POINTS = 600
ROUNDED_METRES = 100.0
# What anybody may read of the course of a published case: no word of the resident, none written to them.
OPEN_TO_ALL = frozenset(
    event.name
    for event in (
        events.OPENED,
        events.IMPORTED,
        events.TAKEN,
        events.PLANNED,
        events.RESOLVED,
        events.CLOSED,
        events.REOPENED,
        events.RESCHEDULED,
    )
)
TO_FOLLOWERS = OPEN_TO_ALL | {events.WRITTEN.name}


@dataclass(frozen=True, slots=True)
class PublicCase:
    """A published case as anybody may see it: the service, about where, since when, how far."""

    reference: str
    service: str
    service_name: dict[str, str]
    icon: str
    district_name: dict[str, str]
    public_state: str
    outcome: str
    opened_at: dt.datetime
    ended_at: dt.datetime | None
    due_at: dt.datetime | None
    planned_at: dt.datetime | None
    lat: float | None
    lon: float | None
    followers: int
    fictitious: bool
    key: str


def _public(case: Case) -> PublicCase:
    place = (
        round_position(case.lat, case.lon, ROUNDED_METRES)
        if case.lat is not None and case.lon is not None
        else None
    )
    return PublicCase(
        reference=case.reference,
        service=case.service.code,
        service_name=case.service.name,
        icon=case.service.icon,
        district_name=case.district.name if case.district else {},
        public_state=case.public_state,
        outcome=case.outcome,
        opened_at=case.opened_at,
        ended_at=case.ended_at,
        due_at=case.due_at,
        planned_at=case.waiting_until if case.public_state == "planned" else None,
        lat=place[0] if place else None,
        lon=place[1] if place else None,
        followers=case.follower_count,
        fictitious=case.fictitious_place,
        key=f"{case.opened_at.isoformat()}|{case.pk}",
    )


def published_cases(
    *, service: str = "", district: str = "", only_open: bool = False, after: str = "", limit: int = PAGE
) -> list[PublicCase]:
    """Give published cases, the newest first, a page at a time (`after` is the last key of the page before)."""
    rows = Case.objects.filter(published=True)
    if service:
        rows = rows.filter(service__code=clean_line(service, 80))
    if district:
        rows = rows.filter(district__code=clean_line(district, 80))
    if only_open:
        rows = rows.filter(IS_OPEN)
    ids = newest_ids(rows, Order.PUBLISHED, limit=limit, before=read_key(after), windows=DEEP, patient=True)
    found = Case.objects.filter(pk__in=ids).select_related("service", "district").only(*SHOWN)
    return [_public(case) for case in found.order_by("-opened_at", "-id")]


def published_case(reference: str) -> PublicCase | None:
    """Give one published case as anybody may see it."""
    case = _published(reference)
    return _public(case) if case else None


def _published(reference: str) -> Case | None:
    rows = Case.objects.filter(published=True, reference=as_number(reference)).select_related(
        "service", "district"
    )
    return rows.defer("search", "answers").first()


@dataclass(frozen=True, slots=True)
class PublicPage:
    """The page of a published case: its course without a word of anybody, and the photos that the city published."""

    case: PublicCase
    lines: list[PublicLine]
    photos: list[Attachment]


def public_page(actor: Actor, reference: str) -> PublicPage:
    """Read a published case for its page. Raises NotFound."""
    case = _published(reference)
    if case is None:
        raise NotFound(_("This case does not exist, or is not public."))
    entries = [entry for entry in entries_of(case) if entry.event in OPEN_TO_ALL]
    return PublicPage(
        case=_public(case),
        lines=public_history(entries, []),
        photos=attachments_of(actor, case, published_only=True),
    )


def case_with_files(actor: Actor, reference: str) -> tuple[Case, bool]:
    """Give a case whose files are asked for, and whether only what is published of them may be seen. Raises NotFound."""
    if reference in actor.case_references:
        return case_for(actor, reference), False
    case = _published(reference)
    if case is None:
        raise NotFound(_("This case does not exist, or is not public."))
    return case, True


@dataclass(frozen=True, slots=True)
class FollowedCase:
    """A case as someone sees it who follows it without having reported it: what they were also told by mail."""

    case: PublicCase
    lines: list[PublicLine]
    photos: list[Attachment]
    answer: str


def followed_case(actor: Actor, reference: str, resident_id: int) -> FollowedCase:
    """Read a case that a resident follows, published or not (any more). Raises NotFound when they do not follow it."""
    follower = (
        Follower.objects.filter(case__reference=as_number(reference), resident=resident_id)
        .select_related("case", "case__service", "case__district")
        .first()
    )
    if follower is None:
        raise NotFound(_("This case does not exist, or is not one of yours."))
    case = follower.case
    told = (MessageKind.MESSAGE, MessageKind.ANSWER)
    messages = list(Message.objects.filter(case=case, kind__in=told).order_by("at", "id"))
    entries = [entry for entry in entries_of(case) if entry.event in TO_FOLLOWERS]
    return FollowedCase(
        case=_public(case),
        lines=public_history(entries, messages),
        photos=attachments_of(actor, case, published_only=True),
        answer=case.answer,
    )


@dataclass(frozen=True, slots=True)
class OwnCase:
    """A case as its requester sees it; a follower sees `FollowedCase`."""

    case: Case
    main: Case
    lines: list[PublicLine]
    messages: list[Message]
    attachments: list[Attachment]
    question: Message | None


def own_case(actor: Actor, reference: str) -> OwnCase:
    """Read one's own case: public messages only, the course of its main case when it follows one. Raises NotFound."""
    case = case_for(actor, reference)
    main = case.main_case or case
    kinds = [kind for kind in MessageKind.values if kind != MessageKind.NOTE]
    messages = list(Message.objects.filter(case__in={case, main}, kind__in=kinds).order_by("at", "id"))
    if main != case:
        private = {MessageKind.REPLY, MessageKind.QUESTION, MessageKind.REOPENING}
        messages = [item for item in messages if item.case_id == case.pk or item.kind not in private]
    questions = [item for item in messages if item.kind == MessageKind.QUESTION]
    return OwnCase(
        case=case,
        main=main,
        lines=public_history(entries_of(case), messages),
        messages=messages,
        attachments=attachments_of(actor, case, published_only=False),
        question=questions[-1] if questions and case.public_state == "asking" else None,
    )


def frequent_services(*, days: int = 30, limit: int = 8) -> list[str]:
    """Give the codes of the services asked for most among the newest published cases, for the home page."""
    since = moment.now() - dt.timedelta(days=days)
    newest = Case.objects.filter(published=True, opened_at__gte=since).order_by("-opened_at", "-id")
    counts: dict[str, int] = {}
    for code in newest.values_list("service__code", flat=True)[:1500]:
        counts[code] = counts.get(code, 0) + 1
    return sorted(counts, key=lambda code: (-counts[code], code))[:limit]


def kept_promises(*, days: int = 90, sample: int = 4_000) -> tuple[int, int]:
    """Count, among the newest ended cases of the last days that had a promised date, those ended by it: (kept, all)."""
    since = moment.now() - dt.timedelta(days=days)
    rows = (
        Case.objects.filter(
            published=True, opened_at__gte=since, state__in=ENDED_STATES, promised_at__isnull=False
        )
        .order_by("-opened_at", "-id")
        .values_list("ended_at", "promised_at")[:sample]
    )
    dates = [(ended, promised) for ended, promised in rows if ended and promised]
    return sum(ended <= promised for ended, promised in dates), len(dates)
