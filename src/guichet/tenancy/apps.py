"""Django's view of the room."""

from __future__ import annotations

from django.apps import AppConfig


class TenancyConfig(AppConfig):
    """The room « tenancy »."""

    name = "guichet.tenancy"
    label = "tenancy"
