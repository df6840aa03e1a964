"""Districts: bringing them in as files are, and telling which one a point is in."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, Polygon, mapping, shape

from guichet.kernel.actor import system, visitor
from guichet.kernel.errors import Denied, Invalid
from guichet.ledger.models import Entry
from guichet.places import queries
from guichet.places.actions import NewPlace, import_districts, import_places
from guichet.places.boundaries import DistrictIndex
from guichet.places.models import District, Place
from guichet.places.overlaps import overlaps_of
from guichet.places.shapes import NoteKind
from tests.factories import make_district
from tests.places.geography import (
    BOROUGHS,
    EAST,
    LEFT,
    MIDDLE,
    NORTH,
    RIGHT,
    SOUTH,
    WEST,
    as_bytes,
    collection,
    feature,
    square,
)


def brought_in(geojson, **also):
    return import_districts(system(), geojson, code_property="code", name_property="name", **also)


def code_at(lat, lon):
    district = queries.district_at(lat, lon)
    return district.code if district else None


@pytest.mark.parametrize("form", [dict, json.dumps, as_bytes])
def test_import_districts_takes_a_file_in_any_form(city, form):
    report = brought_in(form(BOROUGHS))
    assert (report.read, report.added, report.notes) == (2, 2, ())
    assert [(each.code, each.name) for each in queries.all_districts()] == [
        ("b1", {"fr": "Villeray"}),
        ("b2", {"fr": "Rosemont"}),
    ]


def test_import_districts_again_changes_nothing(city):
    brought_in(BOROUGHS)
    before = list(District.objects.order_by("id").values())
    report = brought_in(BOROUGHS)
    assert (report.added, report.changed, report.unchanged) == (0, 0, 2)
    assert list(District.objects.order_by("id").values()) == before


def test_import_districts_is_refused_to_whom_may_not(city):
    with pytest.raises(Denied):
        import_districts(visitor(), BOROUGHS, code_property="code", name_property="name")
    assert not District.objects.exists()


def test_import_districts_is_remembered(city):
    brought_in(BOROUGHS)
    entry = Entry.objects.get(event="places.districts_imported")
    assert entry.data == {"added": 2, "changed": 0, "removed": 0}


def test_import_districts_repairs_a_crossed_outline_and_says_so(city):
    bow = {
        "type": "Polygon",
        "coordinates": [[[-73.6, 45.5], [-73.5, 45.6], [-73.5, 45.5], [-73.6, 45.6], [-73.6, 45.5]]],
    }
    report = brought_in(collection(feature(bow, code="bow", name="Bow")))
    district = queries.all_districts()[0]
    assert district.repaired
    assert shape(district.polygon).is_valid
    assert shape(district.polygon).area == pytest.approx(0.005)  # both loops are kept
    (note,) = report.of(NoteKind.REPAIRED)
    assert note.about == "bow"
    assert "crosses itself" in note.words or "se croise" in note.words


def test_import_districts_closes_an_outline_left_open(city):
    ring = square(WEST, SOUTH, EAST, NORTH)["coordinates"][0][:-1]
    brought_in(collection(feature({"type": "Polygon", "coordinates": [ring]}, code="a", name="A")))
    assert code_at(45.54, -73.6) == "a"


def test_import_districts_joins_features_of_one_code(city):
    twin = feature(square(EAST, SOUTH, -73.56, NORTH), code="B2", name="Rosemont (île)")
    report = brought_in(collection(LEFT, RIGHT, twin))
    assert [note.about for note in report.of(NoteKind.JOINED)] == ["b2"]
    assert {code_at(45.54, -73.59), code_at(45.54, -73.57)} == {"b2"}


@pytest.mark.parametrize(
    "bad",
    [
        feature({"type": "Point", "coordinates": [-73.6, 45.5]}, code="x"),
        feature({"type": "LineString", "coordinates": [[-73.6, 45.5], [-73.5, 45.5]]}, code="x"),
        feature(square(WEST, SOUTH, EAST, NORTH), name="no code"),
        feature(square(299_000, 5_040_000, 300_000, 5_041_000), code="metres"),
        feature(square(-73.6, 45.5, -73.6, 45.5), code="nothing"),
        feature({"type": "Polygon", "coordinates": [[["a", 1], [2, 2], [3, 1], ["a", 1]]]}, code="x"),
        feature({"type": "Polygon", "coordinates": [[[float("nan"), 45], [2, 2], [3, 1], [2, 2]]]}, code="x"),
        feature(None, code="x"),
        {"type": "Feature"},
        "text",
        None,
    ],
)
def test_import_districts_rejects_what_is_no_district_and_keeps_the_others(city, bad):
    report = brought_in({"type": "FeatureCollection", "features": [LEFT, bad]})
    assert (report.read, report.added) == (2, 1)
    assert [note.about for note in report.of(NoteKind.REJECTED)] == ["#2"]


@pytest.mark.parametrize("file", ["", "{", "[]", "{}", b"\xff\xfe", "[" * 50_000, '{"features": 3}', "null"])
def test_import_districts_refuses_what_is_no_geojson(city, file):
    with pytest.raises(Invalid):
        brought_in(file)


def test_import_districts_refuses_a_file_without_any(city):
    brought_in(BOROUGHS)
    with pytest.raises(Invalid):
        brought_in(collection(feature({"type": "Point", "coordinates": [1, 2]}, code="x")))
    assert District.objects.count() == 2


def test_import_districts_tells_overlaps_but_not_slivers(city):
    over = feature(square(-73.601, SOUTH, EAST, NORTH), code="over", name="Over")
    sliver = feature(square(WEST, NORTH - 1e-7, EAST, 45.56), code="sliver", name="Sliver")
    report = brought_in(collection(LEFT, over, sliver))
    assert [note.about for note in report.of(NoteKind.OVERLAP)] == ["b1"]
    assert code_at(45.54, -73.6005) == "b1"  # the first code


def test_overlaps_need_two_outlines():
    assert overlaps_of([]) == []
    assert overlaps_of([district(1, "a", LEFT["geometry"]), district(2, "bare", {})]) == []


def test_import_districts_tells_names_given_twice(city):
    report = brought_in(
        collection(LEFT, feature(square(MIDDLE, SOUTH, EAST, NORTH), code="B2", name="VILLERAY"))
    )
    assert [note.about for note in report.of(NoteKind.SAME_NAME)] == ["b2"]


def test_import_districts_keeps_or_removes_those_that_the_file_no_longer_holds(city):
    brought_in(BOROUGHS)
    report = brought_in(collection(LEFT))
    assert [(note.kind, note.about) for note in report.notes] == [(NoteKind.KEPT, "b2")]
    report = brought_in(collection(LEFT), remove_missing=True)
    assert report.removed == 1
    assert code_at(45.54, -73.59) is None


def test_import_districts_removes_a_district_whose_places_are_also_elsewhere(city):
    brought_in(BOROUGHS)
    import_places(system(), [NewPlace("street", "Rue A", 45.54, lon) for lon in (-73.61, -73.59, -73.5)])
    brought_in(
        collection(feature(square(-73.7, SOUTH, -73.69, NORTH), code="far", name="Far")), remove_missing=True
    )
    assert [each.code for each in queries.all_districts()] == ["far"]
    assert list(Place.objects.values_list("label", "district")) == [("Rue A", None)]


def test_import_districts_moves_places_into_them(city):
    import_places(
        system(), [NewPlace("street", "Rue A", 45.54, -73.61), NewPlace("street", "Rue B", 45.54, -73.59)]
    )
    brought_in(BOROUGHS)
    assert list(Place.objects.order_by("label").values_list("district__code", flat=True)) == ["b1", "b2"]


def test_district_at_forgets_the_outlines_of_yesterday(city):
    brought_in(BOROUGHS)
    assert code_at(45.54, -73.61) == "b1"
    brought_in(
        collection(feature(square(MIDDLE, SOUTH, EAST, NORTH), code="B1", name="Moved")), remove_missing=True
    )
    assert (code_at(45.54, -73.61), code_at(45.54, -73.59)) == (None, "b1")


def test_district_at_gives_nothing_in_the_sea(city):
    brought_in(BOROUGHS)
    assert code_at(45.54, -73.57) is None
    assert code_at(0.0, 0.0) is None


def test_district_at_asks_one_query_once_known(city, django_assert_num_queries):
    brought_in(BOROUGHS)
    queries.district_at(45.54, -73.61)
    with django_assert_num_queries(1):
        queries.district_at(45.54, -73.59)


def test_district_at_reads_the_outline_again_when_asked_for(city):
    brought_in(BOROUGHS)
    assert queries.district_at(45.54, -73.61).polygon == LEFT["geometry"]


def test_district_at_sees_a_district_made_without_an_action(city):
    assert queries.district_at(45.54, -73.61) is None
    make_district("made", polygon=LEFT["geometry"])
    assert code_at(45.54, -73.61) == "made"


def test_has_districts_needs_an_outline(city):
    make_district("bare")
    assert not queries.has_districts()
    brought_in(BOROUGHS)
    assert queries.has_districts()


def district(number, code, polygon):
    return District(id=number, code=code, name={"fr": code}, polygon=polygon)


LEFT_FIRST = DistrictIndex([district(1, "a", LEFT["geometry"]), district(2, "b", RIGHT["geometry"])])
LEFT_LAST = DistrictIndex([district(1, "z", LEFT["geometry"]), district(2, "b", RIGHT["geometry"])])


@given(st.floats(SOUTH, NORTH))
@settings(deadline=None)
def test_a_point_on_a_border_goes_to_the_first_code(lat):
    assert LEFT_FIRST.at(lat, MIDDLE).code == "a"
    assert LEFT_LAST.at(lat, MIDDLE).code == "b"


@pytest.mark.parametrize(
    "corner", [(SOUTH, WEST), (NORTH, WEST), (SOUTH, EAST), (NORTH, EAST), (SOUTH, MIDDLE)]
)
def test_a_point_on_a_corner_is_in_a_district(corner):
    assert LEFT_FIRST.at(*corner) is not None


@given(st.floats(45.52, 45.56), st.floats(-73.63, -73.57))
@settings(deadline=None)
def test_the_index_agrees_with_the_shapes(lat, lon):
    point = Point(lon, lat)
    inside = {
        each["properties"]["code"] for each in (LEFT, RIGHT) if shape(each["geometry"]).intersects(point)
    }
    near = any(shape(each["geometry"]).buffer(0.0004).intersects(point) for each in (LEFT, RIGHT))
    found = LEFT_FIRST.at(lat, lon)
    assert bool(inside) <= (found is not None) <= near
    assert not inside or {"a": "B1", "b": "B2"}[found.code] in inside


def test_a_point_in_a_narrow_gap_goes_to_the_nearest():
    gap = 20 / 78_000  # 20 m at this latitude
    away = square(MIDDLE + gap, SOUTH, EAST, NORTH)
    index = DistrictIndex([district(1, "a", LEFT["geometry"]), district(2, "b", away)])
    assert index.at(45.54, MIDDLE + gap * 0.3).code == "a"
    assert index.at(45.54, MIDDLE + gap * 0.7).code == "b"
    assert index.at(45.54, EAST + 30 / 78_000) is None


def test_many_points_get_what_each_gets():
    points = [(45.52 + step / 1000, -73.63 + step / 1000) for step in range(60)]
    assert LEFT_FIRST.at_many(points) == [LEFT_FIRST.at(*point) for point in points]


def test_an_index_without_districts_knows_no_place():
    assert DistrictIndex([]).at(45.5, -73.6) is None
    assert DistrictIndex([district(1, "bare", {})]).at_many([(45.5, -73.6)]) == [None]


def test_a_hole_belongs_to_nobody():
    ring = Polygon(
        [(0, 40), (1, 40), (1, 41), (0, 41)], [[(0.4, 40.4), (0.6, 40.4), (0.6, 40.6), (0.4, 40.6)]]
    )
    index = DistrictIndex([district(1, "ring", json.loads(json.dumps(mapping(ring))))])
    assert index.at(40.5, 0.5) is None
    assert index.at(40.2, 0.5).code == "ring"
