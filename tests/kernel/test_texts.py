"""A city's own words in its languages."""

from __future__ import annotations

import pytest

from guichet.kernel.errors import Invalid
from guichet.kernel.texts import check_text, localise


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ({"fr": "Rue", "en": "Street"}, "en", "Street"),
        ({"fr": "Rue", "en": "Street"}, "fr-ca", "Rue"),
        ({"fr": "Rue", "fr-ca": "Chemin"}, "fr-ca", "Chemin"),
        ({"fr-ca": "Chemin", "en": "Street"}, "fr", "Chemin"),
        ({"fr": "Rue", "en": ""}, "en", "Rue"),
        ({"en": "Street"}, "fr", "Street"),
        ({"fr": ""}, "fr", ""),
        ({}, "en", ""),
    ],
)
def test_localise_finds_the_nearest_language(text: dict[str, str], language: str, found: str) -> None:
    assert localise(text, language) == found


def test_check_text_cleans_and_drops_empty_languages() -> None:
    assert check_text({"fr": "  Nid-de-poule\n ", "en": " "}) == {"fr": "Nid-de-poule"}
    assert check_text({"fr": "Un\nDeux\x00"}, max_length=100) == {"fr": "Un Deux"}
    assert check_text({"fr": "Un\r\nDeux"}, max_length=1000) == {"fr": "Un\nDeux"}
    assert check_text(None, required=()) == {}


@pytest.mark.parametrize(
    ("value", "field"),
    [
        ({"en": "Street"}, "fr"),
        ({"fr": "  "}, "fr"),
        (None, "fr"),
        ({"fr": "x" * 81}, "fr"),
        ({"fr": "Rue", "français": "Rue"}, "français"),
        ({"fr": ["Rue"]}, "fr"),
        ({"fr": "Rue", 3: "Rue"}, "3"),
    ],
)
def test_check_text_says_which_language_is_wrong(value: object, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        check_text(value, max_length=80)
    assert list(refusal.value.fields) == [field]


def test_check_text_of_another_shape_is_refused() -> None:
    with pytest.raises(Invalid):
        check_text("Rue")
