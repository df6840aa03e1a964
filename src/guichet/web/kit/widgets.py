"""Form widgets of our own: a date in three fields, as one says it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _


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
