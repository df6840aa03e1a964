"""Django's view of the room."""

from __future__ import annotations

from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    """The room « conversations »."""

    name = "guichet.conversations"
    label = "conversations"
