"""Who clashes with an area and a period: permits, planned works, events, closures; before, during and after it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any

import shapely
from django.db import connection

from guichet.kernel.actor import Actor
from guichet.kernel.texts import Text
from guichet.occupations import rules
from guichet.occupations.areas import Area
from guichet.occupations.kinds import CLEARANCES, USUAL_CLEARANCE, kind_words
from guichet.occupations.models import Clearance
from guichet.places.editions import LAYERS, Kept

AROUND = dt.timedelta(days=180)
MOST = 200
CLEARANCE_EDITION = "clearances"
_DAY = 86_400.0

# The index of limits and periods gives only rows that are near, of the right dates. Shapes and instants come as text and
# numbers: most of what is near is too far, and is thrown away before it costs more.
_NEAR = """
SELECT source, reference, kind, title::text, state, public, extract(epoch FROM starts)::float8,
       extract(epoch FROM ends)::float8, end_known, geometry::text, street
FROM occupations_occupation
WHERE box(point(west, south), point(east, north)) && box(point(%(west)s, %(south)s), point(%(east)s, %(north)s))
  AND tstzrange(starts, ends) && tstzrange(%(since)s, %(until)s)
  AND NOT (source = %(but_source)s AND reference = %(but_reference)s)
ORDER BY (starts < %(ends)s AND ends > %(starts)s) DESC, abs(extract(epoch FROM starts - %(starts)s))
LIMIT %(most)s
"""


class When(StrEnum):
    """Where a conflict is with regard to the period asked for."""

    PAST = "past"
    PRESENT = "present"
    FUTURE = "future"


@dataclass(frozen=True, slots=True)
class Conflict:
    """Something that shares the ground of an area, or stands too near.

    `overlap_days` are the days that both stand there, `overlap_m2` the ground that both want, `distance_m` how far apart
    they are (0 when they share ground), `clearance_m` the distance that should be kept. `when` is past for what ends
    before the period begins, future for what begins after its end. To people who may not read the register, what is not
    public has no title of its own and no reference.
    """

    source: str
    reference: str
    kind: str
    title: Text
    starts: dt.datetime
    ends: dt.datetime
    end_known: bool
    state: str
    when: str
    overlap_days: float
    overlap_m2: float
    distance_m: float
    clearance_m: float
    street: str = ""
    geometry: str = field(default="", repr=False)

    @property
    def is_clash(self) -> bool:
        """Tell whether both want the same ground at the same time."""
        return self.when == When.PRESENT and self.overlap_m2 > 0


def conflicts(
    actor: Actor,
    area: Area,
    starts: dt.datetime,
    ends: dt.datetime,
    *,
    kind: str = "",
    but: tuple[str, str] | None = None,
    around: dt.timedelta = AROUND,
) -> list[Conflict]:
    """Give what clashes with an area from one instant to another, the worst first; at most 200.

    `around` is how long before and after the period others are still told (half a year); `but` is the (source,
    reference) of the file that asks. Two queries.
    """
    clearances = all_clearances()
    own = clearances.get(kind, USUAL_CLEARANCE)
    reach = max([own, *clearances.values()])
    wide = area.plane.round(shapely.buffer(area.flat, reach, quad_segs=4))
    with connection.cursor() as cursor:
        cursor.execute(
            _NEAR,
            {
                **dict(zip(("west", "south", "east", "north"), wide.bounds, strict=True)),
                "since": starts - around,
                "until": ends + around,
                "starts": starts,
                "ends": ends,
                "but_source": but[0] if but else "",
                "but_reference": but[1] if but else "",
                "most": MOST,
            },
        )
        rows = cursor.fetchall()
    seen = rules.may_read_works(actor)
    veils = _veils({row[2] for row in rows}) if not seen else {}
    found = [
        conflict if seen or public else replace(conflict, title=veils[conflict.kind], reference="")
        for conflict, public in _weighed(rows, area, (starts, ends), own, clearances)
    ]
    return sorted(found, key=_worst_first)


def all_clearances() -> dict[str, float]:
    """Give how many metres around itself each kind disturbs others: what is usual, or what the city says."""
    return _clearances.get()


def _read_clearances() -> dict[str, float]:
    return {**CLEARANCES, **dict(Clearance.objects.values_list("kind", "metres"))}


_clearances: Kept[dict[str, float]] = Kept(_read_clearances, CLEARANCE_EDITION, LAYERS)


def _weighed(
    rows: Sequence[tuple[Any, ...]],
    area: Area,
    period: tuple[dt.datetime, dt.datetime],
    own: float,
    clearances: dict[str, float],
) -> list[tuple[Conflict, bool]]:
    """Keep of what is near what is too near, with how much ground and time both want."""
    shapes = shapely.transform(shapely.from_geojson([row[9] for row in rows]), area.plane.to_metres)
    gaps = shapely.distance(shapes, area.flat).tolist() if rows else ()
    begins, finishes = period[0].timestamp(), period[1].timestamp()
    kept = []
    for row, shape, gap in zip(rows, shapes, gaps, strict=True):
        source, reference, kind, title, state, public, starts, ends, end_known, text, street = row
        clearance = max(own, clearances.get(kind, USUAL_CLEARANCE))
        if gap > clearance:
            continue
        days = (min(ends, finishes) - max(starts, begins)) / _DAY
        shared = shapely.area(shapely.intersection(shape, area.flat)) if gap == 0 else 0.0
        conflict = Conflict(
            source=source,
            reference=reference,
            kind=kind,
            title=_text(title),
            starts=dt.datetime.fromtimestamp(starts, tz=dt.UTC),
            ends=dt.datetime.fromtimestamp(ends, tz=dt.UTC),
            end_known=end_known,
            state=state,
            when=_when(starts, ends, begins, finishes),
            overlap_days=round(max(days, 0.0), 2),
            overlap_m2=round(float(shared), 2),
            distance_m=round(gap, 1),
            clearance_m=clearance,
            street=street,
            geometry=text,
        )
        kept.append((conflict, public))
    return kept


@lru_cache(maxsize=4_096)
def _text(title: str) -> Text:
    """Read a title by language; many occupations have the same."""
    return dict(json.loads(title))


def _when(starts: float, ends: float, begins: float, finishes: float) -> str:
    if ends <= begins:
        return When.PAST
    return When.FUTURE if starts >= finishes else When.PRESENT


def _veils(kinds: set[str]) -> dict[str, Text]:
    """Give what is said instead of a title: what is not public is told by its kind, its place and its time."""
    return {kind: {language: kind_words(kind, language) for language in ("fr", "en")} for kind in kinds}


def _worst_first(conflict: Conflict) -> tuple[int, float, float, dt.datetime]:
    """Order conflicts: at the same time before after before past, the largest ground, then the nearest."""
    order = {When.PRESENT: 0, When.FUTURE: 1, When.PAST: 2}[When(conflict.when)]
    return order, -conflict.overlap_m2 * max(conflict.overlap_days, 1.0), conflict.distance_m, conflict.starts
