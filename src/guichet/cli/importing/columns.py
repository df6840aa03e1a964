"""What a column of an unknown file looks like: how full, how varied, dates, numbers, words."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from guichet.cli.importing.dates import FORMATS, NOTHING, other_order, read_date
from guichet.cli.importing.files import found_encoding, open_text
from guichet.cli.importing.profile import ProfileFault
from guichet.kernel.words import fold

# The first lines, then one now and then: a file in the order of time begins with a few days, and a few kinds.
FIRST_ROWS, FURTHER_ROWS, EACH = 2_000, 2_000, 50
HEADER_WITHIN = 30
ENCODINGS = ("utf-8-sig", "cp1252")
POINT = re.compile(r"-?\d{1,3}\.\d+\s*[,; ]\s*-?\d{1,3}\.\d+")
NUMBER = re.compile(r"^-?\d+([.,]\d+)?$")


@dataclass(frozen=True, slots=True)
class Column:
    """A column as a sample of it looks; shares are of the filled cells."""

    name: str
    filled: float
    distinct: int
    unique: float
    values: Counter[str]
    date_format: str
    dates: float
    first_date: dt.datetime | None
    numbers: float
    low: float
    high: float
    decimals: float
    points: float
    length: float
    spaced: float

    @property
    def words(self) -> str:
        """Give the name, folded, its words apart (« DDS_DATE_CREATION » → « dds date creation »)."""
        apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", self.name)
        return re.sub(r"[^a-z0-9]+", " ", fold(apart)).strip()


@dataclass(frozen=True, slots=True)
class Sample:
    """Lines of a file, column by column. `header_line` is the rank of the line that names the columns, from 1."""

    columns: list[Column]
    rows: list[list[str]]
    encoding: str
    delimiter: str
    header_line: int = 1

    def named(self, name: str) -> Column:
        """Find a column by its name."""
        return next(column for column in self.columns if column.name == name)

    def at(self, name: str) -> int:
        """Give a column's position."""
        return [column.name for column in self.columns].index(name)


def take_sample(path: Path) -> Sample:
    """Look at lines of a table. Raises ProfileFault when it is not one."""
    encoding = found_encoding(path, ENCODINGS)
    with open_text(path, ENCODINGS) as (file, delimiter):
        reader = csv.reader((line.replace("\x00", "") for line in file), delimiter=delimiter)
        first = [row for _n, row in zip(range(FIRST_ROWS), reader, strict=False)]
        at = _header_at(first)
        header = [cell.strip() for cell in first[at]] if first else []
        rows = [row for row in (*first[at + 1 :], *_now_and_then(reader)) if len(row) == len(header)]
    _check(path, first, header, rows)
    columns = [
        # A column without a name of its own cannot be asked for: it counts as empty.
        _column(name, [row[at].strip() if name and header.index(name) == at else "" for row in rows])
        for at, name in enumerate(header)
    ]
    return Sample(_in_one_order(columns), rows, encoding, delimiter, at + 1)


def _now_and_then(reader: Iterator[list[str]]) -> Iterator[list[str]]:
    for number, row in zip(range(FURTHER_ROWS * EACH), reader, strict=False):
        if number % EACH == 0:
            yield row


def _header_at(first: Sequence[Sequence[str]]) -> int:
    """Find the line that names the columns: reports have their title above it, in one cell or two."""
    beginning = first[:HEADER_WITHIN]
    widest = max((_filled(row) for row in beginning), default=0)
    return next((at for at, row in enumerate(beginning) if _filled(row) > widest * 0.6), 0)


def _filled(row: Sequence[str]) -> int:
    return sum(1 for cell in row if cell.strip())


def _check(path: Path, first: Sequence[Sequence[str]], header: Sequence[str], rows: Sequence[object]) -> None:
    if not any(map(_filled, first)):
        raise ProfileFault(f"{path.name} is empty")
    if any(cell.lstrip().lower().startswith(("<!doctype", "<html")) for row in first[:3] for cell in row[:1]):
        raise ProfileFault(f"{path.name} is a web page, not a table: download the file itself again")
    if len(header) < 2:
        raise ProfileFault(
            f"{path.name} does not look like a table: one column only, « {header[0][:60]} »; "
            "its header and lines must be cut by commas, semicolons, tabs or bars"
        )
    if not rows:
        raise ProfileFault(f"{path.name} has a header, but no line below it with as many cells")


def _column(name: str, cells: Sequence[str]) -> Column:
    filled = [cell for cell in cells if cell not in NOTHING]
    count = len(filled) or 1
    values = Counter(filled)
    date_format, dates, first = _dates(filled[:: len(filled) // 400 + 1])
    numbers = [float(cell.replace(",", ".")) for cell in filled if NUMBER.match(cell)]
    return Column(
        name=name,
        filled=len(filled) / len(cells),
        distinct=len(values),
        unique=len(values) / count,
        values=values,
        date_format=date_format,
        dates=dates,
        first_date=first,
        numbers=len(numbers) / count,
        low=min(numbers, default=0.0),
        high=max(numbers, default=0.0),
        decimals=sum("." in cell or "," in cell for cell in filled) / count,
        points=sum(bool(POINT.search(cell)) for cell in filled[:200]) / min(count, 200),
        length=sum(map(len, filled)) / count,
        spaced=sum(" " in cell for cell in filled) / count,
    )


def _dates(cells: Sequence[str]) -> tuple[str, float, dt.datetime | None]:
    """Give the format that reads most cells, the share that it reads, and the earliest date.

    Where the day and the month cannot be told apart, the reading that brings the dates closest together is the right
    one: a file of January, read the other way, would have one date in each month of the year.
    """
    best: tuple[str, float, dt.datetime | None] = ("", 0.0, None)
    narrowest = dt.timedelta.max
    for form in FORMATS:
        if not any(read_date(cell, form) for cell in cells[:5]):
            continue
        read = [found for cell in cells if (found := read_date(cell, form))]
        share = len(read) / (len(cells) or 1)
        if share < best[1]:
            continue
        width = max(read) - min(read)
        if share > best[1] or width < narrowest or (width == narrowest and _is_american(form)):
            best, narrowest = (form, share, min(read)), width
    return best


def _is_american(form: str) -> bool:
    return form.startswith("%m") and "%p" in form


def _in_one_order(columns: list[Column]) -> list[Column]:
    """Make dates of one file say day and month in one order: that of the columns where only one of them can be."""
    dates = [column for column in columns if column.dates > 0.9 and other_order(column.date_format)]
    told = dict.fromkeys((column.date_format[:2] for column in dates), 0.0)
    if len(told) < 2:
        return columns
    for column in dates:
        told[column.date_format[:2]] += _cost(column)
    right = max(told, key=lambda order: told[order])
    wrong = [column for column in dates if column.date_format[:2] != right and _cost(column) < 0.1]
    return [_turned(column) if column in wrong else column for column in columns]


def _cost(column: Column) -> float:
    """Tell how much is lost when a column's dates are read the other way: those that cannot be read so."""
    cells = list(column.values)[:400]
    return sum(1 for cell in cells if not read_date(cell, other_order(column.date_format))) / len(cells)


def _turned(column: Column) -> Column:
    form = other_order(column.date_format)
    read = [found for cell in column.values if (found := read_date(cell, form))]
    return replace(
        column, date_format=form, dates=len(read) / len(column.values), first_date=min(read, default=None)
    )
