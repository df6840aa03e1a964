"""What is no CSV made into one: a workbook, JSON or GeoJSON, or the table in an archive."""

from __future__ import annotations

import csv
import datetime as dt
import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from guichet.cli.importing.profile import ProfileFault

LARGEST_JSON = 400_000_000
LARGEST_UNPACKED = 20_000_000_000
TABLES = (".csv", ".tsv", ".txt", ".json", ".geojson", ".xlsx")
# Where the records stand in what portals of open data give.
RECORDS = ("features", "records", "results", "result", "requests", "data", "rows", "items")
# What a record holds its own values in.
INNER = ("properties", "attributes", "fields")


class UnreadableFile(ProfileFault):
    """A file that is not a table of rows, or is broken; the message is a sentence for the person at the keyboard."""


def table_of(path: Path) -> Path:
    """Give a CSV with the lines of a workbook, of JSON or of an archive; what is none of them is given back.

    Raises UnreadableFile for what cannot be read so. The CSV goes with the process.
    """
    with path.open("rb") as file:
        start = file.read(4_000)
    if start.startswith(b"PK\x03\x04"):
        return _kept(path, path.stat().st_mtime_ns, _from_archive)
    if start.removeprefix(b"\xef\xbb\xbf").lstrip()[:2].strip() in {b"{", b"[", b'{"', b"[{"}:
        return _kept(path, path.stat().st_mtime_ns, _from_json)
    return path


@lru_cache(maxsize=4)
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="guichet-")


@lru_cache(maxsize=8)
def _kept(path: Path, _changed: int, make: Any) -> Path:
    """Make the table of a file once, however often it is read."""
    target = Path(_folder().name) / f"{len(list(Path(_folder().name).iterdir()))}.csv"
    make(path, target)
    return target


def _from_archive(path: Path, target: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if "xl/workbook.xml" in names:
                _write(target, sheet_rows(path))
                return
            inside = [
                entry
                for entry in archive.infolist()
                if entry.filename.lower().endswith(TABLES) and not Path(entry.filename).name.startswith(".")
            ]
            if len(inside) != 1:
                there = ", ".join(entry.filename for entry in inside[:5]) or ", ".join(names[:5]) or "nothing"
                raise UnreadableFile(
                    f"{path.name} holds {'no' if not inside else 'more than one'} table ({there}): "
                    "unpack it and name one CSV or XLSX file"
                )
            if inside[0].file_size > LARGEST_UNPACKED:
                raise UnreadableFile(f"{path.name} is too large once unpacked: unpack it where there is room")
            with archive.open(inside[0]) as packed, target.open("wb") as out:
                shutil.copyfileobj(packed, out)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as fault:
        raise UnreadableFile(
            f"{path.name} is an archive or a workbook that cannot be opened: copy it again, or save it as CSV"
        ) from fault


def sheet_rows(path: Path, name: str = "") -> Iterator[list[str]]:
    """Give the lines of a sheet of a workbook, the first one when no name is given. Raises UnreadableFile."""
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, OSError, KeyError, ValueError) as fault:
        raise UnreadableFile(f"{path.name} is not a workbook that can be opened") from fault
    if name and name not in book.sheetnames:
        raise UnreadableFile(f"{path.name} has no sheet « {name} »; it has: {', '.join(book.sheetnames)}")
    sheet = book[name] if name else book.worksheets[0]
    for cells in sheet.iter_rows(values_only=True):
        yield [_cell(cell) for cell in cells]


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _from_json(path: Path, target: Path) -> None:
    if path.stat().st_size > LARGEST_JSON:
        raise UnreadableFile(f"{path.name} is too large to be read as JSON: save it as CSV")
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    try:
        data = json.loads(text)
    except ValueError:
        try:
            data = [json.loads(line) for line in text.splitlines() if line.strip()]
        except ValueError as fault:
            raise UnreadableFile(f"{path.name} is broken JSON ({fault}): copy it again") from fault
    records = [_flat(record) for record in _records(data)]
    if not records:
        raise UnreadableFile(f"{path.name} is JSON without a list of records: save it as CSV")
    header = list(dict.fromkeys(name for record in records for name in record))
    _write(target, [header, *([record.get(name, "") for name in header] for record in records)])


def _records(data: object) -> Sequence[Mapping[str, Any]]:
    if isinstance(data, list):
        return [item for item in data if isinstance(item, Mapping)]
    if isinstance(data, Mapping):
        for name in RECORDS:
            if found := _records(data.get(name)):
                return found
    return []


def _flat(record: Mapping[str, Any]) -> dict[str, str]:
    """Give a record's values as cells, its place as longitude and latitude."""
    inner = next((record[name] for name in INNER if isinstance(record.get(name), Mapping)), record)
    cells = {name: _value(value) for name, value in inner.items() if name != "geometry"}
    return cells | _place(record.get("geometry"))


def _place(geometry: object) -> dict[str, str]:
    if isinstance(geometry, Mapping) and geometry.get("type") == "Point":
        lon, lat = [*geometry.get("coordinates", []), "", ""][:2]
        return {"longitude": _value(lon), "latitude": _value(lat)}
    if isinstance(geometry, Mapping) and {"x", "y"} <= set(geometry):
        return {"longitude": _value(geometry["x"]), "latitude": _value(geometry["y"])}
    return {}


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        lat, lon = (
            value.get("lat", value.get("latitude")),
            value.get("lon", value.get("lng", value.get("longitude"))),
        )
        if lat is not None and lon is not None:
            return f"{lat}, {lon}"
        if value.get("type") == "Point":
            return "POINT ({longitude} {latitude})".format(**_place(value))
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping | list):
        return json.dumps(value, ensure_ascii=False)
    return _cell(value)


def _write(target: Path, rows: Iterable[Sequence[str]]) -> None:
    with target.open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out).writerows(row for row in rows if any(row))
