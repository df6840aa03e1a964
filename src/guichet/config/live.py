"""Server-sent events: open pages hear at once of what changed in their city, through LISTEN and NOTIFY.

One PostgreSQL connection a process listens for all cities; each open page holds one small queue.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import psycopg
from django.core import signing

from guichet.ledger.actions import LIVE_CHANNEL
from guichet.web.kit.live import SALT, SECONDS

log = logging.getLogger(__name__)
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
HEARTBEAT = 20.0
MOST_WAITING = 100
STREAM_HEADERS = [
    (b"content-type", b"text/event-stream"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]


@dataclass(eq=False)
class Page:
    """An open page: its city's schema, the teams, the case or the answer that it shows."""

    schema: str
    teams: frozenset[str]
    case_id: str
    subject: str = "cases.case"
    waiting: asyncio.Queue[str] = field(default_factory=lambda: asyncio.Queue(MOST_WAITING))

    def wants(self, schema: str, subject: str, subject_id: str, team: str) -> bool:
        """Tell whether a change concerns this page."""
        if schema != self.schema or subject != self.subject:
            return False
        if self.case_id:
            return subject_id == self.case_id
        return "*" in self.teams or team in self.teams


class Hub:
    """Hears PostgreSQL once and tells every page concerned; connects again by itself."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._pages: set[Page] = set()

    async def run(self) -> None:
        """Listen for ever."""
        while True:
            try:
                await self._listen()
            except psycopg.OperationalError:
                log.warning("live pages: the database is away")
                await asyncio.sleep(2)

    async def _listen(self) -> None:
        async with await psycopg.AsyncConnection.connect(self._url, autocommit=True) as connection:
            await connection.execute(f"LISTEN {LIVE_CHANNEL}")
            async for notice in connection.notifies():
                self.tell(notice.payload)

    def tell(self, payload: str) -> None:
        """Give a change to the pages that it concerns; a page that does not read any more loses the oldest."""
        parts = payload.split("|")
        if len(parts) != 5:
            return
        schema, event, subject, subject_id, team = parts
        for page in self._pages:
            if page.wants(schema, subject, subject_id, team):
                if page.waiting.full():
                    page.waiting.get_nowait()
                page.waiting.put_nowait(event)

    @contextlib.asynccontextmanager
    async def open(self, page: Page) -> AsyncIterator[Page]:
        """Hold a page open."""
        self._pages.add(page)
        try:
            yield page
        finally:
            self._pages.discard(page)


async def database_answers(url: str) -> bool:
    """Tell whether the database answers within three seconds."""
    try:
        async with await psycopg.AsyncConnection.connect(url, connect_timeout=3) as connection:
            await connection.execute("SELECT 1")
    except psycopg.OperationalError:
        return False
    return True


def read_page(query: bytes) -> Page | None:
    """Read what a page may hear from its signed ticket; None when it is wrong or too old."""
    ticket = parse_qs(query.decode("latin-1")).get("t", [""])[0]
    try:
        data = signing.loads(ticket, salt=SALT, max_age=SECONDS)
    except signing.BadSignature:
        return None
    return Page(
        schema=data["s"], teams=frozenset(data["t"]), case_id=data["c"], subject=data.get("k", "cases.case")
    )


async def serve_events(hub: Hub, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one page: a stream of events until it goes away."""
    page = read_page(scope["query_string"])
    if page is None:
        await send(
            {"type": "http.response.start", "status": 403, "headers": [(b"content-type", b"text/plain")]}
        )
        await send({"type": "http.response.body", "body": b"", "more_body": False})
        return
    await send({"type": "http.response.start", "status": 200, "headers": STREAM_HEADERS})
    async with hub.open(page):
        gone = asyncio.create_task(_gone(receive))
        try:
            await _send(send, ": open\nretry: 3000\n\n")
            while not gone.done():
                await _send(send, await _next(page, gone))
        finally:
            gone.cancel()


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue


async def _next(page: Page, gone: asyncio.Task[None]) -> str:
    heard = asyncio.create_task(page.waiting.get())
    done, _left = await asyncio.wait({heard, gone}, timeout=HEARTBEAT, return_when=asyncio.FIRST_COMPLETED)
    if heard not in done:
        heard.cancel()
        return ": still here\n\n"
    return f"event: change\ndata: {json.dumps({'event': heard.result()})}\n\n"


async def _send(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})
