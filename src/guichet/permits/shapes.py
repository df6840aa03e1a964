"""What pages are given of permits: frozen values, so that no page asks the database for more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from guichet.kernel.texts import Text


@dataclass(frozen=True, slots=True)
class Document:
    """A piece that a file needs; `when` is CEL over `answers`, empty when it is always needed."""

    code: str
    label: Text
    help: Text = field(default_factory=dict)
    required: bool = True
    when: str = ""


@dataclass(frozen=True, slots=True)
class Reviewer:
    """A service whose opinion is asked: its field (« fire »), its team's code, its limit, when it is asked."""

    field: str
    team: str
    days: int
    unit: str = "working_days"
    when: str = ""


@dataclass(frozen=True, slots=True)
class TypeShown:
    """A type of permit in a district: the city's words and numbers with what the district changes of them."""

    id: int
    code: str
    name: Text
    description: Text
    icon: str
    group: Text
    kind: str
    use: str
    tariff: str
    needed_by: Text
    not_needed: Text
    documents: tuple[Document, ...]
    lead_amount: int
    lead_unit: str
    late_help: Text
    longest_days: int
    extendable: bool
    reviewers: tuple[Reviewer, ...]
    conditions: tuple[Mapping[str, str], ...]
    promise_amount: int
    promise_unit: str
    clock_amount: int
    clock_unit: str
    silence: str
    clock_source: str
    complete_days: int
    pause_source: str
    appeal: Text
    billed: str
    paid_before_issue: bool
    must_declare: bool
    unused_days: int
    renewable: bool
    renewal_free_study: bool
    season_from: str
    season_to: str
    remind_days: int
    checklist: tuple[Mapping[str, Any], ...]
    harm: int
    public_map: bool
    drawn: bool
    district: str
    district_note: Text
    version: int

    @property
    def free(self) -> bool:
        """Tell whether nothing is ever asked for it."""
        return not self.tariff


@dataclass(frozen=True, slots=True)
class Earliest:
    """The first day on which an occupation may lawfully start, and why."""

    day: dt.date
    asked_on: dt.date
    lead_amount: int
    lead_unit: str
    sentence: Text


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that a file lacks, or that forbids to file it: where it is, and what to do."""

    code: str
    label: Text
    kind: str
    """« question », « document », « period », « area », « party », « address »."""
    page: int = 0
    sentence: Text = field(default_factory=dict)


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
class JumpShown:
    """A file moved in the order of work, and why."""

    reference: str
    at: dt.datetime
    by: str
    reason: str
    points: int
    place_before: int
    place_after: int
    running: bool


@dataclass(frozen=True, slots=True)
class FactChange:
    """One thing that differs between two versions of a file."""

    code: str
    label: Text
    before: Text
    after: Text


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


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason of a place in the queue: its points and its words."""

    code: str
    points: int
    words: Text


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of the queue of files; `points` and `why` follow the published order rule, which never sees amounts."""

    reference: str
    external_id: str
    title: str
    type: Text
    use: str
    icon: str
    state: str
    state_words: str
    district: Text
    address: str
    starts_on: dt.date
    ends_on: dt.date
    filed_at: dt.datetime | None
    due_at: dt.datetime | None
    late: bool
    days_waited: int
    applicant: str
    by_company: bool
    team: Text
    agent: str
    opinions_pending: int
    opinions_late: int
    lat: float | None
    lon: float | None
    points: int
    place: int
    why: tuple[Reason, ...]
    jumped: str
    elsewhere: bool
    version: int


@dataclass(frozen=True, slots=True)
class Queue:
    """A page of files and how many there are in each view."""

    rows: tuple[QueueRow, ...]
    total: int
    counts: Mapping[str, int]
    rule: Text
    rule_number: int


@dataclass(frozen=True, slots=True)
class Lapse:
    """A file that will lapse, be decided by silence, or wait for a late opinion before a day, and when."""

    reference: str
    title: str
    type: Text
    cause: str
    """« incomplete », « unissued », « unpaid », « silence », « opinion:fire », « unused »."""
    at: dt.datetime
    sentence: Text
    consequence: Text


@dataclass(frozen=True, slots=True)
class Move:
    """One thing to do that keeps some files from lapsing."""

    code: str
    """« chase:fire », « decide:REF », « issue:all », « call:REF », « more_time:REF »…"""
    sentence: Text
    saves: tuple[tuple[str, str], ...]
    """(reference, cause) of what it saves."""
    minutes: int
    must: bool
    """Whether nothing else saves one of them."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What lapses until a day if nothing moves, and the fewest moves that avoid it."""

    since: dt.date
    until: dt.date
    lapses: tuple[Lapse, ...]
    moves: tuple[Move, ...]
    exact: bool
    explanation: Text


@dataclass(frozen=True, slots=True)
class Waited:
    """How long one kind of files waited from the complete file to the decision, in days."""

    count: int
    median: float | None
    p90: float | None


@dataclass(frozen=True, slots=True)
class FairWeek:
    """One week of decisions, by kind of file: keys « free », « paying », « early », « late », « resident », « company »."""

    monday: dt.date
    groups: Mapping[str, Waited]


@dataclass(frozen=True, slots=True)
class Fairness:
    """Whether like files wait alike: by week, over the whole time, by district, and the jumps with their reasons."""

    weeks: tuple[FairWeek, ...]
    whole: Mapping[str, Waited]
    districts: tuple[tuple[Text, Waited], ...]
    gaps: tuple[Text, ...]
    jumps: tuple[JumpShown, ...]
    rule: Text
    rule_number: int


@dataclass(frozen=True, slots=True)
class Checked:
    """What anybody may know of a permit whose code they read on site: no name of a person."""

    reference: str
    valid: bool
    state: str
    sentence: Text
    type: Text
    address: str
    starts_on: dt.date
    ends_on: dt.date
    hours: str
    facts_version: int
    newest: bool
    conditions: tuple[Text, ...]
    report_url: str
