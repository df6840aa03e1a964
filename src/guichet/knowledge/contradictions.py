"""Two answers that give different amounts, hours, dates or numbers for what looks like the same thing. Pure.

What an answer states is taken sentence by sentence: the values of one kind that it gives, and the words around them.
Two statements are compared when both answers speak of one service, or have nearly the same title, and when the words
around the values are near (rare words count most). Values that agree in part are a detail, not a contradiction.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from guichet.knowledge.content import LANGUAGES, TRUNK
from guichet.knowledge.facts import AMOUNT, DATE, LENGTH, PERCENT, PHONE, TIME, Facts, facts_and_rest
from guichet.knowledge.markdown import letter_words
from guichet.knowledge.search.words import fold_word, raw_words, stem

# How near two statements are, from 0 to 1: with a service or a title in common, and without.
NEAR, NEAR_APART = 0.36, 0.45
NEAR_TITLES = 0.6
MOST = 200  # for a whole bank, the nearest first: nobody reads more
_RARE = 40  # statements that hold a word: one in more of them brings no two together by itself
_SHOWN = 220
_PARTS = ("say", "read", "staff")
_SENTENCE = re.compile(r"(?<=[.!?;])(?<![ap]\.m\.)\s+|\n+")
_CALLING = frozenset("appel appelez compos composez telephon jour nuit call dial phone day night".split())
_KINDS = (AMOUNT, TIME, DATE, PERCENT, PHONE)


@dataclass(frozen=True, slots=True)
class Told:
    """A published answer as far as it is compared with others: its texts, and the services that it speaks of."""

    key: str
    texts: Mapping[str, Any]
    services: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Apart:
    """Two answers (the first by key first) that do not agree on one kind of fact, with the sentences that say so."""

    first: str
    second: str
    kind: str
    language: str
    near: float
    values: tuple[Sequence[str], Sequence[str]]
    words: tuple[str, str] = field(compare=False)


@dataclass(frozen=True, slots=True)
class _Statement:
    answer: int
    kind: tuple[str, str]  # a length is compared with a length of the same unit
    values: frozenset[str]
    about: frozenset[str]
    words: str


def contradictions(answers: Sequence[Told]) -> list[Apart]:
    """Give what pairs of answers do not agree on, the nearest first; what both languages say is given once."""
    found: dict[tuple[object, ...], Apart] = {}
    for language in LANGUAGES:
        for one in _of_language(answers, language):
            same = (one.first, one.second, one.kind)
            if same not in found or one.near > found[same].near:
                found[same] = one
    return sorted(found.values(), key=lambda one: (-one.near, one.first, one.second, one.kind))[:MOST]


def _of_language(answers: Sequence[Told], language: str) -> Iterator[Apart]:
    statements = [one for number, told in enumerate(answers) for one in _statements(number, told, language)]
    weights = _weights([one.about for one in statements])
    titles = [
        _stems(told.texts.get(TRUNK, {}).get(language, {}).get("title", ""), language) for told in answers
    ]
    title_weights = _weights(titles)
    for one, other in _candidates(statements):
        near = (_named if one.kind[0] == PHONE else _nearness)(one.about, other.about, weights)
        if near < NEAR:
            continue
        first, second = answers[one.answer], answers[other.answer]
        titles_near = _nearness(titles[one.answer], titles[other.answer], title_weights) >= NEAR_TITLES
        alike = near >= NEAR_APART or one.kind[0] == PHONE or titles_near
        if not alike and not first.services & second.services:
            continue
        pair = (one, other) if first.key < second.key else (other, one)
        yield Apart(
            first=answers[pair[0].answer].key,
            second=answers[pair[1].answer].key,
            kind=one.kind[0],
            language=language,
            near=round(near, 3),
            values=(sorted(pair[0].values), sorted(pair[1].values)),
            words=(pair[0].words, pair[1].words),
        )


def _statements(number: int, told: Told, language: str) -> Iterator[_Statement]:
    """Give what the text common to all districts states, once for each sentence and kind of fact."""
    parts = told.texts.get(TRUNK, {}).get(language, {})
    seen: set[tuple[object, ...]] = set()
    for part in _PARTS:
        for sentence in _SENTENCE.split(letter_words(parts.get(part, ""))):
            facts, rest = facts_and_rest(sentence)
            about = _stems(rest, language) if facts else frozenset[str]()
            for kind, values in _values_of(facts):
                if about and (kind, values, about) not in seen:
                    seen.add((kind, values, about))
                    yield _Statement(number, kind, values, about, sentence.strip()[:_SHOWN])


def _values_of(facts: Facts) -> Iterator[tuple[tuple[str, str], frozenset[str]]]:
    for kind in _KINDS:
        if kind in facts:
            yield (kind, ""), facts[kind]
    units: dict[str, set[str]] = defaultdict(set)
    for value in facts.get(LENGTH, ()):
        units[value.partition(" ")[2]].add(value)
    for unit, values in units.items():
        yield (LENGTH, unit), frozenset(values)


def _stems(text: str, language: str) -> frozenset[str]:
    folded = (part for word in raw_words(text) for part in fold_word(word).split())
    return frozenset(stem(word, language) for word in folded if not word.isdigit()) - {""}


def _weights(texts: Sequence[frozenset[str]]) -> dict[str, float]:
    """Give the weight of each word: the rarer, the heavier."""
    counts = Counter(word for text in texts for word in text)
    return {word: math.log(1 + len(texts) / count) ** 2 for word, count in counts.items()}


def _nearness(one: frozenset[str], other: frozenset[str], weights: Mapping[str, float]) -> float:
    """Give how near two sets of words are, from 0 to 1 (cosine of their weights)."""
    shared = sum(weights[word] for word in one & other)
    whole = math.sqrt(sum(weights[word] for word in one) * sum(weights[word] for word in other))
    return shared / whole if whole else 0.0


def _named(one: frozenset[str], other: frozenset[str], _weights: Mapping[str, float]) -> float:
    """Give how surely two telephone numbers are of one body: « Hydro-Québec : 1 800… » has few words around."""
    least = min(len(one - _CALLING), len(other - _CALLING))
    return len((one & other) - _CALLING) / least if least else 0.0


def _candidates(statements: Sequence[_Statement]) -> Iterator[tuple[_Statement, _Statement]]:
    """Give the pairs of two answers, of one kind, whose values do not agree and that share words enough."""
    holding: dict[tuple[tuple[str, str], str], list[int]] = defaultdict(list)
    for number, one in enumerate(statements):
        for word in one.about:
            holding[one.kind, word].append(number)
    met: set[tuple[int, int]] = set()
    for numbers in holding.values():
        if len(numbers) <= _RARE:
            met.update(combinations(numbers, 2))
    for first, second in sorted(met):
        one, other = statements[first], statements[second]
        if one.answer == other.answer or one.values <= other.values or other.values <= one.values:
            continue
        if len(one.about & other.about) >= (1 if one.kind[0] == PHONE else 2):
            yield one, other
