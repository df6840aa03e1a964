"""Django's view of the room."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class PermitsConfig(AppConfig):
    """The room « permits »."""

    name = "guichet.permits"
    label = "permits"

    def ready(self) -> None:
        """Register the room's follow-ups."""
        import_module("guichet.permits.effects")
