"""Typed words: clean to keep, easy to find."""

from __future__ import annotations

import unicodedata
from xml.parsers import expat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.kernel.words import (
    clean_line,
    clean_text,
    fold,
    initials,
    mask_email,
    stem,
    tokens,
    trigram_similarity,
)

RLO, PDF, LRI, PDI = "\u202e", "\u202c", "\u2066", "\u2069"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  L’Été   à Saint-Cœur ", "l ete a saint-coeur"),
        ("ÉGOÛT", "egout"),
        ("aujourd'hui", "aujourd hui"),
        ("Læticia\u00a0Straße", "laeticia strasse"),
        ("e\u0301cole", "ecole"),
        ("", ""),
    ],
)
def test_fold_forgets_accents_and_case(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(max_size=30))
def test_fold_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_tokens_are_words_and_numbers() -> None:
    assert tokens("L’eau, d’Été-2 : n°12_b") == ["l", "eau", "d", "ete", "2", "n", "12", "b"]


@pytest.mark.parametrize(
    "forms",
    [
        ["lampadaire", "lampadaires"],
        ["eau", "eaux"],
        ["feu", "feux"],
        ["travail", "travaux"],
        ["tuyau", "tuyaux"],
        ["panneau", "panneaux"],
        ["municipal", "municipaux", "municipale", "municipales"],
        ["cassé", "cassée", "cassés", "cassées"],
        ["gros", "grosse", "grosses"],
        ["bon", "bonne", "bonnes"],
        ["dangereux", "dangereuse", "dangereuses"],
        ["actif", "active", "actives"],
        ["public", "publique", "publics"],
        ["bac", "bacs"],
        ["rue", "rues"],
        ["pothole", "potholes"],
        ["batterie", "batteries", "battery"],
    ],
)
def test_stem_brings_forms_together(forms: list[str]) -> None:
    assert len({stem(fold(form)) for form in forms}) == 1


def test_stem_keeps_apart_what_differs() -> None:
    words = [
        "neige",
        "egout",
        "arbre",
        "trottoir",
        "bac",
        "bruit",
        "chien",
        "feu",
        "rue",
        "eau",
        "ordure",
        "poteau",
    ]
    assert len({stem(word) for word in words}) == len(words)
    assert stem("h2os") == "h2os"


@given(st.from_regex(r"[a-z]{1,12}", fullmatch=True))
def test_stem_is_never_empty(word: str) -> None:
    assert stem(word)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\r\nb\rc\u2028d\u0085e", "a\nb\nc\nd\ne"),
        ("a\tb\x00\x07\x1b\ufeffc\ufffe", "a\tbc"),
        ("  bord  ", "bord"),
        ("e\u0301te\u0301", "été"),
        ("👩‍👩‍👧 à Montréal 🇨🇦", "👩‍👩‍👧 à Montréal 🇨🇦"),
        ("مرحبا بكم", "مرحبا بكم"),
        (f"a{RLO}gpj.exe", "agpj.exe"),
        (f"a{RLO}bc{PDF}d", f"a{RLO}bc{PDF}d"),
        (f"a{LRI}b{PDI}c{PDI}{PDF}", f"a{LRI}b{PDI}c"),
        (f"a{LRI}b{RLO}c{PDI}d", f"a{LRI}bc{PDI}d"),
        (f"a{RLO}b\nc{PDF}", "ab\nc"),
        ("\ud800a", "a"),
        ("", ""),
    ],
)
def test_clean_text_takes_out_what_harms(typed: str, kept: str) -> None:
    assert clean_text(typed, 100) == kept


@pytest.mark.parametrize(
    ("text", "length", "kept"),
    [
        ("abcdef", 3, "abc"),
        ("abc def", 4, "abc"),
        ("ab👩‍👧cd", 4, "ab"),
        ("ab👍🏽", 3, "ab"),
        ("xq\u0323\u0307", 2, "x"),
        (f"a{LRI}bcd{PDI}", 4, "abc"),
        ("abc", 0, ""),
    ],
)
def test_clean_text_cuts_between_signs(text: str, length: int, kept: str) -> None:
    assert clean_text(text, length) == kept


def test_clean_line_is_one_line() -> None:
    assert clean_line(" Rue\n\n de\t la\r\nMontagne ", 100) == "Rue de la Montagne"
    assert clean_line("Quoi\u202f?", 100) == "Quoi\u202f?"


_ODD = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from([RLO, PDF, LRI, PDI, "\n", "\r", " ", "\u0301", "\u200d", "e", "\u00a0", "👍", "🏽"]),
    ),
    max_size=25,
)


@given(_ODD, st.integers(0, 25))
def test_clean_text_is_settled_short_and_xml(text: str, length: int) -> None:
    clean = clean_text(text, length)
    assert clean_text(clean, length) == clean
    assert len(clean) <= length
    assert unicodedata.is_normalized("NFC", clean)
    escaped = clean.replace("&", "&amp;").replace("<", "&lt;")
    read: list[str] = []
    parser = expat.ParserCreate()
    parser.CharacterDataHandler = read.append
    parser.Parse(f"<a>{escaped}</a>", True)  # noqa: FBT003
    assert "".join(read) == clean


@given(_ODD, st.integers(0, 25))
def test_clean_line_is_settled(text: str, length: int) -> None:
    clean = clean_line(text, length)
    assert clean_line(clean, length) == clean
    assert len(clean) <= length
    assert not set(clean) & set("\r\n\t")


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Marie-Ève Côté", "MC"), ("élise", "É"), ("Jean de la Roy", "JR"), ("  ", ""), ("3e (étage)", "")],
)
def test_initials_are_first_and_last(name: str, letters: str) -> None:
    assert initials(name) == letters


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("marie@ville.example", "m•••@ville.example"),
        ("a@b.ca", "a•••@b.ca"),
        ("marie", "•••"),
        ("@ville.ca", "•••"),
    ],
)
def test_mask_email_hides_the_person(address: str, masked: str) -> None:
    assert mask_email(address) == masked


def test_trigram_similarity_forgives_typing() -> None:
    assert trigram_similarity("Côté", "cote") == 1
    assert trigram_similarity("lampadaire", "lampadère") > 0.4
    assert trigram_similarity("neige", "égout") == 0
    assert trigram_similarity("", "") == 0
    assert trigram_similarity("word", "two words") == pytest.approx(4 / 11)
