"""Keeping the layers that maps are drawn from."""

from __future__ import annotations

import re

from django.db import transaction
from django.utils.translation import gettext as _

from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Invalid
from guichet.ledger.actions import record
from guichet.places import events, rules
from guichet.places.editions import LAYERS, renew
from guichet.places.layers import layer_features
from guichet.places.models import MapLayer
from guichet.places.shapes import GeoJson, read_features

_CODE = re.compile(r"[a-z][a-z0-9_-]{0,39}")


@transaction.atomic
def save_map_layer(
    actor: Actor, code: str, geojson: GeoJson, *, name_property: str = "name", class_property: str = "highway"
) -> MapLayer:
    """Keep a layer of the city's base map (« streets », « parks », …), in place of the one of that code.

    Only names, classes and shapes rounded to a metre are kept (see `layers`). Raises Invalid when the file holds
    nothing that can be drawn.
    """
    authorise(actor, rules.may_configure_places)
    if not _CODE.fullmatch(code):
        raise Invalid(
            _("The code of a layer takes lower-case letters, digits and hyphens."), fields={"code": code}
        )
    features, _notes = read_features(geojson)
    drawn = layer_features(features, name_property=name_property, class_property=class_property)
    if not drawn:
        raise Invalid(_("This file holds no line and no area."), code="no_layer")
    renew(LAYERS)
    layer, _created = MapLayer.objects.update_or_create(
        code=code, defaults={"geojson": {"type": "FeatureCollection", "features": drawn}}
    )
    record(actor, events.LAYER_SAVED, layer, features=len(drawn))
    return layer
