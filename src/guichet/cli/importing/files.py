"""Opening a file of rows, compressed or not, whatever its encoding, separator and kind."""

from __future__ import annotations

import codecs
import csv
import gzip
import hashlib
import io
import re
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from guichet.cli.importing.tables import UnreadableFile, table_of

SAMPLE = 200_000
LONGEST_CELL = 1_000_000
DELIMITERS = (",", ";", "\t", "|")
TITLE_LINES = 10
# What a spreadsheet writes above the header for itself.
_SAYS_SEPARATOR = re.compile(r"\ufeff?\"?sep=([,;|\t])\"?\r?\n", re.IGNORECASE)
# Spreadsheets also write « Unicode text », which says so in its first two bytes.
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# How old spreadsheets, PDF files and databases begin.
_NO_TABLES = (b"\xd0\xcf\x11\xe0", b"%PDF", b"SQLite format 3")


def _raw(path: Path) -> gzip.GzipFile | io.BufferedReader:
    table = table_of(path)
    with table.open("rb") as probe:
        packed = probe.read(2) == b"\x1f\x8b"
    return gzip.GzipFile(table, "rb") if packed else table.open("rb")


def found_encoding(path: Path, encodings: Sequence[str]) -> str:
    """Give the first encoding that reads the beginning of a file; the last one when none does. Raises UnreadableFile."""
    with _sentence(path), _raw(path) as file:
        sample = file.read(SAMPLE)
    if sample.startswith(_WIDE):
        return "utf-16"
    if sample.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if sample.startswith(_NO_TABLES):
        raise UnreadableFile(f"{path.name} is not a table that can be read: save it as CSV or XLSX first")
    for encoding in encodings:
        try:
            sample[: sample.rfind(b"\n") + 1 or None].decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return encodings[-1]


@contextmanager
def open_text(path: Path, encodings: Sequence[str]) -> Iterator[tuple[TextIO, str]]:
    """Open a file for reading lines; gives it with its separator, found by looking. Raises UnreadableFile."""
    encoding = found_encoding(path, encodings)
    with (
        _sentence(path),
        io.TextIOWrapper(
            io.BufferedReader(_raw(path)), encoding=encoding, errors="replace", newline=""
        ) as file,
    ):
        sample = file.read(20_000)
        file.seek(0)
        said = _SAYS_SEPARATOR.match(sample)
        if said:
            file.readline()
        yield file, said[1] if said else found_delimiter(sample)


@contextmanager
def _sentence(path: Path) -> Iterator[None]:
    """Say in a sentence what makes a file unreadable; the limit of a cell is the process's, so it is set again."""
    csv.field_size_limit(LONGEST_CELL)
    try:
        yield
    except (gzip.BadGzipFile, EOFError, zlib.error) as fault:
        raise UnreadableFile(
            f"{path.name} is compressed, and broken off or damaged: copy it again"
        ) from fault
    except csv.Error as fault:
        raise UnreadableFile(
            f"{path.name} has a cell of more than {LONGEST_CELL:,} characters: a quotation mark is never closed"
        ) from fault
    except OSError as fault:
        raise UnreadableFile(f"{path.name} cannot be opened: {fault.strerror or fault}") from fault


def whole_file(path: Path) -> bytes:
    """Give what a file holds, unpacked when it is a gzip. Raises UnreadableFile."""
    with _sentence(path):
        raw = path.read_bytes()
        return gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw


def found_delimiter(sample: str) -> str:
    """Give the separator that cuts the header in most parts; a comma when in doubt."""
    for line in sample.lstrip("\ufeff").splitlines()[
        :TITLE_LINES
    ]:  # a title above the header has no separator
        parts, sign = max(((_parts(line, sign), sign) for sign in DELIMITERS), key=lambda found: found[0])
        if parts > 1:
            return sign
    return DELIMITERS[0]


def _parts(line: str, sign: str) -> int:
    return len(next(csv.reader([line], delimiter=sign), []))


def file_hash(path: Path) -> str:
    """Give the fingerprint by which a broken run of the same file is found again."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
