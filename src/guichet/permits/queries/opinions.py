"""The opinions that a service owes, the soonest due first."""

from __future__ import annotations

from dataclasses import dataclass

from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.permits import rules
from guichet.permits.lifecycle import STUDIED
from guichet.permits.models import Condition, Opinion, Permit
from guichet.permits.queries.page import conditions_shown, opinion_shown
from guichet.permits.queries.queue import rows_of
from guichet.permits.queries.types import shown
from guichet.permits.queries.visible import permits_for
from guichet.permits.shapes import ConditionShown, OpinionShown, QueueRow

MOST = 200


@dataclass(frozen=True, slots=True)
class OwedOpinion:
    """An opinion that is awaited, and the file that it is about."""

    opinion: OpinionShown
    permit: QueueRow


def opinions_for(actor: Actor, *, mine: bool = True) -> list[OwedOpinion]:
    """Give the opinions that are awaited of the actor's teams (or of all), the soonest due first."""
    authorise(actor, rules.may_read_all)
    rows = Opinion.objects.filter(given_at__isnull=True, permit__state__in=[s.value for s in STUDIED])
    if mine:
        rows = rows.filter(team__in=actor.teams)
    found = list(rows.select_related("team").order_by("due_at", "id")[:MOST])
    permits = rows_of(permits_for(actor).filter(pk__in=[row.permit_id for row in found]))
    return [
        OwedOpinion(opinion_shown(row), permits[row.permit_id]) for row in found if row.permit_id in permits
    ]


def condition_choices(actor: Actor, permit: Permit) -> list[ConditionShown]:
    """Give the library with what is chosen already first, then what the type proposes for such a file."""
    authorise(actor, rules.may_read, permit)
    chosen = conditions_shown(permit)
    taken = {each.code for each in chosen}
    proposed = {str(each.get("code")) for each in shown(permit.type).conditions}
    library = [
        ConditionShown(row.code, row.text, row.field, suggested=row.code in proposed)
        for row in Condition.objects.filter(active=True).order_by("field", "code")
        if row.code not in taken
    ]
    return [*chosen, *sorted(library, key=lambda each: not each.suggested)]


def conditions_library(actor: Actor) -> list[Condition]:
    """Give every condition of the library, those that are no longer offered too."""
    authorise(actor, lambda who: rules.may_read_all(who) or rules.may_configure(who))
    return list(Condition.objects.order_by("field", "code"))
