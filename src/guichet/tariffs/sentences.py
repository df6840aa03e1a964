"""Sentences that a resident understands: pieces of the by-law's own words, filled with what was computed."""

from __future__ import annotations

import re
from collections.abc import Callable

from guichet.kernel.texts import Text, localise
from guichet.kernel.typography import french_spaces
from guichet.tariffs.content import Saying

LANGUAGES = ("fr", "en")
_PLACE = re.compile(r"\{([^{}]*)\}")


def fill(sayings: tuple[Saying, ...], holds: Callable[[str], bool], said: Callable[[str, str], str]) -> Text:
    """Put the pieces that hold together in each language; `said(name, language)` gives the words of a place."""
    pieces = [saying.text for saying in sayings if not saying.when or holds(saying.when)]
    sentence: Text = {}
    for language in LANGUAGES:
        words = " ".join(localise(text, language) for text in pieces)
        filled = _PLACE.sub(lambda found, spoken=language: said(found[1], spoken), words)  # type: ignore[misc]
        if filled:
            sentence[language] = french_spaces(filled) if language == "fr" else filled
    return sentence


def both(french: str, english: str) -> Text:
    """Give a text in both languages, with the fixed spaces of French."""
    return {"fr": french_spaces(french), "en": english}
