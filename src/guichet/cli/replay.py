"""Past reports made again in the order of time, each with what was open around it at that moment."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush
from itertools import count
from time import perf_counter

from guichet.cases.same_incident import (
    RADIUS_M,
    RECENT,
    Candidate,
    Habits,
    Proposal,
    Report,
    address_key,
    offset_m,
    propose,
)
from guichet.cli.past_cases import Pairs, Past, PastCase
from guichet.places.geo import cell_of, cells_near

LIMIT = 3
ANYTHING = -1e9  # threshold of the replay: the figures cut afterwards, at several places


@dataclass(frozen=True, slots=True)
class Replayed:
    """What was said of one report: proposals, and the baseline's cases, both best first; and the time taken."""

    case: PastCase
    proposals: list[Proposal]
    nearest: list[int]
    milliseconds: float | None


def replay(past: Past, pairs: Pairs) -> Iterator[Replayed]:
    """Make each report again, knowing only what was known when it came.

    A known link is learnt when the duplicate was closed, not before: from then on the duplicate is attached (it is
    no candidate any more, its original has a follower) and counts in the city's habits.
    """
    town = _Town(originals=dict(pairs.known))
    for case in past.cases:
        town.advance_to(case)
        around = town.around(case)
        yield _made_again(case, around, town.habits)
        town.open(case)


def _made_again(case: PastCase, around: list[Candidate], habits: Habits) -> Replayed:
    report = Report(case.service, case.opened_at, case.lat, case.lon, case.address)
    if not around:
        return Replayed(case, [], [], None)
    start = perf_counter()
    proposals = propose(report, around, habits=habits, limit=LIMIT, threshold=ANYTHING)
    milliseconds = (perf_counter() - start) * 1000
    return Replayed(case, proposals, nearest(report, around), milliseconds)


def nearest(report: Report, around: list[Candidate]) -> list[int]:
    """Give the baseline: open cases of the same service within 250 m, the nearest first, then the newest."""
    found = []
    for c in around:
        metres = metres_between(report, c)
        if (
            metres is not None
            and metres <= RADIUS_M
            and c.service_code == report.service_code
            and c.closed_at is None
        ):
            found.append((round(metres, 1), -c.id))
    return [-minus for _metres, minus in sorted(found)[:LIMIT]]


def metres_between(one: Report | PastCase, other: Candidate | PastCase) -> float | None:
    """Give the distance in metres, None when one of the two has no position."""
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return None
    east, north = offset_m(one.lat, one.lon, other.lat, other.lon)
    return float((east * east + north * north) ** 0.5)


@dataclass(slots=True)
class _Town:
    """The cases that can be proposed now, found by cell or by written address, and the habits learnt so far."""

    originals: dict[int, int]
    live: dict[int, Candidate] = field(default_factory=dict)
    by_place: defaultdict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    reports: Counter[str] = field(default_factory=Counter)
    links: Counter[tuple[str, str]] = field(default_factory=Counter)
    services: dict[int, str] = field(default_factory=dict)
    agenda: list[tuple[float, int, str, PastCase]] = field(default_factory=list)
    order: count[int] = field(default_factory=count)
    habits: Habits = field(init=False)

    def __post_init__(self) -> None:
        self.habits = Habits(self.reports, self.links)

    def open(self, case: PastCase) -> None:
        """Let a case be found from now on."""
        self.reports[case.service] += 1
        self.services[case.number] = case.service
        self.live[case.number] = Candidate(
            case.number, case.service, case.opened_at, case.lat, case.lon, case.address
        )
        for place in _places(case):
            self.by_place[case.service, place].append(case.number)
        if case.closed_at is not None:
            heappush(self.agenda, (case.closed_at.timestamp(), next(self.order), "close", case))

    def advance_to(self, case: PastCase) -> None:
        """Do what happened before this case came: closings, attachments, cases too old to be shown."""
        now = case.opened_at.timestamp()
        while self.agenda and self.agenda[0][0] < now:
            at, _order, what, past = heappop(self.agenda)
            if what == "forget":
                self.live.pop(past.number, None)
            elif not self._attach(past) and past.number in self.live:
                self.live[past.number] = replace(self.live[past.number], closed_at=past.closed_at)
                heappush(self.agenda, (at + RECENT.total_seconds(), next(self.order), "forget", past))

    def _attach(self, duplicate: PastCase) -> bool:
        """Attach a case closed as a known duplicate, when its original has come; say whether it was one."""
        original = self.originals.get(duplicate.number)
        if original is None or original not in self.services:
            return False
        self.links[duplicate.service, self.services[original]] += 1
        self.live.pop(duplicate.number, None)
        if original in self.live:
            main = self.live[original]
            self.live[original] = replace(main, followers=main.followers + 1)
        return True

    def around(self, case: PastCase) -> list[Candidate]:
        """Give what the database would: the cases of this and related services in the cells around."""
        found: dict[int, Candidate] = {}
        places = _places(case, within_m=RADIUS_M)
        for service in (case.service, *sorted(self.habits.related(case.service))):
            for place in places:
                numbers = self.by_place.get((service, place))
                if not numbers:
                    continue
                numbers[:] = [number for number in numbers if number in self.live]
                found.update((number, self.live[number]) for number in numbers)
        return list(found.values())


def _places(case: PastCase, *, within_m: float = 0.0) -> list[str]:
    """Give the names under which a case is kept, or looked for: its cells as in the database, its written address."""
    places: list[str] = []
    if case.lat is not None and case.lon is not None:
        cells = cells_near(case.lat, case.lon, within_m) if within_m else [cell_of(case.lat, case.lon)]
        places += [f"cell {cell}" for cell in cells]
    key = address_key(case.address)
    return [*places, f"address {key}"] if key else places
