"""What the console shows for some words."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from guichet.contacts.queries.assist import Looked, assist
from guichet.kernel.actor import system
from guichet.people.actions import Contact, meet_resident
from guichet.people.queries import staff_actor
from guichet.places.actions import NewPlace, import_places
from tests.contacts.test_contacts import begun
from tests.factories import (
    make_account,
    make_case,
    make_commitment,
    make_contact,
    make_elsewhere,
    make_service,
    make_subject,
    make_team,
)


@pytest.fixture
def agent(city):
    return staff_actor(make_account("first_line"))


@pytest.fixture
def colette(agent):
    return meet_resident(agent, Contact("Colette Pelletier", "colette@example.org", "438 555-0142"))


def look(agent, words, **chosen):
    return assist(agent, words, language="fr", looked=Looked(**chosen))


@pytest.mark.parametrize(
    "words",
    [
        "Pelletier",
        "colette peletier",
        "438-555-0142",
        "4385550142",
        "555-0142",
        "COLETTE@example.org",
        "collette@example.org",
    ],
)
def test_person_is_found_by_any_clue_with_slips(agent, colette, words):
    assert [one.resident.pk for one in look(agent, words).people] == [colette.pk]


def test_two_people_of_one_telephone_are_both_shown_and_neither_is_chosen(agent, colette):
    meet_resident(agent, Contact("Colin Pelletier", "", "438 555-0142"))
    found = look(agent, "438 555-0142")
    assert len(found.people) == 2
    assert all(one.same_phone for one in found.people)
    assert found.person is None
    assert look(agent, "438 555-0142", person=colette.pk).person.resident.pk == colette.pk


def test_what_is_late_comes_first_and_names_are_taken_out_of_the_subject(agent, colette):
    now = timezone.now()
    water = make_service("water", name={"fr": "Eau colorée"}, search_text="eau colore|brun")
    later = make_case(water, requester=colette, next_due_at=now + dt.timedelta(days=3))
    late = make_case(water, requester=colette, next_due_at=now - dt.timedelta(days=1))
    make_case(water, requester=colette, state="closed", outcome="done", ended_at=now)
    found = look(agent, "pelletier eau brune 438 555-0142")
    assert [case.pk for case in found.person.theirs.open] == [late.pk, later.pk]
    assert found.person.theirs.ended == 1
    assert found.topic == "eau brune"
    assert found.service.service.code == "water"


def test_promise_is_a_date_and_a_chosen_service_stays(agent):
    service = make_service("pothole", name={"fr": "Nid-de-poule"}, search_text="nid poul|")
    make_commitment(service)
    found = look(agent, "nid-de-poule", service="pothole")
    assert found.service.due > timezone.now()


def test_earlier_contact_of_the_same_telephone_is_shown_but_not_the_one_being_taken(agent):
    earlier = make_contact(phone_key="+14385550142")
    make_subject(earlier)
    taken = begun(agent, phone="438 555-0142")
    found = assist(agent, "438 555-0142", language="fr", contact=taken.reference)
    assert [one.pk for one in found.recent] == [earlier.pk]


def test_two_streets_without_a_word_between_them_are_a_crossing_and_other_pairs_are_not(agent):
    import_places(
        system(),
        [
            NewPlace("street", "Avenue Papineau", 45.541, -73.604),
            NewPlace("street", "Rue Beaubien Est", 45.541, -73.604),
            NewPlace("intersection", "Avenue Papineau et rue Beaubien Est", 45.541, -73.604),
        ],
    )
    for words in ("nid de poule beaubien et papineau", "nid de poule beaubien/papineau"):
        found = look(agent, words)
        assert (found.place.label, found.topic.split()[:3]) == (
            "Avenue Papineau et rue Beaubien Est",
            ["nid", "de", "poule"],
        )
    assert look(agent, "colette et jean papineau").place is None


def test_who_may_not_read_people_finds_none(city, colette):
    assert not look(staff_actor(make_account("manager")), "Pelletier").people


def test_danger_brings_the_teams_on_call_and_damage_its_warning(agent):
    make_team("water", on_call=True)
    make_team("parks")
    found = look(agent, "mon sous-sol est inondé")
    assert [team.code for team in found.on_call] == ["water"]
    assert found.damage


@pytest.mark.parametrize(
    "words",
    [
        "",
        "a",
        "x" * 5_000,
        "'; DROP TABLE cases_case;--",
        "<img src=x onerror=alert(1)>",
        "Вода",
        "水",
        "\x00\u202e",
        "%%_\\",
    ],
)
def test_any_words_give_a_page(agent, words):
    look(agent, words)


def test_address_of_another_municipality_is_told_with_its_number_and_nothing_is_chosen_here(agent):
    make_elsewhere("laval", name={"fr": "Ville de Laval"}, words=["Laval"], neighbour=True)
    make_service("trou", name={"fr": "Nid-de-poule"}, local_words=["trou"])
    import_places(
        system(),
        [NewPlace("street", "boulevard Laval", 45.6, -73.7), NewPlace("street", "avenue Laval", 45.5, -73.5)],
    )
    found = look(agent, "trou au 123 boulevard des Laurentides Laval")
    assert (found.place, found.service, found.elsewhere) == (None, None, True)
    assert (found.away.address, found.away.body.phone) == ("123 boulevard des Laurentides", "1 800 555-0100")
    assert [one.key for one in found.not_ours] == ["laval"]
    ours = look(agent, "trou au 123 avenue Laval")
    assert (ours.away, ours.place.label) == (None, "123, avenue Laval")
