"""Making a large city out of a small one: rows are copied in the database with their ties, moved in number and in time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import connection, transaction
from psycopg import sql

STEP = 100_000
"""Ids of the model rows stay below this; the k-th copy of row n has the id n + k × STEP, and so have its ties."""


@dataclass(frozen=True, slots=True)
class Copied:
    """A table to copy: its ties to other copied tables, and what differs in a copy (SQL over the row `t` and `k`)."""

    table: str
    ties: tuple[str, ...] = ()
    changes: Mapping[str, str] = field(default_factory=dict)
    key: str = "id"


@transaction.atomic
def multiply(tables: tuple[Copied, ...], first: int, last: int) -> None:
    """Make the copies `first` to `last` of every model row of the tables, in order: all of it, or nothing."""
    with connection.cursor() as cursor:
        for copied in tables:
            cursor.execute(
                "SELECT column_name FROM information_schema.columns "
                "WHERE table_schema = current_schema() AND table_name = %s AND is_generated = 'NEVER'",
                [copied.table],
            )
            columns = [name for (name,) in cursor.fetchall()]
            cursor.execute(_statement(copied, columns), {"step": STEP, "first": first, "last": last})


def go_on_after(tables: tuple[Copied, ...]) -> None:
    """Give new rows numbers after those of the copies: those left between the model's rows would run out."""
    statement = sql.SQL("SELECT setval(pg_get_serial_sequence(%s, %s), max({key})) FROM {table}")
    with connection.cursor() as cursor:
        for one in tables:
            names = {"key": sql.Identifier(one.key), "table": sql.Identifier(one.table)}
            cursor.execute(statement.format(**names), [one.table, one.key])


def _statement(copied: Copied, columns: list[str]) -> sql.Composed:
    moved = {copied.key, *copied.ties}
    values = [
        sql.SQL("t.{} + k * %(step)s").format(sql.Identifier(name))
        if name in moved
        else sql.SQL(copied.changes[name])
        if name in copied.changes
        else sql.SQL("t.{}").format(sql.Identifier(name))
        for name in columns
    ]
    return sql.SQL(
        "INSERT INTO {table} ({columns}) SELECT {values} FROM {table} t, "
        "generate_series(%(first)s, %(last)s) k WHERE t.{key} < %(step)s"
    ).format(
        table=sql.Identifier(copied.table),
        columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
        values=sql.SQL(", ").join(values),
        key=sql.Identifier(copied.key),
    )
