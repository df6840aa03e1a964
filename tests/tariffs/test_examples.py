"""The tariffs that come with Guichet give what was worked out by hand from their published rules."""

from __future__ import annotations

import pytest

from guichet.cli.demo.tariffs import CITIES, read_bylaw
from guichet.kernel.texts import localise
from guichet.tariffs.book import make_book
from guichet.tariffs.examples import try_all
from guichet.tariffs.reading import read_content

NAMES = sorted({name for files in CITIES.values() for name, _verbs in files})


@pytest.mark.parametrize("name", NAMES)
def test_worked_examples_come_out(name: str) -> None:
    new = read_bylaw(name)
    tried = try_all(make_book(read_content(new.content), new.currency, bylaw=new.number))
    assert name == "paris" or len(tried) >= 20
    assert {one.example.code: one.differences for one in tried if not one.passed} == {}
    lines = [line for one in tried if one.computed for line in one.computed.lines]
    for (
        line
    ) in lines:  # every line says which article and why, in both languages, and leaves no hole in its words
        said = [localise(line.sentence, language) for language in ("fr", "en")]
        assert all(said)
        assert line.sentence["fr"] != line.sentence["en"]
        assert not any(mark in words for mark in "{}" for words in said)
        assert line.article
    assert len({line.code for line in lines}) > 1
