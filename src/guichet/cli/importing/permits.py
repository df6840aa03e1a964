"""Reading the old system's export of permits by a mapping file: what each column is, what each word means."""

from __future__ import annotations

import csv
import datetime as dt
import tomllib
import zoneinfo
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from guichet.cli.importing.dates import FORMATS, read_date
from guichet.cli.importing.files import open_text
from guichet.cli.importing.profile import ProfileFault
from guichet.cli.importing.tables import sheet_rows
from guichet.kernel.words import fold
from guichet.permits.actions.filing import NewParty
from guichet.permits.actions.importing import PastPermit
from guichet.permits.lifecycle import FINAL, Role, State

PLAIN = (
    *(
        "id",
        "type",
        "status",
        "title",
        "address",
        "lat",
        "lon",
        "starts",
        "ends",
        "created",
        "filed",
        "decided",
    ),
    *(
        "issued",
        "ended",
        "fee",
        "balance",
        "invoice",
        "invoiced",
        "due",
        "area_m2",
        "length_m",
        "width_m",
        "waiting_until",
    ),
)
NEEDED = ("id", "type", "status", "starts", "ends")
PEOPLE = ("name", "organisation", "number", "email", "phone", "address")
COLUMNS = (*PLAIN, *(f"{role.value}_{part}" for role in Role for part in PEOPLE))
SECTIONS = {"source", "language", "encodings", "sheet", "columns", "dates", "status", "type", "elsewhere"}
ENCODINGS = ("utf-8-sig", "cp1252")
MEASURES = (("area_m2", "m2"), ("length_m", "m"), ("width_m", "m"))


@dataclass(frozen=True, slots=True)
class Mapped:
    """A checked mapping file. `elsewhere` are the words of the status of files that the old system still handles."""

    source: str
    columns: Mapping[str, str]
    statuses: Mapping[str, str]
    zone: zoneinfo.ZoneInfo
    types: Mapping[str, str] = field(default_factory=dict)
    elsewhere: frozenset[str] = frozenset()
    language: str = "fr"
    sheet: str = ""
    encodings: tuple[str, ...] = ENCODINGS
    formats: tuple[str, ...] = FORMATS


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that cannot be taken over, and why; nothing of it is kept."""

    line: int
    number: str
    reason: str


def read_mapping(path: Path) -> Mapped:
    """Read a mapping file. Raises ProfileFault with the entry to change."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise ProfileFault(f"{path.name}: {fault}") from fault
    if unknown := set(data) - SECTIONS:
        raise ProfileFault(f"unknown entry « {min(unknown)} »")
    columns, dates = dict(data.get("columns", {})), dict(data.get("dates", {}))
    if strange := set(columns) - set(COLUMNS):
        raise ProfileFault(f"[columns] unknown « {min(strange)} »; known: {', '.join(COLUMNS)}")
    if missing := [name for name in NEEDED if name not in columns]:
        raise ProfileFault(f"[columns] {missing[0]} is missing")
    if not data.get("source"):
        raise ProfileFault("« source » is missing: a short name of the old system")
    states = {state.value for state in State}
    statuses = {fold(word): str(state) for word, state in dict(data.get("status", {})).items()}
    if wrong := sorted(set(statuses.values()) - states):
        raise ProfileFault(f"[status] « {wrong[0]} » is none of: {', '.join(sorted(states))}")
    try:
        zone = zoneinfo.ZoneInfo(str(dates.get("zone", "UTC")))
    except (zoneinfo.ZoneInfoNotFoundError, ValueError) as fault:
        raise ProfileFault(
            f"[dates] zone « {dates.get('zone')} » is not known; such as Europe/Paris"
        ) from fault
    return Mapped(
        source=str(data["source"])[:40],
        columns={name: str(column) for name, column in columns.items()},
        statuses=statuses,
        types={fold(word): str(code) for word, code in dict(data.get("type", {})).items()},
        elsewhere=frozenset(fold(word) for word in data.get("elsewhere", {}).get("status", [])),
        language=str(data.get("language", "fr")),
        sheet=str(data.get("sheet", "")),
        encodings=tuple(data.get("encodings", ENCODINGS)),
        zone=zone,
        formats=tuple(dates.get("formats", FORMATS)),
    )


def lines_of(path: Path, mapped: Mapped) -> Iterator[tuple[int, dict[str, str]]]:
    """Give the lines of a table (CSV, XLSX), each with its number in the file and its cells by column."""
    rows = sheet_rows(path, mapped.sheet) if path.suffix.lower() == ".xlsx" else _text(path, mapped)
    header: list[str] = []
    for number, cells in enumerate(rows, start=1):
        if not header:
            header = [cell.strip() for cell in cells]
            if lacking := [column for column in mapped.columns.values() if column not in header]:
                raise ProfileFault(f"{path.name} has no column « {lacking[0]} »")
        elif any(cell.strip() for cell in cells):
            yield number, dict(zip(header, (cell.strip() for cell in cells), strict=False))


def _text(path: Path, mapped: Mapped) -> Iterator[Sequence[str]]:
    with open_text(path, mapped.encodings) as (file, delimiter):
        yield from csv.reader((line.replace("\x00", "") for line in file), delimiter=delimiter)


