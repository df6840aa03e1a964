"""Makes the demonstration's layers of the ground (water, traffic lanes, cycling) from public data sets.

Usage: python script/demo_ground.py FOLDER_OF_DATA_SETS. Montréal only: of Paris we have no such data. Its SOURCES.md says
what is real. The same input always gives the same file.
"""

from __future__ import annotations

import gzip
import io
import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

OUT = Path(__file__).parents[1] / "src/guichet/cli/demo/data/montreal"
SLIVER = 0.0003  # degrees, about 25 m: what is thinner is two outlines that differ, not water
SHORE = 0.00015
METRE = 0.00001
CYCLING = {
    "lane": "lane", "opposite_lane": "lane", "shared_lane": "shared_lane", "track": "track",
    "designated": "track", "share_busway": "share_busway", "cyclestreet": "cyclestreet", "no": "none",
}  # fmt: skip


def main(data: Path) -> None:
    """Write ground.geojson.gz."""
    features = [*water(data), *lines(data)]
    body = json.dumps(
        {"type": "FeatureCollection", "features": features}, ensure_ascii=False, separators=(",", ":")
    )
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=9, mtime=0) as file:
        file.write(body.encode())
    (OUT / "ground.geojson.gz").write_bytes(packed.getvalue())
    print(len(features), "features,", len(packed.getvalue()), "bytes")


def water(data: Path) -> list[dict[str, Any]]:
    """What lies in a borough's legal limits and in none of the neighbourhoods, which stop at the shore; and park ponds."""
    land = shapely.union_all(
        [
            shape(each["geometry"]).buffer(0)
            for each in _features(data / "boundaries/montreal_quartiers_sociologiques_2014.geojson")
        ]
    )
    boroughs = shapely.union_all(
        [shape(each["geometry"]).buffer(0) for each in _features(OUT / "districts.geojson")]
    )
    wet = boroughs.difference(land.buffer(SHORE)).buffer(-SLIVER).buffer(SLIVER * 0.9)
    parts = [part.simplify(5 * METRE) for part in shapely.get_parts(wet) if part.area > 30 * SLIVER**2]
    ponds = [
        shape(each["geometry"])
        for each in _features(data / "osm_montreal/montreal_parcs.geojson")
        if each["properties"].get("natural") == "water"
    ]
    return [_feature(part, "water", "water") for part in [*parts, *ponds]]


def lines(data: Path) -> list[dict[str, Any]]:
    """Traffic lanes and cycle ways of the roads that say them; joined where they are the same."""
    groups: defaultdict[tuple[str, str, str], list[BaseGeometry]] = defaultdict(list)
    with gzip.open(data / "osm_montreal/montreal_nord_centre_roads.geojson.gz") as file:
        roads = json.load(file)["features"]
    for road in roads:
        known, line = road["properties"], shape(road["geometry"])
        name = known.get("name") or ""
        if str(known.get("lanes", "")).isdigit():
            groups["lanes", known["lanes"], name].append(line)
        if kind := CYCLING.get(known.get("cycleway", "")):
            groups["cycling", kind, name].append(line)
    return [
        _feature(shapely.line_merge(shapely.union_all(parts)).simplify(METRE), layer, value, name)
        for (layer, value, name), parts in sorted(groups.items())
    ]


def _features(path: Path) -> list[dict[str, Any]]:
    return list(json.loads(path.read_text(encoding="utf-8"))["features"])


def _feature(drawn: BaseGeometry, layer: str, value: str, name: str = "") -> dict[str, Any]:
    rounded = shapely.transform(drawn, lambda points: points.round(5))
    properties = {"layer": layer, "v": value, **({"n": name} if name else {})}
    return {"type": "Feature", "properties": properties, "geometry": json.loads(json.dumps(mapping(rounded)))}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
