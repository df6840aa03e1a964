"""A city with as many cases as asked, drawn from the real distributions of the demonstration's extract."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from django.db import connection
from django.utils import timezone
from django_tenants.utils import tenant_context

from guichet.cases.actions.importing import finish_run, import_batch, start_run
from guichet.cases.past import PastCase
from guichet.cases.queries.imports import refresh_statistics
from guichet.cli.demo.loading import (
    FOLDER,
    load_calendar,
    load_catalogue,
    load_people,
    load_places,
    load_templates,
    new_city,
)
from guichet.cli.importing.profile import load_profile
from guichet.cli.importing.rows import Draft, PastFile
from guichet.cli.importing.running import Register
from guichet.kernel.actor import system
from guichet.tenancy.actions import NewCity, create_city
from guichet.tenancy.queries import city_named

if TYPE_CHECKING:
    from guichet.tenancy.models import City

MODEL = FOLDER / "montreal"
BATCH = 10_000
SOURCE = "bench"
YEARS = 3
MORE_ENTRIES = ("case.triaged", "case.taken", "case.noted", "case.written")
Advance = Callable[[int], None]


def ensure_city(cases: int, advance: Advance) -> City:
    """Give a city with a number of cases, making or completing it."""
    slug = f"bench-{cases}"
    city = city_named(slug)
    if city is None:
        model = new_city(MODEL)
        city = create_city(NewCity(slug, {"fr": f"Mesure {cases}"}, [f"{slug}.localhost"], model.settings))
    with tenant_context(city):
        if not _has_catalogue():
            load_people(MODEL)
            load_calendar(MODEL)
            load_places(MODEL)
            load_catalogue(MODEL)
            load_templates(MODEL)
        _fill(cases, advance)
    return city


def _has_catalogue() -> bool:
    return bool(Register().services)


def _fill(cases: int, advance: Advance) -> None:
    actor = system()
    run = start_run(actor, SOURCE, "generated", str(cases))
    there = _cases_there()
    advance(there)
    if there >= cases:
        return
    batch: list[PastCase] = []
    for made in _generated(there, cases):
        batch.append(made)
        if len(batch) == BATCH or made.external_id == str(cases - 1):
            import_batch(actor, run, batch, read=len(batch), rejected=0)
            advance(len(batch))
            batch = []
    finish_run(actor, run)
    _more_entries()
    refresh_statistics()


def _cases_there() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_case")
        return int(cursor.fetchone()[0])


def _generated(first: int, last: int) -> Iterator[PastCase]:
    """Give cases drawn from real lines: their service, channel, state, district and place, moved by up to 400 m."""
    register = Register(promise=True)
    model = PastFile(MODEL / "requetes.csv.gz", load_profile("montreal-311"))
    drafts = [draft for draft in model.read() if isinstance(draft, Draft)]
    kept = [register.draft_to_case(draft, "fr", published=True) for draft in drafts]
    cases = [case for case in kept if isinstance(case, PastCase)]
    now = timezone.now()
    for number in range(first, last):
        chance = random.Random(number)  # noqa: S311  # reproducible, not secret
        yield _moved(cases[chance.randrange(len(cases))], number, chance, now)


def _moved(case: PastCase, number: int, chance: random.Random, now: dt.datetime) -> PastCase:
    opened = now - dt.timedelta(days=YEARS * 365) * chance.random()
    lasted = dt.timedelta(days=min(chance.expovariate(1 / 6), 90))
    ended = opened + lasted if case.ended_at is not None or now - opened > dt.timedelta(days=60) else None
    due = opened + dt.timedelta(days=chance.choice((1, 2, 5, 10, 15)))
    return case._replace(
        external_id=str(number),
        description=f"{case.title} près du numéro {chance.randrange(1, 9_000)}",
        opened_at=opened,
        ended_at=min(ended, now) if ended else None,
        outcome=case.outcome or ("unstated" if ended else ""),
        due_at=due,
        district_id=None if case.lat is not None else case.district_id,
        lat=case.lat + chance.uniform(-0.0036, 0.0036) if case.lat is not None else None,
        lon=case.lon + chance.uniform(-0.005, 0.005) if case.lon is not None else None,
    )


def _more_entries() -> None:
    """Give each case the history of an ordinary one, about five entries, with few statements."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_entry WHERE event = %s", [MORE_ENTRIES[0]])
        if cursor.fetchone()[0]:
            return
        for minutes, event in enumerate(MORE_ENTRIES, start=1):
            cursor.execute(
                "INSERT INTO ledger_entry (at, event, subject, subject_id, actor_kind, actor_id, actor_label, data) "
                "SELECT opened_at + make_interval(mins => %s), %s, 'cases.case', id, 'system', 0, 'Guichet', "
                "'{\"version\": 1}' FROM cases_case ORDER BY opened_at",
                [minutes * 7, event],
            )


def sweep() -> None:
    """Let PostgreSQL tidy up and count now what was just copied in; it would do so beside the measures."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
