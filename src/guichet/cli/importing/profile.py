"""The mapping file of an import: which column is what. A new city writes one without Python."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from guichet.cases.channels import Channel
from guichet.cases.lifecycle import Outcome

BUILT_IN = Path(__file__).parent / "profiles"
COLUMNS = [
    "id",
    "service",
    "group",
    "title",
    "description",
    "opened",
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
SECTIONS = {"source", "language", "encodings", "delimiter", "columns", "identity", "dates", "place", "skip"}
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
    identity: tuple[str, ...] = ()
    zone: str = "UTC"
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
    if not path.exists():
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
    columns = dict(data.get("columns", {}))
    address = columns.pop("address", [])
    strange = set(columns) - set(COLUMNS)
    if strange:
        raise ProfileFault(f"[columns] unknown « {min(strange)} »; known: {', '.join(COLUMNS)}, address")
    dates, place = data.get("dates", {}), data.get("place", {})
    identity = tuple(data.get("identity", {}).get("columns", []))
    if "source" not in data:
        raise ProfileFault("« source » is missing: a short name of where the rows come from")
    if "service" not in columns:
        raise ProfileFault("[columns] service is missing")
    if "opened" not in columns and "month" not in dates:
        raise ProfileFault("[columns] opened is missing (or [dates] month, weekday and hour)")
    if "id" not in columns and not identity:
        raise ProfileFault("[columns] id is missing (or [identity] columns, when rows have no number)")
    values = data.get("values", {})
    return Profile(
        source=str(data["source"])[:40],
        columns=columns,
        address=tuple([address] if isinstance(address, str) else address),
        language=data.get("language", "fr"),
        encodings=tuple(data.get("encodings", ("utf-8-sig", "cp1252"))),
        delimiter=data.get("delimiter", ""),
        identity=identity,
        zone=dates.get("zone", "UTC"),
        formats=tuple(dates.get("formats", ["iso"])),
        month=dates.get("month", ""),
        weekday=dates.get("weekday", ""),
        hour=dates.get("hour", ""),
        default_points=frozenset((float(lat), float(lon)) for lat, lon in place.get("default_points", [])),
        fictitious=place.get("fictitious", ""),
        skip={column: frozenset(words) for column, words in data.get("skip", {}).items()},
        statuses=_known(values.get("status", {}), STATUSES, "status"),
        channels=_known(values.get("channel", {}), {channel.value for channel in Channel}, "channel"),
        answers=tuple(_answer(item) for item in data.get("answers", [])),
        open_days=int(data.get("no_status", {}).get("open_days", 0)),
        published=bool(data.get("published", True)),
    )


def _known(values: Mapping[str, str], allowed: set[str], what: str) -> dict[str, str]:
    for word, meaning in values.items():
        if meaning not in allowed:
            known = ", ".join(sorted(allowed))
            raise ProfileFault(f"[values.{what}] « {word} » = « {meaning} » is none of: {known}")
    return {word.strip().casefold(): meaning for word, meaning in values.items()}


def _answer(item: Mapping[str, str]) -> tuple[re.Pattern[str], str]:
    if item.get("outcome") not in {outcome.value for outcome in Outcome}:
        raise ProfileFault(f"[[answers]] outcome « {item.get('outcome')} » is not known")
    try:
        return re.compile(item["match"]), item["outcome"]
    except (re.error, KeyError) as fault:
        raise ProfileFault(f"[[answers]] match: {fault}") from fault
