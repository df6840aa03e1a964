"""`guichet demo`: everything needed to look at Guichet, in one command."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import click
from rich.console import Console

from guichet.cli.boot import Booted, boot
from guichet.cli.demo.cities import DemoCity, ensure_demo
from guichet.cli.ports import check_port, port_option
from guichet.cli.upkeep import collect_static, migrate_when_needed

PR_SET_PDEATHSIG = 1
READY_SECONDS = 30.0


@click.command()
@port_option
@click.option("--prepare-only", is_flag=True, help="Create and load the cities, then stop.")
def demo(port: int, *, prepare_only: bool) -> None:
    """Start two demonstration cities and serve them on 127.0.0.1."""
    console = Console()
    if not prepare_only:
        check_port("127.0.0.1", port, "make demo")
    started = time.monotonic()
    os.environ["GUICHET_DEMO"] = "1"
    os.environ["GUICHET_PUBLIC_PORT"] = str(port)
    booted = boot(as_owner=True)
    migrate_when_needed(booted.data)
    collect_static(booted.data)
    cities = ensure_demo(booted.data, console)
    console.print(f"Ready in {time.monotonic() - started:.0f} s.")
    if not prepare_only:
        _serve(booted, cities, port, console)


def _serve(booted: Booted, cities: Sequence[DemoCity], port: int, console: Console) -> None:
    """Run web and worker until Ctrl-C, and end both whatever happens."""
    environment = {
        **os.environ,
        "DATABASE_APP_URL": booted.addresses.application,
        "GUICHET_DATA": str(booted.data),
        "PORT": str(port),
    }
    environment.pop("DATABASE_ACTIVE_URL", None)
    command = [sys.executable, "-m", "guichet.cli.main"]
    children = [
        subprocess.Popen(  # noqa: S603  # our own command
            [*command, name],
            env=environment,
            preexec_fn=_end_with_parent,  # noqa: PLW1509  # no thread yet
            start_new_session=True,
        )
        for name in ("serve", "worker")
    ]
    signal.signal(signal.SIGTERM, lambda _signal, _frame: sys.exit(0))
    try:
        _wait_for(port)
        _announce(cities, port, console)
        while all(child.poll() is None for child in children):
            _keep_database(booted, console)
            time.sleep(0.5)
        console.print("A process stopped by itself; everything ends. Its last words are above.")
        sys.exit(1)
    except KeyboardInterrupt:
        console.print("\nStopping…")
    finally:
        _end(children)


def _keep_database(booted: Booted, console: Console) -> None:
    """Start the embedded server again when it stopped by itself; pages and follow-ups then go on without us."""
    server = booted.server
    if server is None or server.get_postmaster_info().is_running():
        return
    console.print("The database stopped; it is started again.")
    with suppress(subprocess.SubprocessError):  # its own words are in its log; tried again in a moment
        server.ensure_postgres_running()


def _end(children: Sequence[subprocess.Popen[bytes]]) -> None:
    """End each child and whatever it started: each leads a group of its own."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            child.kill()
        with suppress(ProcessLookupError):  # what it left behind when it was killed would keep the port
            os.killpg(child.pid, signal.SIGKILL)


def _end_with_parent() -> None:
    """Ask Linux to end the child when this command dies, even by kill -9."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)


def _announce(cities: Sequence[DemoCity], port: int, console: Console) -> None:
    """Say where to go and as whom; nothing is cut, however narrow the terminal."""
    for city in cities:
        console.print(f"\n[bold]{city.name}[/]")
        console.print(f"  residents  http://{city.host}:{port}/", soft_wrap=True)
        console.print(f"  agents     http://{city.host}:{port}/desk/", soft_wrap=True)
        widest = max(len(account.email) for account in city.accounts)
        for account in city.accounts:
            console.print(f"    {account.email:<{widest}}  {account.role['fr']}", soft_wrap=True)
    password = cities[0].password if cities else ""
    console.print(f"\nPassword of every account: [bold]{password}[/]", soft_wrap=True)
    console.print("Mails land in « Courriels » on the desk. Ctrl-C stops everything.", soft_wrap=True)


if __name__ == "__main__":
    demo(prog_name=str(Path(sys.argv[0]).name))
