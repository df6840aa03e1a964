"""Django's view of the room."""

from __future__ import annotations

from django.apps import AppConfig


class ContactsConfig(AppConfig):
    """The room « contacts »."""

    name = "guichet.contacts"
    label = "contacts"
