"""What is already known near a place, while a report is being made (A9)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians

from django.core.cache import cache
from django.db.models import Count, Q

from guichet.cases.models import Case
from guichet.cases.queries.listed import ListedCase, listed
from guichet.cases.queries.visible import visible_to
from guichet.cases.same_incident import (
    EARTH_M_PER_DEGREE,
    RECENT,
    Candidate,
    Habits,
    Proposal,
    Report,
    propose,
)
from guichet.catalogue.models import Service
from guichet.documents.models import Attachment
from guichet.documents.queries import published_photos
from guichet.kernel import moment
from guichet.kernel.actor import Actor
from guichet.places.geo import cells_near

HABITS_KEY = "same-incident-habits"
HABITS_SECONDS = 3 * 24 * 3600
MOST_CANDIDATES = 300
WEIGHED = (
    "id", "service__code", "opened_at", "lat", "lon", "address", "ended_at", "follower_count",
)  # fmt: skip
WEIGHED_AS = (
    "id", "service_code", "opened_at", "lat", "lon", "address", "closed_at", "followers",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """A case that may be the same thing: how far, how likely, and a photo when one is published."""

    case: ListedCase
    metres: float | None
    reasons: tuple[str, ...]
    photo: Attachment | None = None


def same_incident(
    service: Service,
    lat: float,
    lon: float,
    *,
    address: str = "",
    at: dt.datetime | None = None,
    limit: int = 3,
) -> list[Known]:
    """Propose the published cases that a report may be about, the likeliest first; none when the service says so."""
    return _proposed(service, Q(published=True), lat, lon, address, at, limit)


def same_incident_seen_by(
    actor: Actor, service: Service, lat: float, lon: float, *, address: str = "", limit: int = 3
) -> list[Known]:
    """Propose the cases that the actor sees, published or not, that a report being taken may be about; without photos."""
    return _proposed(service, visible_to(actor), lat, lon, address, None, limit, photos=False)


def same_incident_for_staff(actor: Actor, case: Case, *, limit: int = 5) -> list[Known]:
    """Propose the cases that the actor sees, published or not, that one case may repeat; itself left out."""
    if case.lat is None or case.lon is None:
        return []
    others = visible_to(actor) & ~Q(pk=case.pk)
    if case.main_case_id:
        others &= ~Q(pk=case.main_case_id)
    return _proposed(case.service, others, case.lat, case.lon, case.address, case.opened_at, limit)


def _proposed(
    service: Service,
    among: Q,
    lat: float,
    lon: float,
    address: str,
    at: dt.datetime | None,
    limit: int,
    *,
    photos: bool = True,
) -> list[Known]:
    radius = service.same_incident_radius
    if radius <= 0:
        return []
    now = at or moment.now()
    past = habits()
    kinds = Q(service=service)
    if related := past.related(service.code):
        kinds |= Q(service__code__in=related)
    near = (
        Case.objects.filter(among, kinds, cell__in=cells_near(lat, lon, radius), main_case__isnull=True)
        .filter(_around(lat, lon, float(radius)))
        .filter(
            Q(ended_at__isnull=True) | Q(ended_at__gte=now - RECENT)
        )  # open ones never ended: see case_spot
        .order_by("-opened_at")
        .values_list(*WEIGHED)[:MOST_CANDIDATES]
    )
    found = propose(
        Report(service_code=service.code, at=now, lat=lat, lon=lon, address=address),
        [Candidate(**dict(zip(WEIGHED_AS, row, strict=True))) for row in near],
        habits=past,
        limit=limit,
        radius_m=float(radius),
    )
    return _shown(found, photos=photos) if found else []


def _around(lat: float, lon: float, metres: float) -> Q:
    """Give the square around a circle: the cells that cover it hold ten times its ground, so ten times its cases."""
    north = metres / EARTH_M_PER_DEGREE
    east = north / max(cos(radians(lat)), 0.01)
    return Q(lat__range=(lat - north, lat + north), lon__range=(lon - east, lon + east))


def _shown(found: Sequence[Proposal], *, photos: bool) -> list[Known]:
    """Read the few cases that are proposed, with the photo that may be shown of each where one is wanted."""
    wanted = [proposal.candidate_id for proposal in found]
    by_id = {case.id: case for case in listed(Case.objects.filter(pk__in=wanted))}
    seen = published_photos(Case, wanted) if photos else {}
    return [
        Known(
            case=by_id[proposal.candidate_id],
            metres=proposal.metres,
            reasons=tuple(reason.value for reason in proposal.reasons),
            photo=seen.get(proposal.candidate_id),
        )
        for proposal in found
    ]


def habits() -> Habits:
    """Give what the city's past says of reports that were attached; nothing until it was counted."""
    known = cache.get(HABITS_KEY)
    if not isinstance(known, dict):
        return Habits()
    links = {tuple(pair.split("|", 1)): count for pair, count in known["links"].items()}
    return Habits(reports=known["reports"], links={(one, other): n for (one, other), n in links.items()})


def count_habits() -> Habits:
    """Count, over a year, how often reports of each service were attached, and to which; kept for three days."""
    since = moment.now() - dt.timedelta(days=365)
    past = Case.objects.filter(opened_at__gte=since).order_by()
    reports = dict(past.values_list("service__code").annotate(n=Count("id")))
    pairs = past.filter(main_case__isnull=False).values_list("service__code", "main_case__service__code")
    links = {f"{one}|{other}": n for one, other, n in pairs.annotate(n=Count("id"))}
    cache.set(HABITS_KEY, {"reports": reports, "links": links}, HABITS_SECONDS)
    return habits()
