"""The PostgreSQL schema in which the work is being done: one per city."""

from __future__ import annotations

from django.db import connection

PUBLIC = "public"


def current_schema() -> str:
    """Give the name of the schema; « public » outside of any city."""
    return str(getattr(connection, "schema_name", PUBLIC))
