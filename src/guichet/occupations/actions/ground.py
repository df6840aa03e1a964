"""What measures and conflicts are worked out with: layers of facts, and the clearance of each kind."""

from __future__ import annotations

import datetime as dt
import json
import math

import shapely
from django.db import transaction
from django.utils.translation import gettext as _

from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Invalid
from guichet.kernel.words import clean_line
from guichet.ledger.actions import record
from guichet.occupations import events, rules
from guichet.occupations.facts import FACTS
from guichet.occupations.kinds import MOST_CLEARANCE, Kind
from guichet.occupations.models import Clearance, FactLayer, LayerKind
from guichet.occupations.queries.conflicts import CLEARANCE_EDITION
from guichet.places.editions import renew
from guichet.places.shapes import GeoJson, as_geojson, read_features

_DECIMALS = 6


@transaction.atomic
def save_layer(
    actor: Actor,
    kind: str,
    geojson: GeoJson,
    *,
    source: str,
    dated: dt.date,
    value_property: str = "v",
    complete: bool = False,
) -> FactLayer:
    """Keep a layer of facts of the city, in place of the one of that kind. Raises Invalid when nothing in it is usable.

    `value_property` names the property that tells the value of each feature (lanes, kind of cycle way, places of a
    meter). `source` and `dated` are said with each measure. Only where a `complete` layer has nothing is there nothing.
    """
    authorise(actor, rules.may_configure_ground)
    if kind not in LayerKind.values:
        raise Invalid(_("There is no such layer."), fields={"kind": kind})
    features, _notes = read_features(geojson)
    kept = [
        {
            "type": "Feature",
            "properties": {
                "v": clean_line(each.text(value_property) or each.text("v"), 60),
                "n": clean_line(each.text("name") or each.text("n"), 120),
            },
            "geometry": as_geojson(
                each.shape if each.shape.is_valid else shapely.make_valid(each.shape), decimals=_DECIMALS
            ),
        }
        for each in features
    ]
    if not kept:
        raise Invalid(_("This file holds no shape that can be used."), code="no_layer")
    renew(FACTS)
    layer, _created = FactLayer.objects.update_or_create(
        kind=kind,
        defaults={
            "features": json.loads(json.dumps(kept)),
            "source": source[:200],
            "dated": dated,
            "complete": complete,
        },
    )
    record(actor, events.LAYER_SAVED, layer, kind=kind, features=len(kept))
    return layer


@transaction.atomic
def set_clearance(actor: Actor, kind: str, metres: float) -> Clearance:
    """Say how many metres around itself a kind of occupation disturbs others. Raises Invalid."""
    authorise(actor, rules.may_configure_ground)
    if kind not in set(Kind) or not (math.isfinite(metres) and 0 <= metres <= MOST_CLEARANCE):
        words = _("Give a distance in metres, from 0 to 100.")
        raise Invalid(words, fields={"metres": words})
    renew(CLEARANCE_EDITION)
    clearance, _created = Clearance.objects.update_or_create(kind=kind, defaults={"metres": metres})
    record(actor, events.CLEARANCE_SET, clearance, kind=kind)
    return clearance
