"""`guichet bench-permits`: pages, estimates, conflicts and monthly bills of a city with half a million permits."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from django.db import connection
from django.test import Client
from django_tenants.utils import tenant_context
from rich.console import Console

from guichet.billing.actions.invoicing import issue_invoice
from guichet.billing.actions.stating import state_bills
from guichet.cli.bench.making import MODEL
from guichet.cli.bench.measuring import Timing, time_it
from guichet.cli.bench.months import invoice_month, measure_month, new_bill
from guichet.cli.bench.multiplying import STEP, Copied, go_on_after, multiply
from guichet.cli.bench.occupations import fill, measure_conflicts
from guichet.cli.boot import boot
from guichet.cli.demo.loading import (
    load_calendar,
    load_catalogue,
    load_people,
    load_places,
    load_templates,
    new_city,
)
from guichet.cli.demo.occupations import load_ground
from guichet.cli.demo.permits import load_permits
from guichet.cli.demo.tariffs import load_tariffs
from guichet.cli.upkeep import collect_static, migrate_when_needed
from guichet.kernel import moment
from guichet.kernel.actor import system
from guichet.kernel.errors import Conflict
from guichet.kernel.memory import settle
from guichet.people.queries import accounts_by_email
from guichet.permits.queries.estimating import Asked, estimate, price_of
from guichet.permits.queries.queue import Wanted, queue
from guichet.permits.queries.visible import permit_for
from guichet.tenancy.actions import NewCity, create_city
from guichet.tenancy.queries import city_named

if TYPE_CHECKING:
    from guichet.tenancy.models import City

NAMES = ("tremblay", "gagnon", "construction", "chabot", "zzyx", "rue chabot", "roy", "excavation")
AGENT = "maude.lariviere@montreal.example"
BATCH = 500
NOW = 100
"""Copies 1 to NOW stand where their model stands today; the others ended, up to five years ago."""
PAST = f"CASE WHEN k > {NOW} THEN 60 + k %% 1800 ELSE 0 END"
OVER = (
    "draft",
    "filed",
    "incomplete",
    "in_review",
    "conditions",
    "approved",
    "issued",
    "active",
    "extended",
    "ended",
)
_DAY = f"make_interval(days => {PAST})"
_NUMBER = "|| '-' || k"


def _only_now(column: str) -> str:
    return f"CASE WHEN k > {NOW} THEN NULL ELSE t.{column} END"


def _days(*columns: str) -> dict[str, str]:
    return {column: f"t.{column} - ({PAST})" for column in columns}


def _instants(*columns: str) -> dict[str, str]:
    return {column: f"t.{column} - {_DAY}" for column in columns}


_PERMIT = {
    "reference": f"t.reference {_NUMBER}",
    "key": f"left(t.key, 30) {_NUMBER}",
    "external_id": f"CASE WHEN t.external_id = '' THEN '' ELSE t.external_id {_NUMBER} END",
    "submission_key": "NULL",
    "state": f"CASE WHEN k > {NOW} AND t.state IN ({', '.join(repr(one) for one in OVER)}) "
    "THEN 'closed' ELSE t.state END",
    "lat": "t.lat + ((k * 37 %% 1000) - 500) * 0.00004",
    "lon": "t.lon + ((k * 91 %% 1000) - 500) * 0.00006",
    "decided_at": f"coalesce(t.decided_at, t.filed_at + interval '4 days') - {_DAY}",
    **_days("starts_on", "ends_on"),
    **_instants(
        "created_at", "filed_at", "complete_at", "issued_at", "begun_at", "ended_at", "paid_at", "updated_at"
    ),
    **{name: _only_now(name) for name in ("due_at", "legal_due_at", "next_at")},
}
_PAPER = f"t.number {_NUMBER}"
TABLES = (
    Copied("permits_permit", changes=_PERMIT),
    Copied("permits_party", ("permit_id",)),
    Copied("permits_permitversion", ("permit_id",), _instants("at")),
    Copied(
        "permits_opinion",
        ("permit_id",),
        {**_instants("asked_at", "due_at"), "verdict": f"CASE WHEN k > {NOW} AND t.verdict = '' THEN 'favourable' ELSE t.verdict END",
         "given_at": f"CASE WHEN k > {NOW} THEN coalesce(t.given_at, t.asked_at) - {_DAY} ELSE t.given_at END"},
    ),
    Copied("permits_permitcondition", ("permit_id",)),
    Copied("permits_clockevent", ("permit_id",), _instants("at", "until")),
    Copied(
        "billing_bill",
        changes={
            "reference": f"t.reference {_NUMBER}", "token": f"left(t.token, 40) {_NUMBER}",
            "subject_reference": f"t.subject_reference {_NUMBER}", **_days("starts", "ends"), **_instants("stated_at"),
        },
    ),
    Copied("billing_billversion", ("bill_id",), _instants("at")),
    Copied(
        "billing_invoice",
        ("bill_id", "about_id"),
        {"number": _PAPER, "sequence": "t.sequence + k * 1000", **_days("issued_on", "due_on", "contest_until"), **_instants("issued_at")},
    ),
    Copied("billing_receivable", ("bill_id", "invoice_id"), _days("due_on", "remind_on")),
    Copied("ledger_entry", ("subject_id",), _instants("at")),
)  # fmt: skip


def ensure_city(permits: int, console: Console) -> City:
    """Give a city with a number of permits, their bills, history and occupations, making it when it is not there."""
    slug = f"bench-permits-{permits}"
    city = city_named(slug)
    if city is None:
        settings = new_city(MODEL).settings
        city = create_city(NewCity(slug, {"fr": f"Mesure {permits}"}, [f"{slug}.localhost"], settings))
    with tenant_context(city):
        models, made = _made()
        if not models:
            _load_models()
            _state_all()
            models, made = _made()
        copies = -(-permits // models) - 1
        for first in range(made + 1, copies + 1, BATCH):
            multiply(TABLES, first, min(first + BATCH - 1, copies))
            console.print(f"{min(first + BATCH - 1, copies) * models:,} permits")
        if made < copies:
            fill(permits)
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        go_on_after(TABLES)
    return city


def _load_models() -> None:
    load_people(MODEL)
    load_calendar(MODEL)
    load_places(MODEL)
    load_ground(MODEL)
    load_catalogue(MODEL)
    load_templates(MODEL)
    load_tariffs(MODEL)
    load_permits(MODEL)


def _made() -> tuple[int, int]:
    """Count the model files, and how many copies of them there are."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE id < %(step)s), coalesce(max(id), 0) / %(step)s FROM permits_permit",
            {"step": STEP},
        )
        models, made = cursor.fetchone()
    return int(models), int(made)


