"""The words that say what a question is about, brought to one form."""

from __future__ import annotations

import re
from collections.abc import Collection

from rapidfuzz.distance import OSA

from guichet.kernel.words import clean_line, fold, stem, tokens

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
_MANY_REMOVED = re.compile(r"…(?:\s*…)+")
_WORD = re.compile(r"[^\W\d_]+")
LONGEST = 200
_MOST_DIFFERING, _SLIPS = 3, 2
_CAPITAL = r"[A-ZÀ-ÖØ-Ý][a-zà-öø-ÿ]+(?:[’'-][A-Za-zÀ-ÖØ-öø-ÿ]+)*"
_PAIR = re.compile(
    rf"(?<![\w’'-])({_CAPITAL})((?:\s+(?:de |du |des |la |le |van |von |d[’'])?{_CAPITAL}){{1,3}})"
)
_CALLED = re.compile(
    r"\b((?:je m['’]appelle|mon nom est|my name is|madame|monsieur|mme|mlle|mrs?|ms)\.?|m\.)\s+"
    r"([^\W\d_][\w’'-]+)(\s+[^\W\d_][\w’'-]+)?",
    re.IGNORECASE,
)
_PLACES = frozenset(
    "rue avenue av boulevard boul chemin place parc pont quai square carrefour ruelle ecole piscine bibliotheque arena "
    "centre station metro ville mairie hotel hydro saint sainte mont lac ile street road park library city".split()
)


def stems_of(text: str) -> list[str]:
    """Give the stems of the words that mean something, once each, in order; French and English alike."""
    found = (stem(word) for word in tokens(text) if word not in _EMPTY and (len(word) > 1 or word.isdigit()))
    return list(dict.fromkeys(found))


def without_personal(text: str, most: int = LONGEST, *, names: Collection[str] = ()) -> str:
    """Give a line without what may point at someone.

    E-mail and web addresses, postal codes, phone and long numbers; names of people: those that the caller knows
    (`names`), what follows « je m’appelle », and words with capitals side by side, unless they name a place.
    """
    line = clean_line(text, 4 * most)
    for pattern in (_EMAIL, _ADDRESS, _POSTAL, _NUMBERS):
        line = pattern.sub(_REMOVED, line)
    line = _PAIR.sub(_unless_place, _CALLED.sub(_after_called, line))
    known = {word for name in names for word in tokens(name) if len(word) > 2} - _EMPTY
    if known:
        line = _WORD.sub(lambda word: _REMOVED if known.issuperset(tokens(word[0])) else word[0], line)
    return clean_line(_MANY_REMOVED.sub(_REMOVED, line), most)


def _unless_place(found: re.Match[str]) -> str:
    first, before = tokens(found[1])[0], tokens(found.string[: found.start()])[-1:]
    if first in _PLACES or _PLACES.intersection(before):
        return found[0]
    return f"{found[1]} {_REMOVED}" if first in _EMPTY else _REMOVED


def _after_called(found: re.Match[str]) -> str:
    first, second = found[2], (found[3] or "").strip()
    if fold(first) in _EMPTY:
        return found[0]
    is_name = second and (second[0].isupper() or "appelle" in found[1].lower()) and fold(second) not in _EMPTY
    return f"{found[1]} {_REMOVED}" + ("" if is_name or not second else f" {second}")


def alike(first: set[str], second: set[str]) -> float:
    """Give how much two questions have in common, from 0 to 1: the share of stems that are the same."""
    both = len(first | second)
    return len(first & second) / both if both else 0.0


def differing(first: str, second: str) -> tuple[str, str] | None:
    """Give the words in which two searches differ (« vidanges noël », « ordures noël »: vidanges, ordures).

    None when one of them says nothing of its own, when they differ in more than three words, or by a slip only.
    """
    shared = set(stems_of(first)) & set(stems_of(second))
    kept = []
    for text in (first, second):
        own = [word for word in tokens(text) if word not in _EMPTY and stem(word) not in shared]
        kept.append(" ".join(dict.fromkeys(own)))
    one, other = kept
    if not one or not other or max(len(one.split()), len(other.split())) > _MOST_DIFFERING:
        return None
    return None if OSA.distance(one, other) <= _SLIPS else (one, other)
