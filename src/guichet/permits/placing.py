"""Where a permit is: its area read, its measures, its district. The map's work is the room of occupations'."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from guichet.places.geo import cell_of, check_point
from guichet.places.models import District
from guichet.places.queries import district_at


@dataclass(frozen=True, slots=True)
class Placed:
    """What a place gives: a point, its district, what was measured (code → value, unit, origin, layer)."""

    lat: float | None = None
    lon: float | None = None
    cell: int | None = None
    district: District | None = None
    street: str = ""
    measures: dict[str, dict[str, Any]] = field(default_factory=dict)


def place(
    area: Mapping[str, Any] | None,
    lat: float | None,
    lon: float | None,
    measured: Mapping[str, Mapping[str, Any]],
) -> Placed:
    """Read where a permit is, from its area or from a point. Raises Invalid for a place that cannot be."""
    measures = {code: dict(each) for code, each in measured.items()}
    if lat is None or lon is None:
        return Placed(measures=measures)
    check_point(lat, lon)
    return Placed(lat, lon, cell_of(lat, lon), district_at(lat, lon), "", measures)
