"""The engine alone: what is understood of what people type, and that the right answer comes first."""

from __future__ import annotations

import numpy as np
import pytest

from guichet.knowledge.search.documents import Document, passages_of
from guichet.knowledge.search.engine import MOST_BOOST, NEAR, Engine
from guichet.knowledge.search.marks import marked
from guichet.knowledge.search.meaning import encoder

BANK = {
    "ordures": (
        "Quel jour passent les ordures ?",
        "Sortez le bac la veille après 21 h. La collecte a lieu le mardi.",
    ),
    "recyclage": (
        "Que mettre dans le bac de recyclage ?",
        "Le papier, le carton, le verre, le métal et le plastique.",
    ),
    "neige": (
        "Déneigement des rues et des trottoirs",
        "La déneigeuse passe quand il est tombé cinq centimètres.",
    ),
    "remorquage": (
        "Où est ma voiture remorquée ?",
        "Pendant le chargement, les véhicules sont déplacés à côté.",
    ),
    "chien": ("Enregistrer un chien ou un chat", "Le permis d’animal coûte trente dollars par an."),
    "arbre": ("Abattre un arbre sur son terrain", "Il faut un permis d’abattage ; l’arbre mort aussi."),
    "taxes": ("Payer son compte de taxes", "En deux versements, en mars et en juin, par la banque."),
    "eau": ("L’eau de mon robinet est brune", "Laissez couler l’eau froide pendant cinq minutes."),
    "bruit": ("Porter plainte pour du bruit", "La nuit, appelez la police ; le jour, l’arrondissement."),
    "biblio": ("S’abonner à la bibliothèque", "La carte est gratuite pour les résidents de l’île."),
}
WORDS = [["vidanges", "ordures"], ["char", "voiture"], ["tempête blanche", "déneigement"]]


@pytest.fixture(scope="module")
def engine():
    return Engine([Document(key, title, body=body) for key, (title, body) in BANK.items()], synonyms=WORDS)


def first(engine, words, **more):
    return next((hit.document.key for hit in engine.search(words, **more)), None)


QUESTIONS = {
    "jour de collecte des ordures": "ordures",
    "L'ORDURE MENAGERE": "ordures",
    "vidanges": "ordures",
    "ou est mon char": "remorquage",
    "tempête blanche": "neige",
    "deneigment": "neige",
    "trotoirs": "neige",
    "l’enregistrement d’un chien": "chien",
    "permis d'abatage arbre": "arbre",
    "compte de taxe": "taxes",
    "compte detaxes": "taxes",
    "eau brune": "eau",
    "qu’est-ce que je mets au bac de recyclage": "recyclage",
    "porter plainte contre le bruit du voisin": "bruit",
    "bibliot": "biblio",
    "carte de bibliothèques": "biblio",
}


@pytest.mark.parametrize(("words", "key"), QUESTIONS.items())
def test_words_lead_to_the_answer(engine, words, key):
    assert first(engine, words, least=NEAR) == key


@pytest.mark.parametrize(
    "words",
    [
        "",
        " ",
        "?!",
        "x",
        "le la de",
        "Привет, как дела",
        "请问垃圾",
        "🙂",
        "%%%",
        "'; SELECT 1; --",
        "<img src=x>",
        "\x00",
    ],
)
def test_words_that_say_nothing_find_nothing(engine, words):
    assert engine.search(words, least=NEAR) == []


def test_very_long_words_and_texts_are_taken(engine):
    assert engine.search("é" * 5_000, least=NEAR) == []
    assert first(engine, "Bonjour. " + "mon arbre est mort " * 300) == "arbre"
    assert Engine([]).search("arbre") == []
    assert [hit.document.key for hit in Engine([Document("a", "Arbre")]).search("arbre")] == ["a"]


def test_what_was_understood_is_said(engine):
    (hit, *_rest) = engine.search("deneigment vidanges")
    kinds = {option.kind for one in hit.sought for option in one.options}
    assert kinds & {"typo", "local"}
    assert 0 < hit.score <= 1


