"""Django's view of the room."""

from __future__ import annotations

import importlib

from django.apps import AppConfig


class BillingConfig(AppConfig):
    """The room « billing »."""

    name = "guichet.billing"
    label = "billing"

    def ready(self) -> None:
        """Register the follow-ups of events."""
        importlib.import_module("guichet.billing.effects")
