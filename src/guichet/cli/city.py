"""Commands about cities."""

from __future__ import annotations

import json
import time
import tomllib
from pathlib import Path
from typing import Any

import click
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection
from django.utils.translation import override
from rich.console import Console
from rich.table import Table

from guichet.cli.boot import boot
from guichet.cli.geography import load
from guichet.cli.paths import EXISTING
from guichet.cli.presets import WORLDS, city_settings, first_steps
from guichet.cli.saving import dump, restore
from guichet.cli.upkeep import bring_up_to_date
from guichet.kernel.errors import Refused
from guichet.kernel.texts import localise
from guichet.tenancy.queries import all_cities, hosts_of


@click.group()
def city() -> None:
    """Create, fill, list, save and restore cities."""


for command in (load, dump, restore):
    city.add_command(command)


@city.command(short_help="Create a city, ready to receive its first request.")
@click.argument("slug")
@click.option("--name", required=True, help="Name in French, as residents read it.")
@click.option("--name-en", default="", help="Name in English; the French one when left out.")
@click.option(
    "--host", "hosts", multiple=True, help="Host name that leads to the city (default SLUG.localhost)."
)
@click.option("--world", type=click.Choice(sorted(WORLDS)), default="quebec", show_default=True)
@click.option("--languages", default="fr,en", show_default=True)
@click.option("--colour", default="#0a4f5c", show_default=True, help="The city's one colour.")
@click.option("--sender", default="", help="Address from which mails leave.")
@click.option("--administrator", default="", help="Address of the first administrator.")
@click.option("--settings", "file", type=EXISTING, help="TOML file.")
def create(
    slug: str,
    name: str,
    name_en: str,
    hosts: tuple[str, ...],
    world: str,
    languages: str,
    colour: str,
    sender: str,
    administrator: str,
    file: Path | None,
) -> None:
    """Create a city, ready to receive its first request: tables, hours, holidays, roles, an administrator."""
    started = time.monotonic()
    _check_words(name, administrator)
    booted = boot(as_owner=True)
    if not connection.introspection.table_names():
        bring_up_to_date()
    from_file = _settings_of(file) if file else {}
    spoken = [language.strip() for language in languages.split(",")]
    chosen = city_settings(world, spoken, colour, sender or f"guichet@{slug}.example")
    try:
        with override("en"):  # as the rest of the command line
            created, password = first_steps(
                slug,
                {"fr": name, "en": name_en or name},
                hosts or (f"{slug}.localhost",),
                {**chosen, **from_file},
                administrator,
            )
    except Refused as refusal:
        raise click.ClickException(refusal.message) from refusal
    click.echo(
        f"{localise(created.name, 'fr')} is ready in {time.monotonic() - started:.1f} s: /desk/ to sign in."
    )
    if administrator:
        click.echo(f"Administrator {administrator}, first password {password} (to be changed).")
    del booted


def _check_words(name: str, administrator: str) -> None:
    """Refuse, before anything is made, what would be refused once the tables are there."""
    if not name.strip():
        raise click.BadParameter("write the city's name", param_hint="--name")
    try:
        if administrator:
            validate_email(administrator)
    except ValidationError as fault:
        raise click.BadParameter(
            f"« {administrator} » is no e-mail address", param_hint="--administrator"
        ) from fault


def _settings_of(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise click.ClickException(f"{file.name} is not TOML that can be read: {fault}") from fault


@city.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
def list_cities(*, as_json: bool) -> None:
    """List the cities of the installation."""
    booted = boot()
    found = [
        {
            "slug": item.slug,
            "name": localise(item.name, "fr"),
            "hosts": ", ".join(hosts_of(item)),
            "languages": ", ".join(item.languages),
            "world": item.legal_world,
            "zone": item.time_zone,
        }
        for item in all_cities()
    ]
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        table = Table()
        for title in ("Short name", "Name", "Hosts", "Languages", "Legal world", "Time zone"):
            table.add_column(title, overflow="fold")
        for item in found:
            table.add_row(
                *(str(item[key]) for key in ("slug", "name", "hosts", "languages", "world", "zone"))
            )
        Console().print(table)
    del booted
