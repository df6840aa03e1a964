"""Cutting texts into the words that are searched: without accents, elided articles or endings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

from guichet.kernel.words import fold

FRENCH, ENGLISH = "fr", "en"
LANGUAGES = (FRENCH, ENGLISH)
LONGEST_WORD = 40

_WORD = re.compile(r"[^\W_]+")
_EMPTY = {
    FRENCH: frozenset(
        "a ai ait as au aux avec avez avoir avons c ca ce ces cet cette ci comment d dans de des dois doit du elle "
        "elles en es est et ete etes etre eux fait faire faut il ils j je jusqu l la le les leur leurs lorsqu lui m ma "
        "mais me mes moi mon n ne nos notre nous on ont ou par pas peut peux plus pour puis puisqu qu quand que quel "
        "quelle quelles quels qui quoi quoiqu s sa se ses si sommes son sont suis sur t ta te tes toi ton tu un une "
        "vos votre vous y "
        # what a question begins with says nothing of what it is about
        "alors aussi bien bonjour cas chez difference differences dont fonctionne fonctionner lors merci oui regle regles "
        "savoir svp tous tout toute toutes vers".split()
    ),
    ENGLISH: frozenset(
        "a about am an and are at be been but by can could did do does for from had has have how i if in into is it "
        "its me my no not of on or our shall she should so than that the their them then there they this to us was we were "
        "what when where which who why will with would you your".split()
    ),
}
_local_stemmers: dict[str, Stemmer.Stemmer] = {
    FRENCH: Stemmer.Stemmer("french"),
    ENGLISH: Stemmer.Stemmer("english"),
}


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, folded, and where it stands in it."""

    folded: str
    start: int
    end: int


def words_of(text: str) -> Iterator[Word]:
    """Give the words of a text in order, each folded (« l’Été »: l, ete); very long runs of signs are cut."""
    for found in _WORD.finditer(text):
        folded = fold_word(found.group())
        if folded:
            yield Word(folded, found.start(), found.end())


def raw_words(text: str) -> list[str]:
    """Give the words of a text as they are written."""
    return _WORD.findall(text)


@lru_cache(maxsize=65_536)
def fold_word(word: str) -> str:
    """Fold one word, cut where nobody writes such a long one."""
    return fold(word[:LONGEST_WORD])


def is_empty(folded: str, language: str) -> bool:
    """Tell whether a word says nothing by itself in a language."""
    return folded in _EMPTY.get(language, _EMPTY[FRENCH])


@lru_cache(maxsize=131_072)
def stem(folded: str, language: str) -> str:
    """Give the stem of a folded word (Snowball's, French unless English is asked), empty for an empty word."""
    if is_empty(folded, language):
        return ""
    if any(sign.isdigit() for sign in folded):
        return folded
    return fold(_local_stemmers.get(language, _local_stemmers[FRENCH]).stemWord(folded))
