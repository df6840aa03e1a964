"""What a worker that was killed had begun is taken up again, in a database of the test's own."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException

from guichet.cli.jobs import hand_over, take_up_again
from guichet.cli.worker import keep_working
from tests import database


@pytest.mark.slow
def test_work_of_a_killed_worker_is_taken_up_again(own_database, monkeypatch):
    monkeypatch.setenv("DATABASE_ACTIVE_URL", own_database.application)
    database.use(own_database)
    hand_over("city_ville_a", 1, "one")
    hand_over("city_ville_a", 2, "two")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now()), (now() - '1 hour'::interval)"
        )
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id ="
            " (SELECT id FROM procrastinate_workers ORDER BY last_heartbeat ASC LIMIT 1)"
        )
        cursor.execute(
            "UPDATE procrastinate_jobs SET worker_id ="
            " (SELECT id FROM procrastinate_workers ORDER BY last_heartbeat DESC LIMIT 1)"
            " WHERE args->>'name' = 'two'"
        )

    async def sweep():
        with app.replace_connector(app.connector.get_worker_connector()) as worker_app:
            async with worker_app.open_async():
                await take_up_again.func(SimpleNamespace(app=worker_app), timestamp=0)

    asyncio.run(sweep())
    with connection.cursor() as cursor:
        cursor.execute("SELECT args->>'name', status::text FROM procrastinate_jobs ORDER BY 1")
        assert cursor.fetchall() == [("one", "todo"), ("two", "doing")]


def test_worker_begins_again_when_the_database_is_back(db):
    times, waited = iter([ConnectorException, False, ConnectorException, True]), []

    def work():
        if (done := next(times)) is ConnectorException:
            raise done
        return done

    keep_working(work, waited.append)
    assert len(waited) == 3
