"""Which district a point is in."""

from __future__ import annotations

import json
import math
import threading
from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from guichet.places.geo import METRES_PER_DEGREE
from guichet.places.models import District

GAP_METRES = 25.0
_TOUCHING = 1e-7  # a centimetre, in degrees


class DistrictIndex:
    """The districts of a city, ready to be asked thousands of times.

    A point on a border belongs to the district whose code comes first, and so does a point in two districts that
    overlap. A point in no district, but within 25 m of one, is in the nearest: outlines that were drawn coarsely
    leave gaps, and a quay's lamp post stands beyond them. Safe for several threads.
    """

    def __init__(self, districts: Sequence[District]) -> None:
        drawn = sorted((each for each in districts if each.polygon), key=lambda each: each.code)
        outlines = shapely.from_geojson([json.dumps(each.polygon) for each in drawn])
        # Degrees of longitude are made as long as those of latitude, so that distances can be compared.
        self._squeeze = _squeeze(outlines) if drawn else 1.0
        self._outlines = shapely.transform(outlines, lambda points: points * [self._squeeze, 1.0])
        shapely.prepare(self._outlines)
        self._tree = shapely.STRtree(self._outlines)
        self._districts = [_without_outline(each) for each in drawn]
        self._by_id = {each.pk: each for each in self._districts}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._districts)

    def with_id(self, district_id: int) -> District | None:
        """Give a district by its id, None for one that was not drawn."""
        return self._by_id.get(district_id)

    def at(self, lat: float, lon: float) -> District | None:
        """Give the district of a point."""
        return self.at_many([(lat, lon)])[0]

    def at_many(self, points: Sequence[tuple[float, float]]) -> list[District | None]:
        """Give the district of each point (lat, lon); 100,000 points take under two seconds."""
        if not self._districts or not points:
            return [None] * len(points)
        found = self._positions(np.asarray(points, dtype=float))
        return [self._districts[index] if index < len(self._districts) else None for index in found]

    def _positions(self, latlon: NDArray[np.float64]) -> NDArray[np.int64]:
        """Give the place of each point's district in the list; the list's length for none."""
        x, y = latlon[:, 1] * self._squeeze, latlon[:, 0]
        reach = GAP_METRES / METRES_PER_DEGREE
        spots = np.asarray(shapely.points(x, y))
        found = np.full(len(latlon), len(self._districts))
        with self._lock:
            asked, near = self._tree.query(shapely.box(x - reach, y - reach, x + reach, y + reach))
            touching = shapely.dwithin(self._outlines[near], spots[asked], _TOUCHING)
            np.minimum.at(found, asked[touching], near[touching])
            lost = found[asked] == len(self._districts)
            asked, near = asked[lost], near[lost]
            away = np.asarray(shapely.distance(self._outlines[near], spots[asked]))
        for pair in np.lexsort((near, away)):  # the nearest first; among equals, the first code
            if away[pair] <= reach and found[asked[pair]] == len(self._districts):
                found[asked[pair]] = near[pair]
        return found


def _squeeze(outlines: NDArray[np.object_]) -> float:
    _west, south, _east, north = shapely.total_bounds(outlines)
    return math.cos(math.radians((south + north) / 2))


def _without_outline(district: District) -> District:
    """Give a lighter district, to be kept in memory: its outline is read again when asked for."""
    kept = ("id", "code", "name", "repaired")
    return District.from_db(None, kept, [getattr(district, name) for name in kept])
