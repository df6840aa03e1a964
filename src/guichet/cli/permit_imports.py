"""`guichet import permits`: the old system's files of permits, running and past, side by side with the new ones."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import click
from django_tenants.utils import tenant_context
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from guichet.cli.boot import boot
from guichet.cli.importing.permits import Mapped, Reader, Refused, lines_of, read_mapping
from guichet.cli.importing.profile import ProfileFault
from guichet.cli.paths import EXISTING, NEW_FILE, unwritable
from guichet.kernel.actor import system
from guichet.kernel.errors import Invalid
from guichet.kernel.texts import localise
from guichet.permits.actions.importing import PastPermit, import_batch
from guichet.permits.queries.imports import known_numbers, types_by_words
from guichet.tenancy.queries import all_cities, city_named

BATCH = 500
EXAMPLES = 8


@dataclass(slots=True)
class Report:
    """What came of a file: read = made + known + updated + refused."""

    read: int = 0
    made: int = 0
    known: int = 0
    updated: int = 0
    elsewhere: int = 0
    balance: Decimal = Decimal(0)
    states: Counter[str] = field(default_factory=Counter)
    refused: list[Refused] = field(default_factory=list)

    def adds_up(self) -> bool:
        """Tell whether every line is accounted for."""
        return self.read == self.made + self.known + self.updated + len(self.refused)


@click.command(short_help="Import permits of the old system.")
@click.argument("file", type=EXISTING)
@click.option("--city", required=True, help="Short name of the city.")
@click.option("--mapping", required=True, type=EXISTING, help="TOML file that says which column is what.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, change nothing.")
@click.option("--rejects", type=NEW_FILE, help="Where to write rejected lines.")
def permits(file: Path, city: str, mapping: Path, rejects: Path | None, *, dry_run: bool) -> None:
    """Import permits of the old system from a table (CSV, XLSX). Repeating it makes nothing twice.

    Files that the old system still handles are brought up to date each time, and only read here.
    """
    target = rejects or file.with_name(f"{file.stem}.rejected.csv")
    if not dry_run and (refusal := unwritable(target)):
        raise click.ClickException(f"rejected lines have no place: {refusal}, with --rejects FILE")
    booted, console = boot(), Console()
    into = city_named(city)
    if into is None:
        names = ", ".join(item.slug for item in all_cities()) or "none yet"
        raise click.ClickException(f"no city « {city} »; known: {names}")
    try:
        mapped = read_mapping(mapping)
        with tenant_context(into):
            report = import_file(file, mapped, dry_run=dry_run)
    except ProfileFault as fault:
        raise click.ClickException(str(fault)) from fault
    _say(report, localise(into.name, "fr"), console, dry_run=dry_run)
    if report.refused and not dry_run:
        _write(target, report.refused)
        console.print(f"Rejected lines are in {target}", markup=False)
    if not report.adds_up():
        raise click.ClickException("the counts do not add up: tell us with the file's first lines")
    del booted


def import_file(file: Path, mapped: Mapped, *, dry_run: bool) -> Report:
    """Read a whole file and store it, batch by batch; a dry run reads and tells the same, and stores nothing."""
    report, reader = Report(), Reader(mapped, types_by_words())
    batch: list[PastPermit] = []
    for line, cells in lines_of(file, mapped):
        report.read += 1
        found = reader.read(line, cells)
        if isinstance(found, Refused):
            report.refused.append(found)
            continue
        batch.append(found)
        report.states[found.state] += 1
        report.elsewhere += found.elsewhere
        report.balance += found.balance or Decimal(0)
        if len(batch) == BATCH:
            _store(mapped.source, batch, report, dry_run=dry_run)
            batch = []
    _store(mapped.source, batch, report, dry_run=dry_run)
    return report


def _store(source: str, batch: Sequence[PastPermit], report: Report, *, dry_run: bool) -> None:
    """Store a batch; when one of its files has a place that cannot be, the others are stored one by one."""
    if not batch:
        return
    if dry_run:
        known = known_numbers(source, [row.external_id for row in batch])
        report.known += len(known)
        report.made += len(batch) - len(known)
        return
    try:
        done = import_batch(system(), source, batch)
    except Invalid as fault:
        if len(batch) == 1:
            report.refused.append(Refused(0, batch[0].external_id, fault.message))
            return
        for row in batch:
            _store(source, [row], report, dry_run=False)
        return
    report.made += len(done.made)
    report.known += done.known
    report.updated += done.updated


def _say(report: Report, city: str, console: Console, *, dry_run: bool) -> None:
    title = f"{escape(city)}: {'what would happen' if dry_run else 'done'}"
    table = Table(title=title, show_header=False)
    for words, value in (
        ("read", report.read),
        ("imported", report.made),
        ("already there", report.known),
        ("brought up to date", report.updated),
        ("rejected", len(report.refused)),
        ("still handled by the old system", report.elsewhere),
    ):
        table.add_row(words, f"{value:,}")
    table.add_row("balances, added up", f"{report.balance:,.2f}")
    for state, count in sorted(report.states.items()):
        table.add_row(f"  {state}", f"{count:,}")
    console.print(table)
    reasons = Counter(refused.reason for refused in report.refused)
    for reason, count in reasons.most_common(EXAMPLES):
        console.print(f"  rejected {count:,}: {reason}", markup=False)


def _write(target: Path, refused: Sequence[Refused]) -> None:
    with target.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("line", "number", "reason"))
        writer.writerows((each.line, each.number, each.reason) for each in refused)
