"""Creating a city."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django_tenants.utils import schema_context

from guichet.kernel.errors import Conflict, Invalid
from guichet.kernel.schema import PUBLIC
from guichet.tenancy.models import City, Domain
from guichet.tenancy.settings import SETTINGS
from guichet.tenancy.tables import make_tables

_SLUG = re.compile(r"^[a-z][a-z0-9-]{1,38}$")
_HOST = re.compile(r"^[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?$")
BOUNDS = 4
LOCALES = ("fr-ca", "fr")
_NOT_SETTINGS = {"id", "schema_name", "slug", "name", "created_at"}


@dataclass(frozen=True, slots=True)
class NewCity:
    """What is needed to create a city; everything else can be set later on its pages."""

    slug: str
    name: dict[str, str]
    hosts: Sequence[str]
    settings: dict[str, object] = field(default_factory=dict)


def create_city(new: NewCity) -> City:
    """Create a city: its row, its host names, its schema and tables. Needs the owner role.

    Raises Invalid for a slug or host that cannot be used, Conflict when one is taken. A creation that breaks half-way
    leaves a schema without a city row; calling it again goes on from there.
    """
    if not _SLUG.match(new.slug):
        raise Invalid(
            _("The short name takes lower-case letters, digits and hyphens."), fields={"slug": new.slug}
        )
    for host in new.hosts:
        if not _HOST.match(host):
            raise Invalid(_("This is not a host name: %(host)s") % {"host": host}, fields={"hosts": host})
    if City.objects.filter(slug=new.slug).exists():
        raise Conflict(_("There is already a city called %(slug)s.") % {"slug": new.slug})
    if Domain.objects.filter(domain__in=new.hosts).exists():
        raise Conflict(_("One of these host names already leads to a city."))
    settings = _checked_settings(new.settings)
    schema = "city_" + new.slug.replace("-", "_")
    make_tables(schema)
    with schema_context(PUBLIC), transaction.atomic():
        city = City(schema_name=schema, slug=new.slug, name=new.name, **settings)
        city.save()
        for position, host in enumerate(new.hosts):
            Domain.objects.create(domain=host, tenant=city, is_primary=position == 0)
    return city


def _checked_settings(given: Mapping[str, object]) -> dict[str, object]:
    """Read the settings of a new city. Raises Invalid for one that does not exist or cannot be used, saying which."""
    known = {field.name for field in City._meta.concrete_fields} - _NOT_SETTINGS
    if unknown := sorted(set(given) - known):
        words = _("A city has no setting called “%(names)s”. It has: %(known)s.") % {
            "names": ", ".join(unknown),
            "known": ", ".join(sorted(known)),
        }
        raise Invalid(words, fields=dict.fromkeys(unknown, words))
    settings: dict[str, object] = {}
    for name, value in given.items():
        try:
            settings[name] = _checked_setting(name, value) if value else value
        except (Invalid, ValidationError) as fault:
            said = fault.message if isinstance(fault, Invalid) else " ".join(fault.messages)
            words = _("The setting “%(name)s” cannot be used: %(why)s") % {"name": name, "why": said}
            raise Invalid(words, fields={name: words}) from fault
    return settings


def _checked_setting(name: str, value: object) -> object:
    if name == "bounds" and not (isinstance(value, list | tuple) and len(value) == BOUNDS):
        raise Invalid(_("Write four numbers: west, south, east, north."))
    if name == "time_zone" and value not in zoneinfo.available_timezones():
        raise Invalid(_("There is no such time zone. Write one such as America/Toronto or Europe/Paris."))
    if name == "locale" and value not in LOCALES:
        raise Invalid(_("Write fr-ca for French as in Québec, fr for French as in France."))
    City._meta.get_field(name).clean(value, None)
    return SETTINGS[name](value) if name in SETTINGS else value
