"""Reading the city's base map: whole layers for the map, a small plan around a point for a page."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import shapely

from guichet.places.editions import DISTRICTS, LAYERS, Kept
from guichet.places.layers import AREA_CLASS, DISTRICTS_LAYER
from guichet.places.models import District, MapLayer
from guichet.places.plan import PlanIndex, PlanShapes
from guichet.places.shapes import as_geojson

_SIMPLIFIED = 0.0001  # degrees: about 10 m
_DECIMALS = 5


@dataclass(frozen=True, slots=True)
class MapLayerFile:
    """A layer ready to be served: GeoJSON as bytes, the same gzipped, and the ETag (with its quotes) of both.

    Streets and parks have `n` (name) and `k` (class, see places.layers); districts have `id`, `code`, `n` and one
    `n_fr`, `n_en`… for each language. `dated` is the day on which it was last changed.
    """

    code: str
    body: bytes
    gzipped: bytes
    etag: str
    dated: dt.date | None = None


def map_layers() -> Mapping[str, MapLayerFile]:
    """Give every layer of the city's base map by code; « districts » is there once districts are."""
    return _files.get()


def map_layer(code: str) -> MapLayerFile | None:
    """Give one layer of the city's base map."""
    return _files.get().get(code)


def plan_around(lat: float, lon: float, metres: float = 150.0) -> PlanShapes:
    """Give what to draw around a point, up to so many metres to its left and right (20 to 5,000)."""
    return _plans.get().around(lat, lon, min(max(metres, 20.0), 5_000.0))


def _build_files() -> dict[str, MapLayerFile]:
    kept = list(MapLayer.objects.order_by("code"))
    layers = {layer.code: layer.geojson for layer in kept}
    dated = {layer.code: layer.updated_at.date() for layer in kept}
    districts = [each for each in District.objects.order_by("code") if each.polygon]
    if districts:
        layers[DISTRICTS_LAYER] = {"type": "FeatureCollection", "features": _district_features(districts)}
    return {code: _file(code, geojson, dated.get(code)) for code, geojson in layers.items()}


def _file(code: str, geojson: object, dated: dt.date | None) -> MapLayerFile:
    body = json.dumps(geojson, ensure_ascii=False, separators=(",", ":")).encode()
    digest = hashlib.sha256(body).hexdigest()[:20]
    return MapLayerFile(
        code, body, gzip.compress(body, compresslevel=6, mtime=0), f'"{code}-{digest}"', dated
    )


def _district_features(districts: Sequence[District]) -> list[dict[str, object]]:
    """Simplify the outlines together, so that neighbours keep one common border."""
    outlines = shapely.from_geojson([json.dumps(each.polygon) for each in districts])
    features: list[dict[str, object]] = []
    for each, outline in zip(districts, shapely.coverage_simplify(outlines, _SIMPLIFIED), strict=True):
        names = {f"n_{language}": name for language, name in each.name.items()}
        properties = {
            "id": each.id,
            "code": each.code,
            "n": next(iter(each.name.values()), each.code),
            **names,
        }
        features.append(
            {"type": "Feature", "properties": properties, "geometry": as_geojson(outline, decimals=_DECIMALS)}
        )
    return features


def _build_plans() -> PlanIndex:
    layers = MapLayer.objects.exclude(code=DISTRICTS_LAYER).order_by("code")
    features = [feature for layer in layers for feature in layer.geojson["features"]]
    is_area = [feature["properties"]["k"] == AREA_CLASS for feature in features]
    return PlanIndex(
        [feature for feature, area in zip(features, is_area, strict=True) if not area],
        [feature for feature, area in zip(features, is_area, strict=True) if area],
    )


_files: Kept[dict[str, MapLayerFile]] = Kept(_build_files, DISTRICTS, LAYERS, cities=16)
_plans: Kept[PlanIndex] = Kept(_build_plans, LAYERS, cities=16)
