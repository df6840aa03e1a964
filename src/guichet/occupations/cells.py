"""The small cells that an area covers: how two areas that meet are found without comparing all of them.

H3 cells of resolution 11: about 2,150 m² each, 50 m from one to the next. A cell fits a signed 64-bit column.
"""

from __future__ import annotations

import h3.api.basic_int as h3
import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

RESOLUTION = 11


def cells_of(shape: BaseGeometry) -> list[int]:
    """Give every cell that an area (in degrees) touches, sorted."""
    found: set[int] = set()
    for part in shapely.get_parts(shape):
        if isinstance(part, Polygon):
            outline = [(lat, lon) for lon, lat in part.exterior.coords]
            found.update(
                h3.h3shape_to_cells_experimental(h3.LatLngPoly(outline), RESOLUTION, contain="overlap")
            )
    return sorted(int(cell) for cell in found)


def is_area(shape: object) -> bool:
    """Tell whether a shape is one that covers ground."""
    return isinstance(shape, Polygon | MultiPolygon)
