"""What every verb does at its end: keep the case, carry its reports along, remember."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from guichet.cases.lifecycle import PublicState, State, WaitingFor
from guichet.cases.models import Case
from guichet.cases.queries.history import words_since
from guichet.cases.timing import set_next_due
from guichet.kernel import moment
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Conflict
from guichet.kernel.events import Event
from guichet.ledger.actions import record, record_many

CARRIED = (
    "state",
    "public_state",
    "waiting_for",
    "waiting_reason",
    "waiting_until",
    "outcome",
    "outcome_detail",
    "answer",
    "taken_at",
    "ended_at",
)


def check_unchanged(case: Case, seen_version: int | None) -> None:
    """Refuse to act on a case that changed since it was read, and tell what changed."""
    if seen_version is not None and case.version != seen_version:
        raise Conflict(
            _("This case changed while you were writing. Read what changed; what you typed is kept."),
            changes=tuple(words_since(case, seen_version)),
        )


def keep(case: Case, fields: Sequence[str]) -> None:
    """Save changed fields with the next due date and the version; its reports take the same course."""
    set_next_due(case)
    case.version += 1
    case.updated_at = moment.now()
    case.save(update_fields=[*dict.fromkeys([*fields, "next_due_at", "version", "updated_at"])])


def remember(actor: Actor, event: Event, case: Case, **data: object) -> None:
    """Record an event of a case with its version and team, and of its reports when they follow its course."""
    record(actor, event, case, version=case.version, team=case.team_id, **data)


def take_course(report: Case, main: Case) -> None:
    """Give a report the state and answer of its main case; a question asked to another person is not for its own."""
    for name in CARRIED:
        setattr(report, name, getattr(main, name))
    if main.waiting_for == WaitingFor.RESIDENT:
        report.state, report.public_state = State.IN_PROGRESS, PublicState.WORKING
        report.waiting_for, report.waiting_reason, report.waiting_until = "", "", None


def carry_reports(actor: Actor, case: Case, event: Event) -> int:
    """Give the reports of a main case its state and answer, each with its own line of history; returns how many."""
    reports = list(Case.objects.select_for_update(of=("self",)).filter(main_case=case).order_by("id"))
    for report in reports:
        take_course(report, case)
        report.next_due_at = None
        report.version += 1
        report.updated_at = case.updated_at
    Case.objects.bulk_update(reports, [*CARRIED, "next_due_at", "version", "updated_at"], batch_size=200)
    return record_many(
        actor,
        event,
        [
            (report, {"version": report.version, "main": case.reference, "carried": True})
            for report in reports
        ],
    )
