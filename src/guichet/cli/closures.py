"""`guichet import closures`: what other services say is closed or dug up, brought onto the city's map."""

from __future__ import annotations

import csv
import zoneinfo
from collections import Counter
from pathlib import Path

import click
from django.db import transaction
from django.utils.translation import override
from django_tenants.utils import tenant_context

from guichet.cli.boot import boot
from guichet.cli.importing.closures import ClosuresFile, Reading, read_closures
from guichet.cli.importing.files import whole_file
from guichet.cli.importing.profile import ProfileFault
from guichet.cli.paths import EXISTING, NEW_FILE
from guichet.kernel.actor import system
from guichet.kernel.errors import Refused
from guichet.occupations.actions import put_many
from guichet.tenancy.queries import city_named

SHOWN = 8


@click.command(short_help="Bring closures and street works in.")
@click.argument("file", type=EXISTING)
@click.option("--city", required=True, help="Short name of the city.")
@click.option(
    "--source", default="closures", show_default=True, help="Where the file comes from, in one word."
)
@click.option("--width", default=6.0, show_default=True, help="Width in metres of what is drawn as a line.")
@click.option(
    "--days", default=30, show_default=True, help="How long a closure without an end is taken to last."
)
@click.option("--whole", is_flag=True, help="Remove what this source gave before and does not name any more.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, change nothing.")
@click.option("--rejects", type=NEW_FILE, help="Where to write refused features.")
def closures(
    file: Path,
    city: str,
    source: str,
    width: float,
    days: int,
    rejects: Path | None,
    *,
    whole: bool,
    dry_run: bool,
) -> None:
    """Bring closures and street works in from a GeoJSON file. Doing it again changes nothing twice."""
    booted = boot()
    into = city_named(city)
    if into is None:
        raise click.ClickException(f"There is no city called {city}. See: guichet city list")
    if source in ("permit", "works"):
        raise click.ClickException("« permit » and « works » are Guichet's own: choose another source")
    reading = Reading(source, zoneinfo.ZoneInfo(into.time_zone), width, days=days)
    try:
        with override("en"), tenant_context(into), transaction.atomic():
            found = read_closures(whole_file(file), reading)
            put = put_many(system(), source, found.good, whole=whole)
            transaction.set_rollback(dry_run)
    except (Refused, ProfileFault) as refusal:
        raise click.ClickException(str(refusal)) from refusal
    _say(found, put, rejects if not dry_run else None, dry_run=dry_run)
    del booted


def _say(found: ClosuresFile, put: int, rejects: Path | None, *, dry_run: bool) -> None:
    click.echo(
        f"{found.read} read, {put} {'would be put' if dry_run else 'put'} on the map, {len(found.rejects)} refused."
    )
    for reason, count in Counter(why for _about, why in found.rejects).most_common(SHOWN):
        click.echo(f"  {count}: {reason}")
    if rejects and found.rejects:
        with rejects.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows([("feature", "reason"), *found.rejects])
        click.echo(f"Refused features are in {rejects}")
