"""What a command says when the database does not let it work: one sentence, with what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click
import psycopg
from django.db import DatabaseError, InterfaceError
from django.db.migrations.exceptions import MigrationSchemaMissing
from psycopg import errors

ADDRESS = "postgresql://user:password@host:port/name"
NO_TABLES = "The database has no tables yet, or those of an older version: guichet migrate"
NO_RIGHT = "The role of the database's address may not do this. Give the owner's address in DATABASE_URL (docs/operate.md)"


@contextmanager
def told() -> Iterator[None]:
    """Turn the database's refusals into a sentence; any other fault stays what it is."""
    try:
        yield
    except (psycopg.Error, DatabaseError, InterfaceError, MigrationSchemaMissing) as fault:
        sentence = sentence_of(fault)
        if not sentence:
            raise
        raise click.ClickException(sentence) from fault


def sentence_of(fault: BaseException) -> str:
    """Give the sentence for a fault of the database; empty when it is one of our own."""
    cause: BaseException = fault
    while not isinstance(cause, psycopg.Error) and cause.__cause__ is not None:
        cause = cause.__cause__
    if isinstance(cause, errors.UndefinedTable | errors.UndefinedColumn):
        return f"{NO_TABLES} ({_first_line(cause)})"
    if isinstance(cause, errors.InsufficientPrivilege) or isinstance(fault, MigrationSchemaMissing):
        return f"{NO_RIGHT}: {_first_line(cause)}"
    if isinstance(cause, psycopg.OperationalError) and cause.sqlstate in {
        None,
        "57P03",
        "28P01",
        "28000",
        "3D000",
    }:
        return (
            f"The database does not let us in: {_first_line(cause)}. Is it running, and are DATABASE_URL "
            "and DATABASE_APP_URL right?"
        )
    return ""


def _first_line(fault: BaseException) -> str:
    lines = str(fault).strip().splitlines() or [type(fault).__name__]
    return lines[0].strip().rstrip(".")
