"""The tables of a new city: migrated once in a process, then repeated for the next city by the same statements.

Working out a hundred migrations takes a process some ten seconds, the statements that come of it one.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction
from django_tenants.utils import schema_context
from psycopg import sql

from guichet.kernel.schema import PUBLIC

Statement = tuple[str, Any]
# What Django does around the statements, and what one may not repeat.
_AROUND = ("SAVEPOINT", "RELEASE", "ROLLBACK", "SET SEARCH_PATH", "SELECT")
_lock = threading.Lock()
_known: list[Statement] = []


def make_tables(schema: str) -> None:
    """Create a city's schema and tables, or bring those that are there up to date. Needs the owner role."""
    with schema_context(PUBLIC):
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(schema)))
            cursor.execute("SELECT 1 FROM pg_class WHERE relnamespace = %s::regnamespace", [schema])
            is_new = cursor.fetchone() is None
        with _lock:
            if is_new and _known:
                _repeat(schema)
                return
            with _listening() as heard:
                call_command("migrate_schemas", schema_name=schema, verbosity=0, interactive=False)
            if is_new:
                _known[:] = heard if _can_be_repeated(heard, schema) else []


def _repeat(schema: str) -> None:
    with schema_context(schema), transaction.atomic(), connection.cursor() as cursor:
        for statement, values in _known:
            cursor.execute(statement, values)


@contextlib.contextmanager
def _listening() -> Iterator[list[Statement]]:
    """Keep what changes something."""
    heard: list[Statement] = []

    def listen(
        execute: Callable[..., Any],
        statement: Any,
        values: Any,
        many: bool,  # noqa: FBT001  # Django calls it so
        context: dict[str, Any],
    ) -> Any:
        text = str(statement)
        if not text.lstrip().upper().startswith(_AROUND):
            heard.extend([(text, each) for each in values] if many else [(text, values)])
        return execute(statement, values, many, context)

    with connection.execute_wrapper(listen):
        yield heard


def _can_be_repeated(heard: list[Statement], schema: str) -> bool:
    """Tell whether nothing names the schema itself, and everything fits in one transaction."""
    return not any(
        schema in statement or schema in str(values) or "CONCURRENTLY" in statement
        for statement, values in heard
    )
