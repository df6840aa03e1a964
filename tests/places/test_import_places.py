"""Bringing places in: once each, whole or not at all."""

from __future__ import annotations

import pytest

from guichet.kernel.actor import system, visitor
from guichet.kernel.errors import Denied, Invalid
from guichet.ledger.models import Entry
from guichet.places.actions import NewPlace, import_districts, import_places, import_streets
from guichet.places.geo import cell_of
from guichet.places.models import Place, PlaceWord
from guichet.places.queries import search_places, street_near
from tests.places.geography import BOROUGHS, PLACES, STREETS, collection, feature, line


def rows():
    return list(Place.objects.order_by("kind", "folded", "district").values())


def test_import_places_again_adds_nothing(city):
    assert import_places(system(), PLACES) == len(PLACES) + 1  # the street of the addresses too
    before = rows()
    assert import_places(system(), iter(PLACES)) == 0
    assert rows() == before


def test_import_places_brings_up_to_date(city):
    import_places(system(), [NewPlace("street", "Rue Chabot", 45.54, -73.6)])
    assert import_places(system(), [NewPlace("street", "RUE CHABOT", 45.55, -73.61, weight=4)]) == 0
    (place,) = Place.objects.all()
    assert (place.label, place.lat, place.weight, place.cell) == (
        "RUE CHABOT",
        45.55,
        4,
        cell_of(45.55, -73.61),
    )


def test_import_places_keeps_one_of_each_borough(city):
    import_districts(system(), BOROUGHS, code_property="code", name_property="name")
    assert (
        import_places(system(), [NewPlace("street", "Rue A", 45.54, lon) for lon in (-73.61, -73.59, -73.5)])
        == 3
    )


def test_import_places_takes_the_first_of_doubles(city):
    assert (
        import_places(
            system(), [NewPlace("street", "Rue A", 45.5, -73.6), NewPlace("street", "rue a", 45.6, -73.6)]
        )
        == 1
    )
    assert Place.objects.get().lat == 45.5


def test_import_places_makes_a_street_of_its_addresses(city):
    addresses = [
        NewPlace("address", "Rue de Rivoli", 48.85 + step / 1000, 2.35, number=str(step))
        for step in range(1, 6)
    ]
    assert import_places(system(), addresses) == 6
    street = Place.objects.get(kind="street")
    assert (street.label, street.lat) == ("Rue de Rivoli", 48.853)


def test_import_places_leaves_a_known_street_where_it_is(city):
    import_places(system(), [NewPlace("street", "Rue de Rivoli", 48.86, 2.35)])
    import_places(system(), [NewPlace("address", "Rue de Rivoli", 48.85, 2.35, number="1")])
    assert Place.objects.get(kind="street").lat == 48.86


@pytest.mark.parametrize(
    "bad",
    [
        NewPlace("street", "  ", 45.5, -73.6),
        NewPlace("street", "Rue A", 95.0, -73.6),
        NewPlace("street", "Rue A", float("nan"), -73.6),
        NewPlace("planet", "Mars", 45.5, -73.6),
        NewPlace("address", "Rue A", 45.5, -73.6),
        NewPlace("address", "Rue A", 45.5, -73.6, number="sans numéro"),
        NewPlace("postal_code", "--", 45.5, -73.6),
    ],
)
def test_import_places_keeps_nothing_when_a_row_cannot_be_used(city, bad):
    with pytest.raises(Invalid) as refusal:
        import_places(system(), [*PLACES, bad])
    assert refusal.value.fields == {"row": str(len(PLACES) + 1)}
    assert not Place.objects.exists()


def test_import_places_is_refused_to_whom_may_not(city):
    with pytest.raises(Denied):
        import_places(visitor(), PLACES)
    assert not Place.objects.exists()


def test_import_places_counts_where_each_word_is(city):
    import_places(system(), PLACES)
    counts = dict(PlaceWord.objects.values_list("word", "places"))
    assert (counts["rue"], counts["boulevard"], counts["rivoli"], counts["lafontaine"]) == (3, 2, 1, 1)


def test_import_streets_makes_streets_and_crossings(city):
    import_districts(system(), BOROUGHS, code_property="code", name_property="name")
    assert import_streets(system(), STREETS) == 6
    labels = list(Place.objects.order_by("label", "district").values_list("kind", "label", "district__code"))
    assert labels == [
        ("street", "Avenue Papineau", "b1"),
        ("intersection", "Avenue Papineau et rue Beaubien Est", "b1"),
        ("street", "Rue Beaubien Est", "b1"),
        ("intersection", "Rue Beaubien Est et rue Chabot", "b2"),
        ("street", "Rue Beaubien Ouest", "b2"),
        ("street", "Rue Chabot", "b2"),
    ]
    assert import_streets(system(), STREETS) == 0


def test_import_streets_puts_a_street_on_its_line(city):
    bent = line((-73.60, 45.50), (-73.60, 45.54), (-73.56, 45.54))
    import_streets(system(), collection(feature(bent, name="Rue Coudée")))
    place = Place.objects.get()
    assert min(abs(place.lon + 73.60), abs(place.lat - 45.54)) < 1e-9


def test_import_streets_makes_one_crossing_of_two_roadways(city):
    import_streets(system(), STREETS)
    assert [hit.lon for hit in search_places("papineau et beaubien est")] == pytest.approx(
        [-73.6049], abs=1e-5
    )


def test_import_streets_refuses_a_file_without_streets(city):
    with pytest.raises(Invalid):
        import_streets(system(), collection(feature({"type": "Point", "coordinates": [1, 2]}, name="Rue A")))


def test_import_streets_is_remembered(city):
    import_streets(system(), STREETS)
    entry = Entry.objects.get(event="places.streets_imported")
    assert entry.data == {"streets": 4, "crossings": 2}


def test_point_is_said_by_the_street_of_its_nearest_address_where_no_street_is_drawn(city):
    here = (48.8667, 2.3525)
    import_places(
        system(),
        [
            NewPlace("address", "Boulevard de Sébastopol", 48.8668, 2.3526, number="109"),
            NewPlace("address", "Rue Réaumur", 48.8665, 2.3532, number="3"),
        ],
    )
    assert street_near(*here) == "Boulevard de Sébastopol"
    assert street_near(48.8690, 2.3525) == ""
