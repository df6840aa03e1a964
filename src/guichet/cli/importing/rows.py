"""Reading the lines of a file of past requests with a profile: each gives a draft, or the reason why not."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import re
import zoneinfo
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from guichet.cases.lifecycle import Outcome
from guichet.cli.importing.dates import NOTHING, read_moment
from guichet.cli.importing.files import open_text
from guichet.cli.importing.profile import Profile, ProfileFault
from guichet.cli.importing.projections import degrees_of
from guichet.kernel import moment
from guichet.kernel.words import clean_line, clean_text, fold

WEEKDAYS = {
    fold(word): number
    for words in (
        "lundi mardi mercredi jeudi vendredi samedi dimanche",
        "monday tuesday wednesday thursday friday saturday sunday",
        "lunes martes miercoles jueves viernes sabado domingo",
    )
    for number, word in enumerate(words.split())
}
_OLDEST = dt.datetime(1950, 1, 1, tzinfo=dt.UTC)
_READ_SOMETIMES = frozenset({"ended", "point", "lat", "lon"})
_POINT = re.compile(r"(-?\d+(?:\.\d+)?)\s*[,; ]\s*(-?\d+(?:\.\d+)?)")
_HOUR = re.compile(r"\d{1,2}")


# The same few names come on every line.
_label = lru_cache(maxsize=8192)(clean_line)


class Draft(NamedTuple):
    """A line as the file tells it; services and teams are still words. `cells` is what it held."""

    line: int
    external_id: str
    service: str
    group: str
    title: str
    description: str
    team: str
    district: str
    channel: str
    opened_at: dt.datetime
    address: str = ""
    lat: float | None = None
    lon: float | None = None
    fictitious: bool = False
    taken: bool = False
    ended_at: dt.datetime | None = None
    outcome: str = ""
    answer: str = ""
    due_at: dt.datetime | None = None
    cells: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Rejected:
    """A line that cannot be used, and why; `cells` is what it held."""

    line: int
    reason: str
    cells: Sequence[str]


class RowFault(Exception):
    """The reason why a line cannot be used, in words."""


class PastFile:
    """A file of past requests read with a profile. Iterate over it for drafts, rejected lines and None (left out)."""

    def __init__(self, path: Path, profile: Profile, zone: str = "UTC") -> None:
        self.path, self.profile = path, profile
        self.zone = zoneinfo.ZoneInfo(profile.zone or zone)  # else the city's own
        self._turn = degrees_of(profile.projection) if profile.projection else None
        self.header: list[str] = []
        self._seen: Counter[str] = Counter()
        self._newest: dt.datetime | None = None
        self._latest = _OLDEST
        self.count = 0
        self.shift = dt.timedelta()
        self.close_after: dt.timedelta | None = None

    def lines(self) -> Iterator[tuple[int, list[str]]]:
        """Give each line's number and cells; the header is read first. Raises ProfileFault for a missing column."""
        self._latest = moment.now() + dt.timedelta(days=1)
        with open_text(self.path, self.profile.encodings) as (file, delimiter):
            reader = csv.reader(
                (line.replace("\x00", "") if "\x00" in line else line for line in file),
                delimiter=self.profile.delimiter or delimiter,
            )
            for _title in zip(range(self.profile.header_line - 1), reader, strict=False):
                pass
            self.header = [cell.strip() for cell in next(reader, [])]
            self._check_columns()
            for number, cells in enumerate(reader, start=self.profile.header_line + 1):
                if any(cells):
                    yield number, cells

    def _check_columns(self) -> None:
        profile = self.profile
        optional = {profile.fictitious, *profile.address}
        asked = {
            *profile.columns.values(),
            *profile.identity,
            *profile.skip,
            profile.month,
            profile.weekday,
            profile.hour,
        }
        needed = {profile.columns[name] for name in ("id", "service", "opened") if name in profile.columns}
        missing = sorted(needed - set(self.header))
        if missing:
            raise ProfileFault(
                f"the file has no column « {missing[0]} »; it has: {', '.join(self.header) or 'nothing'}"
            )
        self._at = {name: self.header.index(name) for name in (asked | optional) & set(self.header)}
        self._role = {
            role: self._at[column] for role, column in profile.columns.items() if column in self._at
        }

    def read(self) -> Iterator[Draft | Rejected | None]:
        """Read the whole file; None stands for a line that the profile leaves out."""
        self._seen.clear()
        limit = self._open_since()
        for number, cells in self.lines():
            try:
                draft = self._draft(number, cells)
            except RowFault as fault:
                yield Rejected(number, str(fault), cells)
                continue
            draft = _with_recent_state(draft, limit) if draft and limit else draft
            yield _closed(draft, self._closed_before()) if draft and self.close_after else draft

    def _open_since(self) -> dt.datetime | None:
        """For a file without states: from when requests count as still open, by its newest line."""
        if not self.profile.open_days:
            return None
        return self.newest() - dt.timedelta(days=self.profile.open_days)

    def _closed_before(self) -> dt.datetime:
        return self.newest() - (self.close_after or dt.timedelta())

    def newest(self) -> dt.datetime:
        """Give the newest opening date of the file (shifted), reading it once."""
        if self._newest is None:
            self._newest = _OLDEST
            for number, cells in self.lines():
                try:
                    self._newest = max(self._newest, self._opened(cells, number))
                except RowFault:
                    continue
            self._seen.clear()
        return self._newest + self.shift

    def _cell(self, cells: Sequence[str], column: str) -> str:
        position = self._at.get(column)
        return "" if position is None else self._at_position(cells, position)

    def _named(self, cells: Sequence[str], name: str) -> str:
        position = self._role.get(name)
        return "" if position is None else self._at_position(cells, position)

    def _at_position(self, cells: Sequence[str], position: int) -> str:
        try:
            cell = cells[position].strip()
        except IndexError as fault:
            raise RowFault(f"the line has {len(cells)} cells, the header {len(self.header)}") from fault
        return "" if cell in NOTHING else cell

    def names(self) -> Iterator[tuple[str, str, str]]:
        """Give each line's service, heading and team as written, without reading more of it; lines are counted.

        A line with a cell too many or too few says nothing: its words stand in the wrong columns.
        """
        self.count = least = 0
        for _number, cells in self.lines():
            self.count += 1
            least = least or 1 + max(self._role[role] for role in self._role.keys() - _READ_SOMETIMES)
            if least <= len(cells) <= len(self.header):
                yield self._named(cells, "service"), self._named(cells, "group"), self._named(cells, "team")

    def _draft(self, number: int, cells: Sequence[str]) -> Draft | None:
        profile = self.profile
        for column, words in profile.skip.items():
            if self._cell(cells, column) in words:
                return None
        if len(cells) > len(self.header):
            raise RowFault(f"the line has {len(cells)} cells, the header {len(self.header)}")
        service = _label(self._named(cells, "service"), 200)
        if not service:
            raise RowFault("no service")
        external_id = self._identity(cells)
        opened = self._opened(cells, number) + self.shift
        lat, lon = self._position(cells)
        answer = clean_text(self._named(cells, "answer"), 8_000)
        status = self._status(cells, answer)
        ended = self._ended(cells, opened) if status.ended else None
        return Draft(
            line=number,
            external_id=external_id,
            service=service,
            group=_label(self._named(cells, "group"), 120),
            title=_label(self._named(cells, "title"), 160),
            description=clean_text(self._named(cells, "description"), 4_000),
            team=_label(self._named(cells, "team"), 120),
            district=self._named(cells, "district"),
            channel=self._channel(cells),
            opened_at=opened,
            address=clean_line(", ".join(filter(None, (self._cell(cells, c) for c in profile.address))), 240),
            lat=lat,
            lon=lon,
            fictitious=bool(profile.fictitious)
            and self._cell(cells, profile.fictitious) in {"1", "true", "oui"},
            taken=status.taken,
            ended_at=ended,
            outcome=status.outcome,
            answer=answer if status.ended else "",
            due_at=self._due(cells),
            cells=cells,
        )

    def _identity(self, cells: Sequence[str]) -> str:
        if "id" in self.profile.columns:
            found = self._named(cells, "id")[:64]
            if not found:
                raise RowFault("no number")
            return found
        content = "\x1f".join(self._cell(cells, column) for column in self.profile.identity)
        self._seen[content] += 1
        return f"{hashlib.sha256(content.encode()).hexdigest()[:20]}-{self._seen[content]}"

    def _date(self, text: str) -> dt.datetime:
        for form in self.profile.formats:
            read = read_moment(text, form)
            if read is not None:
                return read if read.tzinfo else read.replace(tzinfo=self.zone)
        raise RowFault(f"the date « {text[:40]} » cannot be read")

    def _opened(self, cells: Sequence[str], number: int) -> dt.datetime:
        if self.profile.month:
            opened = self._about(cells, number)
        else:
            text = self._named(cells, "opened")
            if not text:
                raise RowFault("no opening date")
            opened = self._date(f"{text} {self._named(cells, 'opened_time')}".strip())
        if not _OLDEST <= opened <= self._latest:
            raise RowFault(f"the opening date {opened.date()} cannot be")
        return opened

    def _about(self, cells: Sequence[str], number: int) -> dt.datetime:
        """Choose a day for a line that only tells month, weekday and hour: one of these weekdays, by its rank."""
        month = self._cell(cells, self.profile.month)
        weekday = WEEKDAYS.get(fold(self._cell(cells, self.profile.weekday)), 0)
        found = _HOUR.search(self._cell(cells, self.profile.hour)) if self.profile.hour else None
        try:
            first = dt.datetime.fromisoformat(month[:7] + "-01").replace(tzinfo=self.zone)
        except ValueError as fault:
            raise RowFault(f"the month « {month[:20]} » cannot be read") from fault
        days = [first + dt.timedelta(days=n) for n in range(31)]
        fitting = [day for day in days if day.month == first.month and day.weekday() == weekday]
        hour = min(int(found[0]), 23) if found else 12
        return fitting[number % len(fitting)].replace(hour=hour, minute=number * 7 % 60)

    def _position(self, cells: Sequence[str]) -> tuple[float | None, float | None]:
        lat_text, lon_text = self._named(cells, "lat"), self._named(cells, "lon")
        point = self._named(cells, "point")
        if point and not lat_text:
            lat_text, lon_text = read_point(point)
        if not lat_text or not lon_text:
            return None, None
        try:
            lat, lon = float(lat_text.replace(",", ".")), float(lon_text.replace(",", "."))
        except ValueError as fault:
            raise RowFault(f"the position « {lat_text[:20]} {lon_text[:20]} » cannot be read") from fault
        if (lat, lon) == (0.0, 0.0) or (lat, lon) in self.profile.default_points:
            return None, None
        if self._turn is not None:
            lat, lon = self._turn(lon, lat)
        if not (-90 <= lat <= 90 and -180 <= lon <= 180):
            raise RowFault(f"the position {lat} {lon} is not on Earth")
        return lat, lon

    def _channel(self, cells: Sequence[str]) -> str:
        words = self._named(cells, "channel").replace(";", "|")
        return self.profile.channels.get(words.partition("|")[0].strip().casefold(), "other")

    def _status(self, cells: Sequence[str], answer: str) -> _Status:
        word = self._named(cells, "status").casefold()
        meaning = self.profile.statuses.get(word, "")
        if not meaning:
            meaning = "unstated" if self._named(cells, "ended") else "received"
        if meaning in {"received", "taken"}:
            return _Status(taken=meaning == "taken", ended=False, outcome="")
        if meaning == Outcome.UNSTATED:
            meaning = next(
                (outcome for form, outcome in self.profile.answers if form.search(answer)), meaning
            )
        return _Status(taken=True, ended=True, outcome=meaning)

    def _ended(self, cells: Sequence[str], opened: dt.datetime) -> dt.datetime:
        text = self._named(cells, "ended")
        if not text:
            return opened
        return max(self._date(text) + self.shift, opened)

    def _due(self, cells: Sequence[str]) -> dt.datetime | None:
        text = self._named(cells, "due")
        return self._date(text) + self.shift if text else None


def read_point(point: str) -> tuple[str, str]:
    """Give latitude and longitude as written; maps' own notations (WKT, GeoJSON) put the longitude first."""
    found = _POINT.search(point)
    if found is None:
        raise RowFault(f"the point « {point[:40]} » cannot be read")
    is_turned = point.lstrip().upper().startswith(("POINT", "SRID", "{"))
    return (found[2], found[1]) if is_turned else (found[1], found[2])


@dataclass(frozen=True, slots=True)
class _Status:
    taken: bool
    ended: bool
    outcome: str


def _closed(draft: Draft, limit: dt.datetime) -> Draft:
    """For demonstrations: what is open for longer than anybody would believe counts as ended after ten days."""
    if draft.ended_at is not None or draft.opened_at >= limit:
        return draft
    ended = draft.opened_at + dt.timedelta(days=1 + draft.line % 10)
    return draft._replace(taken=True, ended_at=ended, outcome=Outcome.UNSTATED.value)


def _with_recent_state(draft: Draft, limit: dt.datetime) -> Draft:
    if draft.ended_at is not None or draft.opened_at >= limit:
        return draft
    return draft._replace(taken=True, ended_at=draft.opened_at, outcome=Outcome.UNSTATED.value)
