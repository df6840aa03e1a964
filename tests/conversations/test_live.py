"""What is said reaches every page of a room on every server process, through PostgreSQL; nothing is lost or doubled."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable

import pytest
from django.db import connection
from django_tenants.utils import tenant_context

from guichet.config.live_readers import KEPT, Reader
from guichet.config.live_rooms import RoomHub, read_reader, serve_rooms
from guichet.conversations.actions.asking import ask
from guichet.conversations.actions.talking import edit, say
from guichet.conversations.hearing import rooms_url
from guichet.conversations.queries.talk import talk_in
from guichet.people.models import Membership

pytestmark = pytest.mark.slow
WITHIN = 20


class Screen:
    """A page of a room, fed as the server feeds it."""

    def __init__(self, hub: RoomHub, url: str, last: str = "") -> None:
        self.hub, self.url, self.last = hub, url, last
        self.body = b""
        self.moved = asyncio.Event()
        self.gone = asyncio.Event()

    async def send(self, message) -> None:
        self.body += message.get("body", b"")
        self.moved.set()

    async def receive(self):
        await self.gone.wait()
        return {"type": "http.disconnect"}

    def start(self) -> asyncio.Task[None]:
        headers = [(b"last-event-id", self.last.encode())] if self.last else []
        scope = {"query_string": self.url.partition("?")[2].encode(), "headers": headers}
        return asyncio.create_task(serve_rooms(self.hub, scope, self.receive, self.send))

    def events(self, name: str) -> list[tuple[str, dict]]:
        found = []
        for event in self.body.decode().split("\n\n"):
            lines = dict(
                line.split(": ", 1) for line in event.splitlines() if ": " in line and line[0] != ":"
            )
            if lines.get("event") == name:
                found.append((lines.get("id", ""), json.loads(lines["data"])))
        return found

    async def until(self, there: Callable[[], object]) -> None:
        async with asyncio.timeout(WITHIN):
            while not there():
                self.moved.clear()
                await self.moved.wait()


def heard(screen: Screen) -> list[int]:
    return [int(number) for number, _data in screen.events("message")]


async def elsewhere(city, act: Callable[[], object]) -> None:
    """Do something as another process would: in a thread, with a connection of its own, committed."""

    def work() -> None:
        try:
            with tenant_context(city):
                act()
        finally:
            connection.close()

    await asyncio.to_thread(work)


async def in_two_processes(addresses, play: Callable[[RoomHub, RoomHub], Awaitable[None]]) -> None:
    hubs = [RoomHub(addresses.application), RoomHub(addresses.application)]
    running = [asyncio.create_task(hub.run()) for hub in hubs]
    try:
        await play(*hubs)
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        for hub in hubs:
            await hub.close()


def test_messages_reach_every_process_in_order_and_once(own_database, room, agent, expert, city):
    place = room.conversation_id
    agent_url = rooms_url(agent, focus=place)
    expert_url = rooms_url(expert, focus=place)

    async def play(one: RoomHub, two: RoomHub) -> None:
        first, second = Screen(one, agent_url), Screen(two, expert_url)
        tasks = [first.start(), second.start()]
        for number in range(10):
            await elsewhere(city, lambda number=number: say(agent, "voirie", f"<b>Message</b> {number}"))
        await elsewhere(city, lambda: ask(agent, "voirie", "Qui répond ?"))
        for screen in (first, second):
            await screen.until(lambda screen=screen: 11 in heard(screen))
            assert heard(screen) == list(range(1, 12))
        assert "&lt;b&gt;Message&lt;/b&gt; 9" in second.events("message")[9][1]["html"]
        assert "Qui répond" in second.events("waiting")[-1][1]["html"]
        await second.until(lambda: len(second.events("present")) > 0)
        second.gone.set()
        await tasks[1]
        back = Screen(one, expert_url, last="8")
        tasks.append(back.start())
        await elsewhere(city, lambda: edit(agent, first.events("message")[0][1]["id"], "Corrigé"))
        await back.until(lambda: 12 in heard(back))
        assert heard(back) == [9, 10, 11, 12]
        assert heard(first) == list(range(1, 13))
        first.gone.set()
        back.gone.set()
        await asyncio.gather(*tasks)

    asyncio.run(in_two_processes(own_database, play))


def test_page_that_comes_late_reads_what_was_said_before_and_who_has_left_is_let_go(
    own_database, room, agent, expert, city
):
    for number in range(KEPT // 10):
        say(agent, "voirie", f"Message {number}")
    total = talk_in(room.conversation).messages[-1].seq
    url = rooms_url(expert, focus=room.conversation_id)

    async def play(one: RoomHub, two: RoomHub) -> None:
        early = Screen(one, url, last=str(total))
        late = Screen(one, url)
        watcher = Screen(two, rooms_url(agent, others=[room.conversation_id]))
        tasks = [early.start(), late.start(), watcher.start()]
        await late.until(lambda: total in heard(late))
        assert heard(late) == list(range(1, total + 1))
        await early.until(lambda: early.events("present"))
        await elsewhere(city, lambda: Membership.objects.filter(account=expert.id).delete())
        await elsewhere(city, lambda: say(agent, "voirie", "Un de plus"))
        await early.until(lambda: heard(early) == [total + 1])
        await watcher.until(lambda: watcher.events("pulse"))
        assert not heard(watcher)
        newcomer = Screen(one, url, last=str(total + 1))
        async with asyncio.timeout(WITHIN):  # their team has left the room: the stream ends by itself
            await newcomer.start()
        for screen in (early, late, watcher):
            screen.gone.set()
        await asyncio.gather(*tasks)

    asyncio.run(in_two_processes(own_database, play))


@pytest.mark.parametrize("query", [b"", b"t=forged", b"t=a:b:c&since=3"])
def test_stream_needs_a_ticket(query):
    assert read_reader({"query_string": query, "headers": []}) is None


def test_stream_stands_where_the_page_stands(room, agent):
    url = rooms_url(agent, focus=room.conversation_id, seq=7)
    query = url.partition("?")[2].encode()
    read = read_reader({"query_string": query, "headers": []})
    assert isinstance(read, Reader)
    assert (read.account, read.focus, read.sent) == (agent.id, room.conversation_id, 7)
    again = read_reader({"query_string": query, "headers": [(b"last-event-id", b"9")]})
    odd = read_reader({"query_string": query, "headers": [(b"last-event-id", b"'; --")]})
    assert (again.sent, odd.sent) == (9, 7)
