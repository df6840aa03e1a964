"""Finding a resident again by what they give, without ever mixing two people up."""

from __future__ import annotations

import pytest

from guichet.kernel.actor import system, visitor
from guichet.kernel.errors import Denied, Invalid
from guichet.ledger.models import Entry
from guichet.people.actions import Contact, meet_resident
from guichet.people.contact_keys import email_key, phone_key
from guichet.people.models import Resident
from guichet.people.queries import Clues, find_residents
from tests.cases.scene import agent, refuses
from tests.factories import make_team

LUCIE = Contact(name="Lucie Tremblay", email="lucie@example.org", phone="514 555-0142")


@pytest.fixture
def desk(city):
    """Give someone who opens cases for people."""
    return agent(make_team())


def test_meet_keeps_what_was_given_and_how_to_find_it(city):
    resident = meet_resident(
        visitor(), Contact(" Lucie  Tremblay ", "Lucie@Example.org", "(514) 555-0142", "en")
    )
    assert (resident.name, resident.folded_name) == ("Lucie Tremblay", "lucie tremblay")
    assert (resident.email, resident.email_key) == ("Lucie@Example.org", "lucie@example.org")
    assert (resident.phone, resident.phone_key) == ("(514) 555-0142", "+15145550142")
    assert resident.language == "en"
    entry = Entry.objects.get()
    assert (entry.event, entry.subject_id) == ("people.resident_met", resident.pk)
    assert "lucie" not in str(entry.__dict__).lower()


def test_meet_nobody_makes_nobody(city):
    assert meet_resident(visitor(), Contact()) is None
    assert meet_resident(visitor(), Contact(" ", " ", "\x00")) is None
    assert not Resident.objects.exists()


# What is given after Lucie left her name, address and telephone: is it her?
SAME = [
    ({"email": "LUCIE@example.org ", "name": "lucie  TREMBLAY"}, True),
    ({"email": "lucie@example.org", "name": "Lucie Trémblay"}, True),
    ({"email": "lucie@example.org"}, True),
    ({"phone": "+1 514-555-0142", "name": "Lucie Tremblay"}, True),
    ({"email": "lucie@example.org", "name": "Paul Tremblay"}, False),
    ({"phone": "514 555-0142", "name": "Paul Tremblay"}, False),
    ({"phone": "514 555-0142"}, False),
    ({"email": "other@example.org", "name": "Lucie Tremblay"}, False),
    ({"email": "other@example.org", "name": "Lucie Tremblay", "phone": "514 555-0142"}, False),
    ({"name": "Lucie Tremblay"}, False),
]


@pytest.mark.parametrize(("given", "same"), SAME)
def test_meet_again_is_the_same_person_only_when_things_agree(city, given, same):
    first = meet_resident(visitor(), LUCIE)
    again = meet_resident(visitor(), Contact(**given))
    assert (again.pk == first.pk) == same


def test_meet_completes_what_was_missing_and_overwrites_nothing(desk):
    first = meet_resident(visitor(), Contact(email="lucie@example.org"))
    meet_resident(desk, LUCIE)
    meet_resident(desk, Contact(name="Lucie Tremblay", email="lucie@example.org", phone="438 555-0199"))
    first.refresh_from_db()
    assert (first.name, first.phone) == ("Lucie Tremblay", "514 555-0142")
    changed = Entry.objects.get(event="people.resident_changed").data["fields"]
    assert changed == ["folded_name", "name", "phone", "phone_key"]


def test_meet_at_the_public_door_adds_no_address_to_someone_s_record(desk):
    first = meet_resident(desk, Contact(name="Lucie Tremblay", phone="514 555-0142"))
    intruder = Contact(name="Lucie Tremblay", phone="514 555-0142", email="intruder@example.org")
    other = meet_resident(visitor(), intruder)
    first.refresh_from_db()
    assert (first.email, other.pk == first.pk) == ("", False)


def test_meet_at_the_desk_may_add_an_address(desk):
    first = meet_resident(desk, Contact(name="Lucie Tremblay", phone="514 555-0142"))
    assert meet_resident(desk, LUCIE).pk == first.pk
    first.refresh_from_db()
    assert first.email_key == "lucie@example.org"


@pytest.mark.parametrize(
    "text", ["'); DROP TABLE people_resident; --", "<b>x</b>", "محمد", "👩🏽‍🔧", "é" * 10_000]
)
def test_meet_a_strange_name_keeps_it(city, text):
    resident = meet_resident(visitor(), Contact(name=text, email="x@example.org"))
    assert resident.name == text[:160]
    assert meet_resident(visitor(), Contact(name=text, email="x@example.org")).pk == resident.pk


def test_meet_with_an_address_too_long_is_refused(city):
    with refuses(Invalid) as caught:
        meet_resident(visitor(), Contact(email="x" * 300 + "@example.org"))
    assert set(caught.value.fields) == {"email"}
    assert meet_resident(visitor(), Contact(phone="5" * 10_000)).phone == "5" * 40


def test_meet_needs_a_reason_for_staff(city):
    with refuses(Denied):
        meet_resident(agent(None, "privacy_officer"), LUCIE)
    assert meet_resident(system(), LUCIE)


@pytest.mark.parametrize(
    ("number", "country", "key"),
    [
        ("514 555-0142", "CA", "+15145550142"),
        ("(514) 555.0142", "CA", "+15145550142"),
        ("1-514-555-0142", "CA", "+15145550142"),
        ("+33 1 42 76 40 40", "CA", "+33142764040"),
        ("01 42 76 40 40", "FR", "+33142764040"),
        ("call me", "CA", ""),
        ("", "CA", ""),
        ("5" * 500, "CA", ""),
    ],
)
def test_phone_key_is_one_form(number, country, key):
    assert phone_key(number, country) == key


def test_email_key_ignores_capitals_and_blanks():
    assert email_key("  Élise@Example.ORG ") == email_key("élise@example.org")


def test_address_is_found_with_one_slip_anywhere(city):
    genevieve = meet_resident(system(), Contact("Geneviève Gagnon", "genevieve.gagnon871@courriel.example"))
    meet_resident(system(), Contact("Léa Roy", "lea@courriel.example"))
    name, domain = "genevieve.gagnon871", "@courriel.example"
    slips = {name[:at] + name[at + 1 :] for at in range(len(name))}  # a letter is missing
    slips |= {
        name[:at] + name[at + 1] + name[at] + name[at + 2 :] for at in range(len(name) - 1)
    }  # or two changed places
    for typed in (*(f"{slip}{domain}" for slip in sorted(slips)[::3]), f"{name}@couriel.example"):
        found = find_residents(system(), Clues(email=typed))
        assert [one.resident.pk for one in found] == [genevieve.pk], typed
    assert find_residents(system(), Clues(email=f"gagnon.genevieve871{domain}")) == []
