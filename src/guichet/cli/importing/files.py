"""Opening a file of rows, compressed or not, whatever its encoding and separator."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

SAMPLE = 200_000


def _raw(path: Path) -> gzip.GzipFile | io.BufferedReader:
    with path.open("rb") as probe:
        packed = probe.read(2) == b"\x1f\x8b"
    return gzip.GzipFile(path, "rb") if packed else path.open("rb")


def found_encoding(path: Path, encodings: Sequence[str]) -> str:
    """Give the first encoding that reads the beginning of a file; the last one when none does."""
    with _raw(path) as file:
        sample = file.read(SAMPLE)
    for encoding in encodings:
        try:
            sample[: sample.rfind(b"\n") + 1 or None].decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        return encoding
    return encodings[-1]


@contextmanager
def open_text(path: Path, encodings: Sequence[str]) -> Iterator[tuple[TextIO, str]]:
    """Open a file for reading lines; gives it with its separator, found by looking."""
    encoding = found_encoding(path, encodings)
    with io.TextIOWrapper(
        io.BufferedReader(_raw(path)), encoding=encoding, errors="replace", newline=""
    ) as file:
        sample = file.read(20_000)
        file.seek(0)
        yield file, found_delimiter(sample)


def found_delimiter(sample: str) -> str:
    """Give the separator of a table by looking at its first lines; a comma when in doubt."""
    try:
        return csv.Sniffer().sniff(sample.split("\n", 1)[0] or ",", delimiters=",;\t|").delimiter
    except csv.Error:
        return ","


def file_hash(path: Path) -> str:
    """Give the fingerprint by which a broken run of the same file is found again."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
