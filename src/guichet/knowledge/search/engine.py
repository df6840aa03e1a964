"""Finding the documents that answer a question: words (BM25 over fields, passages and pairs) and meaning together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from guichet.knowledge.search.documents import SECTION, Document, passages_of
from guichet.knowledge.search.lexicon import Lexicon, Sought
from guichet.knowledge.search.meaning import Encoder, Space, Vectors, unit
from guichet.knowledge.search.postings import Postings, Scores, Vocabulary, pairs
from guichet.knowledge.search.words import LANGUAGES, is_empty, stem, words_of

# Weight and length normalisation (b) of each field, k1, and the share of each kind of evidence: few, and flat (the
# figures of docs/search.md hardly move when any of them is halved or doubled).
FIELDS: Mapping[str, tuple[float, float]] = {
    "title": (8.0, 0.3),
    "keywords": (8.0, 0.3),
    "lead": (2.0, 0.5),
    "body": (1.0, 0.75),
    "topic": (3.0, 0.3),
}
# A section is read under its title and subject: « how much » stands there, of what stands above it.
SECTION_FIELDS: Mapping[str, tuple[float, float]] = {
    "title": (3.0, 0.3),
    "topic": (1.2, 0.3),
    "text": (1.0, 0.75),
}
K1, SECTION_K1 = 2.0, 1.5
SECTIONS_SHARE, PAIRS_SHARE, MEANING_SHARE = 0.5, 0.3, 1.2
TOPIC_SHARE, WHOLE_SHARE = 0.7, 1.5
MOST_BOOST = 1.5
# What a search that shows nothing rather than anything asks for: words and meaning together, or words alone.
NEAR = 0.4
_MEANINGLESS = 0.15

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that answers: `score` from 0 to 1, what was understood of each word that it holds, and how.

    `words` is the share of the rare words of the question that it holds, `meaning` its likeness (-1 to 1; None without
    vectors), `stems` what to mark in it, `boost` what past choices added.
    """

    document: Document
    score: float
    words: float
    meaning: float | None
    sought: tuple[Sought, ...]
    stems: frozenset[str]
    boost: float = 0.0


class _Groups:
    """Which document each passage is of; those of one document follow each other."""

    def __init__(self, owners: npt.NDArray[np.int32], size: int) -> None:
        self._owners, self._firsts = np.unique(owners, return_index=True)
        self._size = size

    def best(self, scores: Scores, otherwise: float) -> Scores:
        """Give the best score of the passages of each document."""
        best = np.full(self._size, otherwise, np.float32)
        if len(scores):
            best[self._owners] = np.maximum.reduceat(scores, self._firsts)
        return best

    def sums(self, rows: Vectors) -> Vectors:
        """Give the sum of the rows of each document that has some, in their order."""
        return np.asarray(np.add.reduceat(rows, self._firsts, axis=0), np.float32)


@dataclass(slots=True)
class _Rows:
    """The vectors of a bank: title, topic and whole of each document, and passages with their document.

    `topic_of` gives the row in `topics` of each document: many have the same. `wholes` are the mean of a document's passages: what it speaks of, where its best passage says how near it comes.
    """

    space: Space
    titles: Vectors
    topics: Vectors
    topic_of: npt.NDArray[np.intp]
    wholes: Vectors
    passages: Vectors
    owners: _Groups
    known: Mask


@dataclass(slots=True)
class _Asked:
    """One question while it is being answered."""

    sought: list[Sought]
    lexical: Scores
    covered: Scores
    meaning: Scores | None = None
    alike: Scores | None = None
    mask: Mask = field(default_factory=lambda: np.ones(0, bool))


def texts_to_embed(document: Document) -> list[str]:
    """Give the texts of a document whose vectors the engine uses: its title, its topic, then its passages."""
    return [document.title, document.topic or document.title, *passages_of(document.text)]


