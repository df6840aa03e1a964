"""The address search: what people type finds what they mean."""

from __future__ import annotations

import pytest
from django_tenants.utils import tenant_context

from guichet.kernel.actor import system
from guichet.places.actions import NewPlace, import_districts, import_places, import_streets
from guichet.places.queries import place_with_id, search_places
from tests.places.geography import BOROUGHS, PLACES, STREETS


@pytest.fixture
def places(city):
    import_districts(system(), BOROUGHS, code_property="code", name_property="name")
    import_streets(system(), STREETS)
    import_places(system(), PLACES)
    return city


def first(text, **also):
    hits = search_places(text, **also)
    return hits[0].label if hits else None


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("beaubien est", "Rue Beaubien Est"),
        ("BEAUBIEN EST", "Rue Beaubien Est"),
        ("beaubein", "Rue Beaubien Est"),
        ("rue bobien est", "Rue Beaubien Est"),
        ("parc lafontaine", "Parc La Fontaine"),
        ("la fontaine", "Parc La Fontaine"),
        ("lafontene", "Parc La Fontaine"),
        ("boul. St-Laurent", "Boulevard Saint-Laurent"),
        ("bd saint laurent", "Boulevard Saint-Laurent"),
        ("st laurant", "Boulevard Saint-Laurent"),
        ("saintlaurent", "Boulevard Saint-Laurent"),
        ("stlaurent", "Boulevard Saint-Laurent"),
        ("christophe colon", "Avenue Christophe-Colomb"),
        ("chrisophe-colomb", "Avenue Christophe-Colomb"),
        ("av. Chr. Colomb", "Avenue Christophe-Colomb"),
        ("10 av", "10e Avenue"),
        ("dixième avenue", "10e Avenue"),
        ("laroche", "Rue De La Roche"),
        ("de la roche", "Rue De La Roche"),
        ("pie 9", "Boulevard Pie-IX"),
        ("bibliotèque favreau", "Bibliothèque Marc-Favreau"),
        ("biblio", "Bibliothèque Marc-Favreau"),
        ("papi", "Avenue Papineau"),
        ("papinau", "Avenue Papineau"),
        ("chabto", "Rue Chabot"),
        ("hcabot", "Rue Chabot"),
        ("Chabot, Montréal (Québec) Canada", "Rue Chabot"),
    ],
)
def test_search_finds_what_is_meant(places, text, label):
    assert first(text) == label


@pytest.mark.parametrize(
    "text", ["", "   ", "…", "🦄", "zzzzzz", "xylophone", "6540", "12 bis", "%_\\'; --", "\x00"]
)
def test_search_finds_nothing_rather_than_anything(places, text):
    assert search_places(text) == []


def test_search_finds_nothing_when_the_telling_word_is_unknown(places):
    assert search_places("rue Xylophone") == []


def test_search_prefers_the_word_itself_to_its_neighbours(places):
    assert first("cabot") == "Rue Cabot"
    assert first("chabot") == "Rue Chabot"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("6540 chabot", "6540, rue Chabot"),
        ("6540A, rue Chabot app. 3", "6540A, rue Chabot"),
        ("18 rue de rivoli", "18, rue de Rivoli"),
        ("25 10e avenue", "25, 10e Avenue"),
    ],
)
def test_search_gives_the_street_of_a_number_that_is_not_known(places, text, label):
    hit = search_places(text)[0]
    assert (hit.kind, hit.label, hit.precise) == ("street", label, False)


def test_search_gives_the_exact_address_first(places):
    hit = search_places("12 bis rue de rivoli")[0]
    assert (hit.kind, hit.label, hit.precise) == ("address", "12 bis, rue de Rivoli", True)
    assert (hit.lat, hit.lon) == (45.536, -73.61)
    assert first("14 rivoli") == "14, rue de Rivoli"


def test_search_takes_a_number_in_a_name_for_what_it_is(places):
    assert first("10 avenue") == "10e Avenue"


def test_search_shows_the_other_side_of_a_street_after_the_one_asked_for(places):
    labels = [hit.label for hit in search_places("beaubien ouest")]
    assert labels[0] == "Rue Beaubien Ouest"


