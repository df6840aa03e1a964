"""Writing many rows with one statement each time: a hundred thousand values as one JSON text, not one by one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection, models
from psycopg import sql

BATCH = 2_000
_INSERT = sql.SQL(
    "INSERT INTO {table} ({columns}) SELECT {columns} FROM json_populate_recordset(NULL::{table}, %s)"
)
_UPDATE = sql.SQL(
    "UPDATE {table} AS t SET {changes} FROM json_populate_recordset(NULL::{table}, %s) AS d WHERE t.{key} = d.{key}"
)
_IDS = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"


def insert_many(rows: Sequence[models.Model]) -> None:
    """Write new rows of one table, all that it gives them but what the database works out; each gets its id.

    Ten times faster than `bulk_create`, whose arrays psycopg writes value by value. Python gives every default.
    """
    if not rows:
        return
    meta: Any = rows[0]._meta
    with connection.cursor() as cursor:
        cursor.execute(_IDS, [meta.db_table, meta.pk.column, len(rows)])
        for row, (number,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = number
        fields = [field for field in meta.concrete_fields if not field.generated]
        statement = _INSERT.format(
            table=sql.Identifier(meta.db_table),
            columns=sql.SQL(", ").join(sql.Identifier(field.column) for field in fields),
        )
        _each(cursor, statement, [_written(row, fields, add=True) for row in rows])
    for row in rows:
        row._state.adding = False


def update_many(rows: Sequence[models.Model], names: Sequence[str]) -> None:
    """Write some fields of rows of one table that are there already."""
    if not rows:
        return
    meta: Any = rows[0]._meta
    fields = [meta.get_field(name) for name in names]
    changes = (
        sql.SQL("{column} = d.{column}").format(column=sql.Identifier(field.column)) for field in fields
    )
    statement = _UPDATE.format(
        table=sql.Identifier(meta.db_table),
        changes=sql.SQL(", ").join(changes),
        key=sql.Identifier(meta.pk.column),
    )
    with connection.cursor() as cursor:
        _each(cursor, statement, [_written(row, [meta.pk, *fields], add=False) for row in rows])


def _written(row: models.Model, fields: Sequence[Any], *, add: bool) -> dict[str, Any]:
    return {field.column: field.pre_save(row, add) for field in fields}


def _each(cursor: Any, statement: sql.Composed, values: Sequence[dict[str, Any]]) -> None:
    for first in range(0, len(values), BATCH):
        text = json.dumps(values[first : first + BATCH], ensure_ascii=False, default=str)
        cursor.execute(statement, [text])
