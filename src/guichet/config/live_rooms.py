"""Rooms, live: what is said reaches every page that has the room open, on every server process, without a query a page.

A NOTIFY says which conversation moved. Each process then reads what is new once, draws it once a language,
and hands the same bytes to all of its pages. Numbers follow commits (conversations/models.py), so that a page that
comes back with the last number that it saw gets all that it missed, and nothing twice.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar
from urllib.parse import parse_qs

import psycopg
from django.core import signing
from django.db import DatabaseError, InterfaceError, connection

from guichet.config.live import STREAM_HEADERS, Receive, Scope, Send
from guichet.config.live_readers import Key, Place, Reader, event
from guichet.conversations.actions.posting import ROOMS_CHANNEL
from guichet.conversations.hearing import SALT, SECONDS
from guichet.conversations.queries.talk import MOST_CHANGES
from guichet.web.desk.rooms.rendering import Change, Changes, draw_changes, draw_presence

log = logging.getLogger(__name__)
HEARTBEAT = 20.0
TICK = 1.0
PAUSE_A_READER = 0.0004
LONGEST_PAUSE = 0.1
T = TypeVar("T")


class RoomHub:
    """Hears PostgreSQL once for all the pages of a process; connects again by itself and reads what it missed."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._places: dict[Key, Place] = {}
        self._watchers: dict[Key, set[Reader]] = defaultdict(set)
        self._readers: set[Reader] = set()
        self._newcomers: set[Reader] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._drawer = ThreadPoolExecutor(1, thread_name_prefix="rooms")

    async def run(self) -> None:
        """Listen for ever, and look after the pages every second."""
        self._start(self._look_after())
        while True:
            try:
                await self._listen()
            except psycopg.OperationalError:
                log.warning("rooms: the database is away")
                await asyncio.sleep(2)

    async def _listen(self) -> None:
        async with await psycopg.AsyncConnection.connect(self._url, autocommit=True) as session:
            await session.execute(f"LISTEN {ROOMS_CHANNEL}")
            for key, place in list(self._places.items()):
                self._want_anew(key, place)
            for (_schema, conversation), watching in self._watchers.items():
                for reader in watching:
                    reader.pulses.add(conversation)
            async for notice in session.notifies():
                self.tell(notice.payload)

    def tell(self, payload: str) -> None:
        """Hear that a conversation moved: « schema|conversation »."""
        schema, _bar, conversation = payload.partition("|")
        if not conversation.isdigit():
            return
        key = schema, int(conversation)
        place = self._places.get(key)
        if place is not None:
            self._want_anew(key, place)
        for reader in self._watchers.get(key, ()):
            reader.pulses.add(key[1])

    def _want_anew(self, key: Key, place: Place) -> None:
        place.is_anew = True
        if not place.is_drawing:
            place.is_drawing = True
            self._start(self._draw(key, place))

    async def _draw(self, key: Key, place: Place) -> None:
        """Read and hand out what is new, again and again until nothing is: a burst is read in few queries."""
        try:
            while place.readers and place.is_anew:
                place.is_anew = False
                changes = await self._ask(draw_changes, *key, place.drawn, self._languages(place))
                self._hand_out(place, changes)
                place.is_anew |= len(changes.messages) == MOST_CHANGES
                # A crowded room hears a burst in one piece: that leaves time to those who write in it.
                await asyncio.sleep(min(LONGEST_PAUSE, len(place.readers) * PAUSE_A_READER))
        finally:
            place.is_drawing = False

    def _hand_out(self, place: Place, changes: Changes) -> None:
        """Give changes to every page: the same bytes to all who were there before, the rest to who came meanwhile."""
        fresh: dict[str, list[tuple[int, bytes]]] = defaultdict(list)
        for change in changes.messages:
            drawn = _bodies(change)
            place.keep(change.seq, drawn)
            for language, body in drawn.items():
                fresh[language].append((change.seq, body))
        news = {language: event("waiting", {"html": html}) for language, html in changes.waiting.items()}
        place.waiting |= news
        whole = {language: b"".join(body for _seq, body in rows) for language, rows in fresh.items()}
        for reader in place.readers:
            rows = fresh.get(reader.language)
            if reader.is_behind or not rows or rows[-1][0] <= reader.sent:
                continue
            body = whole[reader.language]
            if rows[0][0] <= reader.sent:
                body = b"".join(each for seq, each in rows if seq > reader.sent)
            reader.sent = place.drawn
            reader.give(body + news.get(reader.language, b""))

    @staticmethod
    def _languages(place: Place) -> set[str]:
        return {reader.language for reader in place.readers}

    async def _catch_up(self, place: Place, reader: Reader) -> None:
        """Give a page what it missed: from what is kept when that goes back far enough, else read for it alone."""
        began = reader.sent
        while not reader.is_gone:
            if reader.sent >= place.kept_from and _give_kept(place, reader):
                break
            changes = await self._ask(draw_changes, *reader.key, reader.sent, {reader.language})
            for change in changes.messages:
                reader.give(_bodies(change)[reader.language])
                reader.sent = change.seq
            if not changes.messages:
                break
        reader.is_behind = False
        if reader.sent > began and reader.language in place.waiting:
            reader.give(place.waiting[reader.language])
        if reader.language in place.present:
            reader.give(place.present[reader.language])

    @contextlib.asynccontextmanager
    async def open(self, reader: Reader) -> AsyncIterator[Reader]:
        """Hold a page open."""
        self._readers.add(reader)
        for other in reader.others:
            self._watchers[reader.schema, other].add(reader)
        if reader.focus:
            self._enter(reader)
        try:
            yield reader
        finally:
            self._close(reader)

    def _enter(self, reader: Reader) -> None:
        place = self._places.get(reader.key)
        is_first = place is None
        if place is None:
            place = self._places[reader.key] = Place(drawn=reader.sent, kept_from=reader.sent)
        place.readers.add(reader)
        self._newcomers.add(reader)
        if is_first:
            self._want_anew(reader.key, place)
        self._start(self._catch_up(place, reader))

    def _close(self, reader: Reader) -> None:
        reader.is_gone = True
        self._readers.discard(reader)
        self._newcomers.discard(reader)
        for other in reader.others:
            watching = self._watchers[reader.schema, other]
            watching.discard(reader)
            if not watching:
                del self._watchers[reader.schema, other]
        place = self._places.get(reader.key)
        if place is not None:
            place.readers.discard(reader)
            if not place.readers:
                del self._places[reader.key]

    async def _look_after(self) -> None:
        """Every second: signs of life of other rooms, who came in; every twenty, that the stream is alive."""
        beat = time.monotonic()
        while True:
            await asyncio.sleep(TICK)
            is_beat = time.monotonic() - beat >= HEARTBEAT
            if is_beat:
                beat = time.monotonic()
            for reader in list(self._readers):
                if reader.pulses:
                    reader.give(event("pulse", {"rooms": sorted(reader.pulses)}))
                    reader.pulses.clear()
                elif is_beat and not reader.waiting:
                    reader.give(b": still here\n\n")
            there = {reader for reader in self._readers if reader.focus} if is_beat else self._newcomers
            if there:
                self._newcomers = set()
                await self._say_who_is_there(there)

    async def _say_who_is_there(self, readers: set[Reader]) -> None:
        """Renew the presence of some pages, tell each room who is there when that changed, let go who may not stay."""
        for schema in {reader.schema for reader in readers}:
            own = [reader for reader in readers if reader.schema == schema]
            spoken = {reader.language for reader in self._readers if reader.schema == schema}
            here = {(reader.account, reader.focus) for reader in own}
            drawn, gone = await self._ask(draw_presence, schema, here, spoken)
            for conversation, html in drawn.items():
                place = self._places.get((schema, conversation))
                if place is not None:
                    _tell_present(
                        place, {code: event("present", {"html": text}) for code, text in html.items()}
                    )
            for reader in own:
                if (reader.account, reader.focus) in gone:
                    reader.leave()

    async def _ask(self, work: Callable[..., T], *values: object) -> T:
        """Do something with the database in the thread that is there for it, again when the database was away."""
        while True:
            try:
                return await asyncio.get_running_loop().run_in_executor(
                    self._drawer, _steadily, work, *values
                )
            except (DatabaseError, InterfaceError):
                log.warning("rooms: the database is away")
                await asyncio.sleep(1)

    async def close(self) -> None:
        """Let go of the database and of what was begun: the server stops."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.get_running_loop().run_in_executor(self._drawer, _let_go)
        self._drawer.shutdown()

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _bodies(change: Change) -> dict[str, bytes]:
    """Give a change as it is sent, by language."""
    return {
        language: event("message", {"id": change.id, "html": html}, number=change.seq)
        for language, html in change.html.items()
    }


def _give_kept(place: Place, reader: Reader) -> bool:
    """Give a page what it missed from what is kept; false when its language was not drawn then."""
    rows = [(seq, drawn) for seq, drawn in place.kept if seq > reader.sent]
    if any(reader.language not in drawn for _seq, drawn in rows):
        return False
    for seq, drawn in rows:
        reader.give(drawn[reader.language])
        reader.sent = seq
    return True


def _tell_present(place: Place, drawn: dict[str, bytes]) -> None:
    for reader in place.readers:
        body = drawn.get(reader.language)
        if body and not reader.is_behind and place.present.get(reader.language) != body:
            reader.give(body)
    place.present |= drawn


def _let_go() -> None:
    """Close the connection of the thread that asks."""
    connection.close()


def _steadily(work: Callable[..., T], *values: object) -> T:
    """Do something with this thread's own connection, closed when it broke so that the next try has a new one."""
    try:
        return work(*values)
    except (DatabaseError, InterfaceError):
        connection.close()
        raise