@pytest.mark.parametrize(
    "text",
    [
        "papineau et beaubien",
        "Beaubien / Papineau",
        "angle papineau et beaubien est",
        "coin papineau beaubein",
        "papineau beaubien",
        "papineau & beaubien",
        "intersection de Papineau et de la rue Beaubien",
    ],
)
def test_search_finds_a_crossing(places, text):
    hit = search_places(text)[0]
    assert (hit.kind, hit.label, hit.precise) == ("intersection", "Avenue Papineau et rue Beaubien Est", True)
    assert (hit.lat, hit.lon) == pytest.approx((45.54, -73.6049), abs=1e-4)


def test_search_gives_both_streets_of_a_crossing_that_is_not_known(places):
    assert {hit.label for hit in search_places("cabot et pie-ix")} >= {"Rue Cabot", "Boulevard Pie-IX"}


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("H2S2N1", ["H2S 2N1"]),
        ("h2s 2n1", ["H2S 2N1"]),
        ("h2s", ["H2S 2N1", "H2S 2N2"]),
        ("h2s 2", ["H2S 2N1", "H2S 2N2"]),
        ("H2G 9Z9", ["H2G"]),
        ("69200", ["69200"]),
        ("69200 Vénissieux", ["69200"]),
        ("J0J 0J0", []),
    ],
)
def test_search_finds_postal_codes(places, text, labels):
    hits = search_places(text)
    assert [hit.label for hit in hits] == labels
    assert not any(hit.precise for hit in hits)


def test_search_says_where_each_place_is(places):
    assert search_places("parc la fontaine")[0].detail == "3819, avenue Calixa-Lavallée"
    chabot = search_places("chabot")[0]
    assert chabot.detail == "Rosemont"
    assert chabot.district_id is not None


def test_search_finds_a_street_in_the_borough_that_is_named(places):
    import_places(system(), [NewPlace("street", "Rue Masson", 45.54, lon) for lon in (-73.61, -73.59)])
    assert {hit.detail for hit in search_places("masson")} == {"Villeray", "Rosemont"}
    import_places(system(), [NewPlace("street", "Rue Masson", 45.54, -73.59, detail="Rosemont")])
    assert search_places("masson rosemont")[0].detail == "Rosemont"


def test_search_prefers_what_is_near(places):
    import_places(
        system(),
        [NewPlace("public", "Piscine", 45.531, -73.619), NewPlace("public", "Piscine", 45.549, -73.581)],
    )
    for corner in ((45.531, -73.619), (45.549, -73.581)):
        hit = search_places("piscine", near=corner)[0]
        assert (hit.lat, hit.lon) == corner


def test_search_uses_a_postal_code_to_choose_between_streets(places):
    import_places(system(), [NewPlace("street", "Rue Masson", 45.54, lon) for lon in (-73.61, -73.582)])
    assert search_places("10 masson H2G")[0].lon == -73.582


def test_search_gives_no_more_than_asked(places):
    assert len(search_places("rue")) > 2
    assert len(search_places("rue", limit=2)) == 2


def test_search_is_the_same_each_time(places):
    assert search_places("rue de") == search_places("rue de")


@pytest.mark.parametrize("text", ["be", "rue be", "pa", "la"])
def test_search_takes_a_word_of_two_letters_not_yet_finished(places, text):
    assert search_places(text)


def test_search_takes_a_very_long_text(places):
    assert first("chabot " * 5_000) == "Rue Chabot"


def test_search_asks_few_queries_whatever_is_found(places, django_assert_num_queries):
    with django_assert_num_queries(4):  # stamps of what is kept, words, places, names of districts
        search_places("rue")


def test_search_sees_nothing_of_another_city(places, other_city):
    with tenant_context(other_city):
        assert search_places("chabot") == []


def test_place_with_id_gives_what_the_search_gave(places):
    hit = search_places("parc la fontaine")[0]
    found = place_with_id(hit.id)
    assert found is not None
    assert (found.label, found.detail, found.lat) == (hit.label, hit.detail, hit.lat)
    assert place_with_id(0) is None
