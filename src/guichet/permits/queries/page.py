"""One whole file as its page shows it, in a constant number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from guichet.kernel import moment
from guichet.kernel.actor import Actor
from guichet.kernel.texts import Text
from guichet.permits.checking import read_lack
from guichet.permits.clocks import read
from guichet.permits.facts import changes_between, days_of
from guichet.permits.lifecycle import IN_FORCE, LIFECYCLE, OVER, STATE_WORDS, State
from guichet.permits.models import (
    ClockEvent,
    Inspection,
    Opinion,
    Overrun,
    Party,
    Permit,
    PermitCondition,
    PermitMessage,
    PermitVersion,
    QueueJump,
)
from guichet.permits.queries.gathered import gather
from guichet.permits.queries.history import history_of
from guichet.permits.queries.types import shown
from guichet.permits.queries.visible import permit_for
from guichet.permits.rules import verbs_for
from guichet.permits.shapes import (
    Clock,
    ConditionShown,
    InspectionShown,
    JumpShown,
    MessageShown,
    OpinionShown,
    OverrunShown,
    PartyShown,
    PermitShown,
    VersionShown,
)
from guichet.permits.signing import write_code
from guichet.permits.timing import life_of, rules_of
from guichet.permits.wording import field_words
from guichet.places.editions import CALENDAR, one_look
from guichet.places.queries import calendar
from guichet.tenancy.queries import public_url

RECEIVES: dict[str, tuple[str, ...]] = {
    "applicant": ("news", "permit"),
    "beneficiary": ("permit",),
    "contractor": ("permit",),
    "payer": ("bill",),
}
"""What goes to whom: the applicant gets the news and the permit, the payer the bill, the others the permit."""
NOBODY: Text = {"fr": "", "en": ""}


def permit_shown(actor: Actor, reference: str) -> PermitShown:
    """Give a file with all that its page needs. Raises NotFound for one that is not there or not theirs."""
    with one_look(CALENDAR):
        return as_shown(actor, permit_for(actor, reference))


def as_shown(actor: Actor, permit: Permit) -> PermitShown:
    """Give the value of a file that was found: its staff's part is left out for residents."""
    staff = actor.is_staff or actor.is_system
    code = write_code(permit.reference, permit.facts_version) if has_paper(permit) else ""
    all_of = gather(permit)
    return PermitShown(
        key=permit.key if staff or permit.reference in actor.case_references else "",
        type=shown(permit.type),
        state_words=str(STATE_WORDS[State(permit.state)]),
        days=days_of(permit),
        district=permit.district.code if permit.district else "",
        district_name=permit.district.name if permit.district else NOBODY,
        answers=tuple(answer for answer in permit.answers if staff or not answer.get("internal")),
        parties=tuple(_parties(all_of.parties)),
        team=permit.team.name if permit.team else NOBODY,
        agent=permit.agent.name if permit.agent and staff else "",
        missing=tuple(read_lack(lack) for lack in permit.missing),
        clocks=tuple(_clocks(permit, all_of.clock_events)),
        opinions=tuple(opinion_shown(row) for row in all_of.opinions if staff or row.given_at),
        conditions=tuple(_condition(row) for row in all_of.conditions),
        inspections=tuple(inspection_shown(row, permit) for row in all_of.inspections) if staff else (),
        overruns=tuple(_overrun(row) for row in all_of.overruns) if staff else (),
        jumps=tuple(jump_shown(row, permit.reference) for row in all_of.jumps) if staff else (),
        versions=tuple(_versions(all_of.versions)),
        history=tuple(history_of(permit, public_only=not staff)),
        messages=tuple(_message(row, staff=staff) for row in all_of.messages),
        renewed_from=all_of.renewed_from,
        renewals=tuple(all_of.renewals),
        check_code=code,
        check_url=public_url(f"/verifier/{code}/") if code else "",
        verbs=verbs_for(actor, permit, tuple(dict.fromkeys(LIFECYCLE.verbs(permit.state)))),
        **_plain(permit, staff=staff),
    )


_SAME = (
    *(
        "reference",
        "title",
        "state",
        "facts_version",
        "starts_on",
        "ends_on",
        "hours",
        "area",
        "measures",
        "lat",
    ),
    *(
        "lon",
        "address",
        "agent_id",
        "language",
        "channel",
        "harm",
        "filed_late",
        "late_reason",
        "by_company",
        "fee",
    ),
    *(
        "created_at",
        "filed_at",
        "decided_at",
        "issued_at",
        "ended_at",
        "paid_at",
        "waiting_until",
        "decision",
    ),
    *("tacit", "source", "external_id", "elsewhere", "balance", "version"),
)


