"""An area in a form: typed without scripts, drawn with them; the same answer, and nothing typed is lost."""

from __future__ import annotations

import pytest

from guichet.kernel.actor import system
from guichet.places.actions import import_places, import_streets, save_map_layer
from guichet.web.kit.areas import AreaForm
from tests.occupations.ground import LAT, LON, put, spot
from tests.places.geography import PLACES, STREETS

TYPED = {"zone_place": "Parc La Fontaine", "zone_length": "12", "zone_width": "2,4 m", "zone_side": "here"}


@pytest.fixture
def places(city):
    save_map_layer(system(), "base", STREETS)
    import_streets(system(), STREETS, name_property="name")
    import_places(system(), PLACES)


def test_typed_words_make_an_area_that_can_be_shown_again(city, places):
    form = AreaForm("zone", TYPED)
    assert form.is_valid(), form.errors
    kept = form.answer()
    assert kept["how"] == "typed"
    assert form.area.flat.area == pytest.approx(28.8, abs=0.01)
    again = AreaForm("zone", initial=kept)
    assert again.part("place").value() == "Parc La Fontaine"
    assert not again.part("drawn").value()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"zone_place": "zzzzz qqqqq"}, "zone_place"),
        ({"zone_place": ""}, "zone_place"),
        ({"zone_length": ""}, "zone_length"),
        ({"zone_length": "-3"}, "zone_length"),
        ({"zone_width": "wide"}, "zone_width"),
        ({"zone_side": "up"}, "zone_side"),
        ({"zone": '{"type":"Point","coordinates":[0,0]}'}, "zone"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(city, places, change, field):
    form = AreaForm("zone", TYPED | change)
    assert not form.is_valid()
    assert field in form.errors


def test_a_typed_rectangle_lies_along_the_kerb_of_its_side(city, places):
    crossing = {"zone_lat": str(LAT), "zone_lon": str(LON)}
    north = AreaForm("zone", TYPED | crossing | {"zone_side": "n"})
    south = AreaForm("zone", TYPED | crossing | {"zone_side": "s"})
    assert north.is_valid()
    assert south.is_valid()
    assert north.area.middle[0] > LAT > south.area.middle[0]


def test_the_page_is_told_of_measures_and_of_who_is_there(client, places):
    put("P-1", spot(), "11-12", "11-14", state="granted", kind="container", public=True)
    period = {"begins_day": "12", "begins_month": "11", "begins_year": "2026", "ends": "2026-11-13"}
    asked = {"_area": "zone", "_starts": "begins", "_ends": "ends", "_kind": "container"}
    where = {"zone_lat": str(LAT), "zone_lon": str(LON)}
    answer = client.post("/area/", TYPED | where | period | asked, headers={"accept-language": "en"})
    said = answer.content.decode()
    assert "28.8\u00a0m²" in said
    assert "Rue Beaubien Est" in said
    assert "Same place, same days" in said
    assert "P-1" in said
    wrong = client.post("/area/", asked | {"zone_place": "zzzzz qqqqq"}, headers={"accept-language": "en"})
    assert "how long" in wrong.content.decode()
