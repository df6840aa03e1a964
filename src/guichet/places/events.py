"""What can happen to the city's geography and calendar."""

from __future__ import annotations

from guichet.kernel.events import Event

DISTRICTS_IMPORTED = Event("places.districts_imported", quiet=True)
PLACES_IMPORTED = Event("places.places_imported", quiet=True)
PLACE_NAMED = Event("places.place_named", quiet=True)
STREETS_IMPORTED = Event("places.streets_imported", quiet=True)
LAYER_SAVED = Event("places.layer_saved", quiet=True)
HOURS_SET = Event("places.hours_set", quiet=True)
SPECIAL_DAY_SET = Event("places.special_day_set", quiet=True)
SPECIAL_DAY_REMOVED = Event("places.special_day_removed", quiet=True)
HOLIDAYS_FILLED = Event("places.holidays_filled", quiet=True)
DISTRICT_NAMED = Event("places.district_named", quiet=True)
CITY_CHANGED = Event("places.city_changed", quiet=True)
