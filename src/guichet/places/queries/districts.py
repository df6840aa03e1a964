"""Reading districts."""

from __future__ import annotations

from collections.abc import Sequence

from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.places import rules
from guichet.places.boundaries import DistrictIndex
from guichet.places.editions import DISTRICTS, Kept
from guichet.places.models import District
from guichet.places.overlaps import Overlap, overlaps_of
from guichet.tenancy.queries import current_city

_MARGIN = 0.02  # degrees, about 2 km: bounds are those of what was drawn, and a city goes a little beyond


def _build() -> DistrictIndex:
    return DistrictIndex(list(District.objects.order_by("code")))


_index: Kept[DistrictIndex] = Kept(_build, DISTRICTS)


def _named() -> list[tuple[str, dict[str, str]]]:
    return list(District.objects.order_by("code").values_list("code", "name"))


_names: Kept[list[tuple[str, dict[str, str]]]] = Kept(_named, DISTRICTS)


def all_districts() -> list[District]:
    """Give every district with its outline, by code."""
    return list(District.objects.order_by("code"))


def district_names() -> list[tuple[str, dict[str, str]]]:
    """Give the code and names of every district, by code, without its outline."""
    return _names.get()


def district_at(lat: float, lon: float) -> District | None:
    """Give the district of a point; None in the sea or outside of the city.

    On a border, the district whose code comes first. The answer is shared between callers: read it, do not change it.
    """
    return _index.get().at(lat, lon)


def districts_at(points: Sequence[tuple[float, float]]) -> list[District | None]:
    """Give the district of each of many points (lat, lon), as `district_at` does."""
    return _index.get().at_many(points)


def district_with_id(district_id: int) -> District | None:
    """Find a district by its id, most often in memory; the answer is shared between callers: do not change it."""
    return _index.get().with_id(district_id) or District.objects.filter(pk=district_id).first()


def district_named(code: str) -> District | None:
    """Find a district by its code."""
    return District.objects.filter(code=code).first()


def has_districts() -> bool:
    """Tell whether the city has drawn districts: without any, no point can be said to be outside."""
    return len(_index.get()) > 0


def is_outside(lat: float, lon: float) -> bool:
    """Tell whether a point is outside of the city: in none of its districts or, without any, beyond its bounds."""
    if has_districts():
        return district_at(lat, lon) is None
    west, south, east, north = current_city().bounds or (-180.0, -90.0, 180.0, 90.0)
    return not (west - _MARGIN <= lon <= east + _MARGIN and south - _MARGIN <= lat <= north + _MARGIN)


def districts_named(codes: Sequence[str]) -> list[District]:
    """Find districts by their codes; unknown ones are left out."""
    return list(District.objects.filter(code__in=codes).order_by("code"))


def _overlapping() -> list[Overlap]:
    return overlaps_of(list(District.objects.order_by("code")))


_overlaps: Kept[list[Overlap]] = Kept(_overlapping, DISTRICTS)


def configured_districts(actor: Actor) -> list[District]:
    """Give every district with its outline, by code, to those who may change them."""
    authorise(actor, rules.may_configure_places)
    return all_districts()


def overlapping_districts(actor: Actor) -> list[Overlap]:
    """Give the districts that share some ground, worked out once for each edition of the districts."""
    authorise(actor, rules.may_configure_places)
    return _overlaps.get()
