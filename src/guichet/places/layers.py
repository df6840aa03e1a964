"""The base map's own form: small, and the same whatever file it came from.

Each feature has `n` (its name, or nothing) and `k` (its class: 1 main road, 2 secondary, 3 tertiary, 4 street,
5 path or service lane, 9 area).
"""

from __future__ import annotations

from collections.abc import Iterable

import shapely
from shapely.geometry import LineString, MultiLineString

from guichet.kernel.words import clean_line
from guichet.places.shapes import Feature, area_of, as_geojson

DISTRICTS_LAYER = "districts"
AREA_CLASS = 9
_DECIMALS = 5
_CLASSES = {
    1: "motorway trunk primary",
    2: "secondary motorway_link trunk_link primary_link",
    3: "tertiary secondary_link",
    4: "residential unclassified living_street road tertiary_link pedestrian",
    5: "service footway cycleway path steps track bridleway corridor elevator",
}
_CLASS_OF = {word: number for number, words in _CLASSES.items() for word in words.split()}
_USUAL_CLASS = 4


def layer_features(
    features: Iterable[Feature], *, name_property: str, class_property: str
) -> list[dict[str, object]]:
    """Give the lines and areas of a file in the base map's form, coordinates rounded to a metre."""
    drawn: list[dict[str, object]] = []
    for feature in features:
        shape = feature.shape
        if isinstance(shape, LineString | MultiLineString):
            rank = _class(feature, class_property)
        else:
            area = area_of(shape if shape.is_valid else shapely.make_valid(shape, method="structure"))
            if area is None:
                continue
            shape, rank = area, AREA_CLASS
        properties = {"n": clean_line(feature.text(name_property) or feature.text("n"), 120), "k": rank}
        drawn.append(
            {"type": "Feature", "properties": properties, "geometry": as_geojson(shape, decimals=_DECIMALS)}
        )
    return drawn


def _class(feature: Feature, class_property: str) -> int:
    given = feature.text(class_property) or feature.text("k")
    if given.isdigit() and 1 <= int(given) <= max(_CLASSES):
        return int(given)
    return _CLASS_OF.get(given, _USUAL_CLASS)
