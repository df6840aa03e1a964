"""Reading the city's geography and calendar."""

from guichet.places.plan import PlanShapes
from guichet.places.queries.calendar import calendar, opening_hours, opening_sentence, special_days
from guichet.places.queries.configured import configured_place, configured_places
from guichet.places.queries.districts import (
    all_districts,
    configured_districts,
    district_at,
    district_named,
    district_names,
    district_with_id,
    districts_at,
    districts_named,
    has_districts,
    is_outside,
    overlapping_districts,
)
from guichet.places.queries.layers import MapLayerFile, map_layer, map_layers, plan_around
from guichet.places.queries.nearest import street_near
from guichet.places.queries.search import PlaceHit, place_with_id, search_places

__all__ = [
    "MapLayerFile",
    "PlaceHit",
    "PlanShapes",
    "all_districts",
    "calendar",
    "configured_districts",
    "configured_place",
    "configured_places",
    "district_at",
    "district_named",
    "district_names",
    "district_with_id",
    "districts_at",
    "districts_named",
    "has_districts",
    "is_outside",
    "map_layer",
    "map_layers",
    "opening_hours",
    "opening_sentence",
    "overlapping_districts",
    "place_with_id",
    "plan_around",
    "search_places",
    "special_days",
    "street_near",
]
