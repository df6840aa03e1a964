"""Everything that the page of one case shows to the staff, in a constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass

from guichet.cases.lifecycle import OPEN_STATES, State
from guichet.cases.models import Case, CaseLink, Follower, Message, Pause, Task
from guichet.cases.queries.history import HistoryLine, entries_of, pauses_of, staff_history
from guichet.cases.queries.visible import case_for, visible_to
from guichet.documents.models import Attachment
from guichet.documents.queries import attachments_of
from guichet.kernel.actor import Actor
from guichet.people.models import Account, Team
from guichet.people.queries import accounts_of_teams, active_teams


@dataclass(frozen=True, slots=True)
class CasePage:
    """The case with what hangs on it, as one screen shows it."""

    case: Case
    messages: list[Message]
    history: list[HistoryLine]
    pauses: list[Pause]
    tasks: list[Task]
    attachments: list[Attachment]
    reports: list[Case]
    links: list[CaseLink]
    teams: list[Team]
    colleagues: list[Account]


def case_page(actor: Actor, reference: str) -> CasePage:
    """Read a case for its page. Raises NotFound."""
    case = case_for(actor, reference)
    moved = case.state == State.WAITING or case.due_at != case.promised_at
    links = CaseLink.objects.filter(case=case).select_related("other", "other__service").order_by("id")
    return CasePage(
        case=case,
        messages=list(Message.objects.filter(case=case).order_by("at", "id")),
        history=staff_history(entries_of(case)),
        pauses=pauses_of(case) if moved else [],
        tasks=list(Task.objects.filter(case=case).select_related("team").order_by("id")),
        attachments=attachments_of(actor, case, published_only=False),
        reports=reports_of(actor, case) if case.follower_count else [],
        links=list(links),
        teams=active_teams(),
        colleagues=list(accounts_of_teams([case.team_id])[:100]) if case.team_id else [],
    )


def reports_of(actor: Actor, case: Case) -> list[Case]:
    """Give the reports attached to a main case, the oldest first."""
    rows = Case.objects.filter(visible_to(actor), main_case=case).select_related("requester", "service")
    return list(rows.defer("search").order_by("opened_at", "id")[:200])


def followers_of(case: Case) -> list[Follower]:
    """Give those who follow a case without having reported it."""
    return list(Follower.objects.filter(case=case).select_related("resident").order_by("at")[:200])


def requester_cases(actor: Actor, case: Case) -> list[Case]:
    """Give the other cases of the same requester that the actor sees, open ones first, then the newest."""
    if case.requester_id is None:
        return []
    rows = Case.objects.filter(visible_to(actor), requester=case.requester_id).exclude(pk=case.pk)
    found = list(rows.select_related("service").defer("search").order_by("-opened_at")[:20])
    return sorted(found, key=lambda other: other.state not in OPEN_STATES)
