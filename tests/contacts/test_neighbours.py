"""Addresses that end with the name of another municipality."""

from __future__ import annotations

import pytest

from guichet.contacts.neighbours import ending
from guichet.contacts.understanding import understand

NAMES = ["Laval", "Mont-Royal", "Saint-Hubert", "Ville de Laval"]


@pytest.mark.parametrize(
    ("words", "address", "rest"),
    [
        ("123 boulevard des Laurentides Laval", "123 boulevard des Laurentides", ""),
        ("nid-de-poule 123 boul. des Laurentides, Laval", "123 boul. des Laurentides", "nid-de-poule"),
        ("123 rue Principale à Laval lampadaire éteint", "123 rue Principale", "lampadaire eteint"),
        ("123 Main Street, city of Laval", "123 Main Street", ""),
        ("100 chemin Lucerne, Ville Mont-Royal", "100 chemin Lucerne", ""),
        ("rue Principale ville de Laval", "rue Principale", ""),
    ],
)
def test_address_ends_with_the_name_of_another_municipality(words, address, rest):
    found = ending(understand(words), NAMES)
    assert found is not None
    assert found.address == address
    assert rest == "" or rest in found.rest.words
    assert "laval" not in found.rest.tokens


@pytest.mark.parametrize(
    "words",
    [
        "",
        "Laval",
        "123 avenue Laval",
        "4400 avenue du Mont-Royal Est",
        "6500 rue Saint-Hubert",
        "123 rue Rachel, avenue Laval",
        "rue Rachel coin Laval",
        "rachel et laval",
        "123 rue Rachel près de Laval",
        "4400 rue Rachel, Mont-Royal Avenue",
        "j’habite à Laval, trou au 4400 rue Rachel",
    ],
)
def test_street_that_has_the_name_of_another_municipality_is_ours(words):
    assert ending(understand(words), NAMES) is None
