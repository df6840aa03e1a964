"""Where it is: by words, by choice, on the map; refused outside the city with what to do."""

from __future__ import annotations

import pytest

from guichet.cases.actions.opening import NewCase, Where, open_case
from guichet.cases.models import Case
from guichet.kernel.actor import visitor as anybody
from tests.factories import make_service
from tests.web.portal.resident import words

START = "/services/nid-de-poule/signaler/lieu/"
HERE = {"q": "", "lat": "45.526300", "lon": "-73.569700"}


@pytest.fixture
def known(pothole):
    """A case that was reported a few metres away."""
    where = Where(45.52635, -73.56975, "Chez Zoé, 12, rue Secrète")
    return open_case(
        anybody(), NewCase("nid-de-poule", answers={"size": "small"}, where=where, description="Secret")
    )


def test_start_leads_to_the_place(visitor, pothole):
    assert visitor.get("/services/nid-de-poule/signaler/")["Location"] == START


def test_nothing_is_kept_before_something_is_sent(visitor, pothole):
    visitor.get(START)
    assert "sessionid" not in visitor.client.cookies


def test_full_name_of_a_place_goes_on(visitor, pothole):
    visitor.place()
    assert "/details/" in visitor.at
    assert "Parc La Fontaine" in words(visitor.get())


def test_words_that_may_mean_several_places_are_chosen_among(visitor, pothole):
    answer = visitor.place(q="parc la")
    assert answer.status_code == 422
    page = words(answer)
    assert "Parc La Fontaine" in page
    assert "Parc Laurier" in page
    assert "None of these: keep what I wrote" in page


def test_choice_among_places_is_taken(visitor, pothole):
    answer = visitor.place(q="parc la")
    laurier = next(str(hit.id) for hit in answer.context["form"].hits if hit.label == "Parc Laurier")
    visitor.place(q="parc la", choice=laurier)
    assert "Parc Laurier" in words(visitor.get())


def test_chosen_name_stays_when_one_goes_on_after_seeing_what_is_near(visitor, known):
    answer = visitor.place(q="la fontaine")
    park = next(str(hit.id) for hit in answer.context["form"].hits if hit.label == "Parc La Fontaine")
    visitor.place(q="la fontaine", choice=park)
    shown = visitor.get().context["form"].initial
    visitor.post(visitor.step("lieu"), shown | {"seen": visitor.get().context["seen"], "nowhere": ""})
    assert "Parc La Fontaine" in words(visitor.get())


def test_own_words_can_be_kept(visitor, pothole):
    visitor.place(q="parc la", choice="keep")
    assert "parc la" in words(visitor.get())


def test_unknown_place_is_refused_and_kept_in_the_field(visitor, pothole):
    answer = visitor.place(q="xyzzy qwfp")
    assert "We cannot find this place" in words(answer)
    assert b'value="xyzzy qwfp"' in answer.content
    assert "Keep what I wrote" in words(answer)
    visitor.place(q="xyzzy qwfp", choice="keep")
    assert "xyzzy qwfp" in words(visitor.get())


def test_empty_place_is_refused(visitor, pothole):
    assert "Say where it is" in words(visitor.place(q=""))


def test_point_of_the_map_is_taken(visitor, pothole):
    visitor.post(START, HERE)
    assert "/details/" in visitor.at


@pytest.mark.parametrize("point", [{"lat": "48.85", "lon": "2.35"}, {"lat": "40.0", "lon": "-40.0"}])
def test_point_outside_the_city_is_refused_with_what_to_do(visitor, pothole, point):
    answer = visitor.post(START, {"q": "Là-bas"} | point)
    assert answer.status_code == 422
    assert "outside the city" in words(answer)
    assert "Là-bas" in answer.content.decode()


@pytest.mark.parametrize("lat", ["abc", "nan", "1e999", "91"])
def test_altered_position_is_refused_and_words_are_kept(visitor, pothole, lat):
    answer = visitor.post(START, {"q": "Parc La Fontaine", "lat": lat, "lon": "-73.5"})
    assert answer.status_code == 422
    assert b'value="Parc La Fontaine"' in answer.content


def test_place_outside_the_territory_of_the_service_is_refused(visitor, pothole):
    from_elsewhere = visitor.place(q="Parc lointain")
    assert "outside the city" in words(from_elsewhere)


def test_service_that_may_have_no_place_goes_on_without_one(visitor, places):
    make_service("travaux", location="optional")
    visitor.place("travaux", q="", nowhere="on")
    assert "No exact place" in words(visitor.get())


def test_known_case_is_shown_before_going_on(visitor, known):
    visitor.post(START, HERE)
    assert visitor.at.endswith("/lieu/#near")
    page = words(visitor.get())
    assert "Is it this one?" in page
    assert "10 m away" in page


def test_known_case_tells_nothing_of_the_person(visitor, known):
    visitor.post(START, HERE)
    page = visitor.get().content.decode()
    assert "Secr" not in page
    assert "45.52635" not in page


def test_no_go_on_leads_to_the_details(visitor, known):
    visitor.post(START, HERE)
    place = visitor.step("lieu")
    seen = visitor.get().context["seen"]
    visitor.post(place, HERE | {"seen": seen})
    assert "/details/" in visitor.at


def test_it_came_back_goes_on_and_is_told(visitor, known):
    visitor.post(START, HERE | {"returned": known.reference})
    visitor.details()
    visitor.contact()
    number = visitor.send()
    assert known.reference in Case.objects.get(reference=number).description


def test_known_cases_come_while_the_pin_moves(visitor, known):
    answer = visitor.get("/services/nid-de-poule/signaler/proches/?lat=45.5263&lon=-73.5697&q=")
    page = words(answer)
    assert "Is it this one?" in page
    assert "Le Plateau" in page


def test_part_of_the_page_says_what_is_wrong_with_a_pin(visitor, pothole):
    answer = visitor.get("/services/nid-de-poule/signaler/proches/?lat=48.85&lon=2.35")
    assert "outside the city" in words(answer)


def test_part_of_the_page_without_a_pin_only_goes_on(visitor, pothole):
    assert "Continue" in words(visitor.get("/services/nid-de-poule/signaler/proches/?lat=&lon="))


def test_places_are_suggested(visitor, pothole):
    answer = visitor.get("/lieux/?q=laurier")
    assert b'role="option"' in answer.content
    assert "Parc Laurier" in words(answer)
