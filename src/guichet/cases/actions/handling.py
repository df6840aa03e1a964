"""The work of a team on a case: sort, take, give to someone, send elsewhere, correct."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from guichet.cases import events, rules
from guichet.cases.actions.keeping import carry_reports, check_unchanged, keep, remember
from guichet.cases.lifecycle import LIFECYCLE, OPEN_STATES, State, public_state
from guichet.cases.models import Case
from guichet.cases.queries.history import transfer_reasons
from guichet.cases.queries.visible import case_for
from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Conflict, Invalid
from guichet.kernel.words import clean_line
from guichet.people.queries import account_with_id, accounts_of_teams, team_named


def check_open(case: Case) -> None:
    """Refuse work on a case that has ended."""
    if case.state not in OPEN_STATES:
        raise Conflict(_("This case has ended. Reopen it first."))


def follow_main(case: Case) -> None:
    """Refuse to move a report that follows a main case."""
    if case.main_case_id is not None:
        raise Conflict(
            _("This report follows a main case. Act on the main case, or detach the report first.")
        )


def leave_main(report: Case) -> Case:
    """Take a report off the main case that it follows, and give that one; the report is not saved.

    What the main case waits for is not awaited for the report: it goes on.
    """
    main = report.main_case
    if main is None:
        raise Conflict(_("This case is attached to no other."))
    report.main_case = None
    if report.state == State.WAITING:
        move(report, "resume")
    Case.objects.filter(pk=main.pk).update(follower_count=F("follower_count") - 1 - report.follower_count)
    return main


def move(case: Case, verb: str, waiting_for: str = "") -> None:
    """Make a legal move of the lifecycle on a case, with what the resident sees of it; nothing is saved."""
    case.state = LIFECYCLE.next(case.state, verb)
    case.waiting_for = waiting_for if case.state == State.WAITING else ""
    if case.state != State.WAITING:
        case.waiting_reason, case.waiting_until = "", None
    case.public_state = public_state(case.state, case.waiting_for, before=case.public_state)


@transaction.atomic
def triage(actor: Actor, reference: str, *, seen_version: int | None = None) -> Case:
    """Say that a case was read and is with the right team."""
    case = case_for(actor, reference, lock=True)
    authorise(actor, rules.may_handle, case)
    check_unchanged(case, seen_version)
    follow_main(case)
    move(case, "triage")
    case.acknowledged_at = case.acknowledged_at or moment.now()
    case.unread = False
    keep(case, ("state", "public_state", "acknowledged_at", "unread"))
    remember(actor, events.TRIAGED, case)
    return case


@transaction.atomic
def take(actor: Actor, reference: str, *, seen_version: int | None = None) -> Case:
    """Take a case in charge: it becomes the actor's work and the requester is told."""
    case = case_for(actor, reference, lock=True)
    authorise(actor, rules.may_handle, case)
    check_unchanged(case, seen_version)
    follow_main(case)
    move(case, "take")
    now = moment.now()
    case.acknowledged_at = case.acknowledged_at or now
    case.taken_at = case.taken_at or now
    case.unread = False
    if actor.is_staff:
        case.assignee = account_with_id(actor.id)
    keep(case, ("state", "public_state", "acknowledged_at", "taken_at", "unread", "assignee"))
    remember(actor, events.TAKEN, case)
    carry_reports(actor, case, events.TAKEN)
    return case


@transaction.atomic
def assign(actor: Actor, reference: str, account_id: int | None, *, seen_version: int | None = None) -> Case:
    """Give a case to a person of its team, or to nobody (None)."""
    case = case_for(actor, reference, lock=True)
    authorise(actor, rules.may_assign, case)
    check_unchanged(case, seen_version)
    check_open(case)
    if account_id is not None:
        teams = [case.team_id] if case.team_id else []
        if not accounts_of_teams(teams).filter(pk=account_id).exists():
            raise Invalid(
                _("Choose someone of the team that has this case."), fields={"assignee": str(account_id)}
            )
    case.assignee = account_with_id(account_id) if account_id else None
    keep(case, ("assignee",))
    remember(actor, events.ASSIGNED, case, assignee=account_id)
    return case


@transaction.atomic
def transfer(
    actor: Actor, reference: str, team: str, reason: str, *, seen_version: int | None = None
) -> Case:
    """Send a case to another team with the reason; hops are counted, the promise to the resident does not move."""
    case = case_for(actor, reference, lock=True)
    authorise(actor, rules.may_transfer, case)
    check_unchanged(case, seen_version)
    follow_main(case)
    goes_to = team_named(team)
    if goes_to is None or not goes_to.active:
        raise Invalid(_("Choose a team that exists."), fields={"team": team})
    if goes_to.pk == case.team_id:
        raise Conflict(_("This team already has the case."))
    words = clean_line(reason, 200)
    if not words:
        raise Invalid(_("Say why, for the team that receives it."), fields={"reason": ""})
    check_open(case)
    if case.state == State.WAITING:
        raise Conflict(_("Resume the case before you transfer it."))
    came_from, reasons = case.team_id, [*transfer_reasons(case), words]
    move(case, "transfer")
    case.team, case.assignee, case.hops, case.unread = goes_to, None, case.hops + 1, True
    case.route = {"by_hand": True, "reason": words, "reasons": reasons}
    keep(case, ("state", "public_state", "team", "assignee", "hops", "unread", "route"))
    remember(actor, events.TRANSFERRED, case, came_from=came_from, hops=case.hops)
    return case


@transaction.atomic
def set_priority(actor: Actor, reference: str, priority: int, *, seen_version: int | None = None) -> Case:
    """Change how pressing a case is (1 urgent … 4 low); the date promised to the resident stays."""
    case = case_for(actor, reference, lock=True)
    authorise(actor, rules.may_handle, case)
    check_unchanged(case, seen_version)
    check_open(case)
    if priority not in {1, 2, 3, 4}:
        raise Invalid(_("Choose a priority from 1 to 4."), fields={"priority": str(priority)})
    before, case.priority = case.priority, priority
    keep(case, ("priority",))
    remember(actor, events.CORRECTED, case, fields=["priority"], before=before, after=priority)
    return case


@transaction.atomic
def set_published(actor: Actor, reference: str, *, on: bool) -> Case:
    """Show a case on the public list and map, or take it away."""
    case = case_for(actor, reference, lock=True)
    authorise(actor, rules.may_publish, case)
    case.published = on
    keep(case, ("published",))
    remember(actor, events.PUBLISHED if on else events.WITHDRAWN, case)
    return case
