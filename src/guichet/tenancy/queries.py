"""Reading the list of cities."""

from __future__ import annotations

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from guichet.kernel.errors import NotFound
from guichet.kernel.schema import current_schema
from guichet.tenancy.models import City, Domain


def all_cities() -> list[City]:
    """Give every city of the installation, by short name."""
    return list(City.objects.order_by("slug"))


def city_named(slug: str) -> City | None:
    """Find a city by its short name."""
    city: City | None = City.objects.filter(slug=slug).first()
    return city


def city_of_schema(schema: str) -> City | None:
    """Find the city that a schema belongs to."""
    city: City | None = City.objects.filter(schema_name=schema).first()
    return city


def current_city() -> City:
    """Give the city in whose schema the work is being done. Raises NotFound outside of any city."""
    tenant = getattr(connection, "tenant", None)
    if isinstance(tenant, City):
        return tenant
    city = city_of_schema(current_schema())
    if city is None:
        raise NotFound(_("This work belongs to no city."))
    return city


def french_here() -> str:
    """Give the French of the city that is being worked for: « fr-ca » (also outside of any city) or « fr »."""
    tenant = getattr(connection, "tenant", None)
    return tenant.locale if isinstance(tenant, City) else "fr-ca"


def hosts_of(city: City) -> list[str]:
    """Give the host names of a city, the main one first."""
    rows = Domain.objects.filter(tenant=city).order_by("-is_primary", "domain")
    return list(rows.values_list("domain", flat=True))


def public_url(path: str) -> str:
    """Give the whole address of a page of the current city, for mails and printed pages."""
    hosts = hosts_of(current_city())
    host = hosts[0] if hosts else "localhost"
    port = f":{settings.PUBLIC_PORT}" if settings.PUBLIC_PORT else ""
    return f"{settings.PUBLIC_SCHEME}://{host}{port}{path}"
