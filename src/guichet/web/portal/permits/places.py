"""A place without an area: an address is enough for a permit that occupies nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guichet.places.queries import district_at, search_places


class AddressForm(forms.Form):
    """An address or a crossing; valid, `answer()` is kept as that of an area is, and `district` is known."""

    use_required_attribute = False
    place = forms.CharField(
        label=gettext_lazy("Address or crossing"), max_length=200,
        error_messages={"required": gettext_lazy("Say where: an address is enough.")},
        widget=forms.TextInput(attrs={
            "maxlength": 200, "autocomplete": "street-address", "data-suggest-url": reverse_lazy("portal_places"),
            "data-lat-field": "#id_lat", "data-lon-field": "#id_lon",
        }),
    )  # fmt: skip
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)
    lon = forms.FloatField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.district = ""

    def clean(self) -> dict[str, Any]:
        """Find the place when only words were given."""
        given: dict[str, Any] = self.cleaned_data
        if given.get("place") and (given.get("lat") is None or given.get("lon") is None):
            hits = search_places(given["place"], limit=1)
            if not hits:
                self.add_error(
                    "place", _("We do not know this place. Write a street and a number, or a crossing.")
                )
                return given
            given["lat"], given["lon"] = hits[0].lat, hits[0].lon
        if given.get("lat") is not None:
            found = district_at(given["lat"], given["lon"])
            self.district = found.code if found else ""
        return given

    def answer(self) -> dict[str, Any]:
        """Give what is kept of a valid form."""
        return {name: self.cleaned_data.get(name) for name in ("place", "lat", "lon")}
