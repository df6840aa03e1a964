"""Places from a city's own files: a table or the points of a GeoJSON file, whatever their columns are called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from guichet.kernel.errors import Invalid
from guichet.kernel.words import clean_line, fold
from guichet.places.geo import check_point
from guichet.places.models import PlaceKind
from guichet.places.naming import postal_key
from guichet.places.shapes import Feature
from guichet.places.storing import NewPlace
from guichet.places.typed import folded_name, read_number

# What cities call their columns, folded, the surest first.
_CODES = ("code_postal", "postal_code", "codepostal", "cp", "postcode", "code")
_NUMBERS = ("numero", "number", "no_civique", "num", "civic", "housenumber", "nocivique")
_STREETS = ("street", "nom_voie", "voie", "rue", "nom_rue", "odonyme", "nom_generique")
_NAMES = (
    "name",
    "nom",
    "nom_francais",
    "nom_topographie",
    "nom_fr",
    "libelle",
    "label",
    "titre",
    "lieu",
    "n",
)
_DETAILS = ("detail", "adresse", "address", "rue", "street", "voie")
_LATITUDES = ("lat", "latitude", "y", "loc_lat")
_LONGITUDES = ("lon", "lng", "long", "longitude", "x", "loc_long")
_POINTS = ("geo_point_2d", "coordonnees_geo", "coordonnees", "geom_x_y", "point")
MOST_TOLD = 20


@dataclass(frozen=True, slots=True)
class TableReport:
    """What a file holds: its usable places, how many lines were passed over, and why (the first ones)."""

    places: list[NewPlace]
    passed_over: int
    why: list[str]


def places_of_rows(rows: Iterable[Mapping[str, str]], kind: str) -> TableReport:
    """Read the rows of a table as places of one kind; a line that cannot be used is passed over and told."""
    return _report(
        ({_column(name): str(value or "") for name, value in row.items() if name} for row in rows), kind
    )


def places_of_features(features: Iterable[Feature], kind: str) -> TableReport:
    """Read the features of a GeoJSON file as places of one kind, each at the middle of its shape."""
    return _report((_of_feature(feature) for feature in features), kind)


def _of_feature(feature: Feature) -> dict[str, str]:
    middle = feature.shape.representative_point()
    known = {_column(str(name)): feature.text(str(name)) for name in feature.properties}
    return known | {"lat": repr(middle.y), "lon": repr(middle.x)}


def _column(name: str) -> str:
    return "_".join(fold(name).split())


def _report(rows: Iterator[dict[str, str]], kind: str) -> TableReport:
    places: list[NewPlace] = []
    why: list[str] = []
    passed_over = 0
    for line, row in enumerate(rows, start=1):
        try:
            places.append(_place(row, kind))
        except Invalid as fault:
            passed_over += 1
            if len(why) < MOST_TOLD:
                why.append(_("Line %(line)d: %(why)s") % {"line": line, "why": fault.message})
    return TableReport(places, passed_over, why)


def _first(row: Mapping[str, str], names: Iterable[str]) -> str:
    return next((clean_line(row[name], 200) for name in names if row.get(name, "").strip()), "")


def _place(row: Mapping[str, str], kind: str) -> NewPlace:
    lat, lon = _position(row)
    number = ""
    if kind == PlaceKind.POSTAL_CODE:
        label = _first(row, _CODES)
        usable = bool(postal_key(label))
    elif kind == PlaceKind.ADDRESS:
        label, number = _first(row, (*_STREETS, *_NAMES)), _first(row, _NUMBERS)
        usable = bool(read_number(number) and folded_name(label, read_number(number)))
    else:
        label = _first(row, _STREETS + _NAMES if kind == PlaceKind.STREET else _NAMES)
        usable = bool(folded_name(label, ""))
    if not usable:
        raise Invalid(_("it has no name that can be used."))
    detail = (
        ", ".join(filter(None, (_first(row, _NUMBERS), _first(row, _DETAILS))))
        if kind == PlaceKind.PUBLIC
        else ""
    )
    return NewPlace(kind, label, lat, lon, detail=detail if detail != label else "", number=number)


def _position(row: Mapping[str, str]) -> tuple[float, float]:
    typed = (_first(row, _LATITUDES), _first(row, _LONGITUDES))
    if not all(typed):
        halves = _first(row, _POINTS).replace(";", ",").split(",")
        typed = (halves[0], halves[1]) if len(halves) == 2 else ("", "")
    try:
        lat, lon = (float(each.replace(",", ".")) for each in typed)
    except ValueError as fault:
        raise Invalid(_("it has no position (latitude and longitude in degrees).")) from fault
    check_point(lat, lon)
    return lat, lon
