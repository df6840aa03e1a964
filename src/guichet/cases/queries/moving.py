"""Open cases that answered an older version of their service's form, and what the newest would make of them."""

from __future__ import annotations

from guichet.cases.lifecycle import OPEN_STATES
from guichet.cases.models import Case
from guichet.catalogue.models import Service
from guichet.catalogue.queries import form_of
from guichet.catalogue.queries.moving import Moves, moves_among
from guichet.catalogue.rules import may_configure
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor


def moves_of(actor: Actor, service: Service) -> Moves:
    """Give the open cases of a service that answered an older version, with what a move would do to each."""
    authorise(actor, may_configure)
    rows = Case.objects.filter(service=service, state__in=OPEN_STATES)
    return moves_among(form_of(service), rows.order_by("-opened_at", "-id"))
