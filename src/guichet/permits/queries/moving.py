"""Files that answered an older version of their form and are not decided, and what the newest would make of them."""

from __future__ import annotations

from guichet.catalogue.models import Service
from guichet.catalogue.queries import form_of
from guichet.catalogue.queries.moving import Moves, moves_among
from guichet.catalogue.rules import may_configure
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.permits.lifecycle import STUDIED, State
from guichet.permits.models import Permit

MOVABLE = (State.DRAFT, *STUDIED, State.INCOMPLETE)
"""Not decided: what was approved, and is billed, stays on what was answered."""


def permit_moves(actor: Actor, service: Service) -> Moves:
    """Give the undecided files of a type that answered an older version, with what a move would do to each."""
    authorise(actor, may_configure)
    rows = Permit.objects.filter(type__service=service, state__in=MOVABLE, elsewhere=False)
    return moves_among(form_of(service), rows.order_by("-created_at", "-id"))
