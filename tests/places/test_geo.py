"""Positions: cells, distances, rounding."""

from __future__ import annotations

import math

import h3.api.basic_int as h3
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from guichet.kernel.errors import Invalid
from guichet.places.geo import (
    METRES_PER_DEGREE,
    cell_of,
    cells_near,
    check_point,
    metres_between,
    round_position,
)

LATS = st.floats(-84, 84)
LONS = st.floats(-180, 179.99)
BEARINGS = st.floats(0, 360)


def moved(lat: float, lon: float, bearing: float, metres: float) -> tuple[float, float]:
    """Go so far from a point in a direction."""
    turn, arc = math.radians(bearing), metres / 6_371_008.8
    north = math.radians(lat)
    other = math.asin(math.sin(north) * math.cos(arc) + math.cos(north) * math.sin(arc) * math.cos(turn))
    east = math.atan2(
        math.sin(turn) * math.sin(arc) * math.cos(north), math.cos(arc) - math.sin(north) * math.sin(other)
    )
    return math.degrees(other), (lon + math.degrees(east) + 180) % 360 - 180


@given(LATS, LONS, BEARINGS, st.floats(0, 3000), st.floats(0, 1))
@example(45.074661619780045, 131.779852901467, 77.0, 165.0, 1.0)  # where cells are the least regular
@settings(deadline=None, max_examples=300)
def test_cells_near_hold_every_point_within_the_distance(lat, lon, bearing, metres, share):
    assert cell_of(*moved(lat, lon, bearing, metres * share)) in cells_near(lat, lon, metres)


@given(
    st.sampled_from(sorted(h3.get_pentagons(9))), BEARINGS, BEARINGS, st.floats(0, 1500), st.floats(0, 2000)
)
@settings(deadline=None, max_examples=200)
def test_cells_near_hold_even_around_the_twelve_pentagons(pentagon, there, bearing, away, metres):
    lat, lon = moved(*h3.cell_to_latlng(pentagon), there, away)
    assert cell_of(*moved(lat, lon, bearing, metres)) in cells_near(lat, lon, metres)


def test_cells_near_are_few_for_what_is_near():
    assert [len(cells_near(45.5449, -73.5967, metres)) for metres in (0, 250, 500)] == [1, 19, 37]


@pytest.mark.parametrize("metres", [-1, 20_001, math.nan, math.inf])
def test_cells_near_refuses_what_is_not_near(metres):
    with pytest.raises(ValueError, match="distance"):
        cells_near(45.5, -73.6, metres)


def test_cell_of_fits_a_signed_column_and_is_the_same_next_door():
    assert 0 < cell_of(45.5449, -73.5967) < 2**63
    assert cell_of(45.5449, -73.5967) == cell_of(45.54491, -73.59671) != cell_of(45.56, -73.5967)


def test_metres_between_measures_a_known_distance():
    assert metres_between(48.8566, 2.3522, 51.5074, -0.1278) == pytest.approx(
        343_500, rel=0.003
    )  # Paris, London
    assert metres_between(45.5, -73.6, 45.5, -73.6) == 0


@given(LATS, LONS, BEARINGS, st.floats(1, 5000))
@settings(deadline=None)
def test_metres_between_gives_back_what_was_walked(lat, lon, bearing, metres):
    assert metres_between(lat, lon, *moved(lat, lon, bearing, metres)) == pytest.approx(
        metres, rel=1e-3, abs=0.01
    )


@given(st.floats(-75, 75), LONS, st.sampled_from([50.0, 100.0, 250.0]))
@settings(deadline=None)
def test_round_position_moves_little_and_only_once(lat, lon, step):
    rounded = round_position(lat, lon, step)
    assert metres_between(lat, lon, *rounded) <= 0.75 * step
    assert round_position(*rounded, step) == rounded


def test_round_position_brings_neighbours_together():
    metre = 1 / METRES_PER_DEGREE
    knot = round_position(45.5449, -73.5967)
    around = {
        round_position(knot[0] + metre * up, knot[1] + metre * across)
        for up in (-30, 30)
        for across in (-30, 30)
    }
    assert around == {knot}


@pytest.mark.parametrize("point", [(91, 0), (0, 181), (math.nan, 5), (5, math.inf), (0, 0), (-90.01, 2)])
def test_check_point_refuses_what_is_not_a_position(point):
    with pytest.raises(Invalid):
        check_point(*point)


def test_check_point_lets_real_positions_pass():
    check_point(45.5, -73.6)
    check_point(-90, 180)
