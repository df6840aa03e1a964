"""The by-laws on fees of the demonstration cities: an invented one in force, real ones of other cities as examples."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from guichet.cli.demo.loading import FOLDER, read_toml
from guichet.kernel.actor import system
from guichet.tariffs.actions import NewByLaw, import_bylaw

IN_FORCE = ("check", "publish")
CITIES: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "montreal": (("montreal", IN_FORCE), ("mont-royal", ()), ("sainte-croix", ("check",))),
    "paris": (("paris", IN_FORCE), ("la-mulatiere", ("check",))),
}
"""For each city, its files and how far each goes: in force, checked (waiting for a second person), or a draft."""


def load_tariffs(folder: Path) -> int:
    """Load the by-laws of a city's folder, by its name; gives how many are there."""
    files = CITIES.get(folder.name, ())
    for name, verbs in files:
        import_bylaw(system(), read_bylaw(name), verbs=verbs)
    return len(files)


def read_bylaw(name: str) -> NewByLaw:
    """Read one of the by-laws that come with Guichet: montreal, mont-royal, sainte-croix, la-mulatiere, paris."""
    data = read_toml(FOLDER / "tariffs", f"{name}.toml")
    content: dict[str, Any] = json.loads(json.dumps(data["content"], default=str))
    return NewByLaw(
        code=data["code"],
        number=data["number"],
        name=data["name"],
        starts=data["starts"],
        currency=data["currency"],
        content=content,
    )
