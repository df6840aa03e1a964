"""Serving web pages."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click
from django.conf import settings
from django.db import connections
from granian.constants import Interfaces
from granian.log import LOGGING_CONFIG
from granian.server import Server

from guichet.cli.boot import boot
from guichet.cli.ports import check_port, port_option
from guichet.cli.upkeep import collect_static
from guichet.kernel.memory import settle

# The server writes a line for each answer without a body (every redirection): nothing that anybody should read.
_loggers: Any = LOGGING_CONFIG["loggers"]
QUIET = {"loggers": {**_loggers, "_granian.asgi": {"level": "WARNING"}}}


def run_server(address: str, port: int, workers: int) -> None:
    """Serve until stopped; the database's address is in the environment.

    Pages are read before the processes part, which then start at once and share the memory of what was read.
    """
    load_pages()
    Server(
        "guichet.config.asgi:application",
        address=address,
        port=port,
        interface=Interfaces.ASGI,
        workers=workers,
        log_access=False,
        log_dictconfig=QUIET,
        respawn_failed_workers=True,
    ).serve()


def load_pages() -> None:
    """Read what every page needs, those of cities and those of the installation; done again it costs nothing."""
    for addresses in (settings.ROOT_URLCONF, settings.PUBLIC_SCHEMA_URLCONF):
        import_module(addresses)
    connections.close_all()  # a connection may not be shared by two processes
    settle()


@click.command()
@click.option("--address", default="127.0.0.1", show_default=True, help="Address to listen on.")
@port_option
@click.option("--workers", default=2, show_default=True, help="Number of processes.")
def serve(address: str, port: int, workers: int) -> None:
    """Serve web pages (put a reverse proxy with TLS before it in production)."""
    check_port(address, port, "guichet serve")
    booted = boot()
    collect_static(booted.data)
    run_server(address, port, workers)
    del booted