def _plain(permit: Permit, *, staff: bool) -> dict[str, Any]:
    values = {name: getattr(permit, name) for name in _SAME}
    values["harm_reason"] = permit.harm_reason if staff else ""
    return values


def has_paper(permit: Permit) -> bool:
    """Tell whether a permit was handed over and is not revoked: it has a document and a code to check it."""
    return State(permit.state) in (*IN_FORCE, *OVER) and permit.issued_at is not None


def parties_shown(permit: Permit) -> list[PartyShown]:
    """Give the people of a file, read alone."""
    return _parties(list(Party.objects.filter(permit=permit)))


def _parties(found: Sequence[Party]) -> list[PartyShown]:
    """Give the people of a file in their order, with what goes to each; the applicant pays when nobody else does."""
    order = list(RECEIVES)
    rows = sorted(found, key=lambda party: order.index(party.role))
    has_payer = any(row.role == "payer" for row in rows)
    return [
        PartyShown(
            role=row.role,
            name=row.name,
            organisation=row.organisation,
            number=row.number,
            email=row.email,
            phone=row.phone,
            address=row.address,
            language=row.language,
            receives=RECEIVES[row.role] + (("bill",) if row.role == "applicant" and not has_payer else ()),
        )
        for row in rows
    ]


def _clocks(permit: Permit, events: Sequence[ClockEvent]) -> list[Clock]:
    """Give the clocks of a file, each with what it explains of itself; none before it is filed."""
    rules = rules_of(permit.terms)
    if not rules:
        return []
    life = life_of(events)
    hours, now = calendar(), moment.now()
    return [read(rule, life, hours, now) for rule in rules]


def opinion_shown(row: Opinion) -> OpinionShown:
    """Give the value of an opinion."""
    return OpinionShown(
        id=row.pk,
        field=row.field,
        field_words=field_words(row.field),
        team=row.team.name if row.team else NOBODY,
        question=row.question,
        asked_at=row.asked_at,
        due_at=row.due_at,
        given_at=row.given_at,
        verdict=row.verdict,
        words=row.words,
        by=row.by_label,
        late=(row.given_at or moment.now()) > row.due_at,
    )


def conditions_shown(permit: Permit) -> list[ConditionShown]:
    """Give the conditions of a permit in their order."""
    rows = PermitCondition.objects.filter(permit=permit).select_related("condition")
    return [_condition(row) for row in rows.order_by("position", "id")]


def _condition(row: PermitCondition) -> ConditionShown:
    return ConditionShown(row.condition.code if row.condition else "", row.text, row.field, chosen=True)


def inspection_shown(row: Inspection, permit: Permit) -> InspectionShown:
    """Give the value of a visit."""
    return InspectionShown(
        id=row.pk,
        reference=permit.reference,
        title=permit.title,
        address=permit.address,
        lat=permit.lat,
        lon=permit.lon,
        purpose=row.purpose,
        planned_on=row.planned_on,
        inspector=row.inspector.name if row.inspector else "",
        inspector_id=row.inspector_id,
        instructions=row.instructions,
        checklist=tuple(row.checklist),
        findings=row.findings,
        conform=row.conform,
        done_at=row.done_at,
        follow_up_on=row.follow_up_on,
        by=row.by_label,
    )


def _message(row: PermitMessage, *, staff: bool) -> MessageShown:
    """Give what was written about a file; residents are not told which agent wrote."""
    unread = not row.outgoing and not row.seen_at
    return MessageShown(
        row.at, row.outgoing, row.by_label if staff or not row.outgoing else "", row.words, unread
    )


def _overrun(row: Overrun) -> OverrunShown:
    return OverrunShown(
        row.pk,
        row.reported_at,
        row.reporter,
        row.case_reference,
        row.words,
        row.until,
        row.inspection_id,
        row.outcome,
        row.settled_at,
    )


def jump_shown(row: QueueJump, reference: str) -> JumpShown:
    """Give the value of a move in the order of work."""
    return JumpShown(
        reference,
        row.at,
        row.by_label,
        row.reason,
        row.points,
        row.place_before,
        row.place_after,
        row.ended_at is None,
    )


def _versions(rows: Sequence[PermitVersion]) -> list[VersionShown]:
    """Give what a permit said from its first version on, each with what differs from the one before."""
    found: list[VersionShown] = []
    before: dict[str, Any] = {}
    for row in rows:
        changes = changes_between(before, row.facts)
        found.append(VersionShown(row.number, row.at, row.by_label, row.verb, row.reason, row.facts, changes))
        before = row.facts
    return found
