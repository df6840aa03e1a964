"""The city's own layers as the map of a page draws them: streets by importance, parks, districts with their names."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import median
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language

from guichet.places.queries import MapLayerFile, map_layers
from guichet.tenancy.queries import current_city

PLAN = "plan"
DISTRICTS = "districts"
AREA = 9
LOWEST = 5
_NEAR = (("street", 16.0), ("district", 12.5), ("park", 14.0))


@dataclass(frozen=True, slots=True)
class PlanFile:
    """The layers of a city in one GeoJSON file, as it is and gzipped, with the ETag of both.

    `middle` is the longitude and latitude in the middle of what is drawn, streets before districts; None without any.
    `zoom` is how near one may look at a place and still see something: less where only districts are drawn, 0 where
    nothing is.
    """

    body: bytes
    gzipped: bytes
    etag: str
    middle: tuple[float, float] | None
    zoom: float


def plan_file() -> PlanFile:
    """Give what the map draws, in the language of the page; made once for each state of the city's layers."""
    return _drawn(tuple(map_layers().values()), (get_language() or "fr")[:2])


def plan_layers_url() -> str:
    """Give the address of what the map draws; it changes with the language and the layers, so browsers may keep it."""
    tag = plan_file().etag.strip('"')
    return f"{reverse('portal_layer', args=[PLAN])}?v={tag}"


@lru_cache(maxsize=24)
def _drawn(layers: tuple[MapLayerFile, ...], spoken: str) -> PlanFile:
    features = [feature for layer in layers for feature in _features(layer, spoken)]
    body = json.dumps(
        {"type": "FeatureCollection", "features": features}, ensure_ascii=False, separators=(",", ":")
    ).encode()
    digest = hashlib.sha256(body).hexdigest()[:20]
    return PlanFile(
        body, gzip.compress(body, compresslevel=6, mtime=0), f'"{digest}"', _middle(features), _zoom(features)
    )


def map_centre() -> tuple[float, float]:
    """Give the longitude and latitude on which a map opens: the middle of what is drawn, else the city's centre."""
    city = current_city()
    return plan_file().middle or (city.centre_lon, city.centre_lat)


def map_zoom() -> float:
    """Give how near a map of this city may look at a place; 0 where nothing is drawn, and a map would be a blank."""
    return plan_file().zoom


def _middle(features: Sequence[dict[str, Any]]) -> tuple[float, float] | None:
    """Find the middle of streets (of districts where there is none) by their median, so that no far end counts."""
    for kind in ("street", "district"):
        starts = [
            _start(each["geometry"]["coordinates"]) for each in features if each["properties"]["kind"] == kind
        ]
        if starts:
            return median(lon for lon, _lat in starts), median(lat for _lon, lat in starts)
    return None


def _zoom(features: Sequence[dict[str, Any]]) -> float:
    kinds = {each["properties"]["kind"] for each in features}
    return next((zoom for kind, zoom in _NEAR if kind in kinds), 0.0)


def _start(coordinates: Any) -> tuple[float, float]:
    while not isinstance(coordinates[0], int | float):
        coordinates = coordinates[0]
    return float(coordinates[0]), float(coordinates[1])


def _features(layer: MapLayerFile, spoken: str) -> Iterator[dict[str, Any]]:
    for feature in json.loads(layer.body)["features"]:
        drawn = _look(feature["properties"], layer.code, spoken)
        yield {"type": "Feature", "properties": drawn, "geometry": feature["geometry"]}


def _look(known: dict[str, Any], layer: str, spoken: str) -> dict[str, Any]:
    """Give the properties by which kit/js/map.js draws: kind, name, rank from 1 (lane) to 4 (boulevard)."""
    if layer == DISTRICTS:
        return {"kind": "district", "name": known.get(f"n_{spoken}") or known.get("n", "")}
    named = {"name": known["n"]} if known.get("n") else {}
    if known.get("k") == AREA:
        return {"kind": "park", **named}
    return {"kind": "street", "rank": max(LOWEST - int(known.get("k", 4)), 1), **named}
