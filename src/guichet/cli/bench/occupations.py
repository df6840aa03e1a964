"""How fast conflicts are found in a busy city: half a million occupations, most of them where people want to be."""

from __future__ import annotations

import datetime as dt
import json
import math
import random
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click
from django.db import connection
from django.utils import timezone
from django_tenants.utils import tenant_context
from rich.console import Console
from shapely.geometry import Polygon

from guichet.cli.bench.making import MODEL
from guichet.cli.bench.measuring import Timing, time_it
from guichet.cli.boot import boot
from guichet.cli.demo.loading import load_places, new_city
from guichet.cli.upkeep import migrate_when_needed
from guichet.kernel.actor import system
from guichet.kernel.errors import Invalid
from guichet.occupations.areas import Area, area_from_words
from guichet.occupations.kinds import Kind
from guichet.occupations.queries import conflicts, measures
from guichet.tenancy.actions import NewCity, create_city
from guichet.tenancy.queries import city_named

if TYPE_CHECKING:
    from guichet.tenancy.models import City

LAT, LON = 45.5452, -73.5974
DAYS = 5 * 365
DOWNTOWN = 0.6  # the share of occupations in the middle of the city: about 12,000 a square kilometre there
_COPY = (
    "COPY occupations_occupation (source, reference, kind, title, detail, geometry, west, south, east, north, starts, "
    "ends, end_known, state, public, area_m2, district, street, updated_at) FROM STDIN"
)


def ensure_occupations(count: int, slug: str = "") -> City:
    """Give a city with a number of occupations, making it when it is not there."""
    slug = slug or f"bench-ground-{count}"
    city = city_named(slug)
    if city is None:
        settings = new_city(MODEL).settings
        city = create_city(NewCity(slug, {"fr": f"Mesure {count}"}, [f"{slug}.localhost"], settings))
        with tenant_context(city):
            load_places(MODEL)
    with tenant_context(city):
        fill(count)
    return city


def fill(count: int) -> None:
    """Copy occupations into the city that the connection is in, unless it has as many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM occupations_occupation")
        if cursor.fetchone()[0] >= count:
            return
        with cursor.copy(_COPY) as copy:
            for row in _rows(count):
                copy.write_row(row)
        cursor.execute("ANALYZE occupations_occupation")


def measure_conflicts(city: City, runs: int = 200) -> list[Timing]:
    """Measure the conflict check and the measures at places where others are."""
    with tenant_context(city):
        asked = list(_asked(runs + 9))
        return [
            time_it("conflicts of an area", lambda n: conflicts(system(), *asked[n % len(asked)], kind="container"), runs=runs),
            time_it("measures of an area", lambda n: measures(asked[n % len(asked)][0]), runs=runs),
        ]  # fmt: skip


def _asked(count: int) -> Iterator[tuple[Area, dt.datetime, dt.datetime]]:
    chance = random.Random(7)  # noqa: S311  # reproducible, not secret
    while count:
        lat, lon = _place(chance)
        starts = timezone.now() + dt.timedelta(days=chance.uniform(1, 60))
        ends = starts + dt.timedelta(days=chance.uniform(1, 60))
        try:
            area = area_from_words(
                lat, lon, chance.uniform(5, 60), chance.uniform(2, 8), chance.uniform(0, 180)
            )
        except Invalid:  # in the river, or beyond the city's limits
            continue
        count -= 1
        yield area, starts, ends


def _place(chance: random.Random) -> tuple[float, float]:
    near = 0.018 if chance.random() < DOWNTOWN else 0.05
    return LAT + chance.gauss(0, near), LON + chance.gauss(0, near * 1.4)


def _rows(count: int) -> Iterator[tuple[object, ...]]:
    """Give rows as COPY takes them: rectangles of all sizes, five years long, dense where people want to be."""
    chance = random.Random(311)  # noqa: S311  # reproducible, not secret
    now = timezone.now()
    kinds = [kind.value for kind in Kind]
    for number in range(count):
        lat, lon = _place(chance)
        geometry, limits, size = _rectangle(chance, lat, lon)
        starts = now + dt.timedelta(days=chance.uniform(-DAYS * 0.8, DAYS * 0.2))
        ends = starts + dt.timedelta(days=min(chance.expovariate(1 / 20) + 0.2, 400))
        state = "ended" if ends < now else "active" if starts < now else "granted"
        yield (
            *("bench", f"B-{number:07d}", chance.choice(kinds), '{"fr": "Essai"}', "{}", geometry, *limits),
            *(starts, ends, True, state, chance.random() < 0.8, size, "", "Rue Chabot", now),
        )


def _rectangle(chance: random.Random, lat: float, lon: float) -> tuple[str, tuple[float, ...], float]:
    length, width = chance.uniform(5, 120), chance.uniform(2, 10)
    turn = math.radians(chance.uniform(0, 180))
    up, across = 111_150.0, 78_000.0
    corners = []
    for one, other in ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)):
        x = math.sin(turn) * length / 2 * one + math.cos(turn) * width / 2 * other
        y = math.cos(turn) * length / 2 * one - math.sin(turn) * width / 2 * other
        corners.append([round(lon + x / across, 7), round(lat + y / up, 7)])
    return (
        json.dumps({"type": "Polygon", "coordinates": [corners]}),
        Polygon(corners).bounds,
        length * width,
    )


@click.command()
@click.option("--count", default=500_000, show_default=True, help="Occupations of the city.")
@click.option("--runs", default=200, show_default=True, help="Checks to time.")
def bench_occupations(count: int, runs: int) -> None:
    """Measure how fast conflicts are found among generated occupations (kept in GUICHET_DATA for the next time)."""
    console = Console()
    booted = boot(as_owner=True)
    migrate_when_needed(booted.data)
    city = ensure_occupations(count)
    for timing in measure_conflicts(city, runs):
        console.print(
            f"{timing.name}: p50 {timing.p50:.1f}, p95 {timing.p95:.1f} ms, {timing.queries} queries"
        )
    del booted
