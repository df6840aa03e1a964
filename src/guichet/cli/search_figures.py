"""Figures of merit of the search: how often the right answer is among the first, and in what time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter
from zlib import crc32

import numpy as np

from guichet.cli.search_files import Asked
from guichet.knowledge.search.documents import Document
from guichet.knowledge.search.engine import Engine, texts_to_embed
from guichet.knowledge.search.meaning import Encoder, Vectors

DEEP = 10
_WARM, _BATCH = 5, 50


@dataclass(frozen=True, slots=True)
class Figures:
    """How well a way of searching does: shares of questions, from 0 to 1, and times in milliseconds.

    `recall_at_k` is the share of questions of which at least one right document is among the first k; `all_at_5` the
    mean share of the right documents that are among the first five. `halves_at_5` is recall@5 over two halves of the
    questions, parted by a hash of their words.
    """

    way: str
    documents: int
    questions: int
    recall_at_1: float
    recall_at_5: float
    recall_at_10: float
    mrr: float
    all_at_5: float
    halves_at_5: tuple[float, float]
    p50_ms: float
    p95_ms: float
    index_mb: float
    build_s: float


def embed(
    documents: Sequence[Document],
    model: Encoder,
    tell: Callable[[int, int], None] = lambda _done, _total: None,
) -> list[Vectors | None]:
    """Give the vectors of documents; `tell` hears how many were done, and of how many."""
    vectors: list[Vectors | None] = []
    for start in range(0, len(documents), _BATCH):
        texts = [texts_to_embed(one) for one in documents[start : start + _BATCH]]
        rows = model.encode([text for group in texts for text in group])
        ends = np.cumsum([len(group) for group in texts])
        vectors += np.split(rows, ends[:-1])
        tell(len(vectors), len(documents))
    return vectors


def judge(
    way: str,
    documents: Sequence[Document],
    asked: Sequence[Asked],
    *,
    synonyms: Sequence[Sequence[str]] = (),
    vectors: Sequence[Vectors | None] | None = None,
    model: Encoder | None = None,
) -> Figures:
    """Ask every question of an engine over the documents, and count."""
    began = perf_counter()
    engine = Engine(documents, synonyms=synonyms, vectors=vectors, encoder=model)
    build = perf_counter() - began
    for one in asked[:_WARM]:
        engine.search(one.text, limit=DEEP)
    ranks, times, shares = [], [], []
    for one in asked:
        began = perf_counter()
        keys = [hit.document.key for hit in engine.search(one.text, limit=DEEP)]
        times.append(1_000 * (perf_counter() - began))
        ranks.append(next((place for place, key in enumerate(keys) if key in one.expected), DEEP))
        shares.append(len(one.expected.intersection(keys[:5])) / len(one.expected))
    place = np.asarray(ranks)
    half = np.asarray([crc32(one.text.encode()) % 2 for one in asked], dtype=bool)
    p50, p95 = np.percentile(times, [50, 95])
    return Figures(
        way=way,
        documents=len(documents),
        questions=len(asked),
        recall_at_1=_share(place < 1),
        recall_at_5=_share(place < 5),
        recall_at_10=_share(place < DEEP),
        mrr=round(float(np.where(place < DEEP, 1 / (place + 1), 0).mean()), 4),
        all_at_5=round(float(np.mean(shares)), 4),
        halves_at_5=(_share(place[~half] < 5), _share(place[half] < 5)),
        p50_ms=round(float(p50), 2),
        p95_ms=round(float(p95), 2),
        index_mb=round(engine.size / 2**20, 1),
        build_s=round(build, 2),
    )


def _share(right: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> float:
    return round(float(right.mean()), 4) if len(right) else 0.0


def padded(
    documents: Sequence[Document], vectors: Sequence[Vectors | None] | None, size: int
) -> tuple[list[Document], list[Vectors | None] | None]:
    """Give a bank of `size` documents for measuring time: the first of the real ones, then mixtures of two of them."""
    mixed, rows = list(documents[:size]), list(vectors[:size]) if vectors is not None else None
    count, step = len(documents), 1
    while len(mixed) < size:
        for place in range(min(count, size - len(mixed))):
            first, second = documents[place], documents[(place + step) % count]
            mixed.append(
                Document(
                    key=f"{first.key}+{step}",
                    title=first.title,
                    lead=second.lead,
                    body=second.body,
                    topic=first.topic,
                    language=first.language,
                )
            )
            if rows is not None and vectors is not None:
                mine, other = vectors[place], vectors[(place + step) % count]
                rows.append(
                    np.concatenate([mine[:2], other[2:]]) if mine is not None and other is not None else None
                )
        step += 1
    return mixed, rows
