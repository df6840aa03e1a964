"""Reading the register of what is planned, and which of its works clash before anybody asked for a permit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import NotFound
from guichet.kernel.texts import Text
from guichet.occupations import rules
from guichet.occupations.ground import plane_of
from guichet.occupations.lifecycle import LIFECYCLE, LIVING
from guichet.occupations.models import PlannedWork

PAGE = 50
MOST_PAIRS = 100
NEAR_IN_TIME = 365  # days within which the same ground should be opened once

# The register against itself: limits that meet, both still to come, dates that meet or nearly.
_PAIRS = """
SELECT one.reference, other.reference, one.geometry::text, other.geometry::text,
       one.starts, one.ends, other.starts, other.ends
FROM occupations_occupation AS one
JOIN occupations_occupation AS other
  ON box(point(other.west, other.south), point(other.east, other.north))
  && box(point(one.west, one.south), point(one.east, one.north)) AND other.id > one.id AND other.source = 'works'
 AND other.starts < one.ends + make_interval(days => %(near)s)
 AND other.ends > one.starts - make_interval(days => %(near)s)
WHERE one.source = 'works' AND one.ends > %(now)s AND other.ends > %(now)s
  AND (%(only)s = '' OR one.reference = %(only)s OR other.reference = %(only)s)
ORDER BY least(one.starts, other.starts)
LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class WorkFilters:
    """What narrows the register: words, phase, kind, kind of owner, a day on which it stands, street."""

    words: str = ""
    phase: str = ""
    kind: str = ""
    owner_kind: str = ""
    on: dt.date | None = None
    all_phases: bool = False


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One planned work as pages show it."""

    reference: str
    kind: str
    title: Text
    detail: Text
    owner: str
    owner_kind: str
    contact: str
    streets: Sequence[str]
    phase: str
    certainty: str
    vagueness: str
    starts: dt.date
    ends: dt.date
    protect_months: int
    public: bool
    geometry: dict[str, Any]
    version: int
    source: str
    verbs: Sequence[str]


@dataclass(frozen=True, slots=True)
class Clash:
    """Two planned works on the same ground: at the same time (`overlap_days`), or so many days apart (`gap_days`)."""

    one: str
    other: str
    overlap_days: int
    gap_days: int
    overlap_m2: float

    @property
    def is_same_time(self) -> bool:
        """Tell whether both stand there on the same days."""
        return self.overlap_days > 0


def planned_works(actor: Actor, filters: WorkFilters | None = None, *, limit: int = 200) -> list[WorkRow]:
    """Give the works of the register that are still to come or under way (or all phases), the soonest first."""
    authorise(actor, rules.may_read_works)
    asked = filters or WorkFilters()
    found = PlannedWork.objects.all()
    if asked.phase:
        found = found.filter(phase=asked.phase)
    elif not asked.all_phases:
        found = found.filter(phase__in=LIVING)
    if asked.kind:
        found = found.filter(kind=asked.kind)
    if asked.owner_kind:
        found = found.filter(owner_kind=asked.owner_kind)
    if asked.on:
        found = found.filter(starts__lte=asked.on, ends__gte=asked.on)
    for word in asked.words.split()[:6]:
        found = found.filter(
            Q(title__icontains=word)
            | Q(owner__icontains=word)
            | Q(streets__icontains=word)
            | Q(reference__iexact=word)
        )
    return [_row(work) for work in found.order_by("starts", "reference")[:limit]]


def planned_work(actor: Actor, reference: str) -> WorkRow:
    """Give one work of the register. Raises NotFound."""
    authorise(actor, rules.may_read_works)
    work = PlannedWork.objects.filter(reference=reference).first()
    if work is None:
        raise NotFound(_("This planned work does not exist."))
    return _row(work)


def clashing_works(actor: Actor, *, only: str = "", near_days: int = NEAR_IN_TIME) -> list[Clash]:
    """Give the works of the register that want the same ground at the same time, or within a year of each other.

    The same time comes first. `only` keeps those of one reference. At most 100; one query.
    """
    authorise(actor, rules.may_read_works)
    with connection.cursor() as cursor:
        cursor.execute(
            _PAIRS,
            {"near": near_days, "now": moment.now(), "only": only, "most": MOST_PAIRS},
        )
        rows = cursor.fetchall()
    found = [clash for row in rows if (clash := _clash(row)) is not None]
    return sorted(found, key=lambda one: (not one.is_same_time, one.gap_days, -one.overlap_m2))


def _clash(row: Sequence[Any]) -> Clash | None:
    one, other, first, second, starts, ends, other_starts, other_ends = row
    shapes = shapely.from_geojson([first, second])
    plane = plane_of(shapes[0])
    shared = float(plane.flat(shapes[0]).intersection(plane.flat(shapes[1])).area)
    if shared <= 0:
        return None
    days = (min(ends, other_ends) - max(starts, other_starts)).days
    return Clash(one, other, max(days, 0), max(-days, 0), round(shared, 1))


def _row(work: PlannedWork) -> WorkRow:
    return WorkRow(
        reference=work.reference,
        kind=work.kind,
        title=work.title,
        detail=work.detail,
        owner=work.owner,
        owner_kind=work.owner_kind,
        contact=work.contact,
        streets=work.streets,
        phase=work.phase,
        certainty=work.certainty,
        vagueness=work.vagueness,
        starts=work.starts,
        ends=work.ends,
        protect_months=work.protect_months,
        public=work.public,
        geometry=work.geometry,
        version=work.version,
        source=work.source,
        verbs=LIFECYCLE.verbs(work.phase),
    )
