"""What measures and conflicts are worked out with: layers of facts, and the clearance of each kind."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Mapping

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
from guichet.occupations.kinds import CLEARANCES, MOST_CLEARANCE, USUAL_CLEARANCE, Kind
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
def set_clearances(actor: Actor, metres: Mapping[str, float | None]) -> list[Clearance]:
    """Say how many metres around itself each kind of occupation disturbs others; None for what is usual.

    Kinds left out stay. Gives what changed, each with its own entry of the ledger. Raises Invalid by kind.
    """
    authorise(actor, rules.may_configure_ground)
    words = _("Give a distance in metres, from 0 to 100.")
    if faults := {kind: words for kind, value in metres.items() if not _may_be(kind, value)}:
        raise Invalid(words, fields=faults)
    renew(CLEARANCE_EDITION)
    said = {row.kind: row for row in Clearance.objects.select_for_update()}
    changed = []
    for kind, value in metres.items():
        usual, row = CLEARANCES.get(kind, USUAL_CLEARANCE), said.get(kind)
        before, after = row.metres if row else usual, usual if value is None else value
        if before == after:
            continue
        row = row or Clearance(kind=kind)
        row.metres = after
        row.save()
        record(actor, events.CLEARANCE_SET, row, kind=kind, metres_before=before, metres=after)
        changed.append(row)
    return changed


def _may_be(kind: str, metres: float | None) -> bool:
    return kind in set(Kind) and (metres is None or (math.isfinite(metres) and 0 <= metres <= MOST_CLEARANCE))
