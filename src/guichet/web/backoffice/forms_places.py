"""The forms of streets and places: a file brought in, a place found, a name corrected."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from guichet.web.backoffice.bilingual import ConfigForm

MOST_BYTES = 20_000_000
STREETS = "street"
KINDS = (
    (STREETS, gettext_lazy("Streets")),
    ("public", gettext_lazy("Public places (parks, schools, buildings)")),
    ("address", gettext_lazy("Addresses with civic numbers")),
    ("postal_code", gettext_lazy("Postal codes")),
)
KIND_WORDS = {
    "street": gettext_lazy("Streets"),
    "intersection": gettext_lazy("Crossings"),
    "public": gettext_lazy("Public places"),
    "address": gettext_lazy("Addresses"),
    "postal_code": gettext_lazy("Postal codes"),
}

ONE_WORDS = {
    "street": pgettext_lazy("place", "Street"),
    "intersection": pgettext_lazy("place", "Crossing"),
    "public": pgettext_lazy("place", "Public place"),
    "address": pgettext_lazy("place", "Address"),
    "postal_code": pgettext_lazy("place", "Postal code"),
}


class PlacesForm(ConfigForm):
    """A file of places of one kind."""

    kind = forms.ChoiceField(label=gettext_lazy("What the file holds"), choices=KINDS)
    file = forms.FileField(
        label=gettext_lazy("File (GeoJSON or CSV)"),
        required=False,
        widget=forms.FileInput(
            attrs={"accept": ".geojson,.json,.csv,.txt,.gz", "data-max-bytes": str(MOST_BYTES)}
        ),
        help_text=gettext_lazy(
            "Positions in degrees of longitude and latitude (WGS 84). In a table, the columns have their usual names: "
            "name, number, street, postal code, latitude, longitude."
        ),
    )

    def clean_file(self) -> Any:
        """Refuse a file that is too large."""
        file = self.cleaned_data["file"]
        if file and file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("This file is larger than 20 MB. Bring it in with “guichet city load”.")
            )
        return file


class PlaceForm(ConfigForm):
    """The name of a street or public place, and where it is in words."""

    label = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=200,
        error_messages={"required": gettext_lazy("Write the name.")},
        help_text=gettext_lazy("As residents say and type it."),
    )
    detail = forms.CharField(
        label=gettext_lazy("Where it is, in words"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Shown under the name. Left empty, the part of the city is shown."),
    )
