"""Districts that share some ground: a point there goes to the one whose code comes first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import shapely

from guichet.places.models import District
from guichet.places.shapes import square_metres

OVERLAP_SQUARE_METRES = 1_000.0


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two districts, by code in their order, and the ground that they share, in square metres."""

    first: str
    second: str
    square_metres: float


def overlaps_of(districts: Sequence[District]) -> list[Overlap]:
    """Give the pairs of districts that share more than 1,000 m²; less is the coarseness of outlines."""
    drawn = [each for each in districts if each.polygon]
    if not drawn:
        return []
    areas = [shapely.geometry.shape(each.polygon) for each in drawn]
    if len(areas) < 2:
        return []
    found = []
    for one, other in sorted(shapely.STRtree(areas).query(areas, predicate="intersects").T.tolist()):
        if one >= other:
            continue
        shared = square_metres(shapely.intersection(areas[one], areas[other]))
        if shared > OVERLAP_SQUARE_METRES:
            found.append(Overlap(drawn[one].code, drawn[other].code, shared))
    return found
