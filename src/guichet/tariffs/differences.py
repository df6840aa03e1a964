"""What changed between two versions of a by-law, part by part, in the words of who reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from guichet.kernel.texts import Text
from guichet.tariffs.content import PARTS

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One part that was added, removed or changed; `fields` are (name, before, after) as they are written."""

    part: str
    code: str
    label: Text
    how: str
    fields: tuple[tuple[str, str, str], ...] = ()


def changes(before: Data, after: Data) -> list[Change]:
    """Compare two contents; parts are told by their codes."""
    found = []
    for part in PARTS:
        old = {str(row.get("code")): row for row in before.get(part) or ()}
        new = {str(row.get("code")): row for row in after.get(part) or ()}
        found += [Change(part, code, _label(old[code]), "removed") for code in old if code not in new]
        for code, row in new.items():
            if code not in old:
                found.append(Change(part, code, _label(row), "added"))
            elif told := _fields(old[code], row):
                found.append(Change(part, code, _label(row), "changed", tuple(told)))
    return found


def _label(row: Data) -> Text:
    return row.get("label") or row.get("name") or row.get("title") or {"fr": str(row.get("code"))}


def _fields(before: Data, after: Data, prefix: str = "") -> list[tuple[str, str, str]]:
    """Name each value that differs, down to the row of a list; rules are told by their codes."""
    found = []
    for name in dict.fromkeys([*before, *after]):
        old, new = before.get(name), after.get(name)
        if old == new:
            continue
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            found += _fields(old, new, f"{prefix}{name} › ")
        elif isinstance(old, list) and isinstance(new, list):
            found += _fields(_by_code(old), _by_code(new), f"{prefix}{name} › ")
        else:
            found.append((f"{prefix}{name}", _written(old), _written(new)))
    return found


def _by_code(rows: list[Any]) -> dict[str, Any]:
    return {
        str(row.get("code") or at) if isinstance(row, Mapping) else str(at): row
        for at, row in enumerate(rows, start=1)
    }


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return " · ".join(_written(one) for one in value.values() if one not in (None, "", [], {}))
    if isinstance(value, list):
        return ", ".join(_written(one) for one in value)
    return str(value)
