"""Django's view of the room."""

from __future__ import annotations

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """The room « places »."""

    name = "guichet.places"
    label = "places"
