"""Streets from their lines: one place for each street of a district, and where streets cross."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import LineString, MultiLineString
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points

from guichet.kernel.words import fold
from guichet.places.geo import METRES_PER_DEGREE, metres_between
from guichet.places.models import PlaceKind
from guichet.places.naming import crossing_label
from guichet.places.queries.districts import districts_at
from guichet.places.storing import NewPlace

_SAME_CROSSING_METRES = 150.0
_SIDES = (" est", " ouest", " nord", " sud")


@dataclass(frozen=True, slots=True)
class StreetLine:
    """A piece of a street, in degrees."""

    name: str
    line: LineString | MultiLineString


def street_places(lines: Sequence[StreetLine]) -> Iterator[NewPlace]:
    """Give each street once a district, at the point of its line nearest to its middle; the longest weigh most."""
    middles = [_latlon(shapely.line_interpolate_point(each.line, 0.5, normalized=True)) for each in lines]
    pieces: defaultdict[tuple[str, int], list[StreetLine]] = defaultdict(list)
    for each, district in zip(lines, districts_at(middles), strict=True):
        pieces[fold(each.name), district.id if district else 0].append(each)
    for own in pieces.values():
        whole = shapely.union_all([each.line for each in own])
        lat, lon = _latlon(nearest_points(whole, whole.centroid)[0])
        kilometres = whole.length * METRES_PER_DEGREE / 1000
        yield NewPlace(PlaceKind.STREET, own[0].name, lat, lon, weight=2 + min(int(kilometres), 8))


def crossings(lines: Sequence[StreetLine]) -> Iterator[NewPlace]:
    """Give the crossings of streets that have different names, each once within 150 m."""
    shapes = np.array([each.line for each in lines], dtype=object)
    ones, others = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    names = [fold(each.name) for each in lines]
    stems = [_without_side(name) for name in names]
    pairs = [
        pair for pair in zip(ones.tolist(), others.tolist(), strict=True) if stems[pair[0]] < stems[pair[1]]
    ]
    if not pairs:
        return
    meetings = shapely.intersection(shapes[[one for one, _ in pairs]], shapes[[other for _, other in pairs]])
    points: defaultdict[tuple[str, str], list[BaseGeometry]] = defaultdict(list)
    labels: dict[tuple[str, str], str] = {}
    for (one, other), meeting in zip(pairs, meetings, strict=True):
        key = (names[one], names[other])
        labels.setdefault(key, crossing_label(lines[one].name, lines[other].name))
        points[key].append(meeting)
    for key in sorted(points):
        for lat, lon in _apart(_latlon(each.centroid) for each in points[key]):
            yield NewPlace(PlaceKind.INTERSECTION, labels[key], lat, lon, weight=2)


def _apart(points: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Make one point of those that are the same crossing (the two roadways of a boulevard)."""
    groups: list[list[tuple[float, float]]] = []
    for point in points:
        for group in groups:
            if metres_between(*group[0], *point) <= _SAME_CROSSING_METRES:
                group.append(point)
                break
        else:
            groups.append([point])
    return [
        (sum(lat for lat, _ in group) / len(group), sum(lon for _, lon in group) / len(group))
        for group in groups
    ]


def _without_side(name: str) -> str:
    """Leave out « est » and « ouest »: where the two halves of a street meet is no crossing."""
    for side in _SIDES:
        name = name.removesuffix(side)
    return name


def _latlon(point: BaseGeometry) -> tuple[float, float]:
    lon, lat = shapely.get_coordinates(point)[0].tolist()
    return lat, lon
