"""Which units (documents, passages) hold which terms, and how much each counts: BM25 worked out beforehand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, pairwise
from math import log1p

import numpy as np
import numpy.typing as npt

from guichet.knowledge.search.words import fold_word, raw_words, stem

Scores = npt.NDArray[np.float32]
Indexes = npt.NDArray[np.int32]

_PAIR = 1 << 32


class Vocabulary:
    """Terms and their numbers; a pair of neighbouring terms has a number of its own, made from both.

    What a written word stands for is remembered, so that long texts are read fast.
    """

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self._met: dict[str, dict[str, int]] = {}

    def get(self, term: str) -> int | None:
        """Give the number of a term, None when no text has it."""
        return self.numbers.get(term)

    def read(self, text: str, language: str) -> list[int]:
        """Give the numbers of the words of a text that mean something, in order; new ones are learnt."""
        met = self._met.setdefault(language, {})
        numbers = []
        for written in raw_words(text):
            number = met.get(written)
            if number is None:
                number = met[written] = self._learn(written, language)
            if number >= 0:
                numbers.append(number)
        return numbers

    def _learn(self, written: str, language: str) -> int:
        stemmed = stem(fold_word(written), language)
        return self.numbers.setdefault(term(stemmed, language), len(self.numbers)) if stemmed else -1

    def written(self) -> Iterator[tuple[str, int]]:
        """Give the words that were read, folded, with their numbers."""
        for met in self._met.values():
            for written, number in met.items():
                if number >= 0:
                    yield fold_word(written), number

    def forget_written(self) -> None:
        """Let go of what is needed only while texts are read."""
        self._met.clear()


def term(stemmed: str, language: str) -> str:
    """Give the name of a stem in the vocabulary: stems of two languages never meet."""
    return f"{language}:{stemmed}"


def pairs(terms: Sequence[int]) -> list[int]:
    """Give the numbers of the pairs of terms that follow each other."""
    return [first * _PAIR + second for first, second in pairwise(terms)]


class Postings:
    """For each term, the units that hold it and its BM25 share in each.

    A field's frequencies are divided by its length and multiplied by its weight before they are added up (BM25F), so
    that a word of the title counts more than a word of a long text.
    """

    def __init__(
        self,
        fields: Mapping[str, Sequence[Sequence[int]]],
        weights: Mapping[str, tuple[float, float]],
        *,
        k1: float,
    ) -> None:
        self.units = len(next(iter(fields.values()), ()))
        parts = [_flat(rows, *weights[name]) for name, rows in fields.items()]
        terms = np.concatenate([part[0] for part in parts])
        units = np.concatenate([part[1] for part in parts])
        held = np.concatenate([part[2] for part in parts])
        order = np.lexsort((units, terms))
        terms, units, held = terms[order], units[order], held[order]
        new = np.ones(len(terms), bool)
        new[1:] = (terms[1:] != terms[:-1]) | (units[1:] != units[:-1])
        firsts = np.flatnonzero(new)
        self._settle(terms[firsts], units[firsts], np.add.reduceat(held, firsts) if len(firsts) else held, k1)

    def _settle(self, terms: npt.NDArray[np.int64], units: Indexes, held: Scores, k1: float) -> None:
        self.terms, starts = np.unique(terms, return_index=True)
        self._starts = np.append(starts, len(terms)).astype(np.int64)
        counts = np.diff(self._starts)
        rarity = np.log1p((self.units - counts + 0.5) / (counts + 0.5)).astype(np.float32)
        self.units_of: Indexes = np.ascontiguousarray(units)
        self.shares: Scores = np.asarray(
            np.repeat(rarity, counts) * held * (k1 + 1) / (held + k1), np.float32
        )

    def add(self, scores: Scores, term: int, weight: float = 1.0) -> None:
        """Add to scores what a term gives to the units that hold it."""
        found = self._slice(term)
        if found is not None:
            scores[self.units_of[found]] += weight * self.shares[found]

    def count(self, term: int) -> int:
        """Count the units that hold a term."""
        found = self._slice(term)
        return found.stop - found.start if found is not None else 0

    def rarity(self, term: int) -> float:
        """Give how rare a term is (its inverse document frequency), 0 for one that no unit holds."""
        found = self._slice(term)
        return self._rarity_of(found.stop - found.start) if found is not None else 0.0

    @property
    def most_rarity(self) -> float:
        """Give the rarity of a term that one unit would hold."""
        return self._rarity_of(1)

    def _rarity_of(self, count: int) -> float:
        return log1p((self.units - count + 0.5) / (count + 0.5))

    def holds(self, term: int, unit: int) -> bool:
        """Tell whether a unit holds a term."""
        found = self._slice(term)
        if found is None:
            return False
        units = self.units_of[found]
        place = int(np.searchsorted(units, unit))
        return place < len(units) and int(units[place]) == unit

    def _slice(self, term: int) -> slice | None:
        place = int(np.searchsorted(self.terms, term))
        if place >= len(self.terms) or self.terms[place] != term:
            return None
        return slice(int(self._starts[place]), int(self._starts[place + 1]))

    @property
    def size(self) -> int:
        """Give the memory that it takes, in bytes."""
        return int(self.terms.nbytes + self._starts.nbytes + self.units_of.nbytes + self.shares.nbytes)


def _flat(
    rows: Sequence[Sequence[int]], weight: float, b: float
) -> tuple[npt.NDArray[np.int64], Indexes, Scores]:
    """Lay the rows of a field one after the other: terms, their units, what each occurrence counts."""
    lengths = np.fromiter(map(len, rows), np.int64, count=len(rows))
    terms = np.fromiter(chain.from_iterable(rows), np.int64, count=int(lengths.sum()))
    units = np.repeat(np.arange(len(rows), dtype=np.int32), lengths)
    mean = float(lengths.mean()) if lengths.any() else 1.0
    norms = np.asarray(weight / (1 - b + b * lengths / mean), np.float32)
    return terms, units, np.repeat(norms, lengths)
