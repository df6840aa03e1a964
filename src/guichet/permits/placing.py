"""Where a permit is: its area made sure of, its measures, its district. The map's work is the room of occupations'."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from guichet.occupations.areas import Area, read_area
from guichet.occupations.kinds import Kind
from guichet.occupations.queries import Measured, measures
from guichet.permits.models import PermitUse
from guichet.permits.timing import day_start
from guichet.places.geo import cell_of, check_point
from guichet.places.models import District
from guichet.places.queries import calendar, district_at

KINDS: dict[str, Kind] = {
    PermitUse.WORKS: Kind.WORKS,
    PermitUse.CONTAINER: Kind.CONTAINER,
    PermitUse.SCAFFOLD: Kind.SCAFFOLD,
    PermitUse.CRANE: Kind.CRANE,
    PermitUse.MATERIALS: Kind.MATERIALS,
    PermitUse.MOVING: Kind.MOVING,
    PermitUse.FILMING: Kind.FILMING,
    PermitUse.EVENT: Kind.EVENT,
    PermitUse.TERRACE: Kind.TERRACE,
    PermitUse.STRUCTURE: Kind.PERMANENT,
}
"""What stands on the ground for each use of a permit."""


@dataclass(frozen=True, slots=True)
class Placed:
    """What a place gives: a point, its district, its clean area, what was measured (code → value, unit, origin, layer)."""

    lat: float | None = None
    lon: float | None = None
    cell: int | None = None
    district: District | None = None
    street: str = ""
    area: dict[str, Any] | None = None
    read: Area | None = None
    measures: dict[str, dict[str, Any]] = field(default_factory=dict)


def place(
    area: Mapping[str, Any] | None,
    lat: float | None,
    lon: float | None,
    measured: Mapping[str, Mapping[str, Any]],
) -> Placed:
    """Read where a permit is, from its area, else from a point; what is measured already is not measured again.

    Raises Invalid (field « area ») for an area that cannot be: self-crossing, in water, outside of the city, too large.
    """
    given = {code: dict(each) for code, each in measured.items()}
    street = ""
    clean: dict[str, Any] | None = None
    read: Area | None = None
    if area:
        read = read_area(area)
        clean, (lat, lon) = read.geometry, read.middle
        if "area_m2" not in given:
            found = read_measures(read)
            street = str(found.get("street", {}).get("value") or "")
            given = {**found, **given}
    if lat is None or lon is None:
        return Placed(measures=given)
    check_point(lat, lon)
    return Placed(lat, lon, cell_of(lat, lon), district_at(lat, lon), street, clean, read, given)


def read_measures(area: Area) -> dict[str, dict[str, Any]]:
    """Measure an area as a file keeps it; what no layer says is kept as unknown, for an agent to say."""
    return {code: _written(measure) for code, measure in measures(area).items() if code != "district"}


def _written(measure: Measured) -> dict[str, Any]:
    known = {"drawn": "map", "layer": "layer"}.get(str(measure.origin), "unknown")
    found: dict[str, Any] = {"value": measure.value, "unit": measure.unit, "origin": known}
    if measure.layer:
        found["layer"] = measure.layer
    if measure.source:
        found["source"] = measure.source
    if measure.dated:
        found["dated"] = measure.dated.isoformat()
    return found


def period_of(starts_on: dt.date, ends_on: dt.date, hours: str = "") -> tuple[dt.datetime, dt.datetime]:
    """Give the instants between which a place is taken: whole days, or within one day its hours (« 07:00-12:00 »)."""
    city = calendar()
    first, last = _times(hours) if starts_on == ends_on else (dt.time(), dt.time())
    if first < last:
        return (
            dt.datetime.combine(starts_on, first, tzinfo=city.zone),
            dt.datetime.combine(starts_on, last, tzinfo=city.zone),
        )
    return day_start(starts_on, city), day_start(ends_on + dt.timedelta(days=1), city)


def _times(hours: str) -> tuple[dt.time, dt.time]:
    """Give the two times of kept hours; twice midnight for none, and for what an old file says in words."""
    opens, _dash, closes = hours.partition("-")
    try:
        return dt.time.fromisoformat(opens), dt.time.fromisoformat(closes)
    except ValueError:
        return dt.time(), dt.time()
