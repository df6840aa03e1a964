"""Bringing in files of the old system, running and past, in batches; sent again, nothing is there twice."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from guichet.billing.actions.opening import OpeningBalance
from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Invalid
from guichet.kernel.texts import Text, localise
from guichet.kernel.words import clean_line
from guichet.ledger.actions import record_many
from guichet.occupations.actions.putting import NewOccupation, put_many
from guichet.occupations.facts import FACTS
from guichet.people.models import Account
from guichet.permits import events, rules
from guichet.permits.actions.balances import FormerBill, follow_payments, opened, take_over
from guichet.permits.actions.filing import NewParty
from guichet.permits.actions.standing import SOURCE, on_ground
from guichet.permits.facts import facts_of
from guichet.permits.lifecycle import Role, State, Verdict
from guichet.permits.models import (
    ClockEvent,
    Opinion,
    Party,
    Permit,
    PermitCondition,
    PermitType,
    PermitVersion,
)
from guichet.permits.placing import Placed, place
from guichet.permits.queries.types import shown
from guichet.permits.signing import format_number
from guichet.permits.timing import set_dues, set_next, terms_of
from guichet.places.editions import CALENDAR, DISTRICTS, LAYERS, one_look
from guichet.places.queries import calendar

STANDING = {
    **dict.fromkeys((State.FILED, State.INCOMPLETE, State.IN_REVIEW, State.CONDITIONS), "asked"),
    **dict.fromkeys((State.APPROVED, State.ISSUED), "granted"),
    **dict.fromkeys((State.ACTIVE, State.EXTENDED), "active"),
    **dict.fromkeys((State.ENDED, State.CLOSED), "ended"),
}


@dataclass(frozen=True, slots=True)
class PastOpinion:
    """An opinion that was asked, and what was answered (an empty verdict: still awaited)."""

    field: str
    team_id: int | None
    asked_at: dt.datetime
    due_at: dt.datetime
    given_at: dt.datetime | None = None
    verdict: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class PastPermit:
    """One file of the old system, as its mapping read it.

    `elsewhere` files are still handled there: they are read here, and brought up to date by the next import. `balance` is
    what is still owed (negative: what the city owes) of `fee`, by the invoice `invoice`. Dates that the source does not
    tell are None.
    """

    external_id: str
    type_id: int
    state: str
    starts_on: dt.date
    ends_on: dt.date
    created_at: dt.datetime
    title: str = ""
    address: str = ""
    lat: float | None = None
    lon: float | None = None
    area: Mapping[str, Any] | None = None
    measures: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    answers: Sequence[Mapping[str, Any]] = ()
    parties: Sequence[NewParty] = ()
    filed_at: dt.datetime | None = None
    complete_at: dt.datetime | None = None
    decided_at: dt.datetime | None = None
    issued_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None
    waiting_until: dt.datetime | None = None
    paid_at: dt.datetime | None = None
    missing: Sequence[Mapping[str, Any]] = ()
    decision: Mapping[str, Any] = field(default_factory=dict)
    fee: Decimal | None = None
    balance: Decimal | None = None
    invoice: str = ""
    invoiced_on: dt.date | None = None
    due_on: dt.date | None = None
    filed_late: bool = False
    harm: int | None = None
    harm_reason: str = ""
    agent_id: int | None = None
    conditions: Sequence[Text] = ()
    opinions: Sequence[PastOpinion] = ()
    channel: str = "import"
    language: str = "fr"
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a batch: numbers by the old ones; those that were there, and those brought up to date."""

    made: Mapping[str, str]
    known: int
    updated: int


@transaction.atomic
def import_batch(actor: Actor, source: str, rows: Sequence[PastPermit]) -> Imported:
    """Store a batch of old files; one that is there already stays, unless the old system still handles it.

    Nobody is written to. Raises Invalid for a file whose place or dates cannot be, before anything of the batch is kept.
    """
    authorise(actor, rules.may_import)
    with one_look(CALENDAR, DISTRICTS, LAYERS, FACTS):
        return _import(actor, clean_line(source, 40), rows)