def _references(view: str = "all") -> list[str]:
    found = queue(system(), Wanted(view=view), page_size=200).rows
    return [row.reference for row in found]


def _state_all() -> None:
    """State and issue a bill for each model that has none yet and costs something."""
    news = []
    for reference in _references():
        permit = permit_for(system(), reference)
        computed, _fault = price_of(system(), permit)
        if computed is not None and computed.total and not _billed(reference):
            news.append(new_bill(reference, computed, permit.starts_on, permit.ends_on))
    for bill in state_bills(system(), news):
        try:
            issue_invoice(system(), bill.reference)
        except Conflict:
            continue


def _billed(reference: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM billing_bill WHERE subject_reference = %s", [reference])
        return cursor.fetchone() is not None


def measure(city: City, runs: int) -> Iterator[Timing]:
    """Measure the pages of the desk and of the portal, the estimate and the conflict check, one after the other."""
    settle()
    with tenant_context(city):
        files = [*_references("studied"), *_references("in_force"), *_references("ended")]
        host = {"host": f"{city.slug}.localhost", "accept-language": "fr"}
        agent, visitor = Client(headers=host), Client(headers=host)
        agent.force_login(accounts_by_email()[AGENT], "allauth.account.auth_backends.AuthenticationBackend")
        asked = _asked()
        for name, who, path in _pages(agent, visitor, files):
            yield time_it(name, _visiting(who, path), runs=runs)
        yield time_it("estimate", lambda n: estimate(system(), *asked[n % len(asked)]), runs=runs)
        yield time_it(
            "estimate without conflicts",
            lambda n: estimate(system(), *asked[n % len(asked)], with_conflicts=False),
            runs=runs,
        )
    yield from measure_conflicts(city, runs)


def _pages(
    agent: Client, visitor: Client, files: Sequence[str]
) -> list[tuple[str, Client, Callable[[int], str]]]:
    listing = "/desk/permits/"
    return [
        ("review page", agent, lambda n: f"{listing}{files[n % len(files)]}/"),
        ("queue to study", agent, lambda n: f"{listing}?page={1 + n % 20}"),
        ("queue of what is in force", agent, lambda _n: f"{listing}?view=in_force"),
        ("queue of what ended", agent, lambda n: f"{listing}?view=ended&page={1 + n % 20}"),
        ("queue, lapsing within seven days", agent, lambda _n: f"{listing}?view=all&soon=lapse"),
        ("queue, a number", agent, lambda n: f"{listing}?view=all&words={files[n % len(files)]}"),
        ("queue, a name", agent, lambda n: f"{listing}?view=all&words={NAMES[n % len(NAMES)]}"),
        ("what will lapse", agent, lambda _n: f"{listing}lapses/"),
        ("is it fair", agent, lambda _n: f"{listing}fairness/"),
        ("permits of the city (portal)", visitor, lambda _n: "/permis/"),
    ]


def _visiting(client: Client, path: Callable[[int], str]) -> Callable[[int], object]:
    return lambda number: _visit(client, path(number))


def _visit(client: Client, path: str) -> None:
    response = client.get(path)
    if response.status_code != 200:
        raise RuntimeError(f"{path} answers {response.status_code}")


def _asked() -> list[tuple[str, Asked]]:
    """Give a hundred estimates to ask for, with the code of their type: at places and of kinds that permits have now."""
    today = moment.today()
    found: list[tuple[str, Asked]] = []
    for reference in _references("in_force")[:100]:
        permit = permit_for(system(), reference)
        starts = today + dt.timedelta(days=8 + len(found) % 20)
        ends = starts + dt.timedelta(days=3 + len(found) % 15)
        asked = Asked(starts, ends, area=permit.area, lat=permit.lat, lon=permit.lon)
        found.append((permit.type.service.code, asked))
    return found


@click.command()
@click.option("--permits", default=500_000, show_default=True, help="Permits of the city.")
@click.option("--months", default=20_000, show_default=True, help="Bills of which one month is invoiced.")
@click.option("--runs", default=120, show_default=True, help="Visits of each page.")
@click.option(
    "--output", type=click.Path(path_type=Path), default=Path("bench-results/permits.json"), show_default=True
)
@click.option("--only-make", is_flag=True, help="Make the city, measure nothing.")
@click.option("--only-month", is_flag=True, help="Measure the month of bills, nothing else.")
@click.option(
    "--invoice", nargs=2, default=None, hidden=True, help="Invoice a month of a city, nothing else."
)
def bench_permits(
    permits: int,
    months: int,
    runs: int,
    output: Path,
    *,
    only_make: bool,
    only_month: bool,
    invoice: tuple[str, str] | None,
) -> None:
    """Measure permits and bills on generated files (kept in GUICHET_DATA for the next time)."""
    console = Console()
    booted = boot(as_owner=True)
    if invoice:
        invoice_month(*invoice)
        return
    migrate_when_needed(booted.data)
    collect_static(booted.data)
    city = ensure_city(permits, console)
    if only_make:
        return
    figures: dict[str, Any] = {"timings": []}
    for timing in measure(city, runs) if not only_month else ():
        figures["timings"].append(timing.as_row())
        console.print(
            f"{timing.name}: p50 {timing.p50:.1f}, p95 {timing.p95:.1f} ms, {timing.queries} queries"
        )
        _write(output, figures)
    if months:
        figures["month"] = measure_month(city, months)
        console.print(figures["month"])
        _write(output, figures)
    del booted


def _write(output: Path, figures: dict[str, Any]) -> None:
    """Write what was measured so far: a run that is stopped half-way is not lost."""
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
