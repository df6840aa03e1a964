"""Names of places: spellings, words that find them, slips."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guichet.places.naming import (
    crossing_label,
    misspellings,
    postal_label,
    slips,
    spelled_out,
    street_in_a_sentence,
    words_that_find,
)

WORDS = st.text("abcdefghij", min_size=3, max_size=14)


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        ("Boul. St-Laurent O.", "boulevard saint laurent ouest"),
        ("10e Av.", "10 avenue"),
        ("1re Avenue", "1 avenue"),
        ("Première Avenue", "1 avenue"),
        ("Bd Pie-IX", "boulevard pie 9"),
        ("Sherbrooke St. W.", "sherbrooke rue ouest"),
        ("Ch. de la Côte-Ste-Catherine", "chemin de la cote sainte catherine"),
        ("R. E", "rue est"),
        ("Pl. du Gal-de-Gaulle", "place du general de gaulle"),
    ],
)
def test_spelled_out_writes_abbreviations_and_numbers_in_one_way(name, spelled):
    assert " ".join(spelled_out(name)) == spelled


@pytest.mark.parametrize(
    ("name", "found_by"),
    [
        ("Parc La Fontaine", {"parc", "fontaine", "lafontaine"}),
        ("Rue De La Roche", {"rue", "roche", "laroche", "delaroche"}),
        ("Rue Saint-Denis", {"rue", "saint", "denis", "saintdenis"}),
        ("Avenue du Mont-Royal Est", {"avenue", "mont", "royal", "montroyal", "dumont", "est"}),
        ("Rue A", {"rue", "a"}),
        ("La", {"la"}),
    ],
)
def test_words_that_find_hold_what_people_write_as_one(name, found_by):
    assert words_that_find(name) == found_by


@given(WORDS, st.data())
@settings(deadline=None, max_examples=300)
def test_misspellings_meet_for_any_slips_that_are_forgiven(word, data):
    other = word
    most = 2 if len(word) > 6 else 1  # a word of six letters less one has five, where one slip is forgiven
    for _slip in range(data.draw(st.integers(0, most))):
        place = data.draw(st.integers(0, len(other) - 1))
        letter = data.draw(st.sampled_from("abcdefghijz"))
        other = data.draw(
            st.sampled_from(
                [
                    other[:place] + other[place + 1 :],
                    other[:place] + letter + other[place:],
                    other[:place] + letter + other[place + 1 :],
                ]
            )
        )
    if len(other) > 2:
        assert misspellings(word) & misspellings(other)


@pytest.mark.parametrize(
    ("one", "other", "made"),
    [
        ("chabot", "chabot", 0),
        ("chabto", "chabot", 1),
        ("beaubein", "beaubien", 1),
        ("papinau", "papineau", 1),
        ("sherbroke", "sherbrooke", 1),
        ("maisoneuv", "maisonneuve", 2),
        ("abc", "xyz", 3),
        ("a", "abcdef", 3),
    ],
)
def test_slips_counts_letters_missing_wrong_added_and_swapped(one, other, made):
    assert slips(one, other, 2) == made


@given(WORDS, WORDS)
@settings(deadline=None)
def test_slips_is_the_same_both_ways(one, other):
    assert slips(one, other, 3) == slips(other, one, 3)


def test_labels_are_written_as_in_a_sentence():
    assert street_in_a_sentence("Boulevard Saint-Laurent") == "boulevard Saint-Laurent"
    assert street_in_a_sentence("10e Avenue") == "10e Avenue"
    assert crossing_label("Rue Beaubien Est", "Avenue Papineau") == "Avenue Papineau et rue Beaubien Est"
    assert postal_label("h2s2n1") == "H2S 2N1"
    assert postal_label("69 200") == "69200"
