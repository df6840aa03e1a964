"""Past cases and known duplicates read from files, for judging a proposer on them."""

from __future__ import annotations

import csv
import gzip
import re
import zlib
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

NEEDED_OF_CASES = frozenset({"case_enquiry_id", "open_dt", "type", "latitude", "longitude"})
NEEDED_OF_PAIRS = frozenset({"duplicate_id", "original_id"})
# A point that holds more of a whole city than this is what a geocoder answers when it found nothing.
DEFAULT_POINT_SHARE, DEFAULT_POINT_ROWS = 0.01, 100
_SAYS_DUPLICATE = re.compile(r"duplicat|doublon", re.IGNORECASE)


class UnreadableFileError(Exception):
    """A file that cannot be read as what it should be; the message is a sentence for the person at the keyboard."""


@dataclass(frozen=True, slots=True)
class PastCase:
    """One row. `number` is its rank in time, from 0; `lat` and `lon` are None where the file gives no place."""

    number: int
    external_id: str
    service: str
    opened_at: datetime
    closed_at: datetime | None
    lat: float | None
    lon: float | None
    address: str
    says_duplicate: bool


@dataclass(frozen=True, slots=True)
class Past:
    """The cases of a file in the order of time, and how many rows said nothing usable."""

    cases: list[PastCase]
    bad_rows: int
    default_point: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Pairs:
    """Known duplicates as (number of the duplicate, number of its original)."""

    known: list[tuple[int, int]]
    missing: int
    bad_rows: int


def read_past(path: Path) -> Past:
    """Read cases with Boston's columns from a csv or csv.gz; rows without id, date or type are counted apart."""
    cases: dict[str, PastCase] = {}
    bad = 0
    for row in _rows(path, NEEDED_OF_CASES):
        case = _case(row)
        if case is None or case.external_id in cases:
            bad += 1
        else:
            cases[case.external_id] = case
    nowhere = _default_point(cases.values())
    ordered = sorted(cases.values(), key=lambda case: (case.opened_at, case.external_id))
    for number, case in enumerate(ordered):
        placed = (case.lat, case.lon) != nowhere
        ordered[number] = replace(
            case, number=number, lat=case.lat if placed else None, lon=case.lon if placed else None
        )
    return Past(ordered, bad, nowhere)


def read_pairs(path: Path, past: Past) -> Pairs:
    """Read known duplicates; those with an end that is not among the cases are counted as missing."""
    numbers = {case.external_id: case.number for case in past.cases}
    known: list[tuple[int, int]] = []
    missing = bad = 0
    for row in _rows(path, NEEDED_OF_PAIRS):
        duplicate, original = _text(row, "duplicate_id"), _text(row, "original_id")
        if not duplicate or not original or duplicate == original:
            bad += 1
        elif duplicate not in numbers or original not in numbers:
            missing += 1
        else:
            known.append((numbers[duplicate], numbers[original]))
    return Pairs(known, missing, bad)


def cases_beside(pairs: Path) -> Path:
    """Find the file of cases that lies beside a file of pairs."""
    usual = pairs.with_name("boston_311_2011_h2.csv.gz")
    if usual.is_file():
        return usual
    for path in sorted([*pairs.parent.glob("*.csv"), *pairs.parent.glob("*.csv.gz")]):
        if path != pairs and _has_columns(path, NEEDED_OF_CASES):
            return path
    raise UnreadableFileError(f"No file of cases was found beside {pairs}: name it with --cases.")


def _has_columns(path: Path, needed: frozenset[str]) -> bool:
    try:
        with _reader(path) as reader:
            return needed <= set(reader.fieldnames or ())
    except UnreadableFileError:
        return False


@contextmanager
def _reader(path: Path) -> Iterator[csv.DictReader[str]]:
    """Open a csv or csv.gz, whatever its name says, and turn every way of not being one into a sentence."""
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == b"\x1f\x8b"
        opened = gzip.open if packed else open
        with opened(path, "rt", encoding="utf-8-sig", newline="", errors="replace") as stream:
            yield csv.DictReader(stream)
    except (OSError, EOFError, zlib.error, csv.Error) as fault:
        raise UnreadableFileError(f"{path} cannot be read: {fault}.") from fault


def _rows(path: Path, needed: frozenset[str]) -> Iterator[dict[str, str]]:
    with _reader(path) as reader:
        lacking = sorted(needed - set(reader.fieldnames or ()))
        if lacking:
            raise UnreadableFileError(f"{path} lacks the columns {', '.join(lacking)}.")
        yield from reader


def _text(row: dict[str, str], column: str) -> str:
    return (row.get(column) or "").strip()


def _case(row: dict[str, str]) -> PastCase | None:
    external_id, service = _text(row, "case_enquiry_id"), _text(row, "type")
    opened_at = _moment(row, "open_dt")
    if not external_id or not service or opened_at is None:
        return None
    lat, lon = _degrees(row, "latitude", 90), _degrees(row, "longitude", 180)
    if lat is None or lon is None:
        lat = lon = None
    says_duplicate = _SAYS_DUPLICATE.search(_text(row, "closure_reason")) is not None
    closed_at, address = _moment(row, "closed_dt"), _text(row, "location")
    return PastCase(0, external_id, service, opened_at, closed_at, lat, lon, address, says_duplicate)


def _moment(row: dict[str, str], column: str) -> datetime | None:
    """Read a date and time; only differences matter, so a time without a zone is taken as UTC."""
    try:
        moment = datetime.fromisoformat(_text(row, column))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _degrees(row: dict[str, str], column: str, limit: float) -> float | None:
    try:
        degrees = float(_text(row, column))
    except ValueError:
        return None
    return degrees if -limit <= degrees <= limit else None


def _default_point(cases: Collection[PastCase]) -> tuple[float, float] | None:
    """Find the point that stands for « no place » in this file, if one does."""
    points = Counter((case.lat, case.lon) for case in cases if case.lat is not None and case.lon is not None)
    for (lat, lon), rows in points.most_common(1):
        if rows >= DEFAULT_POINT_ROWS and rows > DEFAULT_POINT_SHARE * len(cases):
            return lat, lon
    return None
