"""Django's view of the room."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class ContactsConfig(AppConfig):
    """The room « contacts »."""

    name = "guichet.contacts"
    label = "contacts"

    def ready(self) -> None:
        """Register the room's follow-ups."""
        import_module("guichet.contacts.effects")
