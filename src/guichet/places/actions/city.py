"""Changing what a city is: its name, its words, its languages, its colours."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Conflict
from guichet.ledger.actions import record
from guichet.places import events, rules
from guichet.tenancy.models import City
from guichet.tenancy.settings import city_stamp, locked_city, store_settings


@transaction.atomic
def save_city(actor: Actor, changes: Mapping[str, object], *, seen: str = "") -> City:
    """Change settings of the current city; `changes` holds only what changes (names: tenancy.settings.SETTINGS).

    What changed is remembered in the city's own ledger. Raises Invalid with the faulty settings, Conflict when someone
    else saved after `seen` (tenancy.settings.city_stamp).
    """
    authorise(actor, rules.may_configure_places)
    city = locked_city()
    if seen and city_stamp(city) != seen:
        raise Conflict(_("Someone else saved this meanwhile. Compare, then save again."))
    changed = store_settings(city, changes)
    if changed:
        record(actor, events.CITY_CHANGED, city, fields=changed)
    return city
