"""What people have with the city: theirs that are open, the late ones first, and how many ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field

from guichet.cases.lifecycle import OPEN_STATES
from guichet.cases.models import IS_OPEN, Case
from guichet.cases.queries.visible import HEAVY, visible_to
from guichet.kernel.actor import Actor
from guichet.places.geo import cells_near, metres_between

_EACH, _WEIGHED = 25, 300
_NOT_DUE = dt.datetime.max.replace(tzinfo=dt.UTC)
_LONG = ("answers", "description", "answer", "search", "route", "promise", "service__replies", *HEAVY)


@dataclass(slots=True)
class Theirs:
    """What one person has: open cases (late first), how many ended and when the last one did."""

    open: list[Case] = field(default_factory=list)
    ended: int = 0
    last_ended_at: dt.datetime | None = None


def cases_of_people(actor: Actor, residents: Collection[int]) -> dict[int, Theirs]:
    """Give what some people have that the actor sees, by their id (one query, the newest of each)."""
    found = {pk: Theirs() for pk in residents}
    if not found:
        return found
    rows = Case.objects.filter(visible_to(actor), requester__in=found)
    for case in (
        rows.select_related("service", "district", "assignee")
        .defer(*_LONG)
        .order_by("-opened_at")[: _EACH * len(found)]
    ):
        theirs = found[case.requester_id or 0]
        if case.state in OPEN_STATES:
            theirs.open.append(case)
        else:
            theirs.ended += 1
            ended = case.ended_at
            if ended is not None and (theirs.last_ended_at is None or ended > theirs.last_ended_at):
                theirs.last_ended_at = ended
    for theirs in found.values():
        theirs.open.sort(key=lambda case: (case.next_due_at or _NOT_DUE, -case.pk))
    return found


def open_near(
    actor: Actor, lat: float, lon: float, *, metres: float = 150.0, limit: int = 6
) -> list[tuple[Case, float]]:
    """Give the open cases around a point that the actor sees, with how far they are in metres: the nearest first."""
    rows = Case.objects.filter(visible_to(actor), IS_OPEN, cell__in=cells_near(lat, lon, metres)).filter(
        main_case__isnull=True, ended_at__isnull=True
    )  # as the index of spots has it
    newest = rows.order_by("-opened_at").values_list("pk", "lat", "lon")[:_WEIGHED]
    around = sorted(
        (metres_between(lat, lon, at[0], at[1]), pk)
        for pk, *at in newest
        if at[0] is not None and at[1] is not None
    )
    near = {pk: away for away, pk in around[:limit] if away <= metres}
    kept = Case.objects.filter(pk__in=near).select_related("service", "district", "assignee").defer(*_LONG)
    return sorted(((case, near[case.pk]) for case in kept), key=lambda one: one[1])
