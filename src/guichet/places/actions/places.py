"""Bringing in what people search for: streets, public places, postal codes, addresses."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.ledger.actions import record
from guichet.places import events, rules
from guichet.places.editions import PLACES, renew
from guichet.places.storing import NewPlace, store_places

__all__ = ["NewPlace", "import_places"]


@transaction.atomic
def import_places(actor: Actor, rows: Iterable[NewPlace]) -> int:
    """Bring in streets, public places, postal codes and addresses; give how many are new.

    A place is the same when kind, name (and number) and district are: it is brought up to date, never doubled. Import
    the districts first. Raises Invalid for a row that cannot be used, saying which; nothing is kept then.
    """
    authorise(actor, rules.may_configure_places)
    edition = renew(PLACES)
    added = store_places(rows)
    record(actor, events.PLACES_IMPORTED, edition, added=added)
    return added
