"""The mapping file of an import: which column is what. A new city writes one without Python."""

from __future__ import annotations

import codecs
import re
import tomllib
import zoneinfo
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from guichet.cases.channels import Channel
from guichet.cases.lifecycle import Outcome
from guichet.cli.importing.projections import KNOWN, degrees_of

BUILT_IN = Path(__file__).parent / "profiles"
COLUMNS = [
    "id",
    "service",
    "group",
    "title",
    "description",
    "opened",
    "opened_time",
    "ended",
    "due",
    "status",
    "answer",
    "channel",
    "team",
    "district",
    "lat",
    "lon",
    "point",
]
STATUSES = {"received", "taken", *(outcome.value for outcome in Outcome)}
SECTIONS = {
    "source",
    "language",
    "encodings",
    "delimiter",
    "header_line",
    "columns",
    "identity",
    "dates",
    "place",
    "skip",
}
MORE_SECTIONS = {"values", "answers", "no_status", "published"}


class ProfileFault(Exception):
    """A profile that cannot be used, with what to change."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A checked mapping file; see docs/import.md for each entry."""

    source: str
    columns: Mapping[str, str]
    address: tuple[str, ...] = ()
    language: str = "fr"
    encodings: tuple[str, ...] = ("utf-8-sig", "cp1252")
    delimiter: str = ""
    header_line: int = 1
    projection: str = ""
    identity: tuple[str, ...] = ()
    zone: str = ""
    formats: tuple[str, ...] = ("iso",)
    month: str = ""
    weekday: str = ""
    hour: str = ""
    default_points: frozenset[tuple[float, float]] = frozenset()
    fictitious: str = ""
    skip: Mapping[str, frozenset[str]] = field(default_factory=dict)
    statuses: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)
    answers: tuple[tuple[re.Pattern[str], str], ...] = ()
    open_days: int = 0
    published: bool = True


def built_in_profiles() -> list[str]:
    """Give the names of the profiles that come with Guichet."""
    return sorted(path.stem for path in BUILT_IN.glob("*.toml"))


def load_profile(name_or_path: str) -> Profile:
    """Read a profile by its name or its path. Raises ProfileFault with the entry to change."""
    built_in = BUILT_IN / f"{name_or_path}.toml"
    path = built_in if "/" not in name_or_path and built_in.exists() else Path(name_or_path)
    if not path.is_file():
        raise ProfileFault(
            f"no profile « {name_or_path} »; known: {', '.join(built_in_profiles())}, or give a file"
        )
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise ProfileFault(f"{path.name}: {fault}") from fault
    return read_profile(data)


def read_profile(data: Mapping[str, Any]) -> Profile:
    """Check a mapping; every entry must be known and every value must exist in Guichet."""
    unknown = set(data) - SECTIONS - MORE_SECTIONS
    if unknown:
        raise ProfileFault(f"unknown entry « {min(unknown)} »")
    columns = _table(data, "columns")
    address = _words(columns.pop("address", []), "[columns] address")
    strange = set(columns) - set(COLUMNS)
    if strange:
        raise ProfileFault(f"[columns] unknown « {min(strange)} »; known: {', '.join(COLUMNS)}, address")
    dates, place, values = _table(data, "dates"), _table(data, "place"), _table(data, "values")
    identity = _words(_table(data, "identity").get("columns", []), "[identity] columns")
    _check_essential(data, columns, dates, identity)
    return Profile(
        source=_word(data["source"], "source")[:40],
        columns={role: _word(column, f"[columns] {role}") for role, column in columns.items()},
        address=address,
        language=_word(data.get("language", "fr"), "language"),
        encodings=_encodings(data.get("encodings", ("utf-8-sig", "cp1252"))),
        delimiter=_delimiter(data.get("delimiter", "")),
        header_line=_count(data.get("header_line", 1), "header_line must be the rank of a line, from 1", 1),
        projection=_projection(place.get("projection", "")),
        identity=identity,
        zone=_zone(dates["zone"]) if "zone" in dates else "",
        formats=_words(dates.get("formats", ["iso"]), "[dates] formats"),
        month=_word(dates.get("month", ""), "[dates] month"),
        weekday=_word(dates.get("weekday", ""), "[dates] weekday"),
        hour=_word(dates.get("hour", ""), "[dates] hour"),
        default_points=_points(place.get("default_points", [])),
        fictitious=_word(place.get("fictitious", ""), "[place] fictitious"),
        skip={
            column: frozenset(_words(words, f"[skip] {column}"))
            for column, words in _table(data, "skip").items()
        },
        statuses=_known(_table(values, "status"), STATUSES, "status"),
        channels=_known(_table(values, "channel"), {channel.value for channel in Channel}, "channel"),
        answers=tuple(_answer(item) for item in _list(data.get("answers", []), "[[answers]]")),
        open_days=_count(
            _table(data, "no_status").get("open_days", 0), "[no_status] open_days must be a number of days"
        ),
        published=bool(data.get("published", True)),
    )


