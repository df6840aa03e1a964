"""A small plan drawn by the server: streets and parks around a point, clipped, scaled and named for an SVG."""

from __future__ import annotations

import json
import math
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import GeometryCollection, LineString, MultiLineString, Polygon, box
from shapely.geometry.base import BaseGeometry

from guichet.places.geo import METRES_PER_DEGREE

WIDTH, HEIGHT = 320, 180
_MARGIN = 16.0  # drawn beyond the edge, so that no line's end is seen
_FINEST = 0.4
_LETTER, _LINE = 5.4, 12.0  # the size of the names' type, in units of the plan
_MOST_NAMES = 8
_PATHS = 5
_SHEET = box(2, 2, WIDTH - 2, HEIGHT - 2)
_PIN = box(WIDTH / 2 - 14, HEIGHT / 2 - 34, WIDTH / 2 + 14, HEIGHT / 2 + 8)


@dataclass(frozen=True, slots=True)
class PlanName:
    """A name on the plan: the middle of the text, and its slope in degrees (clockwise, between -90 and 90)."""

    x: float
    y: float
    angle: float
    text: str


@dataclass(frozen=True, slots=True)
class PlanShapes:
    """What to draw in a viewBox of 320 × 180 whose middle is the point that was asked for.

    `roads` has, for each class from the smallest (5) to the main roads (1), the `d` of one path; `areas` is the `d` of
    the parks. `metres_per_unit` is the scale.
    """

    lat: float
    lon: float
    metres_per_unit: float
    roads: tuple[tuple[int, str], ...]
    areas: str
    names: tuple[PlanName, ...]

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to draw (no base map here)."""
        return not self.roads and not self.areas

    def at(self, lat: float, lon: float) -> tuple[float, float]:
        """Give where a point is on the plan, in units from the left and from the top; it may be outside."""
        unit = self.metres_per_unit / METRES_PER_DEGREE
        x = WIDTH / 2 + (lon - self.lon) * math.cos(math.radians(self.lat)) / unit
        return round(x, 1), round(HEIGHT / 2 - (lat - self.lat) / unit, 1)


class PlanIndex:
    """The lines and areas of a city's base map, ready to be cut out around any point in a few milliseconds."""

    def __init__(self, lines: Sequence[Mapping[str, object]], areas: Sequence[Mapping[str, object]]) -> None:
        self._lines = _Sheet(lines)
        self._areas = _Sheet(areas)

    def around(self, lat: float, lon: float, metres: float) -> PlanShapes:
        """Draw what lies within a distance to the left and right of a point (and 9/16 of it above and below)."""
        unit = 2 * metres / WIDTH
        view = _View(lat, lon, unit / METRES_PER_DEGREE)
        roads = self._lines.cut(view)
        areas = self._areas.cut(view)
        by_class: defaultdict[int, list[BaseGeometry]] = defaultdict(list)
        for (rank, _name), shape in roads.items():
            by_class[rank].append(shape)
        return PlanShapes(
            lat=lat,
            lon=lon,
            metres_per_unit=unit,
            roads=tuple((rank, _path(by_class[rank])) for rank in sorted(by_class, reverse=True)),
            areas=_path(areas.values()),
            names=tuple(_names(roads, areas)),
        )


