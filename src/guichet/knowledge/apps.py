"""Django's view of the room."""

from __future__ import annotations

from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    """The room « knowledge »."""

    name = "guichet.knowledge"
    label = "knowledge"
