"""Positions: the cell of a point, the cells around it, distances, and positions that may be published.

Latitudes and longitudes are degrees (WGS84), lengths are metres on a sphere of the Earth's mean radius: good to
half a per cent, which is enough to say « at 120 m ».
"""

from __future__ import annotations

import math

import h3.api.basic_int as h3
from django.utils.translation import gettext as _

from guichet.kernel.errors import Invalid

RESOLUTION = 9  # cells of about 0.1 km², 350 m from centre to centre
METRES_PER_DEGREE = 111_195.08
_EARTH_RADIUS = 6_371_008.8
_WIDEST = 20_000.0
_UNEVENNESS = 0.93  # cells are not quite regular; 0.96 is the worst seen anywhere on the globe


def cell_of(lat: float, lon: float) -> int:
    """Give the cell of a point: H3, resolution 9, as an integer that fits a signed 64-bit column."""
    return int(h3.latlng_to_cell(lat, lon, RESOLUTION))


def cells_near(lat: float, lon: float, metres: float) -> list[int]:
    """Give cells that hold every point within a distance of a point (and others a little further), sorted.

    19 cells for 250 m, 37 for 500 m. A distance that is negative or above 20 km raises ValueError: such an area
    is not « near » and would make a list of thousands.
    """
    if not 0 <= metres <= _WIDEST:
        raise ValueError(f"not a distance for a look-up by cell: {metres} m")
    centre = cell_of(lat, lon)
    here = h3.cell_to_latlng(centre)
    pitch = min(
        metres_between(*here, *h3.cell_to_latlng(cell)) for cell in h3.grid_disk(centre, 1) if cell != centre
    )
    # From anywhere in a regular hexagon of side s, k rings reach at least (1.5 k - 0.5) s.
    side = _UNEVENNESS * pitch / math.sqrt(3)
    rings = math.ceil((metres / side + 0.5) / 1.5) if metres else 0
    return sorted(int(cell) for cell in h3.grid_disk(centre, rings))


def metres_between(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Measure the distance between two points along the ground, as the crow flies."""
    north, other_north = math.radians(lat), math.radians(other_lat)
    half_rise = math.sin((other_north - north) / 2) ** 2
    half_turn = math.sin(math.radians(other_lon - lon) / 2) ** 2
    chord = half_rise + math.cos(north) * math.cos(other_north) * half_turn
    return 2 * _EARTH_RADIUS * math.asin(min(1.0, math.sqrt(chord)))


def round_position(lat: float, lon: float, step_metres: float = 100.0) -> tuple[float, float]:
    """Move a point to the nearest knot of a fixed grid, for a public list or map.

    The same point always goes to the same knot (asking again and again teaches nothing more), a knot stays where
    it is, and no point moves by more than 0.75 step.
    """
    if step_metres <= 0:
        raise ValueError("the step of a grid is a positive length")
    rise = step_metres / METRES_PER_DEGREE
    row = round(lat / rise) * rise
    turn = rise / max(math.cos(math.radians(row)), 0.01)
    return round(row, 6), round(round(lon / turn) * turn, 6)


def check_point(lat: float, lon: float) -> None:
    """Refuse what is not a position on Earth (out of bounds, not a number, or the 0, 0 of an unknown place).

    Raises Invalid. Whether the point is in the city is another question: `queries.district_at`.
    """
    if not (math.isfinite(lat) and math.isfinite(lon) and -90 <= lat <= 90 and -180 <= lon <= 180):
        raise Invalid(
            _("This is not a position. Choose a point on the map or type an address."), code="position"
        )
    if lat == 0 and lon == 0:
        raise Invalid(
            _("The position is missing. Choose a point on the map or type an address."), code="position"
        )
