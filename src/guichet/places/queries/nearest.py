"""The name of the street nearest to a point that someone chose on the map, for people who must find it."""

from __future__ import annotations

import json
import math
from functools import lru_cache

import shapely
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from shapely.geometry import Point

from guichet.kernel.typography import is_french
from guichet.places.geo import METRES_PER_DEGREE, cells_near, metres_between
from guichet.places.models import Place, PlaceKind
from guichet.places.naming import street_in_a_sentence
from guichet.places.queries.layers import MapLayerFile, map_layers

NEAR = 70.0
CROSSING = 18.0
AREA = 9


class _Streets:
    """The named streets of a layer, ready to be asked which is near."""

    def __init__(self, layer: MapLayerFile) -> None:
        features = [
            feature
            for feature in json.loads(layer.body)["features"]
            if feature["properties"].get("n") and feature["properties"].get("k", AREA) < AREA
        ]
        self._names = [str(feature["properties"]["n"]) for feature in features]
        self._lines = shapely.from_geojson([json.dumps(feature["geometry"]) for feature in features])
        self._tree = shapely.STRtree(self._lines)

    def near(self, lat: float, lon: float) -> list[tuple[float, str]]:
        """Give the streets within NEAR metres, with the distance of each, the nearest first."""
        squeeze = math.cos(math.radians(lat))
        reach = NEAR / METRES_PER_DEGREE
        found: dict[str, float] = {}
        here = Point(lon * squeeze, lat)
        for index in self._tree.query(
            shapely.box(lon - reach / squeeze, lat - reach, lon + reach / squeeze, lat + reach)
        ):
            flat = shapely.transform(self._lines[index], lambda points: points * (squeeze, 1.0))
            metres = float(flat.distance(here)) * METRES_PER_DEGREE
            name = self._names[index]
            if metres <= min(NEAR, found.get(name, NEAR)):
                found[name] = metres
        return sorted((metres, name) for name, metres in found.items())


@lru_cache(maxsize=16)
def _streets_of(layer: MapLayerFile) -> _Streets:
    return _Streets(layer)


def street_near(lat: float, lon: float) -> str:
    """Say where a point is by the nearest street, or by two at their crossing; empty where none is near.

    In a city that has no drawing of its streets, by the street of the nearest address.
    """
    found: list[tuple[float, str]] = []
    for layer in map_layers().values():
        if layer.code != "districts":
            found += _streets_of(layer).near(lat, lon)
    found.sort()
    if not found:
        return _street_of_address(lat, lon)
    if len(found) > 1 and found[1][0] <= CROSSING:
        other = street_in_a_sentence(found[1][1]) if is_french(get_language() or "fr") else found[1][1]
        return _("%(street)s and %(other)s") % {"street": found[0][1], "other": other}
    return found[0][1]


def _street_of_address(lat: float, lon: float) -> str:
    around = Place.objects.filter(kind=PlaceKind.ADDRESS, cell__in=cells_near(lat, lon, NEAR))
    spots = [
        (metres_between(lat, lon, at_lat, at_lon), label)
        for label, at_lat, at_lon in around.values_list("label", "lat", "lon")
    ]
    metres, street = min(spots, default=(NEAR + 1, ""))
    return street if metres <= NEAR else ""
