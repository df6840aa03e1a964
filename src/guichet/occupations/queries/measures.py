"""What can be measured of an area, and what the city's layers know of the ground that it takes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields
from enum import StrEnum

import shapely
from shapely.geometry.base import BaseGeometry

from guichet.occupations.areas import Area
from guichet.occupations.facts import Fact, Facts, Layer, ground_facts
from guichet.occupations.ground import sides_of
from guichet.occupations.models import LayerKind

STREET_REACH = 30.0  # metres from the middle of a street to the farthest of its sidewalks
LANE_REACH = 12.0
KERB_REACH = 6.0
TREE_REACH = 3.0

Value = float | int | str | bool | None


class Origin(StrEnum):
    """Where a measured value comes from."""

    DRAWN = "drawn"
    LAYER = "layer"
    UNKNOWN = "unknown"


class StreetClass(StrEnum):
    """How large a street is."""

    ARTERY = "artery"
    COLLECTOR = "collector"
    LOCAL = "local"
    LANE = "lane"


_CLASS = {1: StreetClass.ARTERY, 2: StreetClass.ARTERY, 3: StreetClass.COLLECTOR, 4: StreetClass.LOCAL}


@dataclass(frozen=True, slots=True)
class Measured:
    """One value with its unit and where it comes from; `value` is None when no layer of the city says.

    `layer` names the layer (« streets », « cycling »…), `source` who gave it, `dated` of when it is.
    """

    value: Value
    unit: str = ""
    origin: str = Origin.DRAWN
    layer: str = ""
    source: str = ""
    dated: dt.date | None = None

    @property
    def is_known(self) -> bool:
        """Tell whether there is a value."""
        return self.value is not None


@dataclass(frozen=True, slots=True)
class Measures:
    """All that is measured of an area; units are m2, m, or none.

    `length_m` and `width_m` are the sides of the narrowest rectangle around it, `frontage_m` what it takes along its
    street. `bus` tells whether buses pass, `bike` names the kind of cycle way, `meters` counts paid places.
    """

    area_m2: Measured
    length_m: Measured
    width_m: Measured
    frontage_m: Measured
    street: Measured
    street_class: Measured
    lanes: Measured
    bus: Measured
    bike: Measured
    meters: Measured
    trees: Measured
    park: Measured
    district: Measured

    def items(self) -> list[tuple[str, Measured]]:
        """Give every value with its name, in the order in which people read them."""
        return [(field.name, getattr(self, field.name)) for field in fields(self)]


def measures(area: Area) -> Measures:
    """Measure an area and read the city's layers under it and beside it. What no layer says is unknown, not guessed."""
    facts = ground_facts()
    long, short = sides_of(area.flat)
    street = _street(facts, area)
    size = float(area.flat.area)
    return Measures(
        area_m2=Measured(round(size, 2), "m2"),
        length_m=Measured(round(long, 2), "m"),
        width_m=Measured(round(short, 2), "m"),
        frontage_m=Measured(round(_frontage(area.flat, street, long), 2), "m"),
        street=_said(facts.streets, "streets", street.name if street else ""),
        street_class=_said(facts.streets, "streets", _class_of(street)),
        lanes=_of_line(facts, LayerKind.LANES, area, LANE_REACH, number=True),
        bus=_passes(facts, area),
        bike=_bike(facts, area),
        meters=_counted(facts, LayerKind.METERS, area, KERB_REACH),
        trees=_counted(facts, LayerKind.TREES, area, TREE_REACH),
        park=_park(facts, area),
        district=Measured(area.district or None, origin=Origin.LAYER, layer="districts")
        if area.district
        else Measured(None, origin=Origin.UNKNOWN, layer="districts"),
    )


def _street(facts: Facts, area: Area) -> Fact | None:
    """Find the street that an area takes: of those that it touches or nearly, the one along which it lies.

    Streets count before paths. At a crossing both streets are as near: the one along which the area is longest is meant.
    """
    if facts.streets is None:
        return None
    named = [fact for fact in facts.streets.near(area.shape, STREET_REACH) if fact.name]
    streets = [fact for fact in named if int(fact.value or 5) in _CLASS] or named
    if not streets:
        return None
    long, _short = sides_of(area.flat)
    close = [fact for fact in streets if fact.metres <= streets[0].metres + LANE_REACH]
    return min(close, key=lambda fact: (-round(4 * _frontage(area.flat, fact, long) / long), fact.metres))


def _class_of(street: Fact | None) -> str:
    if street is None:
        return ""
    return _CLASS.get(int(street.value or 5), StreetClass.LANE)


def _frontage(flat: BaseGeometry, street: Fact | None, long: float) -> float:
    """Measure what an area takes along its street: its extent in the street's direction, or its long side."""
    if street is None:
        return long
    turned = shapely.affinity.rotate(flat, street.bearing, origin=(0, 0))
    _west, south, _east, north = turned.bounds
    return float(north - south)


def _said(layer: Layer | None, name: str, value: Value) -> Measured:
    if layer is None or value in ("", None):
        return Measured(None, origin=Origin.UNKNOWN, layer=name)
    return Measured(value, origin=Origin.LAYER, layer=name, source=layer.source, dated=layer.dated)


def _near(facts: Facts, kind: str, area: Area, reach: float) -> tuple[Layer | None, Sequence[Fact]]:
    layer = facts.layer(kind)
    return layer, layer.near(area.shape, reach) if layer else ()


def _of_line(facts: Facts, kind: str, area: Area, reach: float, *, number: bool = False) -> Measured:
    layer, near = _near(facts, kind, area, reach)
    if not near:
        return _said(layer, kind, None)
    value = near[0].value
    return _said(layer, kind, int(value) if number and value.isdigit() else value)


def _passes(facts: Facts, area: Area) -> Measured:
    """Tell which buses pass; « none » only where the layer of bus lines is complete."""
    layer, near = _near(facts, LayerKind.BUS, area, LANE_REACH)
    named = ", ".join(dict.fromkeys(fact.name or fact.value for fact in near if fact.name or fact.value))
    return _said(layer, LayerKind.BUS, (named or "yes") if near else _nothing(layer))


def _bike(facts: Facts, area: Area) -> Measured:
    layer, near = _near(facts, LayerKind.CYCLING, area, LANE_REACH)
    return _said(layer, LayerKind.CYCLING, near[0].value if near else _nothing(layer))


def _nothing(layer: Layer | None) -> str | None:
    """Say what it means that a layer has nothing here: nothing is here, or nobody knows."""
    return "none" if layer is not None and layer.complete else None


def _counted(facts: Facts, kind: str, area: Area, reach: float) -> Measured:
    layer, near = _near(facts, kind, area, reach)
    if not near and not (layer and layer.complete):
        return _said(None, kind, None)
    return _said(layer, kind, sum(int(fact.value) if fact.value.isdigit() else 1 for fact in near))


def _park(facts: Facts, area: Area) -> Measured:
    if facts.parks is None:
        return _said(None, "parks", None)
    under = [fact for fact in facts.parks.near(area.shape, 0.0) if fact.shared > 0]
    return _said(facts.parks, "parks", (under[0].name or "park") if under else "none")
