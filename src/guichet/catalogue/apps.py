"""Django's view of the room."""

from __future__ import annotations

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """The room « catalogue »."""

    name = "guichet.catalogue"
    label = "catalogue"
