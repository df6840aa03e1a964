"""Which cases near a place are the same thing as the report being made.

Pure arithmetic, no database: the caller fetches the cases of the same service, and of those in
`Habits.related`, around the place (H3 cells of resolution 9, two rings: everything within 450 m), gives them as
`Candidate`s and shows what `propose` returns. Each candidate gets log-odds, the sum of the few terms below.
How the numbers were obtained, what they are worth and what they cannot know: docs/same-incident.md.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from math import cos, hypot, inf, log, log1p, radians
from re import compile as pattern

# A service may say otherwise; 0 for one whose cases are private matters.
RADIUS_M = 250.0
# A case closed longer ago is another story.
RECENT = timedelta(days=14)
# What the best one must reach: half the interruptions of plain distance, more originals found.
THRESHOLD = -7.5
# Once something is shown, so are others that miss THRESHOLD by no more than this.
ALONGSIDE = 2.0

# Log-odds that a candidate is the same incident: a logistic fit on Boston's 638 known pairs, rounded.
# Same spot, this very minute, in a city that has attached one report in a hundred:
BASE = -2.4
# Times log(1 + metres / 20): nearly the inverse square beyond a building's front.
DISTANCE, DISTANCE_M = -1.9, 20.0
# Times log(1 + days): nearly the inverse beyond a day.
AGE, AGE_DAYS = -0.85, 1.0
# Already closed, within RECENT.
CLOSED = -3.1
# Other reports are already attached to it.
FOLLOWED = 0.5
# It came within hours of an older open case of the same spot, so it is probably a copy of that one. Enough is taken
# off to put the head of a burst before its copies (their age favours these by 0.2), not behind unrelated neighbours.
ECHO, ECHO_WITHIN = -0.5, timedelta(hours=6)

SAME_SPOT_M = 25.0
# The same written address is never counted as further than this, however it was geocoded.
SAME_ADDRESS_M = 10.0
EARTH_M_PER_DEGREE = 111_195.0


class Reason(StrEnum):
    """Why a candidate is proposed, as codes for the screen to put in words."""

    SAME_ADDRESS = "same-address"
    SAME_SPOT = "same-spot"
    SAME_DAY = "same-day"
    FOLLOWED = "followed"
    RECENTLY_CLOSED = "recently-closed"
    RELATED_SERVICE = "related-service"


@dataclass(frozen=True, slots=True)
class Report:
    """The report being made. Degrees WGS 84, both None when only an address, or nothing, is known."""

    service_code: str
    at: datetime
    lat: float | None
    lon: float | None
    address: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A main case that the report may be about; reports attached to it are counted in `followers`."""

    id: int
    service_code: str
    opened_at: datetime
    lat: float | None
    lon: float | None
    address: str = ""
    closed_at: datetime | None = None
    followers: int = 0


@dataclass(frozen=True, slots=True)
class Proposal:
    """One answer. `score` is in log-odds; `metres` is None when one of the two has no position."""

    candidate_id: int
    score: float
    metres: float | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Habits:
    """What the city's own past says: how often a report of one service was attached to a case of another.

    `reports` counts the reports of each service, `links` those of (service of the report, service of its main
    case) that were attached. Empty for a new city, which then starts from one link in a hundred reports.
    """

    reports: Mapping[str, int] = field(default_factory=dict)
    links: Mapping[tuple[str, str], int] = field(default_factory=dict)

    # The past weighs as much as the prior after a hundred reports of a service.
    PRIOR_REPORTS = 100
    PRIOR_RATE = 0.01
    # Once is a slip of the hand, three times is a habit.
    RELATED_LINKS = 3
    # Same spot, same day stays above THRESHOLD: a service never linked can still become so.
    LOWEST = -4.0

    def links_between(self, one: str, other: str) -> int:
        """Count the links between two services, whichever of them the main case had."""
        there = self.links.get((one, other), 0)
        return there if one == other else there + self.links.get((other, one), 0)

    def related(self, service: str) -> frozenset[str]:
        """Give the other services whose cases are habitually the same thing as reports of this one."""
        others = {other for pair in self.links if service in pair for other in pair} - {service}
        return frozenset(o for o in others if self.links_between(service, o) >= self.RELATED_LINKS)

    def weight(self, service: str, of_case: str) -> float:
        """Give the log-odds that this pair of services adds; -inf when they have nothing in common."""
        links = self.links_between(service, of_case)
        if service == of_case:
            links += int(self.PRIOR_RATE * self.PRIOR_REPORTS)
        elif links < self.RELATED_LINKS:
            return -inf
        rate = links / (self.reports.get(service, 0) + self.PRIOR_REPORTS)
        return max(log(rate / self.PRIOR_RATE), self.LOWEST)


NO_HABITS = Habits()


def propose(
    report: Report,
    candidates: Iterable[Candidate],
    *,
    habits: Habits = NO_HABITS,
    limit: int = 3,
    threshold: float = THRESHOLD,
    radius_m: float = RADIUS_M,
) -> list[Proposal]:
    """Give the candidates that may well be the same incident, the likeliest first, at most `limit`.

    Nothing unless the best reaches `threshold` (log-odds). Candidates outside the radius (metres), of an unrelated
    service or closed longer ago than RECENT may be passed: they are left out. A radius of 0 proposes nothing.
    """
    if radius_m <= 0:
        return []
    near = _near(report, candidates, radius_m)
    echoes = _echoes(near)
    codes = {n.candidate.service_code for n in near}
    weights = {code: habits.weight(report.service_code, code) for code in codes}
    scored = []
    for n in near:
        score = weights[n.candidate.service_code] + _score(report, n, echo=n.candidate.id in echoes)
        if score >= threshold - ALONGSIDE and score > -inf:
            scored.append((score, n))
    scored.sort(key=lambda pair: -pair[0])  # a stable sort: the oldest of equals stays first
    if not scored or scored[0][0] < threshold:
        return []
    return [Proposal(n.candidate.id, score, n.metres, _reasons(report, n)) for score, n in scored[:limit]]


