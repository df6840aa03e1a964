"""`guichet bench`."""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import psutil
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from guichet.cli.bench.assist import measure_console
from guichet.cli.bench.making import ensure_city, sweep
from guichet.cli.bench.measuring import Timing, measure_city
from guichet.cli.bench.opening import Rate, by_action
from guichet.cli.bench.past import import_rate
from guichet.cli.bench.webform import by_web_form, memory_of_servers
from guichet.cli.boot import boot
from guichet.cli.upkeep import collect_static, migrate_when_needed

if TYPE_CHECKING:
    from guichet.tenancy.models import City

AGENT = "samuel.okafor@montreal.example"


@click.command()
@click.option("--large", default=1_000_000, show_default=True, help="Cases of the large city.")
@click.option("--small", default=10_000, show_default=True, help="Cases of the small city, to compare.")
@click.option(
    "--output", type=click.Path(path_type=Path), default=Path("bench-results/bench.json"), show_default=True
)
@click.option("--open", "opened", default=2_000, show_default=True, help="Cases to open when measuring that.")
def bench(large: int, small: int, output: Path, opened: int) -> None:
    """Measure speed on generated cases (kept in GUICHET_DATA for the next time); prints a table, writes JSON."""
    console = Console()
    booted = boot(as_owner=True)
    migrate_when_needed(booted.data)
    collect_static(booted.data)
    figures: dict[str, Any] = {"machine": _machine(), "at": dt.datetime.now(tz=dt.UTC).isoformat()}
    imported = import_rate()  # first: into an empty city, and nothing to tidy up beside
    cities = {cases: _made(cases, console) for cases in (small, large)}
    sweep()
    timings: dict[int, list[Timing]] = {}
    for cases, city in cities.items():
        timings[cases] = measure_city(city, AGENT)
        figures[str(cases)] = [timing.as_row() for timing in timings[cases]]
    _show(console, timings[small], timings[large], small, large)
    assisted = measure_console(f"bench-{large}")
    figures["assist"] = [timing.as_row() for timing in assisted]
    _show(console, assisted, assisted, large, large)
    rates = [by_action(f"bench-{large}", opened), *by_web_form(f"bench-{large}", opened // 5), imported]
    figures["rates"] = {rate.name: round(rate.each_second, 1) for rate in rates}
    _show_rates(console, rates)
    figures["memory_mb"] = memory_of_servers(f"bench-{small}")
    console.print(f"Memory of each process of the server: {figures['memory_mb']} MB")
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    console.print(f"Written to {output}")
    del booted


def _made(cases: int, console: Console) -> City:
    with Progress(console=console) as progress:
        task = progress.add_task(f"{cases:,} cases", total=cases)
        return ensure_city(cases, lambda done: progress.advance(task, done))


def _machine() -> dict[str, Any]:
    return {
        "processor": platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 2**30),
        "system": platform.platform(),
        "python": platform.python_version(),
    }


def _show(console: Console, few: list[Timing], many: list[Timing], small: int, large: int) -> None:
    heads = ("p50", "p95 (ms)", "lines")
    table = Table(
        "What", *(f"{size:,}: {head}" for size in (small, large) for head in heads), "queries", "ratio"
    )
    for one, other in zip(few, many, strict=True):
        table.add_row(
            other.name,
            f"{one.p50:.1f}",
            f"{one.p95:.1f}",
            f"{one.lines:.0f}",
            f"{other.p50:.1f}",
            f"{other.p95:.1f}",
            f"{other.lines:.0f}",
            str(other.queries),
            f"{other.p50 / one.p50:.2f}",
        )
    console.print(table)


def _show_rates(console: Console, rates: list[Rate]) -> None:
    for rate in rates:
        console.print(
            f"{rate.name}: {rate.each_second:,.0f} a second ({rate.done:,} in {rate.seconds:.1f} s)"
        )
