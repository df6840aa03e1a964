"""Naming districts in each language of the city."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import NotFound
from guichet.kernel.texts import check_text
from guichet.ledger.actions import record
from guichet.places import events, rules
from guichet.places.editions import DISTRICTS, renew
from guichet.places.models import District

_LONGEST_NAME = 120


@transaction.atomic
def name_district(actor: Actor, code: str, name: Mapping[str, str]) -> District:
    """Name a district (French at least); a file brought in again names it anew in French. Raises NotFound, Invalid."""
    authorise(actor, rules.may_configure_places)
    renew(DISTRICTS)
    district = District.objects.filter(code=code).first()
    if district is None:
        raise NotFound(_("This district does not exist."))
    district.name = check_text(name, max_length=_LONGEST_NAME)
    district.save(update_fields=["name", "updated_at"])
    record(actor, events.DISTRICT_NAMED, district, fields=["name"])
    return district
