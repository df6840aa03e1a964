"""What follows from events: the people concerned are written to. Each effect is idempotent by its mail's key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import translation

from guichet.cases import events
from guichet.cases.lifecycle import OUTCOME_WORDS, Outcome
from guichet.cases.models import Case, Follower, Message
from guichet.cases.timing import city_time
from guichet.kernel.actor import system
from guichet.kernel.events import Fact, on
from guichet.kernel.texts import localise
from guichet.kernel.typography import long_date
from guichet.messaging.actions import queue_mail
from guichet.people.models import Resident
from guichet.people.queries import resident_with_id
from guichet.tenancy.queries import public_url

MAIL_OF = {
    events.OPENED.name: "case_received",
    events.TAKEN.name: "case_acknowledged",
    events.PLANNED.name: "case_planned",
    events.WRITTEN.name: "case_message",
    events.RESOLVED.name: "case_resolved",
    events.CLOSED.name: "case_closed",
    events.REOPENED.name: "case_reopened",
    events.RESCHEDULED.name: "case_late",
    events.ASKED.name: "case_question",
    events.REMINDED.name: "case_reminder",
    events.ATTACHED.name: "report_attached",
    events.FOLLOWED.name: "case_followed",
}


@dataclass(frozen=True, slots=True)
class _Reader:
    """Someone to write to, about the case that they reported, or only follow."""

    resident: Resident
    case: Case
    follows: bool = False

    @property
    def language(self) -> str:
        """Give the language to write in: the one that was chosen for this report, else the reader's own."""
        return self.resident.language if self.follows else self.case.language


def _case(fact: Fact) -> Case | None:
    rows = Case.objects.select_related("service", "team", "requester", "main_case")
    rows = rows.defer("search", "main_case__search")
    return rows.filter(pk=fact.subject_id).first()


def _requester(case: Case) -> Iterator[_Reader]:
    if case.requester is not None and case.requester.email:
        yield _Reader(case.requester, case)


def _followers(case: Case) -> Iterator[_Reader]:
    if case.follower_count:
        for follower in Follower.objects.filter(case=case).select_related("resident").order_by("id"):
            if follower.resident.email:
                yield _Reader(follower.resident, case, follows=True)


@on(events.TAKEN, events.PLANNED, events.RESOLVED, events.CLOSED, events.REOPENED)
def tell_everyone(fact: Fact) -> None:
    """Tell a step to its requester and to all who follow; reports carried along have their own entry."""
    case = _case(fact)
    if case is None:
        return
    event = "case_abandoned" if fact.data.get("outcome") == Outcome.ABANDONED else MAIL_OF[fact.event]
    for reader in (*_requester(case), *_followers(case)):
        _write(fact, event, reader)


@on(events.WRITTEN, events.RESCHEDULED)
def tell_message(fact: Fact) -> None:
    """Send a message of the city, or its new date, to the requester, to all who follow and to the reports attached."""
    case = _case(fact)
    if case is None:
        return
    reports = (
        Case.objects.filter(main_case=case)
        .select_related("service", "team", "requester", "main_case")
        .defer("search", "main_case__search")
    )
    told: set[int] = set()
    for each in (case, *reports.order_by("id")):
        for reader in (*_requester(each), *_followers(each)):
            if reader.resident.pk not in told:
                told.add(reader.resident.pk)
                _write(fact, MAIL_OF[fact.event], reader)


@on(events.OPENED, events.ASKED, events.REMINDED, events.ATTACHED)
def tell_requester(fact: Fact) -> None:
    """Tell what concerns the requester alone: received, a question, a reminder, joined to another case."""
    case = _case(fact)
    if case is not None:
        for reader in _requester(case):
            _write(fact, MAIL_OF[fact.event], reader)


@on(events.FOLLOWED)
def tell_follower(fact: Fact) -> None:
    """Confirm to someone that they follow a case, and since when it is known."""
    case = _case(fact)
    resident = resident_with_id(int(str(fact.data.get("resident") or 0)))
    if case is not None and resident is not None and resident.email:
        _write(fact, MAIL_OF[fact.event], _Reader(resident, case, follows=True), said=True)


def _write(fact: Fact, event: str, reader: _Reader, *, said: bool = False) -> None:
    """Queue a mail; `said` when its text tells by itself that its reader follows."""
    resident, case = reader.resident, reader.case
    queue_mail(
        system(),
        key=f"{fact.entry_id}:{case.pk}:{resident.pk}",
        event=event,
        to=resident.email,
        language=reader.language,
        service_code=case.service.code,
        values=_values(fact, reader),
        subject_type=Case._meta.label_lower,
        subject_id=case.pk,
        follows=reader.follows and not said,
    )


def _values(fact: Fact, reader: _Reader) -> dict[str, str]:
    case, language = reader.case, reader.language
    message_id = int(str(fact.data.get("message") or 0))
    message = (
        Message.objects.filter(pk=message_id).values_list("body", flat=True).first() if message_id else None
    )
    with translation.override(language):
        outcome = str(OUTCOME_WORDS[Outcome(case.outcome)]) if case.outcome else ""
    promised = (case.main_case or case).due_at
    due = long_date(city_time(promised).date(), language) if promised else ""
    planned = city_time(case.waiting_until).date() if case.waiting_until else None
    return {
        "reference": case.reference,
        "service": localise(case.service.name, language),
        "place": case.address,
        "promise_date": due,
        "answer": case.answer,
        "message": message or "",
        "reason": case.outcome_detail or message or case.waiting_reason,
        "new_date": long_date(planned, language) if planned else due,
        "link": public_url(f"/suivre/{case.reference}/?lang={language}"),
        "team": localise(case.team.name, language) if case.team else "",
        "outcome": outcome,
        "first_name": reader.resident.name.split(" ")[0] if reader.resident.name else "",
    }
