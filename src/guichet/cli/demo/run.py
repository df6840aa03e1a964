"""`guichet demo`: everything needed to look at Guichet, in one command."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing.context import ForkProcess
from pathlib import Path

import click
from django.conf import settings
from rich.console import Console

from guichet.cli.boot import Booted, boot
from guichet.cli.demo.cities import DemoCity, ensure_demo
from guichet.cli.ports import check_port, port_option
from guichet.cli.serve import load_pages, run_server
from guichet.cli.upkeep import collect_static, migrate_when_needed
from guichet.cli.worker import run_worker

PR_SET_PDEATHSIG = 1
READY_SECONDS = 30.0
WEB_PROCESSES = 2
_FORK = multiprocessing.get_context("fork")


@click.command()
@port_option
@click.option("--prepare-only", is_flag=True, help="Create and load the cities, then stop.")
def demo(port: int, *, prepare_only: bool) -> None:
    """Start two demonstration cities and serve them on 127.0.0.1."""
    console = Console()
    if not prepare_only:
        check_port("127.0.0.1", port, "make demo")
    started = time.monotonic()
    settings.SHOW_DEMO_ACCOUNTS, settings.PUBLIC_PORT = True, str(port)
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
        "DATABASE_APP_URL": booted.addresses.application,
        "GUICHET_DATA": str(booted.data),
        "PORT": str(port),
    }
    load_pages()  # once, before the processes part: each starts at once instead of reading two thousand modules
    works: Sequence[Callable[[], None]] = (lambda: run_server("127.0.0.1", port, WEB_PROCESSES), run_worker)
    children = [_FORK.Process(target=_child, args=(work, environment)) for work in works]
    for child in children:
        child.start()
    signal.signal(signal.SIGTERM, lambda _signal, _frame: sys.exit(0))
    try:
        _wait_for(port)
        _announce(cities, port, console)
        while all(child.is_alive() for child in children):
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


def _child(work: Callable[[], None], environment: dict[str, str]) -> None:
    """Do one part of the work in a process and a group of its own, as the application's role."""
    os.setsid()
    if sys.platform == "linux":  # ends when this command dies, even by kill -9
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    os.environ.update(environment)
    boot()
    work()


def _end(children: Sequence[ForkProcess]) -> None:
    """End each child and whatever it started: each leads a group of its own."""
    for child in children:
        child.terminate()
    for child in children:
        child.join(timeout=10)
        if child.pid is not None:
            with suppress(ProcessLookupError):  # what it left behind when it was killed would keep the port
                os.killpg(child.pid, signal.SIGKILL)


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
