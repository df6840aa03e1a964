"""Values of lists: the queue, what lapses, fairness, what anybody may know."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from guichet.kernel.texts import Text


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
    unanswered: int
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
    """A page of files and how many there are in each view; a `capped` total says « or more ».

    `often`: the words are a name of so many that the newest files were looked at, and not every old one.
    """

    rows: tuple[QueueRow, ...]
    total: int
    capped: bool
    often: bool
    counts: Mapping[str, int]
    rule: Text
    rule_number: int


@dataclass(frozen=True, slots=True)
class Lapse:
    """A file that will lapse, be decided by silence, or wait for a late opinion before a day, and when."""

    reference: str
    cause: str
    """« incomplete », « unissued », « unpaid », « silence », « opinion:fire », « unused »."""
    at: dt.datetime
    agrees: bool = False
    """Whether silence then means yes."""


@dataclass(frozen=True, slots=True)
class LapseShown:
    """What happens to a file and what follows from it, in words."""

    reference: str
    title: str
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
