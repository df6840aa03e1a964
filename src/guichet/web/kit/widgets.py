"""Form widgets of our own: a date in three fields, as one says it; a period; an area, drawn or typed."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

PERIOD_FIELDS = ("starts", "ends", "starts_at", "ends_at")
AREA_FIELDS = ("geometry", "address", "length_m", "width_m", "lat", "lon")


class Parts(forms.Widget):
    """A widget of several boxes in a fieldset; `first` is the box that errors and labels lead to."""

    use_fieldset = True
    first = ""
    names: tuple[str, ...] = ()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Give the boxes, each with its name, id and value."""
        context = super().get_context(name, value, attrs)
        widget = context["widget"]
        identifier = widget["attrs"].pop("id", f"id_{name}")
        widget["attrs"].pop("class", None)
        typed = value if isinstance(value, Mapping) else {}
        widget["parts"] = {
            part: {
                "name": f"{name}_{part}",
                "id": f"{identifier}_{part}",
                "value": self.shown(typed.get(part)),
            }
            for part in self.names
        }
        return context

    def shown(self, value: Any) -> str:
        """Give a kept part as its box shows it."""
        return "" if value is None else str(value)

    def value_from_datadict(self, data: Mapping[str, Any], files: Mapping[str, Any], name: str) -> Any:
        """Give the parts that were typed, else the whole value that is there."""
        parts = {part: data.get(f"{name}_{part}") for part in self.names if f"{name}_{part}" in data}
        return parts or data.get(name)

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """Point labels and error links at the first box."""
        return f"{id_}_{self.first}"


class PeriodParts(Parts):
    """A first and a last day, with hours where they are asked."""

    template_name = "kit/parts/period_parts.html"
    first, names = "starts", PERIOD_FIELDS

    def __init__(self, attrs: dict[str, Any] | None = None, *, hours: bool = False) -> None:
        super().__init__(attrs)
        self.hours = hours

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Say whether hours are asked."""
        context = super().get_context(name, value, attrs)
        context["widget"]["hours"] = self.hours
        return context


class AreaParts(Parts):
    """An area drawn on the map (its GeoJSON in a hidden box), or typed: where, how long, how wide."""

    template_name = "kit/parts/area_parts.html"
    first, names = "address", AREA_FIELDS

    def shown(self, value: Any) -> str:
        """Write a shape as its hidden box keeps it."""
        return json.dumps(value) if isinstance(value, Mapping) else super().shown(value)


class DateParts(forms.Widget):
    """Day and year are typed, the month is chosen in letters: no calendar for a date that one knows.

    Sends `<name>_day`, `<name>_month` and `<name>_year`; what was typed comes back as it was, possible or not.
    """

    template_name = "kit/parts/date_parts.html"
    use_fieldset = True

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Give the three fields, each with its name, id and value."""
        context = super().get_context(name, value, attrs)
        widget = context["widget"]
        identifier = widget["attrs"].pop("id", f"id_{name}")
        widget["attrs"].pop("class", None)
        typed = _parts(value)
        widget["parts"] = {
            part: {"name": f"{name}_{part}", "id": f"{identifier}_{part}", "value": typed[part]}
            for part in typed
        }
        widget["months"] = [("", _("Month…")), *((str(number), word) for number, word in MONTHS.items())]
        return context

    def value_from_datadict(self, data: Mapping[str, Any], files: Mapping[str, Any], name: str) -> str | None:
        """Join the three parts as year-month-day; None when all are empty, so that « required » is said as such."""
        year, month, day = (
            str(data.get(f"{name}_{part}") or "").strip() for part in ("year", "month", "day")
        )
        if not (year or month or day):
            return data.get(name)
        return f"{year}-{month}-{day}"

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Mapping[str, Any], name: str) -> bool:
        """Tell whether none of the three was sent at all."""
        return not any(f"{name}_{part}" in data for part in ("year", "month", "day"))

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """Point labels and error links at the day."""
        return f"{id_}_day"


def _parts(value: Any) -> dict[str, str]:
    if isinstance(value, dt.date):
        return {"day": str(value.day), "month": str(value.month), "year": str(value.year)}
    year, month, day = (*str(value or "").split("-", 2), "", "", "")[:3]
    return {"day": day, "month": month.lstrip("0"), "year": year}
