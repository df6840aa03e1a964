"""The city's layers of facts about public space, ready to be asked: what is under an area, or next to it.

Kept in memory by each process until a layer changes (places.editions).
"""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from guichet.kernel.words import fold
from guichet.occupations.ground import Plane, plane_of
from guichet.occupations.models import FactLayer, LayerKind
from guichet.places.editions import LAYERS, Kept
from guichet.places.layers import AREA_CLASS, DISTRICTS_LAYER
from guichet.places.queries import map_layers

FACTS = "ground-facts"
REACH = 45.0
CROSSING = 15.0  # metres: streets that meet at a crossing are all as near as that
_NEAR = 0.0006  # degrees: at least 45 m either way, wherever a city is


@dataclass(frozen=True, slots=True)
class Fact:
    """Something of a layer near an area: its value, its name, its distance from the area in metres, what it shares.

    `shared` is in m² for areas and in metres for lines; `bearing` is the direction of a line where it is nearest, in
    degrees from the north; `lat` and `lon` are its nearest point.
    """

    value: str
    name: str
    metres: float
    shared: float
    bearing: float = 0.0
    lat: float = 0.0
    lon: float = 0.0


class Layer:
    """The shapes of one layer with their values, where they come from, and of when."""

    def __init__(
        self, features: Sequence[dict[str, object]], source: str, dated: dt.date, *, complete: bool = True
    ) -> None:
        self.complete = complete
        self.source = source
        self.dated = dated
        properties = [dict(each.get("properties") or {}) for each in features]  # type: ignore[call-overload]
        self._values = [(str(each.get("v", "")), str(each.get("n") or "")) for each in properties]
        self._shapes = shapely.from_geojson([json.dumps(each["geometry"]) for each in features])
        self._tree = shapely.STRtree(self._shapes)

    def near(self, shape: BaseGeometry, metres: float) -> list[Fact]:
        """Give what lies within so many metres (45 at most) of an area given in degrees, the nearest first."""
        plane = plane_of(shape)
        flat = plane.flat(shape)
        west, south, east, north = shape.bounds
        box = shapely.box(west - 1.6 * _NEAR, south - _NEAR, east + 1.6 * _NEAR, north + _NEAR)
        hits = self._tree.query(box)
        if not len(hits):
            return []
        others = shapely.transform(
            self._shapes[hits], plane.to_metres
        )  # all at once: each alone costs as much
        gaps = shapely.distance(others, flat)
        found = [
            self._fact(int(hits[at]), plane, flat, others[at], float(gaps[at]))
            for at in range(len(hits))
            if gaps[at] <= metres
        ]
        return sorted(found, key=lambda fact: (fact.metres, -fact.shared))

    def _fact(self, index: int, plane: Plane, flat: BaseGeometry, other: BaseGeometry, away: float) -> Fact:
        value, name = self._values[index]
        reach = flat if away == 0 else shapely.buffer(flat, away + 1)
        part = reach.intersection(other)
        middle = flat.centroid
        spot = plane.round(shapely.shortest_line(middle, other))
        lon, lat = shapely.get_coordinates(spot)[-1].tolist()
        return Fact(value, name, away, float(part.area or part.length), _bearing(other, middle), lat, lon)

    def within(self, box: BaseGeometry) -> list[tuple[str, str, BaseGeometry]]:
        """Give what touches a box, in degrees: its value, its name, its shape; for a plan on paper."""
        hits = sorted(self._tree.query(box, predicate="intersects"))
        return [(*self._values[index], self._shapes[index]) for index in hits]

    def share(self, shape: BaseGeometry) -> float:
        """Give the share of an area that the areas of the layer cover, 0 to 1."""
        hits = self._tree.query(shape, predicate="intersects")
        if not len(hits) or not shape.area:
            return 0.0
        return float(shapely.union_all(self._shapes[hits]).intersection(shape).area / shape.area)


@dataclass(frozen=True)
class Facts:
    """All that is known of the ground of a city; a layer that nobody gave is None: unknown, not « nothing there »."""

    streets: Layer | None
    parks: Layer | None
    others: dict[str, Layer]

    def layer(self, kind: str) -> Layer | None:
        """Give one of the layers of facts."""
        return self.others.get(kind)


def ground_facts() -> Facts:
    """Give the layers of the city that the connection is in."""
    return _facts.get()


def water_share(shape: BaseGeometry) -> float:
    """Give the share of an area that is known to be in the water; 0 where no layer says where water is."""
    layer = ground_facts().layer(LayerKind.WATER)
    return layer.share(shape) if layer else 0.0


@dataclass(frozen=True, slots=True)
class StreetSpot:
    """The point of a street nearest to a place: its name, class (1 to 5), position, bearing (0 to 180 degrees)."""

    name: str
    rank: int
    lat: float
    lon: float
    bearing: float


def street_beside(lat: float, lon: float, named: str = "") -> StreetSpot | None:
    """Find the street nearest to a place, within 45 m: one with a name, else any; None where no street is drawn.

    At a crossing several are as near: the one that the words of `named` name first is meant.
    """
    streets = ground_facts().streets
    if streets is None:
        return None
    near = streets.near(shapely.Point(lon, lat), REACH)
    if not near:
        return None
    best = next((fact for fact in near if fact.name), near[0])
    words = fold(named)
    said = [
        (words.find(fold(fact.name)), fact)
        for fact in near
        if fact.name and fact.metres <= best.metres + CROSSING and fold(fact.name) in words
    ]
    if said:
        best = min(said, key=lambda pair: (pair[0], pair[1].metres))[1]
    return StreetSpot(best.name, int(best.value or 5), best.lat, best.lon, best.bearing)


def _bearing(line: BaseGeometry, middle: BaseGeometry) -> float:
    """Give the direction of a line where it is nearest to a point, 0 to 180 degrees from the north."""
    if line.geom_type not in ("LineString", "MultiLineString"):
        return 0.0
    one = min(shapely.get_parts(line), key=middle.distance)
    at = one.project(middle)
    start, end = one.interpolate(max(at - 8, 0.0)), one.interpolate(min(at + 8, one.length))
    return math.degrees(math.atan2(end.x - start.x, end.y - start.y)) % 180.0


def _build() -> Facts:
    drawn: dict[bool, list[dict[str, object]]] = {True: [], False: []}
    dated: dict[bool, dt.date] = {}
    for file in map_layers().values():
        if file.code == DISTRICTS_LAYER:
            continue
        for feature in json.loads(file.body)["features"]:
            kind = feature["properties"].get("k")
            is_area = kind == AREA_CLASS
            properties = {"v": kind, "n": feature["properties"].get("n")}
            drawn[is_area].append({"geometry": feature["geometry"], "properties": properties})
            dated[is_area] = file.dated or dt.date.min
    made = {
        is_area: Layer(features, "", dated[is_area]) if features else None
        for is_area, features in drawn.items()
    }
    others = {
        each.kind: Layer(each.features, each.source, each.dated, complete=each.complete)
        for each in FactLayer.objects.order_by("kind")
    }
    return Facts(made[False], made[True], others)


_facts: Kept[Facts] = Kept(_build, LAYERS, FACTS, cities=16)
