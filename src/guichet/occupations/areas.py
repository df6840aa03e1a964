"""The area that someone drew or typed, made sure of: a clean polygon on the city's ground, or the reason why not."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from django.utils.translation import gettext as _
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Point, Polygon, mapping
from shapely.geometry.base import BaseGeometry

from guichet.kernel.errors import Invalid
from guichet.occupations.facts import street_beside, water_share
from guichet.occupations.ground import Plane, plane_of, square_metres
from guichet.places.queries import district_at, is_outside

GeoJson = Mapping[str, object] | str

MOST_M2 = 1_000_000.0
LEAST_M2 = 0.25
MOST_POINTS = 500
MOST_LENGTH, MOST_WIDTH = 10_000.0, 300.0
USUAL_WIDTH = 3.0  # a lane: the width of a closure or of a truck that was drawn as a line
MOSTLY = 0.5
COMPASS = {"n": 0.0, "e": 90.0, "s": 180.0, "w": 270.0}
SIDES = ("here", "middle", *COMPASS)
# Metres from the middle of a street to its kerb, by its class: only to lay a typed rectangle along it.
HALF_ROADWAYS = {1: 7.0, 2: 7.0, 3: 5.5, 4: 4.5}
_CENTIMETRE = 0.01
_DECIMALS = 9  # a tenth of a millimetre, so that 15 m × 2,40 m are 36 m²


@dataclass(frozen=True)
class Area:
    """An area on the city's ground: its GeoJSON polygon (WGS84) and its district's code.

    `district` is empty in a city without districts. `line_width` is the width in metres that a drawn line was given.
    """

    geometry: dict[str, object]
    district: str = ""
    line_width: float = 0.0

    @cached_property
    def shape(self) -> BaseGeometry:
        """Give the polygon for calculations, in degrees."""
        return shapely.from_geojson(json.dumps(self.geometry))

    @cached_property
    def plane(self) -> Plane:
        """Give the plane on which it is measured."""
        return plane_of(self.shape)

    @cached_property
    def flat(self) -> BaseGeometry:
        """Give the polygon in metres around its middle."""
        return self.plane.flat(self.shape)

    @property
    def middle(self) -> tuple[float, float]:
        """Give a latitude and longitude that lie inside."""
        point = self.shape.representative_point()
        return float(point.y), float(point.x)


def read_area(geojson: GeoJson, *, width_m: float = 0.0) -> Area:
    """Make sure of what was drawn: a GeoJSON geometry or feature, an area, or a line that `width_m` makes one.

    A line without a width takes a lane's, 3 m. Raises Invalid (field « area ») for what cannot be read, crosses itself,
    lies outside of the city or in the water, is tiny, larger than 1 km², or has too many points.
    """
    shape = _read(geojson)
    width = 0.0
    if isinstance(shape, LineString | MultiLineString):
        width = width_m or USUAL_WIDTH
        if not 0.3 <= width <= MOST_WIDTH:
            raise _refused(_("Give the width of the line, between 0.3 and 300 metres."), "width")
        shape = _as_wide(shape, width)
    if not isinstance(shape, Polygon | MultiPolygon):
        raise _refused(_("Draw an area or a line: a point alone has no size."), "no_area")
    if not shape.is_valid:
        raise _refused(
            _("The outline crosses itself. Move one of its corners so that its sides no longer cross."),
            "crossing",
        )
    return _kept(shape, width)


def area_from_words(
    lat: float,
    lon: float,
    length_m: float,
    width_m: float,
    bearing: float = 90.0,
    *,
    offset_m: float = 0.0,
) -> Area:
    """Make the rectangle that words describe: its middle, its length along a bearing, its width across.

    `bearing` is in degrees from the north, as a compass says it; `offset_m` moves the rectangle to the right of that
    bearing (to the left when negative). Raises Invalid as `read_area` does, and for lengths that are not.
    """
    faults = {}
    if not (math.isfinite(length_m) and 0.3 <= length_m <= MOST_LENGTH):
        faults["length"] = _("Give the length in metres, between 0.3 and 10,000.")
    if not (math.isfinite(width_m) and 0.3 <= width_m <= MOST_WIDTH):
        faults["width"] = _("Give the width in metres, between 0.3 and 300.")
    if faults:
        raise Invalid(next(iter(faults.values())), fields=faults, code="size")
    turn = math.radians(bearing)
    along = np.array([math.sin(turn), math.cos(turn)])
    across = np.array([math.cos(turn), -math.sin(turn)])
    middle = across * offset_m
    corners = [
        middle + along * length_m / 2 * one + across * width_m / 2 * other
        for one, other in ((-1, -1), (1, -1), (1, 1), (-1, 1))
    ]
    return _kept(Plane(lat, lon).round(Polygon(corners)), 0.0)


def area_beside(
    lat: float, lon: float, length_m: float, width_m: float, side: str = "here", *, named: str = ""
) -> Area:
    """Make the rectangle of a length and a width along the street nearest to a place.

    `side` is « here » (the place itself is its middle), « middle » (of the street), or « n », « e », « s », « w »: along
    the kerb of that side, on the roadway. `named` says which street is meant at a crossing. Where no street is drawn, the
    rectangle lies east to west at the place.
    Raises Invalid as `read_area` does.
    """
    spot = street_beside(lat, lon, named)
    if spot is None:
        return area_from_words(lat, lon, length_m, width_m)
    if side == "here":
        return area_from_words(lat, lon, length_m, width_m, spot.bearing)
    offset = 0.0
    if side in COMPASS:
        kerb = HALF_ROADWAYS.get(spot.rank, 3.0)
        to_the_right = math.cos(math.radians(COMPASS[side] - spot.bearing - 90)) >= 0
        offset = max(kerb - width_m / 2, 0.0) * (1 if to_the_right else -1)
    return area_from_words(spot.lat, spot.lon, length_m, width_m, spot.bearing, offset_m=offset)


def _read(geojson: GeoJson) -> BaseGeometry:
    unreadable = _refused(
        _("This drawing cannot be read. Draw the area again, or type its size."), "unreadable"
    )
    if isinstance(geojson, str):
        try:
            geojson = json.loads(geojson)
        except (ValueError, RecursionError) as error:
            raise unreadable from error
    if isinstance(geojson, Mapping) and geojson.get("type") == "Feature":
        geojson = geojson.get("geometry")  # type: ignore[assignment]
    if not isinstance(geojson, Mapping):
        raise unreadable
    shape: BaseGeometry | None = shapely.from_geojson(json.dumps(_closed(geojson)), on_invalid="ignore")
    if shape is None or shape.is_empty:
        raise unreadable
    points = shapely.get_coordinates(shape)
    if not np.isfinite(points).all() or np.abs(points).max() > 180:
        raise unreadable
    if len(points) > 20 * MOST_POINTS:
        raise _too_many()
    flat: BaseGeometry = shapely.force_2d(shape)
    return flat


def _closed(geometry: Mapping[str, object]) -> Mapping[str, object]:
    """Close the ring of a polygon that was left open."""
    rings = geometry.get("coordinates")
    if geometry.get("type") != "Polygon" or not isinstance(rings, list):
        return geometry
    whole = [
        [*ring, ring[0]] if isinstance(ring, list) and len(ring) > 2 and ring[0] != ring[-1] else ring
        for ring in rings
    ]
    return {**geometry, "coordinates": whole}


def _as_wide(line: BaseGeometry, width: float) -> BaseGeometry:
    plane = plane_of(line)
    flat = shapely.simplify(plane.flat(line), _CENTIMETRE)
    if flat.length == 0:
        raise _refused(_("Draw an area or a line: a point alone has no size."), "no_area")
    return plane.round(shapely.buffer(flat, width / 2, cap_style="flat", join_style="mitre", mitre_limit=2))


def _kept(shape: BaseGeometry, width: float) -> Area:
    metres = square_metres(shape)
    if metres < LEAST_M2:
        raise _refused(_("This area is too small to be measured. Zoom in and draw it again."), "tiny")
    if metres > MOST_M2:
        raise _refused(
            _("This area is larger than one square kilometre. Draw only what is occupied."), "huge"
        )
    plane = plane_of(shape)
    flat = shapely.simplify(plane.flat(shape), _CENTIMETRE)
    if shapely.get_num_coordinates(flat) > MOST_POINTS:
        raise _too_many()
    shape = shapely.transform(plane.round(flat), lambda points: np.round(points, _DECIMALS))
    point = shape.representative_point()
    _check_ground(shape, point)
    district = district_at(point.y, point.x)
    return Area(
        geometry=json.loads(json.dumps(mapping(shape))),
        district=district.code if district else "",
        line_width=width,
    )


def _check_ground(shape: BaseGeometry, middle: Point) -> None:
    corners = shapely.get_coordinates(shapely.convex_hull(shape))
    if is_outside(middle.y, middle.x) or all(is_outside(lat, lon) for lon, lat in corners.tolist()):
        raise _refused(_("This area is outside of the city. Choose a place in the city."), "outside")
    if water_share(shape) >= MOSTLY:
        raise _refused(_("This area is in the water. Move it onto the ground."), "water")


def _too_many() -> Invalid:
    return _refused(
        _("This outline has too many points. Draw it again with fewer corners (500 at most)."), "points"
    )


def _refused(words: str, code: str) -> Invalid:
    return Invalid(words, fields={"area": words}, code=code)
