"""`guichet bench-rooms`: hundreds of people in rooms, messages every second; how soon each reaches everybody."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from uuid import uuid4

import click
import psutil
from django.test import Client
from django_tenants.utils import tenant_context
from rich.console import Console
from rich.table import Table

from guichet.cli.bench.listening import Listener, ask
from guichet.cli.boot import boot
from guichet.cli.presets import city_settings, first_steps
from guichet.cli.upkeep import collect_static, migrate_when_needed
from guichet.conversations.actions.rooms import NewRoom, save_room
from guichet.conversations.hearing import rooms_url
from guichet.conversations.queries.rooms import room_for
from guichet.kernel.actor import system
from guichet.people.actions import NewAccount, save_account, save_team
from guichet.people.queries import accounts_by_email, staff_actor
from guichet.tenancy.queries import city_named

SLUG = "bench-rooms"
HOST = f"{SLUG}.localhost"
PORT = 8398
SETTLE_SECONDS = 4.0
LATE_SECONDS = 5.0
RETURNING = 0.1


@dataclass(frozen=True, slots=True)
class Scene:
    """Who listens where, and who speaks: address of a stream by listener; path, cookies by speaker."""

    streams: list[str]
    speakers: list[tuple[str, dict[str, str]]]


@click.command()
@click.option("--people", default=500, show_default=True, help="People connected.")
@click.option("--rooms", default=1, show_default=True, help="Rooms among which they are spread.")
@click.option("--rate", default=20.0, show_default=True, help="Messages a second, all rooms together.")
@click.option("--seconds", default=60, show_default=True, help="How long they speak.")
@click.option("--workers", default=2, show_default=True, help="Processes of the server.")
@click.option(
    "--output", type=click.Path(path_type=Path), default=Path("bench-results/rooms.json"), show_default=True
)
def bench_rooms(people: int, rooms: int, rate: float, seconds: int, workers: int, output: Path) -> None:
    """Measure the delivery of messages on a real server, on this machine only; prints figures, writes JSON."""
    console = Console()
    booted = boot(as_owner=True)
    migrate_when_needed(booted.data)
    collect_static(booted.data)
    scene = _scene(people, rooms)
    environment = {**os.environ, "DATABASE_APP_URL": booted.addresses.application}
    environment.pop("DATABASE_ACTIVE_URL", None)
    with _server(environment, workers) as server:
        figures = asyncio.run(_play(scene, rate, seconds, server))
    figures |= {"people": people, "rooms": rooms, "rate": rate, "seconds": seconds, "workers": workers}
    figures["at"] = dt.datetime.now(tz=dt.UTC).isoformat()
    _show(console, figures)
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    console.print(f"Written to {output}")
    del booted


def _scene(people: int, rooms: int) -> Scene:
    """Make the city once, its people and rooms as needed, and sign everybody in."""
    city = city_named(SLUG)
    if city is None:
        settings = city_settings("quebec", ["fr"], "#0a4f5c", "rooms@city.example")
        city, _password = first_steps(SLUG, {"fr": "Mesure des salons"}, [HOST], settings, "")
    streams, speakers = [], []
    with tenant_context(city):
        for number in range(rooms):
            _ensure_room(f"salon-{rooms}-{number}", people // rooms)
        known = accounts_by_email()
        for number in range(rooms):
            code = f"salon-{rooms}-{number}"
            room = room_for(system(), code)
            members = [known[_address(code, one)] for one in range(people // rooms)]
            for account in members:
                actor = staff_actor(account)
                seq = room.conversation.seq
                streams.append(rooms_url(actor, focus=room.conversation_id, seq=seq))
            for account in members[: max(1, 20 // rooms)]:
                client = Client(headers={"host": HOST})
                client.force_login(account, "allauth.account.auth_backends.AuthenticationBackend")
                path = f"/desk/rooms/{code}/"
                speakers.append((path, {name: morsel.value for name, morsel in client.cookies.items()}))
    return Scene(streams, speakers)


def _address(code: str, number: int) -> str:
    return f"{code}-{number}@city.example"


def _ensure_room(code: str, people: int) -> None:
    actor = system()
    save_team(actor, code, {"fr": code})
    known = accounts_by_email()
    for number in range(people):
        if _address(code, number) not in known:
            save_account(
                actor,
                NewAccount(_address(code, number), f"Personne {number}", teams=[code], roles=["first-line"]),
            )
    save_room(actor, code, NewRoom(name={"fr": code}, second=[code]))


@contextmanager
def _server(environment: dict[str, str], workers: int) -> Iterator[psutil.Process]:
    command = [
        sys.executable,
        "-m",
        "guichet.cli.main",
        "serve",
        "--port",
        str(PORT),
        "--workers",
        str(workers),
    ]
    server = subprocess.Popen(command, env=environment)  # noqa: S603  # our own command
    try:
        yield psutil.Process(server.pid)
    finally:
        server.terminate()
        server.wait(timeout=20)


async def _play(scene: Scene, rate: float, seconds: int, server: psutil.Process) -> dict[str, Any]:
    """Connect everybody, speak for a while, then count what reached whom and when."""
    await _until_ready()
    listeners = [Listener(HOST, PORT, stream) for stream in scene.streams]
    chance = random.Random(311)  # noqa: S311  # reproducible, not secret
    returning = chance.sample(listeners, int(len(listeners) * RETURNING))
    tasks = [asyncio.create_task(listener.listen()) for listener in listeners]
    async with asyncio.timeout(60):
        await asyncio.gather(*(listener.connected.wait() for listener in listeners))
    await asyncio.sleep(SETTLE_SECONDS)
    tokens = await asyncio.gather(*(_token(path, cookies) for path, cookies in scene.speakers))
    before, began = _processor(server), time.perf_counter()
    own = psutil.Process().cpu_times()
    leaving = [
        asyncio.create_task(
            listener.leave_and_return(chance.uniform(1, seconds - 2), chance.uniform(0.1, 1.5))
        )
        for listener in returning
    ]
    sent = await _speak(scene.speakers, tokens, rate, seconds)
    spent = time.perf_counter() - began
    used = (_processor(server) - before) / spent
    mine = psutil.Process().cpu_times()
    await asyncio.gather(*leaving)
    await _all_heard(listeners, sent)
    for task in tasks:
        task.cancel()
    steady = [listener for listener in listeners if listener not in returning]
    return {
        **_counted(listeners, sent),
        **_delays(steady, sent),
        "server_cpu_percent_of_a_core": round(100 * used),
        "bench_cpu_percent_of_a_core": round(100 * (mine.user - own.user + mine.system - own.system) / spent),
        "server_memory_mb": _memory(server),
        "load_average": os.getloadavg()[0],
        "returned": len(returning),
    }


async def _until_ready() -> None:
    async with asyncio.timeout(60):
        while True:
            try:
                status, _head, _body = await ask(HOST, PORT, "GET", "/health/live")
            except OSError:
                await asyncio.sleep(0.2)
            else:
                if status == 200:
                    return


async def _token(path: str, cookies: dict[str, str]) -> dict[str, str]:
    """Open a room as a browser does, for the token that its form has to send."""
    _status, head, _body = await ask(HOST, PORT, "GET", path, cookies=cookies)
    found: dict[str, str] = dict(cookies)
    for line in head.split("\r\n"):
        name, _colon, value = line.partition(":")
        if name.lower() == "set-cookie":
            found |= {key: morsel.value for key, morsel in SimpleCookie(value.strip()).items()}
    return found


async def _speak(
    speakers: Sequence[tuple[str, dict[str, str]]],
    tokens: Sequence[dict[str, str]],
    rate: float,
    seconds: int,
) -> dict[int, tuple[str, float, float]]:
    """Say so many messages a second; gives each one's room, when it left, and how long its own answer took."""
    sent: dict[int, tuple[str, float, float]] = {}
    running: set[asyncio.Task[None]] = set()

    async def one(number: int) -> None:
        path, _cookies = speakers[number % len(speakers)]
        cookies = tokens[number % len(speakers)]
        fields = {
            "text": f"Message essai-{number:07d} : est-ce que la collecte est reportée ?",
            "once": uuid4().hex,
        }
        left = time.perf_counter()
        sent[number] = path, left, 0.0
        status, _head, _body = await ask(HOST, PORT, "POST", path, cookies=cookies, fields=fields)
        if status != 200:
            raise RuntimeError(f"a message was answered {status}")
        sent[number] = path, left, time.perf_counter() - left

    start = time.perf_counter()
    for number in range(int(rate * seconds)):
        await asyncio.sleep(max(0.0, start + number / rate - time.perf_counter()))
        task = asyncio.create_task(one(number))
        running.add(task)
        task.add_done_callback(running.discard)
    await asyncio.gather(*running)
    return sent


