"""Timing pages and look-ups inside the process: server time, without the network."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django_tenants.utils import tenant_context

from guichet.cases.channels import Channel
from guichet.cases.lifecycle import ENDED_STATES
from guichet.cases.queries.near import same_incident
from guichet.cases.queries.queue import Filters, queue
from guichet.catalogue.queries import open_teams, service_choices, service_with_code
from guichet.kernel.actor import Actor, system
from guichet.kernel.memory import settle
from guichet.kernel.texts import localise
from guichet.people.queries import accounts_by_email, staff_actor
from guichet.places.queries import district_names, search_places

if TYPE_CHECKING:
    from guichet.tenancy.models import City

WORDS = (
    "beaubien est", "papineau et beaubien", "parc lafontaine", "6540 chabot", "st-denis", "boul rosemont",
    "maisonneuve", "h2s 2n1", "mont royal", "rue sherbrooke", "parc jarry", "avenue du parc", "jean talon",
    "sainte catherine", "bibliotheque", "angle masson et iberville", "christophe colomb", "pie-ix", "beaubein", "fleury",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Timing:
    """How long something took: milliseconds, and how many queries at most.

    `lines` is how much a run gave (lines of a table, things found): a small city's lists are short, and sooner written.
    """

    name: str
    p50: float
    p95: float
    queries: int
    runs: int
    lines: float = 0.0

    def as_row(self) -> dict[str, Any]:
        """Give the figures for a table or a file."""
        return {
            "what": self.name,
            "p50_ms": round(self.p50, 2),
            "p95_ms": round(self.p95, 2),
            "queries": self.queries,
            "runs": self.runs,
            "lines": round(self.lines, 1),
        }


class _Count:
    """Counts the statements that pass through it; Django's own log is emptied by each page."""

    def __init__(self) -> None:
        self.queries = 0

    def __call__(self, execute: Callable[..., object], *statement: object) -> object:
        """Let a statement through and count it."""
        self.queries += 1
        return execute(*statement)


def time_it(name: str, act: Callable[[int], object], *, runs: int = 120, warm: int = 8) -> Timing:
    """Run something many times, alone; queries are counted in runs apart, so that counting costs nothing."""
    for number in range(warm):
        act(number)
    counted = _Count()
    with connection.execute_wrapper(counted):
        act(warm)
    taken: list[float] = []
    lines = 0
    for number in range(runs):
        started = time.perf_counter()
        given = act(number)
        taken.append((time.perf_counter() - started) * 1000)
        lines += _lines(given)
    return Timing(name, statistics.median(taken), quantile(taken, 0.95), counted.queries, runs, lines / runs)


def _lines(given: object) -> int:
    """Count what a run gave: the lines of a page's table, the things of a list; 0 for anything else."""
    if isinstance(given, HttpResponse):
        return max(given.content.count(b"</tr>") - 1, 0)
    return len(given) if isinstance(given, list) else 0


