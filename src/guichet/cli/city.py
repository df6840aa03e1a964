"""Commands about cities."""

from __future__ import annotations

import click

from guichet.cli.boot import boot


@click.group()
def city() -> None:
    """Create, list and show cities."""
