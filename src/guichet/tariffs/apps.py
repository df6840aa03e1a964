"""Django's view of the room."""

from __future__ import annotations

from django.apps import AppConfig


class TariffsConfig(AppConfig):
    """The room « tariffs »."""

    name = "guichet.tariffs"
    label = "tariffs"
