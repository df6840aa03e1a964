"""Areas drawn by the server on the small plan of a place: what a file asks for, and what stands near it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from guichet.places.queries import PlanShapes, plan_around

MARGIN = 2.2
LEAST_METRES, MOST_METRES = 60.0, 2_000.0
METRES_PER_DEGREE = 111_320.0
Position = Callable[[float, float], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Outline:
    """A shape on a plan: what it is (« own », « other », « past ») and the `d` of its path."""

    kind: str
    data: str


@dataclass(frozen=True, slots=True)
class AreaPlan:
    """A plan with shapes on it, the last one on top."""

    plan: PlanShapes
    outlines: tuple[Outline, ...]


def draw_area(
    geometry: Mapping[str, Any] | None, others: Sequence[tuple[str, object]] = ()
) -> AreaPlan | None:
    """Draw an area and what stands around it, as wide as the area needs; None when there is nothing to draw.

    `others` are (kind, GeoJSON geometry as a mapping or as text).
    """
    points = _points(geometry)
    if not points:
        return None
    west, east = min(x for x, _y in points), max(x for x, _y in points)
    south, north = min(y for _x, y in points), max(y for _x, y in points)
    reach = max((east - west) * 0.7, north - south) * METRES_PER_DEGREE / 2 * MARGIN
    plan = plan_around((south + north) / 2, (west + east) / 2, min(max(reach, LEAST_METRES), MOST_METRES))
    shapes = [Outline(kind, outline(read_geometry(shape), plan.at)) for kind, shape in others]
    own = Outline("own", outline(geometry, plan.at))
    return AreaPlan(plan, (*(shape for shape in shapes if shape.data), own))


def read_geometry(given: object) -> Mapping[str, Any] | None:
    """Read a geometry that is a mapping or text; None for what is neither."""
    if isinstance(given, Mapping):
        return given
    try:
        read = json.loads(given) if isinstance(given, str) and given else None
    except ValueError:
        return None
    return read if isinstance(read, Mapping) else None


def outline(geometry: Mapping[str, Any] | None, at: Position) -> str:
    """Give the `d` of a geometry's lines and areas; `at` places a latitude and longitude."""
    pieces = []
    for line, closed in _lines(geometry):
        placed = [at(lat, lon) for lon, lat in line]
        if len(placed) > 1:
            pieces.append("M" + "L".join(f"{x:g} {y:g}" for x, y in placed) + ("Z" if closed else ""))
    return "".join(pieces)


def _lines(geometry: Mapping[str, Any] | None) -> list[tuple[list[tuple[float, float]], bool]]:
    """Give the lines of a geometry as (longitude, latitude), each with whether it is closed."""
    if not geometry:
        return []
    kind, given = str(geometry.get("type", "")), geometry.get("coordinates") or []
    if kind == "LineString":
        return [(_pairs(given), False)]
    if kind == "MultiLineString":
        return [(_pairs(line), False) for line in given]
    if kind == "Polygon":
        return [(_pairs(ring), True) for ring in given]
    if kind == "MultiPolygon":
        return [(_pairs(ring), True) for polygon in given for ring in polygon]
    return []


def _pairs(given: Sequence[Sequence[float]]) -> list[tuple[float, float]]:
    return [(float(point[0]), float(point[1])) for point in given if len(point) > 1]


def _points(geometry: Mapping[str, Any] | None) -> list[tuple[float, float]]:
    return [point for line, _closed in _lines(geometry) for point in line]