@dataclass(frozen=True, slots=True)
class _Near:
    """A candidate within the radius, seen from the report: metres to the east and to the north of it."""

    candidate: Candidate
    east: float
    north: float
    metres: float | None
    address: str
    same_address: bool
    closed: bool

    @property
    def felt_metres(self) -> float:
        """Distance that counts: the same written address brings two geocodings together."""
        metres = 0.0 if self.metres is None else self.metres
        return min(metres, SAME_ADDRESS_M) if self.same_address else metres


def _near(report: Report, candidates: Iterable[Candidate], radius_m: float) -> list[_Near]:
    """Keep the candidates that may be the same thing, the oldest first."""
    here = address_key(report.address)
    near = []
    for c in candidates:
        closed = c.closed_at is not None and c.closed_at <= report.at
        if c.closed_at is not None and report.at - c.closed_at > RECENT:
            continue
        there = address_key(c.address)
        same_address = bool(here) and here == there
        if report.lat is None or report.lon is None or c.lat is None or c.lon is None:
            if same_address:
                near.append(_Near(c, 0.0, 0.0, None, there, same_address, closed))
            continue
        east, north = offset_m(report.lat, report.lon, c.lat, c.lon)
        metres = hypot(east, north)
        if metres <= radius_m:
            near.append(_Near(c, east, north, metres, there, same_address, closed))
    near.sort(key=lambda n: (n.candidate.opened_at, n.candidate.id))
    return near


def _echoes(near: list[_Near]) -> set[int]:
    """Find the probable copies; `near` is oldest first."""
    echoes: set[int] = set()
    burst: list[_Near] = []  # the open cases of the last hours, oldest first
    for late in near:
        while burst and late.candidate.opened_at - burst[0].candidate.opened_at > ECHO_WITHIN:
            burst.pop(0)
        if any(_same_spot(early, late) for early in burst):
            echoes.add(late.candidate.id)
        if not late.closed:
            burst.append(late)
    return echoes


def _same_spot(one: _Near, other: _Near) -> bool:
    """Tell whether two cases have one written address, or positions next to each other."""
    if one.address and one.address == other.address:
        return True
    return abs(one.east - other.east) <= SAME_SPOT_M and abs(one.north - other.north) <= SAME_SPOT_M


def _score(report: Report, near: _Near, *, echo: bool) -> float:
    """Give the log-odds of one candidate, its service apart."""
    score = BASE + DISTANCE * log1p(near.felt_metres / DISTANCE_M)
    score += AGE * log1p(_days_between(report, near.candidate) / AGE_DAYS)
    if near.closed:
        score += CLOSED
    if near.candidate.followers > 0:
        score += FOLLOWED
    if echo:
        score += ECHO
    return score


def _reasons(report: Report, near: _Near) -> tuple[Reason, ...]:
    """Say what speaks for a candidate and what the reader must know of it."""
    holds = {
        Reason.SAME_ADDRESS: near.same_address,
        Reason.SAME_SPOT: not near.same_address and near.felt_metres <= SAME_SPOT_M,
        Reason.SAME_DAY: _days_between(report, near.candidate) < 1,
        Reason.FOLLOWED: near.candidate.followers > 0,
        Reason.RECENTLY_CLOSED: near.closed,
        Reason.RELATED_SERVICE: near.candidate.service_code != report.service_code,
    }
    return tuple(reason for reason, true in holds.items() if true)


def _days_between(report: Report, candidate: Candidate) -> float:
    return abs((report.at - candidate.opened_at).total_seconds()) / 86_400


def offset_m(lat: float, lon: float, to_lat: float, to_lon: float) -> tuple[float, float]:
    """Give the metres to the east and to the north from one point to another, on flat ground (a city's scale)."""
    east = (to_lon - lon) * EARTH_M_PER_DEGREE * cos(radians(lat))
    return east, (to_lat - lat) * EARTH_M_PER_DEGREE


_WORDS = pattern(r"[a-z0-9]+|[&/]")
_CROSSING = frozenset({"&", "/", "angle", "coin", "intersection"})
_LINKING = _CROSSING | {"and", "at", "corner", "de", "des", "du", "et", "l", "la", "le", "les", "of"}


@lru_cache(maxsize=65_536)
def address_key(address: str) -> str:
    """Reduce an address to what makes it the same place: its words without accents, in any order.

    Empty when the text is not a place by itself, that is neither a crossing nor a street with its number: a
    street's name alone may be kilometres long.
    """
    plain = unicodedata.normalize("NFKD", address.casefold().replace("œ", "oe"))
    words = _WORDS.findall("".join(c for c in plain if not unicodedata.combining(c)))
    if not words or not (words[0][0].isdigit() or _CROSSING.intersection(words)):
        return ""
    return " ".join(sorted(word for word in words if word not in _LINKING))
