"""Commands about tables."""

from __future__ import annotations

import click
from django.core.management import execute_from_command_line

from guichet.cli.boot import boot
from guichet.cli.upkeep import bring_up_to_date


@click.command()
def migrate() -> None:
    """Bring the tables of the installation and of every city up to date (as the owner role)."""
    booted = boot(as_owner=True)
    bring_up_to_date()
    click.echo("Every city is up to date.")
    del booted


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run a Django management command, as the owner role."""
    booted = boot(as_owner=True)
    execute_from_command_line(["guichet manage", *arguments])
    del booted
