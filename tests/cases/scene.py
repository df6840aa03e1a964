"""A team, its people and a case, for tests of what can be done to cases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from zoneinfo import ZoneInfo

import pytest

from guichet.cases.actions.handling import take
from guichet.cases.actions.opening import NewCase, Where, open_case
from guichet.cases.models import (
    AccessCode,
    Case,
    CaseLink,
    Follower,
    ImportRun,
    Message,
    Pause,
    SavedView,
    Task,
)
from guichet.catalogue.models import Commitment, RoutingRule
from guichet.kernel.actor import Actor, visitor
from guichet.ledger.models import Entry, OutboxRow
from guichet.messaging.models import Mail
from guichet.people.actions import Contact
from guichet.people.models import Resident, Team
from guichet.people.queries import staff_actor
from tests.factories import make_account, make_service, make_team

TORONTO = ZoneInfo("America/Toronto")
HERE = Where(45.5236, -73.5985, "4200, rue Saint-Denis")
LUCIE = Contact(name="Lucie Tremblay", email="lucie@example.org")
# A Tuesday morning in November, far from holidays and changes of clocks.
TUESDAY = dt.datetime(2026, 11, 17, 10, 0, tzinfo=TORONTO)

TABLES = (
    Case,
    Pause,
    Message,
    Follower,
    Task,
    CaseLink,
    AccessCode,
    SavedView,
    ImportRun,
    Resident,
    RoutingRule,
    Commitment,
    Entry,
    OutboxRow,
    Mail,
)


def everything() -> dict[str, list[dict[str, object]]]:
    """Give all that a refusal must leave as it was."""
    return {table.__name__: list(table.objects.order_by("pk").values()) for table in TABLES}


@contextmanager
def refuses(kind: type[Exception]) -> Iterator[pytest.ExceptionInfo]:
    """Expect a refusal that changes nothing at all."""
    before = everything()
    with pytest.raises(kind) as caught:
        yield caught
    assert everything() == before


def agent(team: Team | None = None, role: str = "second_line", **given: object) -> Actor:
    """Give someone of a team who signed in."""
    return staff_actor(make_account(role, teams=[team] if team else [], **given))


def opened(actor: Actor | None = None, **given: object) -> Case:
    """Open a case of Lucie's; `team` receives it, `service` is made unless given."""
    team = given.pop("team", None)
    service = given.pop("service", None) or make_service(team=team or make_team())
    return open_case(actor or visitor(), NewCase(**{"service": service.code, "contact": LUCIE, **given}))


def in_hand(actor: Actor, **given: object) -> Case:
    """Open a case that an agent takes in charge."""
    (team_id,) = actor.teams
    case = opened(team=Team.objects.get(pk=team_id), **given)
    return take(actor, case.reference)


def owner(*cases: Case) -> Actor:
    """Give the resident who proved that cases are theirs."""
    return visitor(case_references=frozenset(case.reference for case in cases))


def fresh(case: Case) -> Case:
    """Read a case again."""
    return Case.objects.get(pk=case.pk)


def happened(case: Case) -> list[str]:
    """Give the names of what happened to a case, in order, without the room's."""
    rows = Entry.objects.filter(subject="cases.case", subject_id=case.pk).order_by("id")
    return [event.removeprefix("case.") for event in rows.values_list("event", flat=True)]


def last_entry(case: Case) -> Entry:
    """Give the last fact of a case."""
    return Entry.objects.filter(subject="cases.case", subject_id=case.pk).latest("id")


def at(*parts: int) -> dt.datetime:
    """Give an hour of Montréal."""
    return dt.datetime(*parts, tzinfo=TORONTO)
