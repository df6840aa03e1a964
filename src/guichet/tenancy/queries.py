"""Reading the list of cities."""

from __future__ import annotations

from guichet.tenancy.models import City


def all_cities() -> list[City]:
    """Give every city of the installation, by short name."""
    return list(City.objects.order_by("slug"))


def city_named(slug: str) -> City | None:
    """Find a city by its short name."""
    return City.objects.filter(slug=slug).first()


def city_of_schema(schema: str) -> City | None:
    """Find the city that a schema belongs to."""
    return City.objects.filter(schema_name=schema).first()


def hosts_of(city: City) -> list[str]:
    """Give the host names of a city, the main one first."""
    return list(city.domains.order_by("-is_primary", "domain").values_list("domain", flat=True))
