"""Commands that bring in past cases."""

from __future__ import annotations

from pathlib import Path

import click
from django_tenants.utils import tenant_context
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from guichet.cases.queries.imports import refresh_statistics
from guichet.cli.boot import boot
from guichet.cli.closures import closures
from guichet.cli.importing.profile import ProfileFault, built_in_profiles, load_profile
from guichet.cli.importing.propose import propose_profile
from guichet.cli.importing.rows import PastFile
from guichet.cli.importing.running import Options, Report, run_import
from guichet.cli.importing.tables import UnreadableFile
from guichet.cli.paths import EXISTING, NEW_FILE, unwritable
from guichet.cli.permit_imports import permits
from guichet.kernel.texts import localise
from guichet.tenancy.queries import all_cities, city_named

EXAMPLES = 8


@click.group()
def import_group() -> None:
    """Import past cases or permits from a file, or propose a profile for it."""


@import_group.command(short_help="Import past cases from a table.")
@click.argument("file", type=EXISTING)
@click.option("--city", required=True, help="Short name of the city.")
@click.option("--profile", required=True, help="Name of a profile that comes with Guichet, or a TOML file.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, change nothing.")
@click.option("--create-missing", is_flag=True, help="Make the services and teams that the file names.")
@click.option(
    "--learn-routes/--no-learn-routes", default=True, help="Give a service the team that handled it most."
)
@click.option("--promise/--no-promise", default=True, help="Date what is open by the city's commitments.")
@click.option("--rejects", type=NEW_FILE, help="Where to write rejected lines.")
def cases(
    file: Path,
    city: str,
    profile: str,
    rejects: Path | None,
    *,
    dry_run: bool,
    create_missing: bool,
    learn_routes: bool,
    promise: bool,
) -> None:
    """Import past cases from a table (CSV, XLSX, JSON or GeoJSON, compressed or not).

    Repeating it changes nothing; a broken run goes on.
    """
    booted, console = boot(), Console()
    try:
        mapping = load_profile(profile)
        into = city_named(city)
        if into is None:
            names = ", ".join(item.slug for item in all_cities()) or "none yet"
            raise click.ClickException(f"no city « {city} »; known: {names}")
        past = PastFile(file, mapping, into.time_zone)
        target = rejects or file.with_name(file.name.removesuffix(".gz") + ".rejected.csv")
        if not dry_run and (fault := unwritable(target)):
            raise click.ClickException(f"rejected lines have no place: {fault}, with --rejects FILE")
        options = Options(
            dry_run, create_missing, learn_routes, promise, None if dry_run else target, bounds=into.bounds
        )
        with tenant_context(into):
            report = _with_progress(past, options, console)
            if not dry_run:
                refresh_statistics()
    except UnreadableFile as refusal:
        raise click.ClickException(str(refusal)) from refusal
    except ProfileFault as refusal:
        raise click.ClickException(f"profile « {profile} »: {refusal}") from refusal
    _say(report, localise(into.name, "fr"), options, console)
    del booted


def _with_progress(past: PastFile, options: Options, console: Console) -> Report:
    next(past.lines(), None)  # what cannot be read at all is said before anything is drawn
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(escape(past.path.name), total=None)
        return run_import(past, options, lambda lines: progress.update(task, advance=lines, total=past.count))


def _say(report: Report, city: str, options: Options, console: Console) -> None:
    table = Table(
        title=f"{escape(city)}: {'what would happen' if options.dry_run else 'done'}", show_header=False
    )
    for words, value in (
        ("read", report.read),
        ("imported", report.imported),
        ("already there", report.already_there),
        ("rejected", report.rejected),
        ("left out by the profile", report.left_out),
    ):
        table.add_row(words, f"{value:,}")
    table.add_row("with a position", f"{report.placed:,}")
    table.add_row(
        "of them outside the city's bounds", f"{report.outside:,}" if options.bounds else "no bounds yet"
    )
    if report.oldest and report.newest:
        table.add_row("opened from / to", f"{report.oldest:%Y-%m-%d %H:%M} / {report.newest:%Y-%m-%d %H:%M}")
    table.add_row("new services", _some(report.new_services))
    table.add_row("new teams", _some(report.new_teams))
    table.add_row("service → team learned", str(len(report.learned)))
    console.print(table)
    if report.resumed_at:
        console.print(f"Went on with a broken run after line {report.resumed_at:,}.")
    for reason, count in report.reasons.most_common(EXAMPLES):
        console.print(f"  rejected {count:,}: {reason}", markup=False)
    if report.rejected and options.rejects:
        console.print(f"Rejected lines are in {options.rejects}", markup=False)
    if not report.adds_up():
        raise click.ClickException("the counts do not add up: tell us with the file's first lines")


def _some(names: list[str]) -> str:
    if not names:
        return "none"
    rest = f" and {len(names) - EXAMPLES} more" if len(names) > EXAMPLES else ""
    return escape(f"{len(names)}: {', '.join(names[:EXAMPLES])}{rest}")


@import_group.command(short_help="Propose a profile for a table never seen.")
@click.argument("file", type=EXISTING)
@click.option("--output", type=NEW_FILE, help="Where to write it (default: shown).")
def profile(file: Path, output: Path | None) -> None:
    """Propose a profile for a file by looking at its columns; read it, correct it, then import."""
    try:
        text = propose_profile(file)
    except ProfileFault as fault:
        raise click.ClickException(str(fault)) from fault
    if output:
        output.write_text(text, encoding="utf-8")
        click.echo(f"Written to {output}. Read it, then: guichet import cases --profile {output} --dry-run …")
    else:
        click.echo(text)


@import_group.command()
def profiles() -> None:
    """List the profiles that come with Guichet."""
    for name in built_in_profiles():
        click.echo(name)


import_group.add_command(closures)
import_group.add_command(permits)
