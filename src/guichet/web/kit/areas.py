"""An area asked for in a form: drawn on the map, or typed as a place, a length and a width; the same answer either way.

A host page makes an `AreaForm`, shows it with `{% load area %}{% area_field form %}`, and keeps `form.answer()`.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guichet.kernel.errors import Invalid
from guichet.occupations.areas import SIDES, Area, area_beside, read_area
from guichet.places.queries import search_places
from guichet.web.kit.parts import Choice

MOST_DRAWN = 60_000
PARTS = ("place", "lat", "lon", "side", "length", "width")
SIDE_WORDS = {
    "here": gettext_lazy("Right at this place"),
    "middle": gettext_lazy("In the middle of the street"),
    "n": gettext_lazy("Along the north side"),
    "e": gettext_lazy("Along the east side"),
    "s": gettext_lazy("Along the south side"),
    "w": gettext_lazy("Along the west side"),
}


class AreaForm(forms.Form):
    """The fields of one area, their names beginning with `name`; once valid, `area` is it (None when left out).

    `initial` is an answer kept before. The place stands for a whole street when `approximate`.
    """

    use_required_attribute = False

    def __init__(
        self,
        name: str = "area",
        data: Mapping[str, Any] | None = None,
        *,
        initial: Mapping[str, Any] | None = None,
        required: bool = True,
    ) -> None:
        kept = dict(initial or {})
        super().__init__(data, initial=_initial(name, kept))
        self.name = name
        self.is_needed = required
        self.area: Area | None = None
        self.approximate = False
        self.fields.update(_fields(name, required=required))
        if data is None and kept.get("geometry"):
            self._remember(kept)

    def _remember(self, kept: Mapping[str, Any]) -> None:
        """Stand where the kept answer says, so that the map opens there; what no longer fits is drawn again."""
        try:
            self.area = read_area(kept["geometry"])
        except Invalid:
            return
        lat, lon = self.area.middle
        self.initial.update({f"{self.name}_lat": f"{lat:.7f}", f"{self.name}_lon": f"{lon:.7f}"})

    def part(self, part: str) -> forms.BoundField:
        """Give one of the fields: place, lat, lon, side, length, width; « drawn » for the drawing."""
        return self[self.name if part == "drawn" else f"{self.name}_{part}"]

    @property
    def is_drawn(self) -> bool:
        """Tell whether the area is a drawing, not the rectangle that words describe."""
        return bool(self._typed(""))

    def clean(self) -> dict[str, Any]:
        """Make sure of what was drawn or typed; what is wrong is said beside the field that can mend it."""
        given: dict[str, Any] = self.cleaned_data
        if self.errors:
            return given
        try:
            self.area = self._drawn() if self.is_drawn else self._described()
        except Invalid as refusal:
            fields = refusal.fields or {"area": refusal.message}
            for field, words in fields.items():
                self.add_error(self._field_of(field), words)
        return given

    def answer(self) -> dict[str, Any]:
        """Give what is kept of a valid form: `geometry` (GeoJSON) and what was typed, ready to be `initial` again."""
        if self.area is None:
            return {}
        lat, lon = self.area.middle
        typed = {part: self._typed(part) for part in PARTS}
        return {
            **typed,
            "geometry": self.area.geometry,
            "how": "drawn" if self.is_drawn else "typed",
            "lat": round(lat, 7),
            "lon": round(lon, 7),
            "approximate": self.approximate,
        }

    def _typed(self, part: str) -> str:
        name = f"{self.name}_{part}" if part else self.name
        if self.is_bound:
            return str(getattr(self, "cleaned_data", self.data).get(name) or "").strip()
        return str(self.initial.get(name) or "").strip()

    def _field_of(self, field: str) -> str:
        if field in ("length", "width", "place"):
            return f"{self.name}_{field}"
        return self.name if self.is_drawn else f"{self.name}_place"

    def _drawn(self) -> Area:
        return read_area(self._typed(""), width_m=float(self._size("width") or 0))

    def _described(self) -> Area | None:
        place, lat, lon = self._typed("place"), self._typed("lat"), self._typed("lon")
        length, width = self._size("length"), self._size("width")
        if not (place or lat or length or width) and not self.is_needed:
            return None
        faults = {}
        if not (place or (lat and lon)):
            faults["place"] = _("Say where it is: type an address, or draw the area on the map.")
        if length is None:
            faults["length"] = _("Write how long it is, in metres.")
        if width is None:
            faults["width"] = _("Write how wide it is, in metres.")
        if faults or length is None or width is None:
            raise Invalid(next(iter(faults.values())), fields=faults)
        point = (float(lat), float(lon)) if lat and lon else self._found(place)
        return area_beside(*point, float(length), float(width), self._typed("side") or SIDES[0], named=place)

    def _size(self, part: str) -> Decimal | None:
        """Read a length as people type it (« 2,4 », « 12.5 », « 3 m »); None for nothing. Raises Invalid."""
        typed = self._typed(part).replace("\u00a0", " ").replace("\u202f", " ")
        words = typed.removesuffix("m").strip().replace(",", ".")
        if not words:
            return None
        try:
            return Decimal(words)
        except InvalidOperation as fault:
            told = _("Write a number of metres, such as 12 or 2.4.")
            raise Invalid(told, fields={part: told}) from fault

    def _found(self, place: str) -> tuple[float, float]:
        hits = search_places(place, limit=1)
        if not hits:
            words = _(
                "We do not know this place. Write a street and a crossing, or draw the area on the map."
            )
            raise Invalid(words, fields={"place": words})
        self.approximate = not hits[0].precise
        return hits[0].lat, hits[0].lon


class AskedField(forms.CharField):
    """A line that is asked for without a « (facultatif) », since a drawing may say it instead."""

    def validate(self, value: Any) -> None:
        """Let it be empty: the form weighs what was typed and what was drawn together."""


class AskedChoice(forms.ChoiceField):
    """A choice that has an answer from the beginning."""

    def validate(self, value: Any) -> None:
        """Take nothing for the first choice."""
        if value:
            super().validate(value)


class PositionField(forms.CharField):
    """A latitude or longitude that the page itself writes: what was altered into no position is read as none."""

    def clean(self, value: Any) -> float | None:
        """Give the number; None for what is no finite number."""
        return _position(value)

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Show again what can be read, nothing else."""
        return data if _position(super().bound_data(data, initial)) is not None else ""


