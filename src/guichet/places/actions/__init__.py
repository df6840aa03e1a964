"""Changing the city's geography and calendar."""

from guichet.places.actions.calendar import add_special_day, fill_holidays, remove_special_day, set_hours
from guichet.places.actions.city import save_city
from guichet.places.actions.districts import ImportReport, import_districts
from guichet.places.actions.map_layers import save_map_layer
from guichet.places.actions.names import name_district
from guichet.places.actions.places import NewPlace, import_places, name_place
from guichet.places.actions.streets import import_streets

__all__ = [
    "ImportReport",
    "NewPlace",
    "add_special_day",
    "fill_holidays",
    "import_districts",
    "import_places",
    "import_streets",
    "name_district",
    "name_place",
    "remove_special_day",
    "save_city",
    "save_map_layer",
    "set_hours",
]
