"""What a column of an unknown file looks like: how full, how varied, dates, numbers, words."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from guichet.cli.importing.files import found_encoding, open_text
from guichet.cli.importing.profile import ProfileFault
from guichet.kernel.words import fold

SAMPLE_ROWS = 4_000
ENCODINGS = ("utf-8-sig", "cp1252")
FORMATS = (
    "iso",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d",
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y",
    "%m/%d/%Y %I:%M:%S %p",
    "%m/%d/%Y %I:%M %p",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M",
    "%m/%d/%Y",
    "%Y/%m/%d %H:%M:%S+00",
    "%Y%m%d",
    "%d-%m-%Y %H:%M:%S",
    "%d-%m-%Y %H:%M",
    "%d-%m-%Y",
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y",
    "%d.%m.%y",
    "%d/%m/%y %H:%M",
    "%d/%m/%y",
    "%m/%d/%y %H:%M",
    "%m/%d/%y",
    "%d-%b-%Y",
    "%b %d, %Y %I:%M:%S %p",
    "%a %b %d %H:%M:%S %Y",
)
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

    @property
    def words(self) -> str:
        """Give the name, folded, its words apart (« DDS_DATE_CREATION » → « dds date creation »)."""
        apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", self.name)
        return re.sub(r"[^a-z0-9]+", " ", fold(apart)).strip()


@dataclass(frozen=True, slots=True)
class Sample:
    """The beginning of a file, column by column."""

    columns: list[Column]
    rows: list[list[str]]
    encoding: str
    delimiter: str

    def named(self, name: str) -> Column:
        """Find a column by its name."""
        return next(column for column in self.columns if column.name == name)

    def at(self, name: str) -> int:
        """Give a column's position."""
        return [column.name for column in self.columns].index(name)


def take_sample(path: Path) -> Sample:
    """Look at the first lines of a table. Raises ProfileFault when it is not one."""
    encoding = found_encoding(path, ENCODINGS)
    with open_text(path, ENCODINGS) as (file, delimiter):
        reader = csv.reader((line.replace("\x00", "") for line in file), delimiter=delimiter)
        header = [cell.strip() for cell in next(reader, [])]
        rows = [row for _n, row in zip(range(SAMPLE_ROWS), reader, strict=False) if len(row) == len(header)]
    if len(header) < 2 or not rows:
        raise ProfileFault(f"{path.name} does not look like a table with a header and lines")
    columns = [
        # A column without a name of its own cannot be asked for: it counts as empty.
        _column(name, [row[at].strip() if name and header.index(name) == at else "" for row in rows])
        for at, name in enumerate(header)
    ]
    return Sample(columns, rows, encoding, delimiter)


def _column(name: str, cells: Sequence[str]) -> Column:
    filled = [cell for cell in cells if cell and cell.lower() not in {"null", "none", "nan", "n/a"}]
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
    )


def _dates(cells: Sequence[str]) -> tuple[str, float, dt.datetime | None]:
    """Give the format that reads most cells, the share that it reads, and the earliest date.

    Where the day and the month cannot be told apart, the reading that brings the dates closest together is the right
    one: a file of January, read the other way, would have one date in each month of the year.
    """
    best: tuple[str, float, dt.datetime | None] = ("", 0.0, None)
    narrowest = dt.timedelta.max
    for form in FORMATS:
        read = [found for cell in cells if (found := read_date(cell, form))]
        share = len(read) / (len(cells) or 1)
        if not read or share < best[1]:
            continue
        width = max(read) - min(read)
        if share > best[1] or width < narrowest:
            best, narrowest = (form, share, min(read)), width
    return best


def read_date(text: str, form: str) -> dt.datetime | None:
    """Read a date in a format; None when it is not one of the years 1950 to 2100."""
    try:
        if form == "iso":
            found = dt.datetime.fromisoformat(text) if "-" in text else None
        else:
            found = dt.datetime.strptime(text, form)  # noqa: DTZ007  # compared with each other only
    except ValueError:
        return None
    if found is None or not 1950 <= found.year <= 2100:
        return None
    return found.replace(tzinfo=None)
