"""A city's row and host names as values, to be written to a file and put back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from guichet.kernel.errors import Conflict
from guichet.tenancy.models import City, Domain


def city_row(city: City) -> dict[str, Any]:
    """Give all that is kept of a city but its number in this installation."""
    return {
        field.attname: getattr(city, field.attname)
        for field in City._meta.concrete_fields
        if not field.primary_key
    }


@transaction.atomic
def put_city_back(row: Mapping[str, Any], hosts: Sequence[str]) -> City:
    """Put a city's row and host names back, in place of those it has; columns that are gone are left out.

    Raises Conflict when a host name leads to another city.
    """
    known = {field.attname for field in City._meta.concrete_fields if not field.primary_key}
    values = {name: value for name, value in row.items() if name in known}
    city: City = City.objects.update_or_create(slug=row["slug"], defaults=values)[0]
    if Domain.objects.filter(domain__in=hosts).exclude(tenant=city).exists():
        raise Conflict(_("One of these host names already leads to a city."))
    Domain.objects.filter(tenant=city).delete()
    for position, host in enumerate(hosts):
        Domain.objects.create(domain=host, tenant=city, is_primary=position == 0)
    return city
