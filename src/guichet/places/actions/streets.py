"""Bringing in streets, and where they cross."""

from __future__ import annotations

from collections.abc import Sequence

import shapely
from django.db import transaction
from django.utils.translation import gettext as _
from shapely.geometry import LineString, MultiLineString

from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Invalid
from guichet.kernel.words import clean_line
from guichet.ledger.actions import record
from guichet.places import events, rules
from guichet.places.editions import PLACES, renew
from guichet.places.queries.districts import has_districts
from guichet.places.shapes import Feature, GeoJson, read_features
from guichet.places.storing import store_places
from guichet.places.streets import StreetLine, crossings, street_places
from guichet.tenancy.settings import store_extent


@transaction.atomic
def import_streets(actor: Actor, geojson: GeoJson, *, name_property: str = "name") -> int:
    """Bring in streets and their crossings from the lines of a GeoJSON file; give how many of both are new.

    Repeatable without doubles. What is no line, or has no name (paths, lanes, parks of a base map), is passed over.
    Import the districts first: a street is one place in each. Raises Invalid when the file holds no street.
    """
    authorise(actor, rules.may_configure_places)
    features, _notes = read_features(geojson)
    lines = _lines(features, name_property)
    if not lines:
        raise Invalid(
            _("This file holds no line with a name (property “%(name)s”).") % {"name": name_property},
            code="no_street",
        )
    edition = renew(PLACES)
    if not has_districts():
        store_extent(*shapely.total_bounds([line.line for line in lines]))
    streets, met = store_places(street_places(lines)), store_places(crossings(lines))
    record(actor, events.STREETS_IMPORTED, edition, streets=streets, crossings=met)
    return streets + met


def _lines(features: Sequence[Feature], name_property: str) -> list[StreetLine]:
    named = ((clean_line(each.text(name_property) or each.text("n"), 200), each.shape) for each in features)
    return [
        StreetLine(name, shape)
        for name, shape in named
        if name and isinstance(shape, LineString | MultiLineString)
    ]
