"""Where a command listens."""

from __future__ import annotations

import socket

import click

port_option = click.option(
    "--port",
    type=click.IntRange(1, 65_535),
    envvar="PORT",
    default=8000,
    show_default=True,
    show_envvar=True,
    help="Port to listen on.",
)


def check_port(address: str, port: int, again: str) -> None:
    """Stop, saying which command to type, when something else listens there: two servers would share its visitors."""
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as fault:
            other = port + 1 if port < 65_535 else 8000
            raise click.ClickException(
                f"Port {port} of {address} cannot be used: {fault.strerror}. Try: PORT={other} {again}"
            ) from fault
