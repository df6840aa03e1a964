"""The worker: hands the cities' outboxes over, does the follow-ups, sends the mails, keeps the dates."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

import click
import psycopg
from django.db import close_old_connections
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException

from guichet.cli.boot import boot
from guichet.cli.jobs import relay_city
from guichet.ledger.actions import OUTBOX_CHANNEL
from guichet.tenancy.queries import all_cities

log = logging.getLogger(__name__)
PAUSE_SECONDS = 3.0


class Relay(threading.Thread):
    """Wakes when a city writes in its outbox; connects again by itself when the database was away."""

    def __init__(self, url: str) -> None:
        super().__init__(name="relay", daemon=True)
        self._url = url
        self._stopping = threading.Event()

    def run(self) -> None:
        """Listen until told to stop."""
        while not self._stopping.is_set():
            try:
                self._listen()
            except (psycopg.OperationalError, psycopg.InterfaceError):
                log.warning("relay: the database is away, trying again")
                close_old_connections()
                self._stopping.wait(2)

    def _listen(self) -> None:
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(f"LISTEN {OUTBOX_CHANNEL}")
            for city in all_cities():
                relay_city(city.schema_name)
            while not self._stopping.is_set():
                schemas = {notice.payload for notice in connection.notifies(timeout=1.0, stop_after=1)}
                for schema in sorted(schemas):
                    relay_city(schema)

    def stop(self) -> None:
        """Ask the thread to end within a second."""
        self._stopping.set()


def keep_working(work: Callable[[], bool], wait: Callable[[float], None] = time.sleep) -> None:
    """Work until told to stop (`work` gives True); while the database is away, wait and begin again."""
    while True:
        try:
            if work():
                return
        except ConnectorException:
            pass
        log.warning("worker: the database is away, trying again")
        close_old_connections()
        wait(PAUSE_SECONDS)


async def _work(concurrency: int) -> bool:
    """Do jobs; True when a signal said to stop, False when the queue gave up listening since the database went away."""
    connector: Any = app.connector
    queue = app.with_connector(connector.get_worker_connector())
    async with queue.open_async():
        working = asyncio.ensure_future(
            queue.run_worker_async(
                concurrency=concurrency,
                listen_notify=True,
                fetch_job_polling_interval=5,
                delete_jobs="successful",
                install_signal_handlers=False,
            )
        )
        for each in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(each, working.cancel)
        await asyncio.wait([working])
        if working.cancelled():
            return True
        working.result()
        return False


@click.command()
@click.option("--concurrency", default=2, show_default=True, help="Follow-ups done at the same time.")
def worker(concurrency: int) -> None:
    """Do the work that follows from events: mails, reminders, dates that come."""
    booted = boot()
    run_worker(concurrency)
    del booted


def run_worker(concurrency: int = 2) -> None:
    """Work until stopped; the database's address is in the environment."""
    relay = Relay(os.environ["DATABASE_ACTIVE_URL"])
    relay.start()
    try:
        keep_working(lambda: asyncio.run(_work(concurrency)))
    finally:
        relay.stop()
