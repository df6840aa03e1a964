"""Finding a service from a resident's own words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from guichet.catalogue.models import Service
from guichet.kernel.texts import localise
from guichet.kernel.words import fold, stem, tokens, trigram_similarity

_EMPTY = frozenset(
    "a au aux avec ce ces cette chez dans de des devant d du elle en est et il j je l la le les leur ma mais mes mon n "
    "ne nous on ou par pas pour pres qu que qui s sa se ses son sur t ta tes ton tres un une vers vos votre y "
    "ai as avez ont suis sont fait faut the of on in is my and to at for it was has not near from this that there".split()
)
_TYPO, _SAME_LETTERS = 0.4, 0.8


@dataclass(frozen=True, slots=True)
class ServiceHit:
    """A service that fits some words; `score` orders hits, higher is better."""

    service: Service
    score: float


def service_search_text(service: Service) -> str:
    """Give the folded, stemmed words by which a service is found: `name|words`, kept on the row when it is saved."""
    name: list[str] = []
    other: list[str] = []
    for language in ("fr", "en"):
        name += tokens(localise(service.name, language))
        other += tokens(localise(service.description, language))
        other += tokens(" ".join(service.keywords.get(language, [])))
    name += tokens(" ".join(service.local_words))
    return " ".join(_stems(name)) + "|" + " ".join(_stems(other))


def _stems(words: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(stem(fold(word)) for word in words if fold(word) not in _EMPTY))


def find_services(text: str, services: Sequence[Service], *, limit: int = 8) -> list[ServiceHit]:
    """Order the services that fit some words, whatever their accents, plurals and small typing faults; the last may be unfinished.

    A word of the name or a local word counts three times a word of the description; a rare word counts more than one
    that many services share, and all the words together more than one of them alone. Empty or meaningless words give
    nothing.
    """
    typed = tokens(text)
    asked = _stems(typed)[:20]
    if not asked:
        return []
    unfinished = stem(
        fold(typed[-1])
    )  # « lampad » begins a word; in « panne de courant », « panne » is whole
    indexed = [(service, *_split(service.search_text)) for service in services]
    rarity = {
        word: 1.0 / (1 + sum(word in name or word in rest for _s, name, rest in indexed)) for word in asked
    }
    hits = []
    for service, name, rest in indexed:
        scores = [
            _word_score(word, name, rest, begun=word == unfinished) * (0.4 + rarity[word]) for word in asked
        ]
        if any(scores):
            known = sum(score > 0 for score in scores) / len(asked)
            hits.append(ServiceHit(service, sum(scores) * (0.3 + 0.7 * known) / len(asked) ** 0.5))
    hits.sort(key=lambda hit: (-hit.score, hit.service.code))
    best = hits[0].score if hits else 0.0
    return [hit for hit in hits[:limit] if hit.score >= best * 0.25]


def _split(search_text: str) -> tuple[frozenset[str], frozenset[str]]:
    name, _bar, rest = search_text.partition("|")
    return frozenset(name.split()), frozenset(rest.split())


def _word_score(word: str, name: frozenset[str], rest: frozenset[str], *, begun: bool) -> float:
    if word in name:
        return 3.0
    if word in rest:
        return 1.0
    if begun and len(word) >= 3 and any(other.startswith(word) for other in name):
        return 2.0
    if len(word) >= 5:
        return 2.0 * max((_likeness(word, other) for other in name), default=0.0)
    return 0.0


def _likeness(word: str, other: str) -> float:
    """Give how sure it is that a word is another one with a slip, from 0 to 1; the slower look only where it may be."""
    if trigram_similarity(word, other) < _TYPO:
        return 0.0
    letters = SequenceMatcher(None, word, other).ratio()
    return letters if letters >= _SAME_LETTERS else 0.0