def _position(value: Any) -> float | None:
    try:
        found = float(value)
    except (TypeError, ValueError):
        return None
    return found if math.isfinite(found) and abs(found) <= 180 else None


def _fields(name: str, *, required: bool) -> dict[str, forms.Field]:
    """Make the fields: none is required by itself, since drawing or typing is enough."""
    size = {"inputmode": "decimal", "autocomplete": "off", "class": "g-short"}
    address = {
        "maxlength": 200,
        "data-suggest-url": reverse_lazy("portal_places"),
        "data-lat-field": f"#id_{name}_lat",
        "data-lon-field": f"#id_{name}_lon",
    }
    return {
        name: forms.CharField(required=False, max_length=MOST_DRAWN, widget=forms.HiddenInput),
        f"{name}_lat": PositionField(required=False, widget=forms.HiddenInput),
        f"{name}_lon": PositionField(required=False, widget=forms.HiddenInput),
        f"{name}_place": AskedField(
            label=gettext_lazy("Address or crossing"),
            max_length=200,
            required=required,
            widget=forms.TextInput(attrs=address),
        ),
        f"{name}_side": AskedChoice(
            label=gettext_lazy("Which side of the street"),
            choices=[(side, Choice(str(words))) for side, words in SIDE_WORDS.items()],
        ),
        f"{name}_length": AskedField(
            label=gettext_lazy("Length along the street"), max_length=12, widget=forms.TextInput(attrs=size)
        ),
        f"{name}_width": AskedField(
            label=gettext_lazy("Width"), max_length=12, widget=forms.TextInput(attrs=size)
        ),
    }  # fmt: skip


def _initial(name: str, kept: Mapping[str, Any]) -> dict[str, Any]:
    values = {f"{name}_{part}": kept.get(part, "") for part in PARTS}
    if kept.get("how") != "typed" and kept.get("geometry"):
        values[name] = json.dumps(kept["geometry"])
    return values


def read_day(data: Mapping[str, Any], name: str) -> dt.date | None:
    """Read a date of a form, in one field or in three; None when it is not one (yet)."""
    typed = str(data.get(name) or "")
    if not typed:
        parts = [str(data.get(f"{name}_{part}") or "").strip().zfill(2) for part in ("year", "month", "day")]
        typed = "-".join(parts)
    try:
        return dt.date.fromisoformat(typed[:10])
    except ValueError:
        return None


def instants(first: dt.date, last: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """Give the instants between which days lie, the last one included, in the city's time."""
    midnight = dt.time()
    return (
        timezone.make_aware(dt.datetime.combine(first, midnight)),
        timezone.make_aware(dt.datetime.combine(last + dt.timedelta(days=1), midnight)),
    )
