"""The base map: layers to be served, and plans drawn around a point."""

from __future__ import annotations

import gzip
import json
import re

import pytest

from guichet.kernel.actor import system, visitor
from guichet.kernel.errors import Denied, Invalid
from guichet.places.actions import import_districts, save_map_layer
from guichet.places.models import MapLayer
from guichet.places.queries import map_layer, map_layers, plan_around
from tests.places.geography import BOROUGHS, EAST, NORTH, SOUTH, STREETS, WEST, collection, feature, square

NUMBERS = re.compile(r"-?\d+(?:\.\d+)?")


def points_of(path):
    numbers = [float(number) for number in NUMBERS.findall(path)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def test_save_map_layer_keeps_names_and_classes_only(city):
    save_map_layer(system(), "base", STREETS)
    features = json.loads(map_layer("base").body)["features"]
    assert [each["properties"] for each in features] == [
        {"n": "Rue Beaubien Est", "k": 2},
        {"n": "Rue Beaubien Ouest", "k": 2},
        {"n": "Avenue Papineau", "k": 1},
        {"n": "Avenue Papineau", "k": 1},
        {"n": "Rue Chabot", "k": 4},
        {"n": "", "k": 5},
        {"n": "Parc Molson", "k": 9},
    ]


def test_save_map_layer_takes_its_own_form_again(city):
    save_map_layer(system(), "base", STREETS)
    first = map_layer("base")
    save_map_layer(system(), "base", first.body)
    assert map_layer("base") == first


def test_map_layer_changes_its_tag_with_its_content(city):
    save_map_layer(system(), "base", STREETS)
    before = map_layer("base")
    save_map_layer(system(), "base", collection(STREETS["features"][0]))
    after = map_layer("base")
    assert before.etag != after.etag
    assert after.etag.startswith('"base-')
    assert gzip.decompress(after.gzipped) == after.body


def test_map_layers_draw_the_districts_by_themselves(city):
    assert map_layers() == {}
    import_districts(system(), BOROUGHS, code_property="code", name_property="name")
    features = json.loads(map_layer("districts").body)["features"]
    assert [(each["properties"]["code"], each["properties"]["n"]) for each in features] == [
        ("b1", "Villeray"),
        ("b2", "Rosemont"),
    ]
    assert features[0]["properties"]["n_fr"] == "Villeray"


def test_map_layer_that_is_not_there_is_none(city):
    assert map_layer("base") is None


@pytest.mark.parametrize("code", ["", "Base", "../x", "a" * 41])
def test_save_map_layer_refuses_a_bad_code(city, code):
    with pytest.raises(Invalid):
        save_map_layer(system(), code, STREETS)


def test_save_map_layer_refuses_what_cannot_be_drawn(city):
    with pytest.raises(Invalid):
        save_map_layer(system(), "base", collection(feature({"type": "Point", "coordinates": [1, 2]})))
    with pytest.raises(Denied):
        save_map_layer(visitor(), "base", STREETS)
    assert not MapLayer.objects.exists()


def test_plan_draws_what_is_around_and_nothing_else(city):
    save_map_layer(system(), "base", STREETS)
    plan = plan_around(45.54, -73.595, 100)
    assert [rank for rank, _path in plan.roads] == [5, 4, 2]  # no Papineau here
    for _rank, path in plan.roads:
        assert all(-17 <= x <= 337 and -17 <= y <= 197 for x, y in points_of(path))
    assert plan.at(45.54, -73.595) == (160.0, 90.0)


def test_plan_puts_roads_where_points_are(city):
    save_map_layer(system(), "base", STREETS)
    plan = plan_around(45.541, -73.5955, 200)
    x, _y = plan.at(45.541, -73.595)
    chabot = dict(plan.roads)[4]
    assert all(abs(point[0] - x) < 0.11 for point in points_of(chabot))


def test_plan_scale_is_in_metres(city):
    plan = plan_around(45.54, -73.6, 160)
    assert plan.metres_per_unit == 1
    assert plan.is_empty
    assert plan.at(45.54 + 90 / 111_195, -73.6) == (160.0, 0.0)


def test_plan_draws_parks_and_names_inside_the_frame(city):
    save_map_layer(system(), "base", STREETS)
    plan = plan_around(45.5415, -73.5955, 250)
    assert plan.areas.startswith("M")
    assert plan.areas.endswith("z")
    assert "Parc Molson" in {name.text for name in plan.names}
    assert all(0 < name.x < 320 and 0 < name.y < 180 and -90 <= name.angle <= 90 for name in plan.names)


def test_plan_names_do_not_cover_the_pin(city):
    save_map_layer(system(), "base", STREETS)
    for name in plan_around(45.54, -73.6, 250).names:
        assert abs(name.x - 160) > 10 or abs(name.y - 90) > 10


def test_plan_cuts_a_wide_area_to_the_frame(city):
    save_map_layer(
        system(), "parks", collection(feature(square(WEST, SOUTH, EAST, NORTH), name="Grand parc"))
    )
    plan = plan_around(45.54, -73.6, 100)
    assert set(points_of(plan.areas)) == {(-16, -16), (-16, 196), (336, -16), (336, 196)}


def test_plan_forgets_the_layer_of_yesterday(city):
    save_map_layer(system(), "base", STREETS)
    assert not plan_around(45.54, -73.595, 100).is_empty
    save_map_layer(system(), "base", collection(STREETS["features"][2]))
    assert plan_around(45.54, -73.595, 100).is_empty
