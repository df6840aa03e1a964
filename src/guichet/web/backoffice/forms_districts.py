"""The forms of districts: a file brought in, a district named."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guichet.places.shapes import Feature
from guichet.web.backoffice.bilingual import ConfigForm, Words

MOST_BYTES = 20_000_000
_CODES = re.compile(r"code|abr|insee|num|^id$|_id$|gid", re.IGNORECASE)
_NAMES = re.compile(r"nom|name|lib|label|arrond|quart|district|secteur", re.IGNORECASE)


class DistrictsForm(ConfigForm):
    """A file of districts, and which of its properties are the short name and the name."""

    file = forms.FileField(
        label=gettext_lazy("GeoJSON file"),
        required=False,
        widget=forms.FileInput(
            attrs={"accept": ".geojson,.json,application/geo+json", "data-max-bytes": str(MOST_BYTES)}
        ),
        help_text=gettext_lazy("One area for each of them, in longitude and latitude (WGS 84)."),
    )
    code_property = forms.ChoiceField(label=gettext_lazy("Property that tells them apart"), required=False)
    name_property = forms.ChoiceField(label=gettext_lazy("Property that names them"), required=False)
    remove_missing = forms.BooleanField(
        label=gettext_lazy("Remove what is not in the file"), required=False,
        help_text=gettext_lazy("Cases there keep their place, but belong to no part of the city."),
    )  # fmt: skip

    def __init__(self, *args: Any, properties: Sequence[str] = (), **given: Any) -> None:
        self.properties = properties
        super().__init__(*args, **given)

    def prepare(self) -> None:
        """Offer the properties of the file."""
        for name in ("code_property", "name_property"):
            typed = str(self.data.get(name, "")) if self.is_bound else ""
            known = list(dict.fromkeys([*self.properties, *([typed] if typed else [])]))
            self.choose(name, [("", _("Let Guichet choose")), *((one, one) for one in known)])

    def clean_file(self) -> Any:
        """Refuse a file that is too large."""
        file = self.cleaned_data["file"]
        if file and file.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is larger than 20 MB. Simplify its outlines first."))
        return file


def properties_of(features: Sequence[Feature]) -> list[str]:
    """Give the names of the properties that hold a word or a number, in the order of the file."""
    found: dict[str, None] = {}
    for feature in features[:500]:
        for name, value in feature.properties.items():
            if isinstance(value, str | int | float):
                found.setdefault(str(name))
    return list(found)


def guessed(
    features: Sequence[Feature], properties: Sequence[str], known: Collection[str]
) -> tuple[str, str]:
    """Guess which property tells districts apart and which names them.

    The first is full, holds short names that are `known` already, if any does, differs from one to the other, and has
    the name of a code; the second is full of words and has the name of a name.
    """

    def told_apart(name: str) -> tuple[bool, int, bool, bool]:
        values = [feature.text(name) for feature in features]
        there = len({slugify(value)[:60] for value in values} & set(known))
        return (all(values), there, len(set(values)) == len(values), bool(_CODES.search(name)))

    def named(name: str) -> tuple[bool, bool, bool]:
        values = [feature.text(name) for feature in features]
        words = all(any(sign.isalpha() for sign in value) for value in values)
        return (all(values) and words, bool(_NAMES.search(name)), len(set(values)) == len(values))

    if not properties:
        return "", ""
    return max(properties, key=told_apart), max(properties, key=named)


class DistrictForm(ConfigForm):
    """The name of a district in each language."""

    texts: ClassVar = {"name": Words(gettext_lazy("Name"), 120, needed=gettext_lazy("Write the name."))}
