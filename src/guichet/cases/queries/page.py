"""Everything that the page of one case shows to the staff, in a constant number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from guichet.cases.lifecycle import OPEN_STATES
from guichet.cases.models import Case, CaseLink, Message, MessageKind, Pause, Task
from guichet.cases.queries.history import HistoryLine, entries_of, pauses_of, staff_history
from guichet.cases.queries.visible import case_for, visible_to
from guichet.catalogue.promises import read_promised
from guichet.documents.models import Attachment
from guichet.documents.queries import attachments_of
from guichet.kernel import moment
from guichet.kernel.actor import Actor
from guichet.kernel.clock import Clock, read_clock
from guichet.kernel.clock import Promise as ClockPromise
from guichet.places.queries import calendar


@dataclass(frozen=True, slots=True)
class Linked:
    """A case that has to do with another; `back` when the link was made from there."""

    case: Case
    kind: str
    back: bool = False


@dataclass(frozen=True, slots=True)
class CasePage:
    """The case with what its screen shows at once; `clock` is None when no date is promised here.

    What is around it (reports, links, the same person's cases) is read apart, just after.
    """

    case: Case
    messages: list[Message]
    history: list[HistoryLine]
    pauses: list[Pause]
    tasks: list[Task]
    attachments: list[Attachment]
    clock: Clock | None


def case_page(actor: Actor, reference: str) -> CasePage:
    """Read a case for its page. Raises NotFound."""
    case = case_for(actor, reference)
    messages = list(Message.objects.filter(case=case).order_by("at", "id"))
    pauses = pauses_of(case)
    return CasePage(
        case=case,
        messages=messages,
        history=staff_history(entries_of(case)),
        pauses=pauses,
        tasks=list(Task.objects.filter(case=case).select_related("team").order_by("id")),
        attachments=attachments_of(actor, case, published_only=False),
        clock=_clock(case, messages, pauses),
    )


def _clock(case: Case, messages: Sequence[Message], pauses: Sequence[Pause]) -> Clock | None:
    """Read the clock of the promise to resolve, from the opening or the last reopening; a report has its main case's."""
    span = read_promised(case.promise).resolve
    if span is None or case.main_case_id is not None:
        return None
    reopenings = [message.at for message in messages if message.kind == MessageKind.REOPENING]
    start = max(reopenings, default=case.opened_at)
    spans = [(pause.started_at, pause.ended_at) for pause in pauses]
    return read_clock(ClockPromise(start, span, spans), calendar(), moment.now(), stopped=case.ended_at)


def links_of(actor: Actor, case: Case) -> list[Linked]:
    """Give the cases that have to do with one, as far as the actor sees them, whichever side the link was made from."""
    seen = Case.objects.filter(visible_to(actor))
    rows = CaseLink.objects.filter(Q(case=case, other__in=seen) | Q(other=case, case__in=seen))
    rows = rows.select_related("case", "case__service", "other", "other__service").order_by("id")
    return [
        Linked(link.case, link.kind, back=True) if link.other_id == case.pk else Linked(link.other, link.kind)
        for link in rows.defer("case__search", "other__search")
    ]


def reports_of(actor: Actor, case: Case) -> list[Case]:
    """Give the reports attached to a main case, the oldest first."""
    rows = Case.objects.filter(visible_to(actor), main_case=case).select_related("requester", "service")
    return list(rows.defer("search").order_by("opened_at", "id")[:200])


def requester_cases(actor: Actor, case: Case) -> list[Case]:
    """Give the other cases of the same requester that the actor sees, open ones first, then the newest."""
    if case.requester_id is None:
        return []
    rows = Case.objects.filter(visible_to(actor), requester=case.requester_id).exclude(pk=case.pk)
    found = list(rows.select_related("service").defer("search").order_by("-opened_at")[:20])
    return sorted(found, key=lambda other: other.state not in OPEN_STATES)
