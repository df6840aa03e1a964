"""Where and when something stands, as PostgreSQL's index of places and periods reads it: what is near is found by it."""

from __future__ import annotations

from typing import Any

from django.db.models import Field, Func, Lookup, Value
from shapely.geometry.base import BaseGeometry


class BoxField(Field):  # type: ignore[type-arg]  # not generic when it runs
    """The type of a rectangle in PostgreSQL, for expressions only: no column has it."""

    def db_type(self, connection: object) -> str:
        """Give the name of the type."""
        del connection
        return "box"


@BoxField.register_lookup
class Meets(Lookup):
    """Two rectangles have a point in common."""

    lookup_name = "meets"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """Write the condition as the index answers it."""
        left, values = self.process_lhs(compiler, connection)
        right, others = self.process_rhs(compiler, connection)
        return f"{left} && {right}", [*values, *others]


def _box(west: object, south: object, east: object, north: object) -> Func:
    corners = (Func(west, south, function="point"), Func(east, north, function="point"))
    return Func(*corners, function="box", output_field=BoxField())


BOX = _box("west", "south", "east", "north")
PERIOD = Func("starts", "ends", function="tstzrange")


def box_around(shape: BaseGeometry) -> Func:
    """Give the rectangle around a shape in degrees, to compare BOX with."""
    return _box(*(Value(float(each)) for each in shape.bounds))
