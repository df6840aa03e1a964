"""Serving web pages."""

from __future__ import annotations

from typing import Any

import click
from granian.constants import Interfaces
from granian.log import LOGGING_CONFIG
from granian.server import Server

from guichet.cli.boot import boot
from guichet.cli.ports import check_port, port_option
from guichet.cli.upkeep import collect_static

# The server writes a line for each answer without a body (every redirection): nothing that anybody should read.
_loggers: Any = LOGGING_CONFIG["loggers"]
QUIET = {"loggers": {**_loggers, "_granian.asgi": {"level": "WARNING"}}}


def run_server(address: str, port: int, workers: int) -> None:
    """Serve until stopped; the database's address is in the environment."""
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
