"""The words that say what a question is about, brought to one form."""

from __future__ import annotations

import re

from guichet.kernel.words import clean_line, stem, tokens

_EMPTY = frozenset(
    "a ai ainsi alors apres as au aucun aussi autre aux avait avec avez avoir avons bonjour c ca car ce cela ces cet "
    "cette chez ci combien comme comment d dans de depuis des dit doit donc dois du elle elles en encore est et ete "
    "etre eu fait faire faut faudrait font il ils j je jour jusqu l la le les leur lui m ma mais me mes moi mon n ne "
    "ni nos notre nous on ont ou par pas peu peut peux plus pour pourquoi pouvez pouvons puis qu quand que quel quelle "
    "quelles quels qui quoi s sa sans se ses si son sont sous suis sur t ta te tes toi ton tous tout toute tres tu un "
    "une va vais veut veux voici voudrais vos votre vous y "
    "about am an and are at be been but by can do does for from get has have hello how i if in is it me my no not of "
    "off or our she so that the their there they this to up us want was we were what when where which who why will "
    "with would you your".split()
)
_EMAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+")
_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
_NUMBERS = re.compile(r"[+(]?\d[\d\s().\u00a0\u202f-]{3,}\d|\d{5,}")
_POSTAL = re.compile(r"\b[A-Za-z]\d[A-Za-z][\s-]?\d[A-Za-z]\d\b")
_REMOVED = "…"
LONGEST = 200


def stems_of(text: str) -> list[str]:
    """Give the stems of the words that mean something, once each, in order; French and English alike."""
    found = (stem(word) for word in tokens(text) if word not in _EMPTY and (len(word) > 1 or word.isdigit()))
    return list(dict.fromkeys(found))


def without_personal(text: str, most: int = LONGEST) -> str:
    """Give a line without what may point at someone: e-mail and web addresses, postal codes, phone and long numbers."""
    line = clean_line(text, 4 * most)
    for pattern in (_EMAIL, _ADDRESS, _POSTAL, _NUMBERS):
        line = pattern.sub(_REMOVED, line)
    return clean_line(line, most)


def alike(first: set[str], second: set[str]) -> float:
    """Give how much two questions have in common, from 0 to 1: the share of stems that are the same."""
    both = len(first | second)
    return len(first & second) / both if both else 0.0
