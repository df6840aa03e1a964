"""Django's view of the room."""

from __future__ import annotations

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    """The room « messaging »."""

    name = "guichet.messaging"
    label = "messaging"