def _import(actor: Actor, name: str, rows: Sequence[PastPermit]) -> Imported:
    numbers = [row.external_id for row in rows]
    known = {
        permit.external_id: permit
        for permit in Permit.objects.select_for_update(of=("self",))
        .filter(source=name, external_id__in=numbers)
        .select_related("type", "type__service")
    }
    fresh = list({row.external_id: row for row in rows if row.external_id not in known}.values())
    updated = [row for row in rows if row.external_id in known and known[row.external_id].elsewhere]
    made = _make(actor, name, fresh)
    for row in updated:
        _refresh(known[row.external_id], row)
    handed = [(known[row.external_id], row) for row in updated]
    take_over(actor, (_bill(permit, row) for permit, row in [*zip(made, fresh, strict=True), *handed]))
    _follow(actor, known, rows, {row.external_id for row in updated})
    record_many(
        actor,
        events.IMPORTED,
        [(permit, {"version": 1, "state": permit.state, "team": permit.team_id}) for permit in made],
    )
    return Imported(
        {permit.external_id: permit.reference for permit in made}, len(known) - len(updated), len(updated)
    )


def _bill(permit: Permit, row: PastPermit) -> OpeningBalance | None:
    former = FormerBill(row.fee, row.balance, row.invoice, row.invoiced_on, row.due_on)
    return opened(permit, former, row.parties)


def _follow(actor: Actor, known: Mapping[str, Permit], rows: Sequence[PastPermit], updated: set[str]) -> None:
    """Record what the old system was paid meanwhile for files that are handled here."""
    seen = [
        (known[row.external_id], row.balance)
        for row in rows
        if row.external_id in known and row.external_id not in updated and row.balance is not None
    ]
    Permit.objects.bulk_update(follow_payments(actor, seen), ["balance"])


def _make(actor: Actor, source: str, rows: Sequence[PastPermit]) -> list[Permit]:
    ids = {row.type_id for row in rows}
    types = {
        row.pk: row
        for row in PermitType.objects.filter(pk__in=ids).select_related(
            "service", "service__group", "service__team"
        )
    }
    placed = [_placed(row) for row in rows]
    permits = [
        _permit(source, row, types[row.type_id], spot, number)
        for row, spot, number in zip(rows, placed, _numbers(len(rows)), strict=True)
    ]
    Permit.objects.bulk_create(permits, batch_size=500)
    _hang(permits, rows)
    put_many(actor, SOURCE, _occupations(zip(permits, placed, strict=True)))
    return permits


def _placed(row: PastPermit) -> Placed:
    try:
        return place(row.area, row.lat, row.lon, row.measures)
    except Invalid as fault:
        raise Invalid(
            f"{row.external_id}: {fault.message}", fields={row.external_id: fault.message}
        ) from fault