async def _all_heard(listeners: Sequence[Listener], sent: dict[int, tuple[str, float, float]]) -> None:
    """Leave the last ones a little time."""
    deadline = time.perf_counter() + LATE_SECONDS
    while time.perf_counter() < deadline:
        if not _counted(listeners, sent)["lost"]:
            return
        await asyncio.sleep(0.25)


def _counted(listeners: Sequence[Listener], sent: dict[int, tuple[str, float, float]]) -> dict[str, Any]:
    """Count what reached whom; who shares a room with someone has to hear the same."""
    by_path: dict[str, set[int]] = {}
    for number, (path, _left, _took) in sent.items():
        by_path.setdefault(path, set()).add(number)
    delivered = lost = doubled = 0
    for listener in listeners:
        heard = set(listener.heard)
        own = next((numbers for numbers in by_path.values() if numbers & heard), set())
        if not heard:
            own = max(by_path.values(), key=len, default=set())
        delivered += len(heard)
        lost += len(own - heard)
        doubled += listener.doubled
    return {"messages": len(sent), "delivered": delivered, "lost": lost, "doubled": doubled}


def _delays(listeners: Sequence[Listener], sent: dict[int, tuple[str, float, float]]) -> dict[str, float]:
    """Give the delays from the sending of a message to its arrival on each page, in milliseconds."""
    delays = sorted(
        1000 * (at - sent[number][1]) for listener in listeners for number, at in listener.heard.items()
    )
    answers = sorted(1000 * took for _path, _left, took in sent.values())
    if not delays:
        return {}
    return {
        **{f"p{share}": round(delays[int(len(delays) * share / 100)], 1) for share in (50, 95, 99)},
        "slowest": round(delays[-1], 1),
        "answer_p50": round(answers[len(answers) // 2], 1),
        "answer_p95": round(answers[int(len(answers) * 0.95)], 1),
    }


def _family(server: psutil.Process) -> list[psutil.Process]:
    return [server, *server.children(recursive=True)]


def _processor(server: psutil.Process) -> float:
    """Give the seconds of processor that the server's processes used; the database is not among them."""
    times = [process.cpu_times() for process in _family(server)]
    return sum(one.user + one.system for one in times)


def _memory(server: psutil.Process) -> list[int]:
    return sorted(round(process.memory_info().rss / 1e6) for process in _family(server))


def _show(console: Console, figures: dict[str, Any]) -> None:
    table = Table("What", "Figure")
    for name, value in figures.items():
        table.add_row(name.replace("_", " "), str(value))
    console.print(table)
