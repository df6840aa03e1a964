"""Django's view of the room."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The room « cases »."""

    name = "guichet.cases"
    label = "cases"

    def ready(self) -> None:
        """Register the room's follow-ups."""
        import_module("guichet.cases.effects")