class Engine:
    """A bank, ready to be searched; made once, then read by any number of threads.

    `synonyms` are groups of words that mean the same here. `vectors` gives for each document (by position) the rows
    of `texts_to_embed`, None for those that have none yet; without vectors or `encoder` words alone are compared.
    """

    def __init__(
        self,
        documents: Sequence[Document],
        *,
        synonyms: Iterable[Sequence[str]] = (),
        vectors: Sequence[Vectors | None] | None = None,
        encoder: Encoder | None = None,
    ) -> None:
        self.documents = list(documents)
        self._districts = np.array([one.district for one in self.documents], dtype=np.str_)
        self._audiences = np.array([one.audience for one in self.documents], dtype=np.str_)
        self._encoder = encoder
        self._vocabulary = Vocabulary()
        self._read()
        self._written = [(word, self._fields.count(number)) for word, number in self._vocabulary.written()]
        self._vocabulary.forget_written()
        self.lexicon = self._lexicon(synonyms)
        self._rows = self._build_rows(vectors) if vectors is not None and encoder is not None else None

    def with_synonyms(self, synonyms: Iterable[Sequence[str]]) -> Engine:
        """Give the same bank with other words that mean the same; the texts are not read again."""
        other = copy(self)
        other.lexicon = self._lexicon(synonyms)
        return other

    def _lexicon(self, synonyms: Iterable[Sequence[str]]) -> Lexicon:
        lexicon = Lexicon(self._vocabulary, synonyms)
        lexicon.learn(self._written)
        return lexicon

    # --- building -------------------------------------------------------------------------------------------------

    def _read(self) -> None:
        """Read every text once, into the postings of documents, of their pairs of words and of their sections."""
        rows: dict[str, list[list[int]]] = {name: [] for name in FIELDS}
        sections: dict[str, list[list[int]]] = {name: [] for name in SECTION_FIELDS}
        neighbours: list[list[int]] = []
        owners: list[int] = []
        for place, document in enumerate(self.documents):
            read = {
                name: self._vocabulary.read(getattr(document, name), document.language)
                for name in FIELDS
                if name != "body"
            }
            own = [
                self._vocabulary.read(each, document.language)
                for each in passages_of(document.body, SECTION, 99)
            ]
            read["body"] = [number for section in own for number in section]
            own += [read["lead"]] if read["lead"] or not own else []
            sections["text"] += own
            for name in ("title", "topic"):
                sections[name] += [read[name]] * len(own)
            owners += [place] * len(own)
            for name in FIELDS:
                rows[name].append(read[name])
            neighbours.append([number for name in FIELDS for number in pairs(read[name])])
        self._fields = Postings(rows, FIELDS, k1=K1)
        self._pairs = Postings({"pairs": neighbours}, {"pairs": (1.0, 0.75)}, k1=K1)
        self._sections = Postings(sections, SECTION_FIELDS, k1=SECTION_K1)
        self._section_owners = _Groups(np.asarray(owners, dtype=np.int32), len(self.documents))

    def _build_rows(self, vectors: Sequence[Vectors | None]) -> _Rows | None:
        kept = [(place, rows) for place, rows in enumerate(vectors) if rows is not None and len(rows) >= 2]
        if not kept:
            return None
        keys = {key: number for number, key in enumerate(dict.fromkeys(one.key for one in self.documents))}
        counts = np.array([len(rows) for _place, rows in kept])
        places = np.array([place for place, _rows in kept], dtype=np.int32)
        everything = np.concatenate([rows for _place, rows in kept])
        own = np.array([keys[self.documents[place].key] for place in places], dtype=np.int32)
        space = Space(everything, np.repeat(own, counts))
        placed = space.place(everything)
        firsts = np.concatenate([[0], np.cumsum(counts)[:-1]])
        titles = np.zeros((len(self.documents), placed.shape[1]), np.float32)
        wholes, known = titles.copy(), np.zeros(len(self.documents), bool)
        titles[places], known[places] = placed[firsts], True
        topics, numbers = np.unique(placed[firsts + 1], axis=0, return_inverse=True)
        topic_of = np.zeros(len(self.documents), np.intp)
        topic_of[places] = numbers
        is_passage = np.ones(len(placed), bool)
        is_passage[firsts + 1] = False
        is_passage[firsts] = counts == 2  # a title stands for a text without any passage
        passages = placed[is_passage]
        owners = _Groups(np.repeat(places, counts)[is_passage], len(self.documents))
        wholes[places] = unit(owners.sums(passages))
        return _Rows(space, titles, topics, topic_of, wholes, passages, owners, known)

    @property
    def has_meaning(self) -> bool:
        """Tell whether meanings are compared, not words alone."""
        return self._rows is not None

    @property
    def size(self) -> int:
        """Give the memory that the numbers of the index take, in bytes (its words come on top)."""
        size = self._fields.size + self._pairs.size + self._sections.size
        if self._rows is not None:
            rows = self._rows
            size += sum(each.nbytes for each in (rows.titles, rows.topics, rows.wholes, rows.passages))
        return size

    # --- searching ------------------------------------------------------------------------------------------------

    def search(
        self,
        text: str,
        *,
        limit: int = 10,
        district: str | None = None,
        audiences: Collection[str] | None = None,
        boosts: Mapping[str, float] | None = None,
        least: float = 0.0,
    ) -> list[Hit]:
        """Give the best document of each key that answers a text, the surest first; nothing when nothing is near.

        A text of any length, in any alphabet, is taken. With a `district`, texts of others are left out; without one,
        all texts proper to a district are. `least` (NEAR is a good one) leaves out what is not near. `boosts` adds to a key at most MOST_BOOST, in standard deviations.
        """
        if not self.documents or not text.strip():
            return []
        mask = self._mask(district, audiences)
        asked = self._ask(text, mask)
        if asked is None or not mask.any():
            return []
        fused = _standard(asked.lexical, mask)
        if asked.meaning is not None:
            fused += MEANING_SHARE * asked.meaning
        added = self._boosted(boosts or {})
        fused += added
        fused[~mask] = -np.inf
        return self._hits(asked, fused, added, limit, least)

    def _mask(self, district: str | None, audiences: Collection[str] | None) -> Mask:
        mask: Mask = self._districts == ""
        if district:
            mask |= self._districts == district
        if audiences is not None:
            mask &= np.isin(self._audiences, list(audiences))
        return np.asarray(mask)

    def _ask(self, text: str, mask: Mask) -> _Asked | None:
        sought = self.lexicon.understand(text)
        lexical, covered = self._score_words(sought)
        lexical += self._score_neighbours(text)
        asked = _Asked(sought, lexical, covered, mask=mask)
        if self._rows is not None and self._encoder is not None and any(sign.isalpha() for sign in text):
            asked.meaning, asked.alike = self._score_meaning(text, self._rows, mask)
        return asked

    def _score_words(self, sought: Sequence[Sought]) -> tuple[Scores, Scores]:
        """Give what the words bring to each document, and the share of them (rare ones count more) that it holds."""
        total = np.zeros(len(self.documents), np.float32)
        covered, weights = total.copy(), 0.0
        sections = np.zeros(self._sections.units, np.float32)
        for one in sought:
            best, best_section, rarity = total * 0, sections * 0, 0.0
            for option in one.options:
                here, there = total * 0, sections * 0
                share = (
                    option.weight / len({*option.terms}) ** 0.5 if len(option.terms) > 2 else option.weight
                )
                for number in option.terms:
                    self._fields.add(here, number, share)
                    self._sections.add(there, number, share)
                    rarity = max(rarity, self._fields.rarity(number))
                np.maximum(best, here, out=best)
                np.maximum(best_section, there, out=best_section)
            total += best
            sections += best_section
            weight = rarity or self._fields.most_rarity
            covered += weight * (best > 0)
            weights += weight
        top = self._section_owners.best(sections, 0.0)
        return total + SECTIONS_SHARE * top, covered / weights if weights else covered

    def _score_neighbours(self, text: str) -> Scores:
        scores = np.zeros(len(self.documents), np.float32)
        for language in LANGUAGES:
            numbers = self.lexicon.neighbours(text, language)
            for number in set(pairs(numbers)):
                self._pairs.add(scores, number, PAIRS_SHARE)
        return scores

    def _score_meaning(self, text: str, rows: _Rows, mask: Mask) -> tuple[Scores, Scores]:
        """Give how near in meaning each document is: standardised over the bank, and as it is (-1 to 1)."""
        plain = " ".join(text.split())
        telling = " ".join(
            plain[word.start : word.end]
            for word in words_of(plain)
            if not any(is_empty(word.folded, one) for one in LANGUAGES)
        )
        encoded = (
            self._encoder.encode([plain, telling or plain]) if self._encoder is not None else rows.titles[:0]
        )
        asked = rows.space.place(unit(encoded.sum(axis=0, keepdims=True)))[0]
        titles, topics = rows.titles @ asked, (rows.topics @ asked)[rows.topic_of]
        passages = rows.owners.best(rows.passages @ asked, -1.0)
        within = mask & rows.known
        standard = _standard(titles, within) + _standard(passages, within)
        standard += WHOLE_SHARE * _standard(rows.wholes @ asked, within) + TOPIC_SHARE * _standard(
            topics, within
        )
        standard[~rows.known] = 0.0
        return _standard(standard, within), np.maximum(titles, passages)

    def _boosted(self, boosts: Mapping[str, float]) -> Scores:
        if not boosts:
            return np.zeros(len(self.documents), np.float32)
        return np.fromiter(
            (min(boosts.get(one.key, 0.0), MOST_BOOST) for one in self.documents),
            dtype=np.float32,
            count=len(self.documents),
        )

    def _hits(self, asked: _Asked, fused: Scores, added: Scores, limit: int, least: float) -> list[Hit]:
        most = min(len(fused), limit * 8 + 16)
        order = np.argpartition(-fused, most - 1)[:most]
        order = order[np.lexsort((order, -fused[order]))]
        hits: list[Hit] = []
        seen: set[str] = set()
        top = float(fused[order[0]])
        for place in order:
            document = self.documents[place]
            if document.key in seen or not np.isfinite(fused[place]):
                continue
            if least and added[place] <= 0 and _nearness(asked, int(place)) < least:
                continue
            seen.add(document.key)
            hits.append(self._hit(asked, int(place), float(fused[place]) - top, float(added[place])))
            if len(hits) >= limit:
                break
        return hits

    def _hit(self, asked: _Asked, place: int, below: float, boost: float) -> Hit:
        document = self.documents[place]
        alike = float(asked.alike[place]) if asked.alike is not None else None
        sure = max(float(asked.covered[place]), min(1.0, max(0.0, alike or 0.0) / 0.8))
        held = self._held(asked.sought, place)
        return Hit(
            document=document,
            score=round(float(sure * np.exp(below / 4)), 4),
            words=round(float(asked.covered[place]), 4),
            meaning=alike,
            sought=held,
            stems=self._stems_of(held),
            boost=boost,
        )

    def _held(self, sought: Iterable[Sought], place: int) -> tuple[Sought, ...]:
        """Give what was sought and is in a document, with the options that are in it only."""
        held = []
        for one in sought:
            options = tuple(
                option
                for option in one.options
                if any(self._fields.holds(number, place) for number in option.terms)
            )
            if options:
                held.append(Sought(one.typed, options[:1] if options[0].kind == "same" else options))
        return tuple(held)

    def _stems_of(self, held: Iterable[Sought]) -> frozenset[str]:
        words = (word.folded for one in held for option in one.options for word in words_of(option.shown))
        return frozenset(stem(word, language) for word in words for language in LANGUAGES) - {""}


def _nearness(asked: _Asked, place: int) -> float:
    """Give how much a document says of what was asked: the share of the words that it holds, and its likeness."""
    alike = float(asked.alike[place]) if asked.alike is not None else _MEANINGLESS
    return float(asked.covered[place]) + alike


def _standard(scores: Scores, mask: Mask) -> Scores:
    """Give scores as distances from their mean over what may be found, in standard deviations."""
    within = scores[mask]
    spread = float(within.std()) if len(within) else 0.0
    if spread < 1e-9:
        return np.zeros_like(scores)
    return np.asarray((scores - float(within.mean())) / spread, dtype=np.float32)
