"""What anybody may know of public space: what stands where and until when, without any name; the same as open data."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import shapely
from django.db.models import Q, QuerySet
from django.utils import timezone

from guichet.kernel.errors import NotFound
from guichet.kernel.texts import Text
from guichet.occupations.bounds import BOX, box_around
from guichet.occupations.ground import Plane, widened
from guichet.occupations.kinds import kind_words, public_title
from guichet.occupations.lifecycle import State
from guichet.occupations.models import Occupation
from guichet.tenancy.queries import current_city

PAGE = 40
MAP_MOST = 3_000
_KEY = re.compile(r"(\d{1,10}\.\d{6})-(\d{1,18})")
BEFORE_THE_DOOR = 120.0  # metres
SHOWN = (State.PLANNED, State.GRANTED, State.ACTIVE, State.ENDED)
# Licences under which cities of each legal world usually open their data.
LICENCES: Mapping[str, tuple[str, str]] = {
    "quebec": ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/deed.fr"),
    "france": ("Licence Ouverte 2.0", "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"),
}
COLUMNS = (
    *("id", "source", "reference", "kind", "kind_fr", "title_fr", "title_en", "street", "district", "starts"),
    *("ends", "end_known", "state", "area_m2", "updated", "longitude", "latitude"),
)


@dataclass(frozen=True, slots=True)
class PublicFilters:
    """What narrows the public list: the days looked at (both included), a kind, a point to be near to."""

    first: dt.date
    last: dt.date
    kind: str = ""
    near: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class PublicOccupation:
    """One thing on public space as anybody may see it; `distance_m` is from the point asked for (None without one)."""

    id: int
    source: str
    reference: str
    kind: str
    title: Text
    detail: Text
    street: str
    district: str
    starts: dt.datetime
    ends: dt.datetime
    end_known: bool
    state: str
    area_m2: float
    updated_at: dt.datetime
    geometry: dict[str, Any]
    distance_m: float | None = None

    @property
    def key(self) -> str:
        """Give the key after which the next page begins."""
        return f"{self.ends.timestamp():.6f}-{self.id}"

    @property
    def middle(self) -> tuple[float, float]:
        """Give a latitude and longitude inside it."""
        point = shapely.from_geojson(json.dumps(self.geometry)).representative_point()
        return round(float(point.y), 6), round(float(point.x), 6)


def public_occupations(
    filters: PublicFilters, *, after: str = "", limit: int = PAGE
) -> list[PublicOccupation]:
    """Give what the public sees: near a point the nearest first, else what ends soonest; one query."""
    rows = _asked(filters)
    if filters.near:
        return _nearest(rows, filters.near)[:limit]
    if key := _KEY.fullmatch(after):
        ends, number = dt.datetime.fromtimestamp(float(key[1]), tz=dt.UTC), key[2]
        rows = rows.filter(Q(ends__gt=ends) | Q(ends=ends, pk__gt=int(number)))
    return [_shown(row) for row in rows.order_by("ends", "pk")[:limit]]


def public_occupation(number: int) -> PublicOccupation:
    """Give one public occupation, whatever its dates. Raises NotFound."""
    row = Occupation.objects.filter(pk=number, public=True, state__in=SHOWN).first()
    if row is None:
        raise NotFound("")
    return _shown(row)


def open_data() -> Iterator[PublicOccupation]:
    """Give all that is public and has not ended, for the open data; read bit by bit."""
    rows = Occupation.objects.filter(public=True, state__in=SHOWN, ends__gt=timezone.now())
    for row in rows.order_by("pk").iterator(chunk_size=1_000):
        yield _shown(row)


def licence() -> tuple[str, str]:
    """Give the licence of the open data of this city and its address."""
    return LICENCES.get(current_city().legal_world, LICENCES["quebec"])


def as_row(one: PublicOccupation, zone: dt.tzinfo) -> tuple[object, ...]:
    """Give the cells of one line of the open data, in the order of COLUMNS, times being those of a zone."""
    lat, lon = one.middle
    return (
        *(one.id, one.source, one.reference, one.kind, kind_words(one.kind, "fr")),
        *(one.title.get("fr", ""), one.title.get("en", ""), one.street, one.district),
        *(one.starts.astimezone(zone).isoformat(), one.ends.astimezone(zone).isoformat()),
        *(
            "yes" if one.end_known else "no",
            one.state,
            one.area_m2,
            one.updated_at.astimezone(zone).isoformat("T", "seconds"),
            lon,
            lat,
        ),
    )


def _asked(filters: PublicFilters) -> QuerySet[Occupation]:
    begins = timezone.make_aware(dt.datetime.combine(filters.first, dt.time()))
    finishes = timezone.make_aware(dt.datetime.combine(filters.last + dt.timedelta(days=1), dt.time()))
    rows = Occupation.objects.filter(public=True, state__in=SHOWN, ends__gt=begins, starts__lt=finishes)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.near:
        lat, lon = filters.near
        around = widened(shapely.Point(lon, lat), BEFORE_THE_DOOR)
        rows = rows.alias(ground=BOX).filter(ground__meets=box_around(around))
    return rows


def _nearest(rows: QuerySet[Occupation], near: tuple[float, float]) -> list[PublicOccupation]:
    plane = Plane(*near)
    here = shapely.Point(0, 0)
    found = []
    for row in rows[:500]:
        metres = float(plane.flat(shapely.from_geojson(json.dumps(row.geometry))).distance(here))
        if metres <= BEFORE_THE_DOOR:
            found.append(_shown(row, metres))
    return sorted(found, key=lambda one: one.distance_m or 0.0)


def _shown(row: Occupation, metres: float | None = None) -> PublicOccupation:
    return PublicOccupation(
        id=row.pk,
        source=row.source,
        reference=row.reference,
        kind=row.kind,
        title=public_title(row.kind, row.title),
        detail=row.detail,
        street=row.street,
        district=row.district,
        starts=row.starts,
        ends=row.ends,
        end_known=row.end_known,
        state=row.state,
        area_m2=row.area_m2,
        updated_at=row.updated_at,
        geometry=row.geometry,
        distance_m=metres,
    )
