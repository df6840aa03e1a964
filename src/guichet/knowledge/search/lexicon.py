"""Understanding the words of a search: stems, slips of the keyboard, words being typed, words of the place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from guichet.knowledge.search.postings import Vocabulary, term
from guichet.knowledge.search.words import LANGUAGES, Word, fold_word, is_empty, stem, words_of

MOST_WORDS, MOST_LETTERS, MOST_GUESSES = 48, 1_500, 6
SAME, TYPO, BEGUN, JOINED, LOCAL = "same", "typo", "begun", "joined", "local"
_WEIGHTS = {SAME: 1.0, TYPO: 0.8, BEGUN: 0.7, JOINED: 0.9, LOCAL: 0.8}
_MOST_BEGUN, _MOST_TYPOS = 6, 3


@dataclass(frozen=True, slots=True)
class Option:
    """One way to understand a word: the terms to look for, how much they count, and the words that say it."""

    kind: str
    terms: tuple[int, ...]
    weight: float
    shown: str


@dataclass(frozen=True, slots=True)
class Sought:
    """A word of a search and the ways to understand it; none when no text has anything like it."""

    typed: str
    options: tuple[Option, ...]


class Lexicon:
    """The words of the documents and of the city, to understand what is typed."""

    def __init__(self, vocabulary: Vocabulary, synonyms: Iterable[Sequence[str]]) -> None:
        self._vocabulary = vocabulary
        self._by_length: dict[int, list[str]] = defaultdict(list)
        self._frequency: dict[str, int] = {}
        self._local: dict[tuple[str, ...], list[str]] = defaultdict(list)
        self._longest_local = 1
        for group in synonyms:
            self._add_group([phrase for phrase in group if phrase.strip()])

    def learn(self, words: Iterable[tuple[str, int]]) -> None:
        """Learn the folded words of the documents and how often each is there: slips are corrected against them."""
        for word, times in words:
            self._frequency[word] = max(times, self._frequency.get(word, 0))
        for word in self._frequency:
            if 3 <= len(word) < 30 and not word.isdigit():
                self._by_length[len(word)].append(word)

    def _add_group(self, phrases: Sequence[str]) -> None:
        keys = {phrase: _phrase_key(phrase) for phrase in phrases}
        for phrase, key in keys.items():
            if not key:
                continue
            self._longest_local = max(self._longest_local, len(key))
            self._local[key] += [other for other in phrases if keys[other] != key]
            for word in words_of(phrase):
                self._frequency.setdefault(word.folded, 1)

    def understand(self, text: str) -> list[Sought]:
        """Give what is sought, word by word; a text of empty words only is taken at its word."""
        words = list(words_of(text[:MOST_LETTERS]))[: MOST_WORDS * 3]
        telling = [word for word in words if not any(is_empty(word.folded, one) for one in LANGUAGES)]
        distinct = list({word.folded: word for word in telling or words}.values())[:MOST_WORDS]
        phrases = self._phrases(words, text)
        in_phrases = {_neutral(fold_word(word)) for phrase in phrases for word in phrase.typed.split()}
        found: list[Sought] = []
        guesses = MOST_GUESSES if telling else 0
        for word in distinct:
            options = self._known(word.folded)
            if not options and _neutral(word.folded) in in_phrases:
                continue
            if not options and guesses > 0:
                guesses -= 1
                options = self._guesses(word.folded, last=word is words[-1])
            found.append(Sought(text[word.start : word.end].lower(), tuple(options)))
        return found + phrases

    def neighbours(self, text: str, language: str) -> list[int]:
        """Give the numbers of the known stems of a text in their order, to look for pairs."""
        numbers = []
        for word in list(words_of(text[:MOST_LETTERS]))[: MOST_WORDS * 3]:
            stemmed = stem(word.folded, language)
            if stemmed:
                numbers.append(self._vocabulary.get(term(stemmed, language)))
        return [number if number is not None else -1 for number in numbers]

    def _known(self, word: str) -> list[Option]:
        terms = self._terms(word)
        same = [Option(SAME, terms, _WEIGHTS[SAME], word)] if terms else []
        return same + self._local_options(self._local.get(_phrase_key(word), []))

    def _guesses(self, word: str, *, last: bool) -> list[Option]:
        """Understand a word that nobody wrote: begun, glued together, or mistyped."""
        if any(sign.isdigit() for sign in word):
            return []
        begun = self._begun(word) if last and len(word) >= 2 else []
        return begun or self._joined(word) or self._typos(word)

    def _begun(self, word: str) -> list[Option]:
        fits = [other for other in self._frequency if other.startswith(word) and other != word]
        fits.sort(key=lambda other: (-self._frequency[other], other))
        return self._with(BEGUN, fits[:_MOST_BEGUN], _WEIGHTS[BEGUN])

    def _joined(self, word: str) -> list[Option]:
        """Find two known words written as one (« cartedidentite »), each of three letters or more."""
        for cut in range(3, len(word) - 2):
            first, second = word[:cut], word[cut:]
            if first in self._frequency and second in self._frequency:
                terms = (*self._terms(first), *self._terms(second))
                if terms:
                    return [Option(JOINED, terms, _WEIGHTS[JOINED], f"{first} {second}")]
        return []

    def _typos(self, word: str) -> list[Option]:
        slips = 0 if len(word) < 4 else 1 if len(word) < 8 else 2
        if not slips:
            return []
        close = sorted(
            (int(distance), other[0] != word[0], -self._frequency[other], other)
            for length in range(len(word) - slips, len(word) + slips + 1)
            for other, distance, _place in process.extract(
                word, self._by_length.get(length, ()), scorer=OSA.distance, score_cutoff=slips, limit=None
            )
        )
        best = [other for distance, _first, _often, other in close if distance == close[0][0]]
        return self._with(TYPO, best[:_MOST_TYPOS], _WEIGHTS[TYPO])

    def _with(self, kind: str, words: Iterable[str], weight: float) -> list[Option]:
        options = []
        for word in words:
            terms = self._terms(word)
            if terms:
                options.append(Option(kind, terms, weight, word))
            local = self._local.get(_phrase_key(word), [])
            options += [
                Option(kind, option.terms, option.weight * weight, word)
                for option in self._local_options(local)
            ]
        return options

    def _local_options(self, phrases: Iterable[str]) -> list[Option]:
        options = []
        for phrase in phrases:
            terms = tuple(number for word in words_of(phrase) for number in self._terms(word.folded))
            if terms:
                options.append(Option(LOCAL, terms, _WEIGHTS[LOCAL], phrase))
        return options

    def _phrases(self, words: Sequence[Word], text: str) -> list[Sought]:
        """Find the expressions of several words that the city knows by others (« char de neige »)."""
        telling = [
            (stemmed, text[word.start : word.end].lower())
            for word in words
            if (stemmed := _neutral(word.folded))
        ]
        key = [stemmed for stemmed, _word in telling]
        found = []
        for length in range(2, self._longest_local + 1):
            for start in range(len(key) - length + 1):
                phrases = self._local.get(tuple(key[start : start + length]))
                if phrases:
                    options = self._local_options(phrases)
                    typed = " ".join(word for _stem, word in telling[start : start + length])
                    found.append(Sought(typed, tuple(options)))
        return found

    def _terms(self, folded: str) -> tuple[int, ...]:
        """Give the numbers of a word in every language in which some text has it."""
        numbers = (self._vocabulary.get(term(stem(folded, one), one)) for one in LANGUAGES)
        return tuple(number for number in numbers if number is not None)


def _neutral(folded: str) -> str:
    return "" if is_empty(folded, LANGUAGES[0]) else stem(folded, LANGUAGES[0])


def _phrase_key(phrase: str) -> tuple[str, ...]:
    return tuple(stemmed for word in words_of(phrase) if (stemmed := _neutral(word.folded)))