class Reader:
    """Turns lines into files to store; every line is taken or refused with its reason."""

    def __init__(self, mapped: Mapped, types: Mapping[str, int]) -> None:
        self.mapped = mapped
        self.types = types
        self.seen: set[str] = set()

    def read(self, line: int, cells: Mapping[str, str]) -> PastPermit | Refused:
        """Read one line."""
        number = self._cell(cells, "id")
        try:
            return self._permit(number, cells)
        except ValueError as fault:
            return Refused(line, number, str(fault))

    def _cell(self, cells: Mapping[str, str], name: str) -> str:
        return cells.get(self.mapped.columns.get(name, ""), "")

    def _permit(self, number: str, cells: Mapping[str, str]) -> PastPermit:
        if not number:
            raise ValueError("it has no number")
        if number in self.seen:
            raise ValueError("its number stands twice in the file")
        self.seen.add(number)
        words = fold(self._cell(cells, "type"))
        type_id = self.types.get(fold(self.mapped.types.get(words, "")) or words)
        if type_id is None:
            raise ValueError(f"no type of permit is called « {self._cell(cells, 'type')} »")
        status = fold(self._cell(cells, "status"))
        if status not in self.mapped.statuses:
            raise ValueError(f"its status « {self._cell(cells, 'status')} » is not in the mapping")
        state = State(self.mapped.statuses[status])
        starts, ends = self._day(cells, "starts"), self._day(cells, "ends")
        if starts is None or ends is None:
            raise ValueError("a first or a last day is missing")
        if ends < starts:
            raise ValueError("it ends before it starts")
        return PastPermit(
            external_id=number,
            type_id=type_id,
            state=state.value,
            starts_on=starts,
            ends_on=ends,
            elsewhere=status in self.mapped.elsewhere and state not in FINAL,
            **self._when(cells, starts, state),
            **self._what(cells),
        )

    def _when(self, cells: Mapping[str, str], starts: dt.date, state: State) -> dict[str, Any]:
        created = self._instant(cells, "created") or self._instant(cells, "filed")
        created = created or dt.datetime.combine(starts, dt.time(12), tzinfo=self.mapped.zone)
        until = self._instant(cells, "waiting_until")
        if state is State.INCOMPLETE and until is None:
            raise ValueError("it is incomplete, and no column says until when it is waited for")
        names = ("filed", "decided", "issued", "ended")
        found = {f"{name}_at": self._instant(cells, name) for name in names}
        return {"created_at": created, "waiting_until": until if state is State.INCOMPLETE else None, **found}

    def _what(self, cells: Mapping[str, str]) -> dict[str, Any]:
        lat, lon = self._number(cells, "lat"), self._number(cells, "lon")
        measures = {
            code: {"value": float(value), "unit": unit, "origin": "agent"}
            for code, unit in MEASURES
            if (value := self._number(cells, code)) is not None
        }
        return {
            "title": self._cell(cells, "title"),
            "address": self._cell(cells, "address"),
            "lat": float(lat) if lat is not None and lon is not None else None,
            "lon": float(lon) if lat is not None and lon is not None else None,
            "measures": measures,
            "fee": self._amount(cells, "fee", lowest=Decimal(0)),
            "balance": self._amount(cells, "balance"),
            "invoice": self._cell(cells, "invoice")[:60],
            "invoiced_on": self._day(cells, "invoiced"),
            "due_on": self._day(cells, "due"),
            "parties": tuple(self._people(cells)),
            "language": self.mapped.language,
        }

    def _people(self, cells: Mapping[str, str]) -> Iterator[NewParty]:
        for role in Role:
            parts = {part: self._cell(cells, f"{role.value}_{part}") for part in PEOPLE}
            if any(parts.values()):
                yield NewParty(role=role.value, language=self.mapped.language, **parts)

    def _day(self, cells: Mapping[str, str], name: str) -> dt.date | None:
        found = self._date(cells, name)
        return found.date() if found else None

    def _instant(self, cells: Mapping[str, str], name: str) -> dt.datetime | None:
        found = self._date(cells, name)
        return found.replace(tzinfo=self.mapped.zone) if found else None

    def _date(self, cells: Mapping[str, str], name: str) -> dt.datetime | None:
        text = self._cell(cells, name)
        if not text:
            return None
        for form in self.mapped.formats:
            found = read_date(text, form)
            if found is not None:
                return found
        raise ValueError(f"« {text} » is not a date ({name})")

    def _amount(
        self, cells: Mapping[str, str], name: str, *, lowest: Decimal | None = None
    ) -> Decimal | None:
        number = self._number(cells, name)
        if number is None:
            return None
        if number != number.quantize(Decimal("0.01")) or (lowest is not None and number < lowest):
            raise ValueError(f"« {self._cell(cells, name)} » is not an amount ({name})")
        return number.quantize(Decimal("0.01"))

    def _number(self, cells: Mapping[str, str], name: str) -> Decimal | None:
        text = self._cell(cells, name)
        for sign in ("\u00a0", "\u202f", " ", "$", "€"):
            text = text.replace(sign, "")
        if not text:
            return None
        plain = text.replace("\u2212", "-")
        plain = plain.replace(",", "") if "," in plain and "." in plain else plain.replace(",", ".")
        try:
            number = Decimal(plain)
        except InvalidOperation as fault:
            raise ValueError(f"« {text} » is not a number ({name})") from fault
        if not number.is_finite() or abs(number) >= Decimal(10) ** 10:
            raise ValueError(f"« {text} » is not a number ({name})")
        return number