def _check_essential(
    data: Mapping[str, Any], columns: Mapping[str, Any], dates: Mapping[str, Any], identity: Sequence[str]
) -> None:
    if "source" not in data:
        raise ProfileFault("« source » is missing: a short name of where the rows come from")
    if "service" not in columns:
        raise ProfileFault("[columns] service is missing")
    if "opened" not in columns and "month" not in dates:
        raise ProfileFault("[columns] opened is missing (or [dates] month, weekday and hour)")
    if "id" not in columns and not identity:
        raise ProfileFault("[columns] id is missing (or [identity] columns, when rows have no number)")


def _table(data: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = data.get(name, {})
    if not isinstance(found, Mapping):
        raise ProfileFault(f"« {name} » must be a section: [{name}]")
    return dict(found)


def _list(value: object, what: str) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise ProfileFault(f"{what} must be a list")
    return list(value)


def _word(value: object, what: str) -> str:
    if not isinstance(value, str):
        raise ProfileFault(f"{what} must be a text between quotation marks")
    return value


def _words(value: object, what: str) -> tuple[str, ...]:
    """Read a list of texts; a text alone is a list of one."""
    return tuple(_word(item, what) for item in ([value] if isinstance(value, str) else _list(value, what)))


def _encodings(value: object) -> tuple[str, ...]:
    names = _words(value, "encodings")
    for name in names:
        try:
            codecs.lookup(name)
        except LookupError as fault:
            raise ProfileFault(f"encodings: « {name} » is not known; try utf-8 or cp1252") from fault
    if not names:
        raise ProfileFault("encodings: name at least one, such as utf-8")
    return names


def _delimiter(value: object) -> str:
    sign = _word(value, "delimiter")
    if len(sign) > 1:
        raise ProfileFault(f"delimiter: « {sign} » has more than one character")
    return sign


def _zone(value: object) -> str:
    name = _word(value, "[dates] zone")
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError) as fault:
        raise ProfileFault(f"[dates] zone « {name} » is not known; such as Europe/Paris") from fault
    return name


def _points(value: object) -> frozenset[tuple[float, float]]:
    try:
        return frozenset((float(lat), float(lon)) for lat, lon in _list(value, "[place] default_points"))
    except (TypeError, ValueError) as fault:
        raise ProfileFault("[place] default_points must be a list of [latitude, longitude]") from fault


def _count(value: object, fault: str, least: int = 0) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise ProfileFault(fault)
    return value


def _projection(value: object) -> str:
    name = _word(value, "[place] projection")
    if name and degrees_of(name) is None:
        raise ProfileFault(f"[place] projection « {name} » is not known; known: {KNOWN}")
    return name


def _known(values: Mapping[str, object], allowed: set[str], what: str) -> dict[str, str]:
    meanings: dict[str, str] = {}
    for word, meaning in values.items():
        if not isinstance(meaning, str) or meaning not in allowed:
            known = ", ".join(sorted(allowed))
            raise ProfileFault(f"[values.{what}] « {word} » = « {meaning} » is none of: {known}")
        meanings[word.strip().casefold()] = meaning
    return meanings


def _answer(item: object) -> tuple[re.Pattern[str], str]:
    if not isinstance(item, Mapping) or item.get("outcome") not in {outcome.value for outcome in Outcome}:
        outcome = item.get("outcome") if isinstance(item, Mapping) else item
        raise ProfileFault(f"[[answers]] outcome « {outcome} » is not known")
    try:
        return re.compile(_word(item.get("match"), "[[answers]] match")), str(item["outcome"])
    except re.error as fault:
        raise ProfileFault(f"[[answers]] match: {fault}") from fault
