"""Whether a connection that waits is still there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection

from guichet.tenancy.models import City


@pytest.fixture
def other(city: City) -> Iterator[Any]:
    """A connection apart from the test's own."""
    apart = connection.copy()
    apart.ensure_connection()
    yield apart
    apart.close()


def test_a_connection_that_waits_is_not_asked(other: Any) -> None:
    started = other.connection.execute(
        "SELECT query_start FROM pg_stat_activity WHERE pid = pg_backend_pid()"
    )
    before = started.fetchone()
    assert other.is_usable()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT query_start FROM pg_stat_activity WHERE pid = %s", [other.connection.info.backend_pid]
        )
        assert cursor.fetchone() == before


def test_a_connection_that_the_server_ended_is_seen(other: Any) -> None:
    with psycopg.connect(other.connection.info.dsn, autocommit=True) as third:
        ended = third.execute("SELECT pg_terminate_backend(%s, 5000)", [other.connection.info.backend_pid])
        assert ended.fetchone() == (True,)
    assert not other.is_usable()
    other.close()
    assert not other.is_usable()
    other.ensure_connection()
    assert other.is_usable()
