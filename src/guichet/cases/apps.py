"""Django's view of the room."""

from __future__ import annotations

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The room « cases »."""

    name = "guichet.cases"
    label = "cases"
