"""What was drawn or typed becomes an area that is measured right, or is refused with the reason."""

from __future__ import annotations

import datetime as dt
import math

import pytest
import shapely

from guichet.kernel.actor import system
from guichet.kernel.errors import Invalid
from guichet.occupations.actions import save_layer
from guichet.occupations.areas import area_from_words, read_area
from guichet.occupations.ground import metres_long, square_metres
from guichet.occupations.queries import measures
from guichet.places.actions import import_districts, save_map_layer
from tests.occupations.ground import BIKE, LANES, LAT, LON, RIVER, spot
from tests.places.geography import BOROUGHS, STREETS, line, square

# Lengths of a degree of latitude and of longitude on WGS84, in metres, from published tables.
DEGREES = {0: (110_574.3, 111_319.5), 45: (111_131.8, 78_846.8), 60: (111_412.3, 55_800.0)}


@pytest.mark.parametrize("lat", DEGREES)
def test_metres_agree_with_published_lengths_of_a_degree(lat):
    north, east = DEGREES[lat]
    up = shapely.LineString([(0, lat - 0.05), (0, lat + 0.05)])
    across = shapely.LineString([(-0.05, lat), (0.05, lat)])
    assert metres_long(up) == pytest.approx(north / 10, rel=2e-5)
    assert metres_long(across) == pytest.approx(east / 10, rel=2e-5)


def test_area_of_a_city_block_is_right_to_a_thousandth():
    half = 0.05  # a square of about 11 km: a whole city
    block = shapely.box(-73.6 - half, 45.5 - half, -73.6 + half, 45.5 + half)
    # The zone between two parallels of the ellipsoid, in closed form.
    e, b = 0.0818191908426, 6_356_752.314245

    def zone(degrees):
        s = math.sin(math.radians(degrees))
        return s / (2 * (1 - (e * s) ** 2)) + math.log((1 + e * s) / (1 - e * s)) / (4 * e)

    known = math.radians(2 * half) * b**2 * (zone(45.5 + half) - zone(45.5 - half))
    assert square_metres(block) == pytest.approx(known, rel=1e-3)


def test_a_typed_rectangle_has_the_size_that_was_typed(city):
    area = area_from_words(45.5, -73.6, 15.0, 2.4, bearing=33)
    found = measures(area)
    assert found.area_m2.value == pytest.approx(36.0, abs=0.02)
    assert (found.length_m.value, found.width_m.value) == (
        pytest.approx(15.0, abs=0.01),
        pytest.approx(2.4, abs=0.01),
    )


def test_a_line_becomes_as_wide_as_said(city):
    drawn = line((LON, LAT), (LON + 0.001, LAT))
    assert read_area(drawn).line_width == 3.0
    wide = read_area(drawn, width_m=10)
    assert wide.flat.area == pytest.approx(78.09 * 10, rel=0.01)


BOW = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}


def _near(shape, scale=0.001):
    ring = [[LON + x * scale, LAT + y * scale] for x, y in shape["coordinates"][0]]
    return {**shape, "coordinates": [ring]}


@pytest.mark.parametrize(
    ("drawn", "code"),
    [
        (_near(BOW), "crossing"),
        (square(-73.45, 45.41, -73.449, 45.411), "outside"),
        (square(-73.595, 45.551, -73.594, 45.552), "water"),
        (square(LON, LAT, LON + 1e-6, LAT + 1e-6), "tiny"),
        (square(-73.619, 45.531, -73.581, 45.549), "huge"),
        ({"type": "Point", "coordinates": [LON, LAT]}, "no_area"),
        (line((LON, LAT), (LON, LAT)), "no_area"),
        ({"type": "Polygon", "coordinates": [[[LON, LAT], ["x", 1], [2, 3]]]}, "unreadable"),
        ({"type": "Polygon", "coordinates": "here"}, "unreadable"),
        ("not json", "unreadable"),
        ("[" * 100_000, "unreadable"),
        ({"type": "Polygon", "coordinates": [[[200, LAT], [201, LAT], [201, 46], [200, LAT]]]}, "unreadable"),
        (
            _near(
                {
                    "type": "Polygon",
                    "coordinates": [
                        [
                            [
                                math.cos(n / 450 * math.pi) * (1 + n % 2),
                                math.sin(n / 450 * math.pi) * (1 + n % 2),
                            ]
                            for n in range(900)
                        ]
                    ],
                }
            ),
            "points",
        ),
    ],
)
def test_what_cannot_be_an_area_is_refused_with_its_reason(city, drawn, code):
    import_districts(system(), BOROUGHS, code_property="code", name_property="name")
    if code == "water":
        import_districts(
            system(),
            {"type": "FeatureCollection", "features": [*BOROUGHS["features"], _district_of_the_river()]},
            code_property="code",
            name_property="name",
        )
        save_layer(system(), "water", RIVER, source="Ville", dated=dt.date(2026, 1, 1))
    with pytest.raises(Invalid) as refusal:
        read_area(drawn)
    assert refusal.value.code == code
    assert refusal.value.fields or code == "unreadable"


def _district_of_the_river():
    river = RIVER["features"][0]["geometry"]
    return {"type": "Feature", "properties": {"code": "R", "name": "Rivière"}, "geometry": river}


@pytest.mark.parametrize("size", [(0, 2), (float("nan"), 2), (5, -1), (5, 4_000)])
def test_a_size_that_is_none_is_refused(city, size):
    with pytest.raises(Invalid) as refusal:
        area_from_words(LAT, LON, *size)
    assert set(refusal.value.fields) <= {"length", "width"}


def test_measures_read_the_layers_and_do_not_guess(city):
    save_map_layer(system(), "base", STREETS)
    bare = measures(spot())
    assert (bare.street.value, bare.street_class.value) == ("Rue Beaubien Est", "artery")
    assert bare.street.layer == "streets"
    assert bare.street.dated is not None
    assert [bare.lanes.value, bare.bike.value, bare.bus.value, bare.meters.value] == [None] * 4
    assert bare.lanes.origin == "unknown"
    assert bare.park.value == "none"
    save_layer(system(), "lanes", LANES, source="OpenStreetMap", dated=dt.date(2021, 2, 1))
    save_layer(system(), "cycling", BIKE, source="OpenStreetMap", dated=dt.date(2021, 2, 1))
    assert measures(spot()).bike.value is None, "where a layer that is not complete has nothing, nobody knows"
    save_layer(system(), "cycling", BIKE, source="OpenStreetMap", dated=dt.date(2021, 2, 1), complete=True)
    found = measures(spot(bearing=30))
    assert (found.lanes.value, found.lanes.source) == (3, "OpenStreetMap")
    assert found.lanes.dated == dt.date(2021, 2, 1)
    assert found.bike.value == "none"
    assert measures(spot(east=-390)).bike.value == "track"
    # 20 m by 5 m turned by 60 degrees from the street: what it takes along the street
    assert found.frontage_m.value == pytest.approx(20 * 0.5 + 5 * 0.866, abs=0.3)
    assert measures(spot(east=195, north=270)).park.value == "Parc Molson"
