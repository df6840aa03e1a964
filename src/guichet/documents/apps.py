"""Django's view of the room."""

from __future__ import annotations

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """The room « documents »."""

    name = "guichet.documents"
    label = "documents"
