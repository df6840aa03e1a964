"""Finding a service from a resident's own words, on a small catalogue."""

from __future__ import annotations

import pytest

from guichet.catalogue.actions import save_service
from guichet.catalogue.queries import search_services
from guichet.kernel.actor import system, visitor
from guichet.kernel.moment import today
from tests.factories import make_group

SERVICES = {
    "pothole": ("Nid-de-poule", "Pothole", ["trou dans la rue"], ["trou", "crevasse"]),
    "streetlight": ("Lampadaire éteint", "Street light out", ["lumière", "éclairage"], []),
    "garbage": ("Collecte des ordures", "Garbage collection", ["ramassage"], ["vidanges", "poubelles"]),
    "bulky": ("Encombrants", "Bulky waste", ["meubles"], ["monstres"]),
    "recycling": ("Collecte du recyclage", "Recycling", ["bac"], ["récup"]),
    "snow": ("Déneigement d’un trottoir", "Snow on a sidewalk", ["glace"], ["charrue", "banc de neige"]),
    "bench": ("Mobilier urbain", "Street furniture", ["banc cassé"], []),
    "tree": ("Arbre dangereux", "Dangerous tree", ["branche"], []),
    "graffiti": ("Graffiti", "Graffiti", ["tag"], []),
    "noise": ("Bruit", "Noise", ["voisin"], ["tapage"]),
}


@pytest.fixture
def catalogue(city):
    make_group("roads")
    for code, (french, english, keywords, local) in SERVICES.items():
        values = {"name": {"fr": french, "en": english}, "keywords": {"fr": keywords}, "local_words": local}
        save_service(system(), code, {"group": "roads", **values})


def found(words: str) -> list[str]:
    return [hit.service.code for hit in search_services(visitor(), words, today())]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("vidanges", "garbage"),
        ("VIDANGE", "garbage"),
        ("nid de poule", "pothole"),
        ("nids-de-poule", "pothole"),
        ("Il y a un gros nid de poule devant chez moi", "pothole"),
        ("lampadere", "streetlight"),
        ("lampadaires", "streetlight"),
        ("la lumiere de la rue est eteinte", "streetlight"),
        ("monstres", "bulky"),
        ("poubelle", "garbage"),
        ("recup", "recycling"),
        ("la charrue", "snow"),
        ("banc cassé", "bench"),
        ("pothole", "pothole"),
        ("street light", "streetlight"),
        ("branches", "tree"),
        ("grafitti", "graffiti"),
        ("graf", "graffiti"),
    ],
)
def test_search_finds_first_what_people_mean(catalogue, words, first):
    assert found(words)[:1] == [first]


@pytest.mark.parametrize("words", ["", "   ", "le de la", "zzzzzz", "🕳️", "'; DROP TABLE x; --", "\x00", "%"])
def test_search_of_nothing_finds_nothing(catalogue, words):
    assert found(words) == []


def test_search_of_a_long_text_is_still_an_answer(catalogue):
    assert found("nid de poule " * 1_000)[:1] == ["pothole"]


def test_search_finds_no_closed_service(catalogue):
    save_service(system(), "garbage", {"active": False})
    assert "garbage" not in found("vidanges")


def test_search_takes_one_query(catalogue, django_assert_num_queries):
    with django_assert_num_queries(1):
        found("vidanges")
