"""What stands in the streets of a demonstration city: layers of the ground, planned works, closures, events.

All of it is invented but the layers; nothing is put where the map knows no street or place. Dates are counted from today.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from guichet.cli.demo.loading import read_json, read_toml
from guichet.kernel import moment
from guichet.kernel.actor import system
from guichet.kernel.errors import Invalid
from guichet.occupations.actions import NewOccupation, NewWork, import_works, put_many, save_layer
from guichet.occupations.areas import Area, area_beside, area_from_words
from guichet.occupations.lifecycle import Phase, State
from guichet.places.queries import search_places

SOURCE = "demonstration"


def load_ground(folder: Path) -> int:
    """Load layers, planned works and what is in place now; gives how many things stand or are planned. Nothing twice."""
    _load_layers(folder)
    data = read_toml(folder, "works.toml")
    works = [work for row in data["works"] if (work := _work(row)) is not None]
    import_works(system(), works)
    put = [one for row in data["now"] if (one := _occupation(row)) is not None]
    return len(works) + put_many(system(), SOURCE, put)


def _load_layers(folder: Path) -> None:
    path = folder / "ground.geojson.gz"
    if not path.exists():
        return
    features = read_json(path)["features"]
    for kind, source, dated in (
        ("water", "Ville de Montréal, limites et quartiers", dt.date(2014, 1, 1)),
        ("lanes", "OpenStreetMap", dt.date(2021, 2, 11)),
        ("cycling", "OpenStreetMap", dt.date(2021, 2, 11)),
    ):
        own = [each for each in features if each["properties"]["layer"] == kind]
        save_layer(system(), kind, {"type": "FeatureCollection", "features": own}, source=source, dated=dated)


def _area(row: dict[str, Any]) -> Area | None:
    """Find the ground of a line of the file: its place, and its length and width along the street."""
    hits = search_places(row["place"], limit=1)
    if not hits:
        return None
    lat, lon = hits[0].lat + row.get("north", 0) / 111_150, hits[0].lon + row.get("east", 0) / 78_000
    try:
        if "bearing" in row:
            return area_from_words(lat, lon, row["length"], row["width"], row["bearing"])
        return area_beside(lat, lon, row["length"], row["width"], row.get("side", "here"), named=row["place"])
    except Invalid:
        return None


def _work(row: dict[str, Any]) -> NewWork | None:
    area = _area(row)
    if area is None:
        return None
    starts = moment.today() + dt.timedelta(days=row["begins"])
    return NewWork(
        title=row["title"],
        detail=row.get("detail", {}),
        owner=row["owner"],
        owner_kind=row.get("owner_kind", "city"),
        contact=row.get("contact", ""),
        streets=row.get("streets", []),
        kind=row.get("kind", "works"),
        certainty=row.get("certainty", "likely"),
        vagueness=row.get("vagueness", "day"),
        protect_months=row.get("protect_months", 0),
        public=row.get("public", False),
        phase=row.get("phase", Phase.SCHEDULED),
        starts=starts,
        ends=starts + dt.timedelta(days=row["days"]),
        area=area,
        source=SOURCE,
        external_id=row["code"],
    )


def _occupation(row: dict[str, Any]) -> NewOccupation | None:
    area = _area(row)
    if area is None:
        return None
    today = moment.now().replace(hour=12, minute=0, second=0, microsecond=0)
    starts = today + dt.timedelta(days=row["begins"])
    ends = starts + dt.timedelta(days=row["days"])
    state = State.ENDED if ends < today else State.ACTIVE if starts <= today else State.GRANTED
    return NewOccupation(
        reference=row["code"], area=area, starts=starts, ends=ends, state=state, kind=row["kind"],
        title=row["title"], detail=row.get("detail", {}), public=True, end_known=row.get("end_known", True),
    )  # fmt: skip
