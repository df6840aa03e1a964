"""Who may do what to a case: pure predicates over the actor and the case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from guichet.cases.lifecycle import OPEN_STATES
from guichet.cases.models import Case
from guichet.kernel.actor import Actor


def may_open(actor: Actor) -> bool:
    """Anybody may report; staff need the right to open for someone."""
    return not actor.is_staff or actor.has("case.open")


def may_read(actor: Actor, case: Case, working: Collection[int] = ()) -> bool:
    """Tell whether the actor may see all of a case (the query says the same, `queries.visible_to`).

    `working` are the teams that have, or had, a part of the work: a task that was not cancelled.
    """
    if actor.is_system or actor.has("case.read_all"):
        return True
    if actor.is_staff:
        mine = case.assignee_id == actor.id or case.team_id in actor.teams
        mine = mine or not actor.teams.isdisjoint(working)
        return actor.has("case.read_team") and mine
    return case.reference in actor.case_references


def _in_hand(actor: Actor, case: Case) -> bool:
    return actor.has("case.read_all") or case.team_id in actor.teams or case.assignee_id == actor.id


def may_handle(actor: Actor, case: Case) -> bool:
    """Take, plan, note, write, ask: the work of the team that has the case."""
    return actor.is_system or (actor.has("case.handle") and _in_hand(actor, case))


def may_note(actor: Actor, case: Case) -> bool:
    """Add an internal note: whoever may read the case as staff."""
    return actor.is_system or (actor.is_staff and (actor.has("case.handle") or actor.has("case.open")))


def may_assign(actor: Actor, case: Case) -> bool:
    """Give a case to a person of its team."""
    return actor.is_system or (actor.has("case.assign") and _in_hand(actor, case))


def may_transfer(actor: Actor, case: Case) -> bool:
    """Send a case to another team."""
    return actor.is_system or (actor.has("case.transfer") and _in_hand(actor, case))


def may_close(actor: Actor, case: Case) -> bool:
    """End a case with an answer."""
    return actor.is_system or (actor.has("case.close") and _in_hand(actor, case))


def may_act_in_bulk(actor: Actor) -> bool:
    """Act on many cases at once."""
    return actor.is_system or actor.has("case.bulk")


def may_attach(actor: Actor, case: Case) -> bool:
    """Group reports of one incident, and link cases."""
    return actor.is_system or actor.has("case.attach")


def may_publish(actor: Actor, case: Case) -> bool:
    """Show a case on the public list, or take it away."""
    return actor.is_system or (actor.has("case.publish") and _in_hand(actor, case))


def may_do_task(actor: Actor, team_id: int, case: Case) -> bool:
    """Say that a part of the work is done: its team, or whoever handles the case."""
    return actor.is_system or (actor.has("case.handle") and (team_id in actor.teams or _in_hand(actor, case)))


def may_reply(actor: Actor, case: Case) -> bool:
    """Write to the city about one's own case."""
    return not actor.is_staff and may_read(actor, case)


def may_reopen(actor: Actor, case: Case, now: dt.datetime, days: int) -> bool:
    """Say that it is not settled: the resident within the city's window, or staff who may close."""
    if actor.is_staff:
        return may_close(actor, case)
    if actor.is_system:
        return True
    return may_read(actor, case) and within_window(case, now, days)


def may_confirm(actor: Actor, case: Case) -> bool:
    """Say that it is settled: whoever reported it."""
    return not actor.is_staff and may_read(actor, case)


def within_window(case: Case, now: dt.datetime, days: int) -> bool:
    """Tell whether an ended case can still be reopened by the resident."""
    if case.state in OPEN_STATES or case.ended_at is None:
        return False
    return now <= case.ended_at + dt.timedelta(days=days)


def may_follow(actor: Actor) -> bool:
    """Follow a published case: any resident, and staff for someone on the phone."""
    return not actor.is_staff or actor.has("case.open")


def may_receive_code(actor: Actor) -> bool:
    """Ask for a code by e-mail: the public door only."""
    return not actor.is_staff


def may_save_view(actor: Actor) -> bool:
    """Keep a set of filters: any member of staff."""
    return actor.is_staff


def may_import(actor: Actor) -> bool:
    """Bring in past cases."""
    return actor.is_system


def may_change_team_work(actor: Actor) -> bool:
    """Do the scheduled work of the house: reminders, dates that come."""
    return actor.is_system