def read_reader(scope: Scope) -> Reader | None:
    """Read what a page may hear from its signed ticket, and where it stands; None when the ticket is wrong or old."""
    asked = parse_qs(scope["query_string"].decode("latin-1"))
    try:
        data = signing.loads(asked.get("t", [""])[0], salt=SALT, max_age=SECONDS)
    except signing.BadSignature:
        return None
    last = dict(scope["headers"]).get(b"last-event-id", b"").decode("latin-1")
    since = next((int(text) for text in (last, *asked.get("since", [])) if text.isdigit()), 0)
    return Reader(
        schema=data["s"],
        account=data["a"],
        focus=data["f"],
        others=frozenset(data["o"]),
        language=data["l"],
        sent=since,
    )


async def serve_rooms(hub: RoomHub, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one page: a stream of what is said until it goes away."""
    reader = read_reader(scope)
    if reader is None:
        await send(
            {"type": "http.response.start", "status": 403, "headers": [(b"content-type", b"text/plain")]}
        )
        await send({"type": "http.response.body", "body": b"", "more_body": False})
        return
    await send({"type": "http.response.start", "status": 200, "headers": STREAM_HEADERS})
    async with hub.open(reader):
        gone = asyncio.create_task(_leave_with(receive, reader))
        try:
            reader.give(b": open\nretry: 3000\n\n")
            while True:
                await reader.awake.wait()
                body = b"".join(reader.waiting)
                reader.waiting.clear()
                reader.size = 0
                reader.awake.clear()
                if reader.is_gone:
                    break
                await send({"type": "http.response.body", "body": body, "more_body": True})
        finally:
            gone.cancel()


async def _leave_with(receive: Receive, reader: Reader) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue
    reader.leave()