@dataclass(frozen=True, slots=True)
class _View:
    """What part of the world the plan shows; `unit` is in degrees of latitude."""

    lat: float
    lon: float
    unit: float

    @property
    def squeeze(self) -> float:
        return math.cos(math.radians(self.lat))

    def bounds(self) -> tuple[float, float, float, float]:
        """Give west, south, east, north, with the margin."""
        across = (WIDTH / 2 + _MARGIN) * self.unit / self.squeeze
        up = (HEIGHT / 2 + _MARGIN) * self.unit
        return self.lon - across, self.lat - up, self.lon + across, self.lat + up

    def drawn(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Turn degrees into units of the plan."""
        x = WIDTH / 2 + (points[:, 0] - self.lon) * self.squeeze / self.unit
        y = HEIGHT / 2 - (points[:, 1] - self.lat) / self.unit
        return np.column_stack((x, y))


class _Sheet:
    """The shapes of one layer, with their class and name."""

    def __init__(self, features: Sequence[Mapping[str, object]]) -> None:
        self._shapes = shapely.from_geojson([json.dumps(each["geometry"]) for each in features])
        self._keys = [_key(each["properties"]) for each in features]
        self._tree = shapely.STRtree(self._shapes)
        self._lock = threading.Lock()

    def cut(self, view: _View) -> dict[tuple[int, str], BaseGeometry]:
        """Give what the view shows, in units of the plan: one shape for each class and name."""
        bounds = view.bounds()
        with self._lock:
            seen = np.sort(self._tree.query(box(*bounds)))
        if not len(seen):
            return {}
        cut = shapely.clip_by_rect(self._shapes[seen], *bounds)
        cut = shapely.simplify(shapely.transform(cut, view.drawn), _FINEST)
        groups: defaultdict[tuple[int, str], list[BaseGeometry]] = defaultdict(list)
        for index, shape in zip(seen.tolist(), cut, strict=True):
            if not shape.is_empty:
                groups[self._keys[index]].append(shape)
        return {key: _together(groups[key]) for key in sorted(groups)}


def _key(properties: object) -> tuple[int, str]:
    given = properties if isinstance(properties, Mapping) else {}
    return int(given.get("k", 4)), str(given.get("n", ""))


def _together(shapes: Sequence[BaseGeometry]) -> BaseGeometry:
    parts = shapely.get_parts(shapely.get_parts(shapes))
    if all(isinstance(part, LineString) for part in parts):
        return shapely.line_merge(MultiLineString(list(parts)))
    return GeometryCollection(list(parts))


def _path(shapes: Iterable[BaseGeometry]) -> str:
    """Write shapes as the data of one SVG path, to a tenth of a unit."""
    return "".join(_pieces(shapes))


def _pieces(shapes: Iterable[BaseGeometry]) -> Iterator[str]:
    for part in shapely.get_parts(list(shapes)):
        if isinstance(part, Polygon):
            yield from (_run(ring.coords[:-1]) + "z" for ring in (part.exterior, *part.interiors))
        elif isinstance(part, LineString):
            yield _run(part.coords)


def _run(points: Iterable[Sequence[float]]) -> str:
    return "M" + "L".join(f"{_short(point[0])} {_short(point[1])}" for point in points)


def _short(value: float) -> str:
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def _names(
    roads: Mapping[tuple[int, str], BaseGeometry], areas: Mapping[tuple[int, str], BaseGeometry]
) -> Iterator[PlanName]:
    """Choose the names that fit, main roads first, so that none covers another nor the pin."""
    taken: list[BaseGeometry] = [_PIN]
    wanted = [_along(shape, name) for (rank, name), shape in roads.items() if name and rank < _PATHS]
    wanted += [_inside(shape, name) for (_rank, name), shape in areas.items() if name]
    for places in wanted:
        for name in places:
            frame = _frame(name)
            if _SHEET.contains(frame) and not any(frame.intersects(other) for other in taken):
                taken.append(frame)
                yield name
                break
        if len(taken) > _MOST_NAMES:
            return


def _frame(name: PlanName) -> BaseGeometry:
    """Give the ground that a name covers."""
    across, up = len(name.text) * _LETTER / 2, _LINE / 2
    turn = complex(math.cos(math.radians(name.angle)), math.sin(math.radians(name.angle)))
    corners = [turn * complex(x, y) for x, y in ((-across, -up), (across, -up), (across, up), (-across, up))]
    return Polygon([(name.x + corner.real, name.y + corner.imag) for corner in corners])


def _along(shape: BaseGeometry, text: str) -> Iterator[PlanName]:
    """Give the places for a name along the longest piece of a road that is seen, its middle first."""
    seen = shapely.get_parts(shapely.clip_by_rect(shape, 0, 0, WIDTH, HEIGHT))
    piece = max(seen, key=lambda part: part.length, default=None)
    needed = len(text) * _LETTER
    if piece is None or piece.length < needed + 8:
        return
    for share in (0.5, 0.3, 0.7, 0.18, 0.82):
        middle = share * piece.length
        start, centre, end = (piece.interpolate(middle + step) for step in (-needed / 2, 0, needed / 2))
        angle = math.degrees(math.atan2(end.y - start.y, end.x - start.x))
        angle += -180 if angle > 90 else 180 if angle < -90 else 0
        yield PlanName(round(centre.x, 1), round(centre.y, 1), round(angle, 1), text)


def _inside(shape: BaseGeometry, text: str) -> Iterator[PlanName]:
    """Give the place for a name inside an area that is wide enough for it."""
    largest = max(shapely.get_parts(shape), key=lambda part: part.area)
    west, _north, east, _south = largest.bounds
    if east - west >= len(text) * _LETTER:
        middle = largest.representative_point()
        yield PlanName(round(middle.x, 1), round(middle.y, 1), 0.0, text)
