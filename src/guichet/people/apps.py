"""Django's view of the room."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The room « people »."""

    name = "guichet.people"
    label = "people"
