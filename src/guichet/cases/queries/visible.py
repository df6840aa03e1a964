"""Which cases an actor sees. Not yours and not there are the same answer."""

from __future__ import annotations

from collections.abc import Collection
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from guichet.cases.models import Case, Task
from guichet.kernel.actor import Actor
from guichet.kernel.errors import NotFound
from guichet.kernel.words import clean_line
from guichet.people.models import Team

# What a service or a district holds for other pages, and no page of cases shows.
HEAVY = (
    "service__description",
    "service__keywords",
    "service__search_text",
    "service__external",
    "service__local_words",
    "district__polygon",
)


def ways_to_see(actor: Actor) -> tuple[Q, ...]:
    """Give the ways in which an actor may see a case, any of which is enough; the only place where they are written."""
    if actor.is_system or actor.has("case.read_all"):
        return (Q(),)
    if actor.is_staff:
        if not actor.has("case.read_team"):
            return (Q(pk__in=[]),)
        work = Task.objects.filter(case=OuterRef("pk"), team__in=actor.teams, cancelled_at__isnull=True)
        return Q(team__in=actor.teams), Q(assignee=actor.id), Q(Exists(work))
    return (Q(reference__in=actor.case_references),)


def visible_to(actor: Actor) -> Q:
    """Give the condition under which an actor sees a case, as one query."""
    return reduce(or_, ways_to_see(actor))


def as_number(reference: str) -> str:
    """Give a number as it may be looked for, without the signs that the database refuses."""
    return clean_line(reference, 20)


def cases_for(actor: Actor) -> QuerySet[Case]:
    """Give the cases that an actor sees, with what every page shows of them (no further query per row).

    Six tables and no more: PostgreSQL plans eight of them for longer (60 ms seen) than it takes to read them.
    """
    return (
        Case.objects.filter(visible_to(actor))
        .select_related("service", "team", "assignee", "district", "requester")
        .defer("search", *HEAVY)
    )


def case_for(actor: Actor, reference: str, *, lock: bool = False) -> Case:
    """Find one case by its number; locked until the end of the transaction when asked. Raises NotFound."""
    rows = cases_for(actor)
    if lock:
        rows = rows.select_for_update(of=("self",))
    case = rows.filter(reference=as_number(reference)).first()
    if case is None:
        raise NotFound(_("This case does not exist, or is not one of yours."))
    return case


def cases_named(actor: Actor, references: Collection[str]) -> dict[str, Case]:
    """Give those of some cases that the actor sees, by number, in one query: what other pages may link to."""
    if not references:
        return {}
    rows = cases_for(actor).filter(reference__in=[as_number(reference) for reference in references])
    return {case.reference: case for case in rows}


def teams_on(case: Case) -> list[Team]:
    """Give the teams that see a case by their work: its own, and those that were given a part of it."""
    tasks = Task.objects.filter(case=case, cancelled_at__isnull=True, team__active=True).select_related(
        "team"
    )
    found = {task.team_id: task.team for task in tasks.order_by("id")}
    if case.team is not None:
        found = {case.team.pk: case.team} | found
    return list(found.values())


def case_with_main(actor: Actor, reference: str) -> Case:
    """Find one case, locked after the main case that it follows: so do those who act on the main case. Raises NotFound."""
    main_id = case_for(actor, reference).main_case_id
    if main_id is not None:
        Case.objects.select_for_update(of=("self",)).filter(pk=main_id).first()
    return case_for(actor, reference, lock=True)