def _numbers(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('permit_number') FROM generate_series(1, %s)", [count])
        return [int(row[0]) for row in cursor.fetchall()]


def _permit(source: str, row: PastPermit, kind: PermitType, spot: Placed, number: int) -> Permit:
    filed = row.filed_at or (None if row.state == State.DRAFT else row.created_at)
    applicant = next((party for party in row.parties if party.role == Role.APPLICANT), None)
    permit = Permit(
        reference=format_number(row.created_at.year, number),
        key=secrets.token_urlsafe(32),
        type=kind,
        answers=[dict(answer) for answer in row.answers],
        terms=terms_of(shown(kind)) if filed else {},
        title=clean_line(row.title, 160) or localise(kind.service.name, row.language)[:160],
        language=row.language,
        channel=row.channel[:10],
        state=State(row.state),
        facts_version=1,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        area=spot.area,
        measures=spot.measures,
        lat=spot.lat,
        lon=spot.lon,
        cell=spot.cell,
        district=spot.district,
        address=clean_line(row.address, 240) or spot.street,
        team=kind.service.team,
        agent=Account(pk=row.agent_id) if row.agent_id else None,
        harm=kind.harm if row.harm is None else row.harm,
        harm_reason=row.harm_reason,
        filed_late=row.filed_late,
        by_company=applicant is not None and bool(applicant.organisation),
        fee=row.fee,
        balance=row.balance,
        created_at=row.created_at,
        filed_at=filed,
        complete_at=row.complete_at or filed,
        decided_at=row.decided_at,
        issued_at=row.issued_at,
        ended_at=row.ended_at,
        paid_at=row.paid_at,
        waiting_until=row.waiting_until,
        missing=[dict(lack) for lack in row.missing],
        decision=dict(row.decision),
        source=source,
        external_id=clean_line(row.external_id, 64),
        elsewhere=row.elsewhere,
        updated_at=moment.now(),
    )
    hours = calendar()
    set_dues(permit, _clock(permit), hours)
    set_next(permit, kind, hours)
    return permit


def _clock(permit: Permit) -> list[ClockEvent]:
    """Tell the clock of an old file from its dates; a file that waits for its applicant is paused."""
    found = []
    if permit.filed_at is not None:
        found.append(ClockEvent(permit=permit, kind="started", cause="filed", at=permit.filed_at))
    if permit.waiting_until is not None and permit.filed_at is not None:
        at = permit.complete_at or permit.filed_at
        ground = str(permit.terms.get("pause_source", ""))
        found.append(
            ClockEvent(
                permit=permit,
                kind="paused",
                cause="incomplete",
                at=at,
                until=permit.waiting_until,
                ground=ground,
            )
        )
    if permit.decided_at is not None:
        found.append(ClockEvent(permit=permit, kind="stopped", cause="decided", at=permit.decided_at))
    return found


def _hang(permits: Sequence[Permit], rows: Sequence[PastPermit]) -> None:
    """Store the people, conditions, opinions, clocks and first versions of files, a table at a time."""
    pairs = list(zip(permits, rows, strict=True))
    Party.objects.bulk_create(
        [_party(permit, party) for permit, row in pairs for party in row.parties], batch_size=500
    )
    PermitCondition.objects.bulk_create(
        [
            PermitCondition(permit=permit, text=dict(text), position=position)
            for permit, row in pairs
            for position, text in enumerate(row.conditions)
        ],
        batch_size=500,
    )
    Opinion.objects.bulk_create(
        [_opinion(p, each) for p, row in pairs for each in row.opinions], batch_size=500
    )
    ClockEvent.objects.bulk_create([event for permit in permits for event in _clock(permit)], batch_size=500)
    PermitVersion.objects.bulk_create(
        [
            PermitVersion(
                permit=permit,
                number=1,
                at=permit.filed_at,
                verb="import",
                facts=facts_of(permit, row.conditions),
            )
            for permit, row in pairs
            if permit.filed_at is not None
        ],
        batch_size=500,
    )


def _party(permit: Permit, new: NewParty) -> Party:
    return Party(
        permit=permit,
        role=Role(new.role).value,
        name=clean_line(new.name, 160),
        organisation=clean_line(new.organisation, 160),
        number=clean_line(new.number, 30),
        email=clean_line(new.email, 254),
        phone=clean_line(new.phone, 40),
        address=new.address,
        language=new.language[:2],
    )


def _opinion(permit: Permit, past: PastOpinion) -> Opinion:
    return Opinion(
        permit=permit,
        field=past.field[:20],
        team_id=past.team_id,
        asked_at=past.asked_at,
        due_at=past.due_at,
        given_at=past.given_at,
        verdict=Verdict(past.verdict).value if past.verdict else "",
        words=past.words,
    )


def _occupations(pairs: Iterable[tuple[Permit, Placed]]) -> Iterator[NewOccupation]:
    for permit, spot in pairs:
        state = STANDING.get(State(permit.state), "")
        if permit.area and state:
            yield on_ground(permit, state, spot.read)


def _refresh(permit: Permit, row: PastPermit) -> None:
    """Bring a file that the old system still handles up to date: state, dates, balance, who handles it."""
    permit.state = State(row.state)
    permit.starts_on, permit.ends_on = row.starts_on, row.ends_on
    for name in ("decided_at", "issued_at", "ended_at", "waiting_until", "paid_at", "fee", "balance"):
        setattr(permit, name, getattr(row, name))
    permit.elsewhere = row.elsewhere
    permit.filed_at = permit.filed_at or row.filed_at or row.created_at
    permit.terms = permit.terms or terms_of(shown(permit.type))
    hours = calendar()
    set_dues(permit, _clock(permit), hours)
    set_next(permit, permit.type, hours)
    permit.version += 1
    permit.updated_at = moment.now()
    permit.save()