def quantile(values: Sequence[float], share: float) -> float:
    """Give the value below which a share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def measure_city(city: City, account: str) -> list[Timing]:
    """Measure the pages and look-ups of a city, signed in as one of its agents."""
    settle()
    with tenant_context(city):
        samples = _samples(staff_actor(accounts_by_email()[account]))
        agent = Client(headers={"host": f"{city.slug}.localhost", "accept-language": "fr"})
        agent.force_login(accounts_by_email()[account], "allauth.account.auth_backends.AuthenticationBackend")
        visitor = Client(headers={"host": f"{city.slug}.localhost", "accept-language": "fr"})
        return [
            *_pages(agent, visitor, samples),
            time_it("address search", lambda n: search_places(WORDS[n % len(WORDS)], limit=8)),
            time_it("same incident", lambda n: same_incident(*samples.points[n % len(samples.points)])),
        ]


@dataclass(frozen=True, slots=True)
class _Samples:
    own: list[str]
    published: list[str]
    points: list[Any]
    services: list[str]
    districts: list[str]
    filters: list[str]
    words: list[str]


def _samples(agent: Actor) -> _Samples:
    """Take open and ended cases by chance, always the same: of the whole city, and of the agent's team."""
    chance = random.Random(311)  # noqa: S311  # reproducible, not secret
    rows = [
        case
        for view in ("open", "ended")
        for case in queue(system(), Filters(view=view), limit=400).rows
        if case.lat is not None and case.district is not None
    ]
    chance.shuffle(rows)
    services = {code: service_with_code(code) for code in {case.service.code for case in rows}}
    points: list[Any] = [(services[case.service.code], case.lat, case.lon) for case in rows[:200]]
    return _Samples(
        own=[case.reference for case in queue(agent, Filters(view="team"), limit=200).rows],
        published=[case.reference for case in rows if case.published][:200],
        points=[point for point in points if same_incident(*point)]
        or points,  # cities alike: something is known
        services=sorted(services),
        districts=sorted({case.district.code for case in rows if case.district}),
        filters=_every_filter(),
        words=sorted({localise(one.name, "fr").split()[0].lower() for one in service_choices()}),
    )


def _every_filter() -> list[str]:
    """Give each choice of each filter of a list, as an address writes it: most of them hold nothing of one's own."""
    return [
        *(f"team={team.code}" for team in open_teams()),
        *(f"service={one.code}" for one in service_choices()),
        *(f"district={code}" for code, _name in district_names()),
        *(f"channel={channel.value}" for channel in Channel),
        *(f"priority={number}" for number in range(1, 5)),
        *(f"state={state.value}" for state in ENDED_STATES),
    ]


def _pages(agent: Client, visitor: Client, samples: _Samples) -> list[Timing]:
    def page(client: Client, path: Callable[[int], str]) -> Callable[[int], object]:
        def visit(number: int) -> object:
            response = client.get(path(number), follow=True)  # words that name a service lead to its list
            if response.status_code != 200:
                raise RuntimeError(f"{path(number)} answers {response.status_code}")
            return response

        return visit

    def nth(values: Sequence[str]) -> Callable[[int], str]:
        return lambda number: values[number % len(values)]

    service, district = nth(samples.services), nth(samples.districts)
    own, published = nth(samples.own), nth(samples.published)
    narrowed, word = nth(samples.filters), nth(samples.words)
    views = nth(("team", "late", "soon", "new", "open", "waiting"))
    return [
        time_it("queue, my team", page(agent, lambda _n: "/desk/?view=team")),
        time_it("queue, every view", page(agent, lambda n: f"/desk/?view={views(n)}")),
        time_it("queue, by service", page(agent, lambda n: f"/desk/?view=open&service={service(n)}")),
        time_it("queue, by district", page(agent, lambda n: f"/desk/?view=open&district={district(n)}")),
        time_it("queue, words", page(agent, lambda n: f"/desk/?q={service(n).replace('-', '+')}")),
        time_it("queue, rare words", page(agent, lambda n: f"/desk/?q=num%C3%A9ro+{n * 37 + 11}")),
        time_it("queue, ended", page(agent, lambda _n: "/desk/?view=ended")),
        time_it("queue, ended, any filter", page(agent, lambda n: f"/desk/?view=ended&{narrowed(n)}")),
        time_it("queue, words of services", page(agent, lambda n: f"/desk/?q={quote(word(n))}")),
        time_it("case page", page(agent, lambda n: f"/desk/cases/{own(n)}/")),
        time_it("portal home", page(visitor, lambda _n: "/")),
        time_it("public list", page(visitor, lambda _n: "/requetes/")),
        time_it("public list, by service", page(visitor, lambda n: f"/requetes/?service={service(n)}")),
        time_it("public case", page(visitor, lambda n: f"/requetes/{published(n)}/")),
    ]
