"""A small invented city for the tests: two boroughs side by side, a few streets, and what stands there."""

from __future__ import annotations

import json

from guichet.places.actions import NewPlace

WEST, MIDDLE, EAST = -73.62, -73.60, -73.58
SOUTH, NORTH = 45.53, 45.55


def square(west, south, east, north):
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }


def feature(geometry, **properties):
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features):
    return {"type": "FeatureCollection", "features": list(features)}


def line(*points):
    return {"type": "LineString", "coordinates": [list(point) for point in points]}


LEFT = feature(square(WEST, SOUTH, MIDDLE, NORTH), code="B1", name="Villeray")
RIGHT = feature(square(MIDDLE, SOUTH, EAST, NORTH), code="B2", name="Rosemont")
BOROUGHS = collection(LEFT, RIGHT)

STREETS = collection(
    feature(line((WEST, 45.54), (-73.59, 45.54)), name="Rue Beaubien Est", highway="secondary"),
    feature(line((-73.59, 45.54), (EAST, 45.54)), name="Rue Beaubien Ouest", highway="secondary"),
    feature(line((-73.605, SOUTH), (-73.605, NORTH)), name="Avenue Papineau", highway="primary"),
    feature(line((-73.6048, SOUTH), (-73.6048, NORTH)), name="Avenue Papineau", highway="primary"),
    feature(line((-73.595, SOUTH), (-73.595, NORTH)), name="Rue Chabot", highway="residential"),
    feature(line((-73.594, SOUTH), (-73.594, NORTH)), highway="service"),
    feature(square(-73.599, 45.541, -73.596, 45.544), name="Parc Molson", leisure="park"),
)

PLACES = [
    NewPlace("public", "Parc La Fontaine", 45.5449, -73.61, detail="3819, avenue Calixa-Lavallée", weight=5),
    NewPlace("public", "Bibliothèque Marc-Favreau", 45.545, -73.59, detail="500, boulevard Rosemont"),
    NewPlace("street", "Boulevard Saint-Laurent", 45.535, -73.615, weight=6),
    NewPlace("street", "Avenue Christophe-Colomb", 45.541, -73.607, weight=4),
    NewPlace("street", "10e Avenue", 45.541, -73.585),
    NewPlace("street", "Rue De La Roche", 45.542, -73.604),
    NewPlace("street", "Rue Cabot", 45.534, -73.589),
    NewPlace("street", "Boulevard Pie-IX", 45.548, -73.583),
    NewPlace("address", "Rue de Rivoli", 45.536, -73.61, number="12 bis"),
    NewPlace("address", "Rue de Rivoli", 45.5361, -73.611, number="14"),
    NewPlace("address", "Rue de Rivoli", 45.5362, -73.612, number="16"),
    NewPlace("postal_code", "h2s2n1", 45.537, -73.60, detail="Montréal"),
    NewPlace("postal_code", "H2S 2N2", 45.538, -73.60),
    NewPlace("postal_code", "H2G", 45.543, -73.59),
    NewPlace("postal_code", "69200", 45.69, 4.88, detail="Vénissieux"),
]


def as_bytes(geojson):
    return json.dumps(geojson).encode()
