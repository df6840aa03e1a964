"""Reading the GeoJSON files that cities hold, as they come: what is wrong is said in words, feature by feature."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from shapely.geometry import MultiPolygon, Polygon, mapping
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

from guichet.kernel.errors import Invalid
from guichet.kernel.typography import percent
from guichet.places.geo import METRES_PER_DEGREE

GeoJson = Mapping[str, object] | str | bytes
Area = Polygon | MultiPolygon


class NoteKind(StrEnum):
    """What a note of an import is about."""

    REPAIRED = "repaired"
    JOINED = "joined"
    REJECTED = "rejected"
    OVERLAP = "overlap"
    SAME_NAME = "same_name"
    FAR = "far"
    KEPT = "kept"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that someone should know about an import; `about` is a code, or « #3 » for the third feature."""

    kind: NoteKind
    about: str
    words: str


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature of a file: its place in it (from 1), its properties and its shape, in degrees, without heights."""

    position: int
    properties: Mapping[str, object]
    shape: BaseGeometry

    def text(self, name: str) -> str:
        """Give a property as text, without spaces around; empty when it is not there."""
        value = self.properties.get(name)
        return "" if value is None else " ".join(str(value).split())


def read_features(geojson: GeoJson) -> tuple[list[Feature], list[Note]]:
    """Read a FeatureCollection; give its usable features, and a note for each that is not.

    Refused features: no shape, a shape that cannot be read, coordinates that are not degrees (WGS84). Raises Invalid
    when the whole is not a FeatureCollection.
    """
    raw = _raw_features(geojson)
    geometries = [_closed(item.get("geometry")) if isinstance(item, Mapping) else None for item in raw]
    shapes = shapely.from_geojson([json.dumps(item) for item in geometries], on_invalid="ignore")
    features: list[Feature] = []
    notes: list[Note] = []
    for position, (item, shape) in enumerate(zip(raw, shapes, strict=True), start=1):
        problem = _problem(shape)
        if problem:
            notes.append(Note(NoteKind.REJECTED, f"#{position}", problem))
            continue
        properties = item.get("properties") if isinstance(item, Mapping) else None
        features.append(
            Feature(position, properties if isinstance(properties, Mapping) else {}, shapely.force_2d(shape))
        )
    return features, notes


def repaired(shape: BaseGeometry) -> tuple[Area | None, str]:
    """Make a polygon valid; give it (None when nothing with an area is left) and the words of the repair.

    The words are empty when nothing had to be done. The polygonal parts alone are kept.
    """
    if shape.is_valid and isinstance(shape, Polygon | MultiPolygon):
        return shape, ""
    reason = explain_validity(shape).partition("[")[0].strip()
    kept = area_of(shapely.make_valid(shape, method="structure", keep_collapsed=False))
    if kept is None:
        return None, ""
    before, after = square_metres(shape), square_metres(kept)
    change = abs(after - before) / before if before else 1.0
    words = _("The outline was not valid (%(reason)s) and was repaired; its area changed by %(change)s.") % {
        "reason": _reason_words(reason),
        "change": _("less than 0.1%") if change < 0.001 else percent(change, get_language() or "fr", 1),
    }
    return kept, words


def area_of(shape: BaseGeometry) -> Area | None:
    """Keep of a shape the parts that have an area; None when there are none."""
    parts = [
        part for part in shapely.get_parts(shape) if isinstance(part, Polygon | MultiPolygon) and part.area
    ]
    if not parts:
        return None
    whole = shapely.union_all(parts)
    return whole if isinstance(whole, Polygon | MultiPolygon) else None


def square_metres(shape: BaseGeometry) -> float:
    """Give the area of a shape drawn in degrees; good to one per cent for the size of a city."""
    if shape.is_empty:
        return 0.0
    south, north = shape.bounds[1], shape.bounds[3]
    return float(shape.area * METRES_PER_DEGREE**2 * math.cos(math.radians((south + north) / 2)))


def as_geojson(shape: BaseGeometry, *, decimals: int | None = None) -> dict[str, object]:
    """Write a shape as a GeoJSON geometry, its coordinates rounded when told (5 decimals are a metre)."""
    if decimals is not None:
        shape = shapely.transform(shape, lambda points: np.round(points, decimals))
    written: dict[str, object] = json.loads(json.dumps(mapping(shape)))
    return written


def _raw_features(geojson: GeoJson) -> Sequence[object]:
    problem = Invalid(
        _("This file is not a GeoJSON collection of features. Export it again as GeoJSON, in WGS84."),
        code="not_geojson",
    )
    if isinstance(geojson, str | bytes):
        try:
            geojson = json.loads(geojson)
        except (ValueError, RecursionError) as error:
            raise problem from error
    raw = geojson.get("features") if isinstance(geojson, Mapping) else None
    if not isinstance(raw, list | tuple):
        raise problem
    return raw


def _closed(geometry: object) -> object:
    """Close the rings that were left open: files drawn by hand have some, and only one reading of them is possible."""
    if not isinstance(geometry, Mapping):
        return None
    for ring in _rings(geometry):
        if len(ring) > 2 and ring[0] != ring[-1]:
            return {**geometry, "coordinates": _close(geometry["coordinates"])}
    return geometry


def _rings(geometry: Mapping[str, object]) -> Iterator[Sequence[object]]:
    coordinates = geometry.get("coordinates")
    if not isinstance(coordinates, list | tuple) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        return
    polygons = coordinates if geometry["type"] == "MultiPolygon" else [coordinates]
    for polygon in polygons:
        if isinstance(polygon, list | tuple):
            yield from (ring for ring in polygon if isinstance(ring, list | tuple))


def _close(coordinates: object) -> object:
    if not isinstance(coordinates, list | tuple) or not coordinates:
        return coordinates
    first = coordinates[0]
    if isinstance(first, list | tuple) and first and isinstance(first[0], int | float):
        return coordinates if first == coordinates[-1] else [*coordinates, first]
    return [_close(part) for part in coordinates]


def _problem(shape: BaseGeometry | None) -> str:
    if shape is None or shape.is_empty:
        return _("This feature has no shape that can be read.")
    west, south, east, north = shape.bounds
    if not np.isfinite(shapely.get_coordinates(shape)).all():
        return _("A coordinate of this feature is not a number.")
    if west < -180 or east > 180 or south < -90 or north > 90:
        return _(
            "The coordinates of this feature are not degrees. Export the file again in WGS84 (EPSG:4326)."
        )
    return ""


def _reason_words(reason: str) -> str:
    """Say in words what GEOS found wrong."""
    words = {
        "Self-intersection": _("its line crosses itself"),
        "Ring Self-intersection": _("its line touches itself"),
        "Hole lies outside shell": _("a hole lies outside of it"),
        "Holes are nested": _("a hole lies within another"),
        "Nested shells": _("one part lies within another"),
        "Interior is disconnected": _("a hole cuts it in two"),
        "Duplicate Rings": _("a part is drawn twice"),
        "Too few points in geometry component": _("a part has too few points"),
    }
    return words.get(reason, _("it does not close properly"))
