"""The visits on site: those of a day, those that are late, for an inspector's round."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.permits import rules
from guichet.permits.models import Inspection
from guichet.permits.queries.page import inspection_shown
from guichet.permits.queries.visible import inspection_for
from guichet.permits.shapes import InspectionShown

MOST = 200


def inspections_for(
    actor: Actor, until: dt.date | None = None, *, mine: bool = False, done: bool = False
) -> list[InspectionShown]:
    """Give the visits to make until a day (a week ahead), those that are late first; or those that were done, newest first.

    `mine` are those of the actor and those that nobody has yet.
    """
    authorise(actor, lambda who: rules.may_read_all(who) or who.has("permit.inspect"))
    rows = Inspection.objects.filter(cancelled_at__isnull=True, done_at__isnull=not done).select_related(
        "permit", "inspector"
    )
    rows = rows.defer("permit__search", "permit__answers", "permit__area")
    if mine:
        rows = rows.filter(Q(inspector=actor.id) | Q(inspector=None))
    if done:
        rows = rows.order_by("-done_at", "-id")
    else:
        rows = rows.filter(planned_on__lte=until or moment.today() + dt.timedelta(days=7))
        rows = rows.order_by("planned_on", "id")
    return [inspection_shown(row, row.permit) for row in rows[:MOST]]


def inspection_page(actor: Actor, inspection_id: int) -> tuple[Inspection, InspectionShown]:
    """Give a visit for the page that is filled on site; its row is what photos hang on. Raises NotFound."""
    found = inspection_for(actor, inspection_id)
    return found, inspection_shown(found, found.permit)
