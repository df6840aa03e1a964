"""Django's view of the room."""

from __future__ import annotations

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The room « ledger »."""

    name = "guichet.ledger"
    label = "ledger"
