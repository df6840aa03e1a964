"""Metres on the ground around a point: a tangent plane on the Earth's ellipsoid (WGS84).

An orthographic azimuthal projection around the middle of what is measured. Within 20 km of it lengths and areas are
right to one part in a hundred thousand, so that a fee never depends on how the map is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import cos, radians, sin, sqrt

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

_A = 6_378_137.0
_F = 1 / 298.257223563
_E2 = _F * (2 - _F)
_B = _A * (1 - _F)
_EP2 = _E2 / (1 - _E2)
_MEAN = 6_371_008.8

Points = NDArray[np.float64]


@dataclass(frozen=True)
class Plane:
    """The plane that touches the Earth at a point (degrees); x goes east and y north, in metres."""

    lat: float
    lon: float

    def flat(self, shape: BaseGeometry) -> BaseGeometry:
        """Lay a shape given in degrees (longitude, latitude) on the plane, in metres."""
        return shapely.transform(shape, self.to_metres)

    def round(self, shape: BaseGeometry) -> BaseGeometry:
        """Put a shape of the plane back on the Earth, in degrees."""
        return shapely.transform(shape, self._to_degrees)

    @cached_property
    def _axes(self) -> tuple[Points, Points]:
        north, east = radians(self.lat), radians(self.lon)
        axes = np.array(
            [
                [-sin(east), cos(east), 0.0],
                [-sin(north) * cos(east), -sin(north) * sin(east), cos(north)],
                [cos(north) * cos(east), cos(north) * sin(east), sin(north)],
            ]
        )
        return axes, _centred(np.array([[self.lon, self.lat]]))[0]

    def to_metres(self, points: Points) -> Points:
        """Turn longitudes and latitudes into metres east and north of the point."""
        axes, origin = self._axes
        flat: Points = (_centred(points) - origin) @ axes[:2].T
        return flat

    def _to_degrees(self, points: Points) -> Points:
        axes, origin = self._axes
        drop = -(points**2).sum(axis=1, keepdims=True) / (2 * _MEAN)
        return _on_earth(np.hstack([points, drop]) @ axes + origin)


def plane_of(shape: BaseGeometry) -> Plane:
    """Give the plane that touches the Earth in the middle of a shape given in degrees."""
    west, south, east, north = shape.bounds
    return Plane((south + north) / 2, (west + east) / 2)


def square_metres(shape: BaseGeometry) -> float:
    """Measure the area of a shape given in degrees."""
    return float(plane_of(shape).flat(shape).area) if not shape.is_empty else 0.0


def widened(shape: BaseGeometry, metres: float) -> BaseGeometry:
    """Give a shape in degrees with so many metres more on every side."""
    plane = plane_of(shape)
    return plane.round(shapely.buffer(plane.flat(shape), metres, quad_segs=4))


def _centred(points: Points) -> Points:
    """Turn longitudes and latitudes into metres from the Earth's middle (heights are nought)."""
    lon, lat = np.radians(points[:, 0]), np.radians(points[:, 1])
    normal = _A / np.sqrt(1 - _E2 * np.sin(lat) ** 2)
    return np.column_stack(
        [
            normal * np.cos(lat) * np.cos(lon),
            normal * np.cos(lat) * np.sin(lon),
            normal * (1 - _E2) * np.sin(lat),
        ]
    )


def _on_earth(points: Points) -> Points:
    """Turn metres from the Earth's middle into longitudes and latitudes (Bowring's formula)."""
    x, y, z = points.T
    away = np.hypot(x, y)
    turn = np.arctan2(z * _A, away * _B)
    lat = np.arctan2(z + _EP2 * _B * np.sin(turn) ** 3, away - _E2 * _A * np.cos(turn) ** 3)
    degrees: Points = np.degrees(np.column_stack([np.arctan2(y, x), lat]))
    return degrees


def metres_long(line: BaseGeometry) -> float:
    """Measure the length of a line given in degrees (of an area: its outline)."""
    return float(plane_of(line).flat(line).length) if not line.is_empty else 0.0


def sides_of(flat: BaseGeometry) -> tuple[float, float]:
    """Give the long and the short side, in metres, of the narrowest rectangle around a shape of the plane."""
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(flat))
    if len(corners) < 3:
        return float(flat.length), 0.0
    sides = [sqrt(float(((corners[i + 1] - corners[i]) ** 2).sum())) for i in (0, 1)]
    return max(sides), min(sides)
