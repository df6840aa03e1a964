"""What the agent's one field is understood to hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.contacts.understanding import understand

MAIL = """De : Jean Tremblay <jean.tremblay@example.org>
À : 311@ville.example
Objet : Lampadaire éteint
Date : 17 novembre

Bonjour, le lampadaire devant le 6540 rue Chabot est éteint depuis 3 jours.
Rappelez-moi au (438) 555-0142.
"""


@pytest.mark.parametrize(
    "typed",
    [
        "438 555-0142",
        "(438) 555.0142",
        "4385550142",
        "+1 438 555 0142",
        "1-438-555-0142",
        "438-555-0142 poste 12",
    ],
)
def test_phone_in_any_form_is_one_number(typed):
    assert [phone.key for phone in understand(typed).phones] == ["+14385550142"]


def test_phone_with_letters_is_read_as_its_digits():
    assert understand("438 555-FLOU").phones[0].key == "+14385553568"
    assert understand("1-800-GOFEDEX").phones[0].key == "+18004633339"


def test_french_phone_is_read_in_its_country():
    assert understand("06 12 34 56 78", "FR").phones[0].key == "+33612345678"


@pytest.mark.parametrize(("typed", "digits"), [("555-0142", "5550142"), ("438 55", "43855"), ("12", "")])
def test_number_that_is_not_whole_is_kept_as_digits(typed, digits):
    read = understand(typed)
    assert (read.phones, read.digits) == ((), digits)


@pytest.mark.parametrize("typed", ["26-041873", "26 041873", "26041873", "dossier 26-041873 svp"])
def test_number_of_a_case_is_found(typed):
    read = understand(typed)
    assert read.references == ("26-041873",)
    assert not read.phones


def test_number_of_a_contact_is_not_that_of_a_case():
    assert understand("C26-000123").contact == "C26-000123"
    assert understand("C26-000123").references == ()


def test_everything_at_once_is_taken_apart():
    read = understand("pelletier eau brune 6540 chabot 438-555-0142")
    assert read.place == "6540 chabot"
    assert read.tokens == ("pelletier", "eau", "brune")
    assert read.phones[0].key == "+14385550142"


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("trou au 6540, rue Chabot, app. 2", "6540 rue Chabot"),
        ("arbre tombé angle Papineau et Beaubien", "angle Papineau et Beaubien"),
        ("bruit au parc Molson", "parc Molson"),
        ("12 bis rue de Rivoli", "12 bis rue de Rivoli"),
        ("depuis 3 jours", ""),
        ("deux enfants, 2 chiens", ""),
        ("H2S 2N1", "H2S 2N1"),
    ],
)
def test_place_is_found_in_the_words(typed, place):
    assert understand(typed).place == place


def test_pasted_message_gives_its_sender_place_and_words():
    read = understand(MAIL)
    assert (read.name, read.email) == ("Jean Tremblay", "jean.tremblay@example.org")
    assert read.phones[0].key == "+14385550142"
    assert read.place.startswith("6540 rue Chabot")
    assert "Lampadaire" in read.words
    assert "311@" not in read.words
    assert read.is_message


def test_name_that_is_said_is_a_name():
    assert understand("bonjour je m’appelle Colette Pelletier, l’eau est brune").name == "Colette Pelletier"


def test_other_alphabets_and_hostile_text_stay_words():
    assert understand("Вода коричневая").tokens
    assert understand("水是褐色的").tokens
    assert understand("'; DROP TABLE cases_case; --").tokens == ("drop", "table", "cases", "case")
    assert "script" in understand("<script>alert(1)</script>").tokens


def test_nothing_one_letter_and_five_thousand_are_read():
    assert understand("  ").is_empty
    assert understand("a").tokens == ("a",)
    assert len(understand("eau brune " * 500).words) <= 400


@given(st.text(max_size=600))
def test_any_text_is_read(text):
    understand(text)


@pytest.mark.parametrize(
    ("typed", "sides"),
    [
        ("nid de poule beaubien et papineau", ("de poule beaubien", "papineau")),
        ("Beaubien / Papineau", ("Beaubien", "Papineau")),
        ("saint-denis&rachel", ("saint-denis", "rachel")),
        ("arbre papineau coin beaubien", ("arbre papineau", "beaubien")),
        ("broken light rachel and saint denis", ("broken light rachel", "saint denis")),
        ("ouvert 24/7", None),
        ("il y a de l'eau et de la boue", None),
        ("bac et/ou sac", None),
        ("6540 chabot et fabre", None),
    ],
)
def test_two_streets_are_seen_without_a_word_that_says_so(typed, sides):
    assert understand(typed).crossing == sides


@pytest.mark.parametrize("typed", ["ma rue n'est pas déneigée", "la rue est sale", "rue pas passée"])
def test_word_street_alone_names_no_place(typed):
    assert understand(typed).place == ""


def test_whole_telephone_is_not_also_the_number_of_a_case():
    read = understand("5145550119")
    assert (read.phones[0].key, read.references) == ("+15145550119", ())