def test_boosts_are_bounded_and_districts_and_audiences_kept_apart(engine):
    assert first(engine, "bac", boosts={"recyclage": 99.0}) == "recyclage"
    hit = next(
        hit for hit in engine.search("bac", boosts={"recyclage": 99.0}) if hit.document.key == "recyclage"
    )
    assert hit.boost == MOST_BOOST
    parted = Engine(
        [
            Document("a", "Piscine", audience="staff"),
            Document("b", "Piscine", audience="residents"),
            Document("b", "Piscine du nord", audience="residents", district="nord"),
        ]
    )
    assert {hit.document.key for hit in parted.search("piscine", audiences={"residents"})} == {"b"}
    assert first(parted, "nord") in (None, "a", "b")
    assert parted.search("piscine nord", district="nord")[0].document.district == "nord"
    assert all(hit.document.district == "" for hit in parted.search("piscine nord"))


def test_both_languages_and_meaning_find_one_answer():
    model = encoder()
    assert model is not None
    documents = [Document(key, title, body=body) for key, (title, body) in BANK.items()]
    documents.append(
        Document("chien", "Register a dog or a cat", body="The licence costs $30.", language="en")
    )
    vectors = [model.encode([one.title, one.title, one.body]) for one in documents]
    whole = Engine(documents, vectors=vectors, encoder=model)
    assert whole.has_meaning
    assert first(whole, "register my puppy") == "chien"
    assert first(whole, "my tap water looks dirty") == "eau"
    assert [hit.document.key for hit in whole.search("chien chat")].count("chien") == 1
    partly = Engine(documents, vectors=[None, *vectors[1:]], encoder=model)
    assert first(partly, "jour des ordures") == "ordures"
    none = Engine(documents, vectors=[None] * len(documents), encoder=model)
    assert not none.has_meaning


def test_texts_are_cut_and_marked_where_the_words_are():
    text = "Un mot. " * 200 + "La charrue passe demain."
    pieces = marked(text, {"charru"}, "fr")
    assert ("charrue", True) in pieces
    assert pieces[0] == ("… ", False)
    assert "".join(piece for piece, _mark in marked("Une rue", {"ru"}, "fr")) == "Une rue"
    assert marked("", {"a"}, "fr") == []
    passages = passages_of(text, 300, 99)
    assert " ".join(passages).split() == text.split()
    assert max(map(len, passages)) <= 600
    assert passages_of("x" * 5_000, 300, 3)[0] == "x" * 600
    assert np.isfinite(len(passages))


class Fixed:
    """An encoder that gives every question one vector."""

    def __init__(self, vector):
        self.vector = np.asarray([vector], np.float32)

    def encode(self, texts):
        return np.repeat(self.vector, len(texts), axis=0)


def test_a_text_that_speaks_of_it_throughout_comes_before_one_that_touches_it_once():
    asked, aside = np.eye(8, dtype=np.float32)[:2]
    rows = {
        "once": [aside, aside, asked, aside, aside],
        "throughout": [aside, aside, asked, asked, asked],
        "never": [aside, aside, aside, aside, aside],
        "without a passage": [aside, aside],
    }
    documents = [Document(key, "Règlement") for key in rows]
    found = Engine(documents, vectors=[np.array(each) for each in rows.values()], encoder=Fixed(asked))
    assert [hit.document.key for hit in found.search("baignade")][:2] == ["throughout", "once"]


def test_a_section_is_read_under_its_title():
    fees = "Le tarif est de cinq dollars." + " Une phrase de plus qui ne dit rien." * 20
    documents = [
        Document("pool", "Piscine", body=f"{fees}\n" + "Le maillot est exigé. " * 40),
        Document("rink", "Patinoire", body=f"{fees}\n" + "Les patins sont loués. " * 40),
        Document("park", "Parc", body="La piscine est à côté. " * 20),
    ]
    assert next(hit.document.key for hit in Engine(documents).search("tarif de la piscine")) == "pool"
    assert len(Engine([Document("a", "Arbre", lead=""), Document("b", "Arbre")]).search("arbre")) == 2
