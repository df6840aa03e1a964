"""The job queue: what the worker knows how to do."""

from __future__ import annotations

import procrastinate


def on_app_ready(app: procrastinate.App) -> None:
    """Hook of Procrastinate's Django application."""
