"""What the console shows of what was looked for, in frozen shapes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from guichet.cases.queries import Case
from guichet.cases.queries.near import Known
from guichet.cases.queries.persons import Theirs
from guichet.catalogue.forms import Question
from guichet.catalogue.models import Service
from guichet.catalogue.promises import Promised
from guichet.contacts.alarms import Danger
from guichet.contacts.models import Contact
from guichet.contacts.queries.bank import FoundAnswer
from guichet.contacts.understanding import Understood
from guichet.knowledge.queries import ElsewhereShown, NoticeShown, Script
from guichet.knowledge.stepping import Walk
from guichet.people.models import Resident, Team
from guichet.places.queries import PlaceHit


@dataclass(frozen=True, slots=True)
class Looked:
    """What the agent chose already; empty where nothing was. `where` is a point chosen before (lat, lon, words).

    `script` is the script being walked and `path` its choices so far. `key` is that of the contact being taken, which is not one of the recent ones.
    """

    person: int | None = None
    place: int | None = None
    where: tuple[float, float, str] | None = None
    service: str = ""
    answer: str = ""
    script: str = ""
    path: tuple[int, ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who may be calling: by what they were found, what they have, when they last called."""

    resident: Resident
    by: str
    same_phone: bool
    theirs: Theirs
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class PlaceSeen:
    """The place that was understood: where, whether in the city, and the open cases around it with their metres."""

    label: str
    detail: str
    lat: float
    lon: float
    precise: bool
    outside: bool
    id: int | None = None
    district_id: int | None = None
    district: str = ""
    district_code: str = ""
    around: Sequence[tuple[Case, float]] = ()
    others: Sequence[PlaceHit] = ()


@dataclass(frozen=True, slots=True)
class Away:
    """An address of another municipality, as it was said, whose it is, and the places of the city that look like it."""

    address: str
    body: ElsewhereShown
    others: Sequence[PlaceHit] = ()


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """A service that fits: what it promises, by when if it were opened now, and what to ask first."""

    service: Service
    promised: Promised
    due: dt.datetime | None
    question: Question | None
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class ScriptSeen:
    """A script that the agent follows with the person, and where they are in it."""

    script: Script
    walk: Walk


@dataclass(frozen=True, slots=True)
class Assist:
    """Everything that the console shows for some words; each part is empty when nothing was found."""

    understood: Understood
    topic: str = ""
    people: Sequence[Person] = ()
    place: PlaceSeen | None = None
    away: Away | None = None
    answers: Sequence[FoundAnswer] = ()
    services: Sequence[ServiceLine] = ()
    similar: Sequence[Known] = ()
    cases: Sequence[Case] = ()
    notices: Sequence[NoticeShown] = ()
    not_ours: Sequence[ElsewhereShown] = ()
    elsewhere: bool = False  # that it is not ours is what is proposed
    dangers: Sequence[Danger] = ()
    on_call: Sequence[Team] = ()
    damage: bool = False
    recent: Sequence[Contact] = field(default_factory=list)
    scripts: Sequence[Script] = ()
    script: ScriptSeen | None = None

    @property
    def person(self) -> Person | None:
        """Give the person who was chosen, or who is surely the one."""
        return next((one for one in self.people if one.chosen), None)

    @property
    def service(self) -> ServiceLine | None:
        """Give the service that was chosen, or that fits best."""
        return next((one for one in self.services if one.chosen), None)
