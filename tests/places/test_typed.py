"""What people type to say where."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.places.typed import Typed, read_number, read_typed


def words(typed: Typed) -> str:
    return " ".join(slot.word for slot in typed.slots if not slot.optional)


@pytest.mark.parametrize(
    ("text", "number", "rest"),
    [
        ("6540 chabot", "6540", "chabot"),
        ("6540, rue Chabot", "6540", "rue chabot"),
        ("6540-6544 chabot app. 3", "6540", "chabot"),
        ("6540A chabot", "6540A", "chabot"),
        ("6540 A chabot", "6540A", "chabot"),
        ("12 bis rue de Rivoli", "12 bis", "rue rivoli"),
        ("12TER rue de Rivoli", "12 ter", "rue rivoli"),
        ("6540 d'Iberville", "6540", "iberville"),
        ("6540 d iberville", "6540", "iberville"),
        ("#4 6540 chabot", "6540", "chabot"),
        ("5800 10e avenue", "5800", "10 avenue"),
        ("10e avenue", "", "10 avenue"),
        ("n° 007 rue Bond", "7", "rue bond"),
    ],
)
def test_read_typed_takes_the_civic_number_first(text, number, rest):
    typed = read_typed(text)
    assert (typed.number, words(typed)) == (number, rest)


@pytest.mark.parametrize(
    ("text", "key"),
    [("H2S2N1", "h2s2n1"), ("h2s 2n1", "h2s2n1"), ("H2S", "h2s"), ("h2s 2", "h2s2"), ("69200", "69200")],
)
def test_read_typed_knows_a_postal_code_alone(text, key):
    typed = read_typed(text)
    assert typed.only_postal
    assert typed.postal == key


def test_read_typed_keeps_a_postal_code_apart_from_the_words():
    typed = read_typed("6540 chabot, Montréal (Québec) H2G 2S8", around={"montreal"})
    assert (typed.number, typed.postal, words(typed)) == ("6540", "h2g2s8", "chabot")
    assert read_typed("12 rue de Rivoli 75004 Paris").postal == "75004"


def test_read_typed_needs_the_citys_name_when_it_is_all_that_was_typed():
    assert words(read_typed("Montréal", around={"montreal"})) == "montreal"


@pytest.mark.parametrize(
    "text",
    [
        "papineau et beaubien",
        "angle Papineau / Beaubien",
        "coin papineau beaubien",
        "papineau & beaubien",
        "Papineau and Beaubien",
        "intersection de Papineau et de Beaubien",
        "papineau x beaubien",
    ],
)
def test_read_typed_sees_a_crossing(text):
    typed = read_typed(text)
    assert typed.crossing
    assert words(typed) == "papineau beaubien"


def test_read_typed_sees_no_crossing_in_one_street():
    assert not read_typed("beaubien est").crossing
    assert not read_typed("etienne").crossing


@given(st.text(max_size=400))
def test_read_typed_takes_anything(text):
    assert len(read_typed(text).slots) <= 9


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("6540", "6540"),
        (" 12 bis ", "12 bis"),
        ("12 BIS", "12 bis"),
        ("14a", "14A"),
        ("0012", "12"),
        ("", ""),
        ("rue", ""),
        ("12 rue", ""),
        ("123456", ""),
    ],
)
def test_read_number_gives_one_form(text, number):
    assert read_number(text) == number
