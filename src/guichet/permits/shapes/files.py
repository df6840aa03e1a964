"""Values of one file: what its page shows, all of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from guichet.billing.shapes import FactChange
from guichet.kernel.texts import Text
from guichet.permits.shapes.lists import JumpShown
from guichet.permits.shapes.types import Lack, TypeShown


@dataclass(frozen=True, slots=True)
class PartyShown:
    """Someone of a file and how to reach them; `receives` says what goes to them."""

    role: str
    name: str
    organisation: str
    number: str
    email: str
    phone: str
    address: str
    language: str
    receives: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Give the name under which they are known."""
        return self.organisation or self.name


@dataclass(frozen=True, slots=True)
class ClockPause:
    """A time that does not count: from, to, the last day it may last, why, and the article that says so."""

    start: dt.datetime
    end: dt.datetime | None
    until: dt.datetime | None
    cause: str
    words: Text
    ground: str


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What one event would change: the date it leads to (None: no date runs any more), in a sentence."""

    event: str
    due: dt.datetime | None
    sentence: Text


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock that explains itself: what started it, what paused it, where it leads, what would move it.

    `kind` is « promise » (the city's word) or « legal » (silence then decides, as `silence` says). `due` is None while
    it is paused without an end, or stopped.
    """

    kind: str
    amount: int
    unit: str
    started_at: dt.datetime | None
    started_by: Text
    pauses: tuple[ClockPause, ...]
    paused: bool
    stopped_at: dt.datetime | None
    due: dt.datetime | None
    first_due: dt.datetime | None
    silence: str
    meaning: Text
    ground: str
    late: bool
    what_if: tuple[WhatIf, ...]


@dataclass(frozen=True, slots=True)
class OpinionShown:
    """An opinion asked of another service."""

    id: int
    field: str
    field_words: Text
    team: Text
    question: str
    asked_at: dt.datetime
    due_at: dt.datetime
    given_at: dt.datetime | None
    verdict: str
    words: str
    by: str
    late: bool


@dataclass(frozen=True, slots=True)
class ConditionShown:
    """A condition of the library or of a permit; `suggested` says why it is proposed."""

    code: str
    text: Text
    field: str
    chosen: bool = False
    suggested: bool = False


@dataclass(frozen=True, slots=True)
class InspectionShown:
    """A visit on site."""

    id: int
    reference: str
    title: str
    address: str
    lat: float | None
    lon: float | None
    purpose: str
    planned_on: dt.date
    inspector: str
    inspector_id: int | None
    instructions: str
    checklist: tuple[Mapping[str, Any], ...]
    findings: str
    conform: bool | None
    done_at: dt.datetime | None
    follow_up_on: dt.date | None
    by: str


@dataclass(frozen=True, slots=True)
class OverrunShown:
    """An overrun: who told it, what was done about it."""

    id: int
    reported_at: dt.datetime
    reporter: str
    case_reference: str
    words: str
    until: dt.date | None
    inspection_id: int | None
    outcome: str
    settled_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class VersionShown:
    """What a permit said from one moment on, and what differs from the version before."""

    number: int
    at: dt.datetime
    by: str
    verb: str
    reason: str
    facts: Mapping[str, Any]
    changes: tuple[FactChange, ...]


@dataclass(frozen=True, slots=True)
class MessageShown:
    """Words of the city (`outgoing`) or of the applicant; `waits` while nobody answered the applicant's."""

    at: dt.datetime
    outgoing: bool
    by: str
    words: str
    waits: bool


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """A line of what happened, for people."""

    at: dt.datetime
    event: str
    words: Text
    by: str
    public: bool


@dataclass(frozen=True, slots=True)
class PermitShown:
    """A whole file as its page shows it; `verbs` are those that this actor may do now."""

    reference: str
    key: str
    type: TypeShown
    title: str
    state: str
    state_words: str
    facts_version: int
    starts_on: dt.date
    ends_on: dt.date
    days: int
    hours: str
    area: Mapping[str, Any] | None
    measures: Mapping[str, Mapping[str, Any]]
    lat: float | None
    lon: float | None
    district: str
    district_name: Text
    address: str
    answers: tuple[Mapping[str, Any], ...]
    parties: tuple[PartyShown, ...]
    team: Text
    agent: str
    agent_id: int | None
    language: str
    channel: str
    harm: int
    harm_reason: str
    filed_late: bool
    late_reason: str
    by_company: bool
    fee: Decimal | None
    created_at: dt.datetime
    filed_at: dt.datetime | None
    decided_at: dt.datetime | None
    issued_at: dt.datetime | None
    ended_at: dt.datetime | None
    paid_at: dt.datetime | None
    waiting_until: dt.datetime | None
    missing: tuple[Lack, ...]
    clocks: tuple[Clock, ...]
    opinions: tuple[OpinionShown, ...]
    conditions: tuple[ConditionShown, ...]
    inspections: tuple[InspectionShown, ...]
    overruns: tuple[OverrunShown, ...]
    jumps: tuple[JumpShown, ...]
    versions: tuple[VersionShown, ...]
    history: tuple[HistoryLine, ...]
    messages: tuple[MessageShown, ...]
    decision: Mapping[str, Any]
    tacit: bool
    renewed_from: str
    renewals: tuple[str, ...]
    source: str
    external_id: str
    elsewhere: bool
    balance: Decimal | None
    check_code: str
    check_url: str
    verbs: tuple[str, ...]
    version: int

    def party(self, role: str) -> PartyShown | None:
        """Give who has a role; None when nobody was named."""
        return next((party for party in self.parties if party.role == role), None)
