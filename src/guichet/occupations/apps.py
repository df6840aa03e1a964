"""Django's view of the room."""

from __future__ import annotations

from django.apps import AppConfig


class OccupationsConfig(AppConfig):
    """The room « occupations »."""

    name = "guichet.occupations"
    label = "occupations"
