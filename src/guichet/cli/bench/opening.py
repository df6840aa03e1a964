"""How many cases a second can be opened, by the action and by the web form, eight at a time."""

from __future__ import annotations

import multiprocessing
import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass

from django.db import close_old_connections, connections
from django_tenants.utils import tenant_context

from guichet.cases.actions.opening import NewCase, Where, open_case
from guichet.kernel.actor import visitor
from guichet.people.actions import Contact
from guichet.tenancy.queries import city_named

AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Rate:
    """How many were done in how long."""

    name: str
    done: int
    seconds: float
    failed: int = 0

    @property
    def each_second(self) -> float:
        """Give the rate."""
        return self.done / self.seconds if self.seconds else 0.0


def _report(number: int) -> NewCase:
    chance = random.Random(number)  # noqa: S311  # reproducible, not secret
    return NewCase(
        service="pothole",
        description=f"Trou profond devant le {number}",
        answers={"size": "medium", "position": "lane"},
        where=Where(
            45.5452 + chance.uniform(-0.02, 0.02), -73.5974 + chance.uniform(-0.02, 0.02), "rue Chabot"
        ),
        contact=Contact(name=f"Personne {number}", email=f"personne.{number}@courriel.example"),
    )


def _open_many(slug: str, first: int, count: int) -> int:
    """Open cases one after the other in one thread; gives how many."""
    city = city_named(slug)
    if city is None:
        return 0
    with tenant_context(city):
        for number in range(first, first + count):
            open_case(visitor(), _report(number))
    close_old_connections()
    return count


def _process(slug: str, first: int, each: int, threads: int) -> int:
    """Open cases in several threads of one process; gives how many."""
    with ThreadPoolExecutor(threads) as pool:
        work = [pool.submit(_open_many, slug, first + place * each, each) for place in range(threads)]
        return sum(one.result() for one in work)


def by_action(slug: str, total: int = 2_000) -> Rate:
    """Open cases by the action, from two processes of four threads."""
    connections.close_all()
    processes, threads = 2, AT_ONCE // 2
    each = total // (processes * threads)
    start = int(time.time()) * 10
    forked = multiprocessing.get_context("fork")  # every connection was closed above
    with ProcessPoolExecutor(processes, mp_context=forked) as pool:
        started = time.perf_counter()
        work = [
            pool.submit(_process, slug, start + place * total, each, threads) for place in range(processes)
        ]
        done = sum(one.result() for one in work)
        return Rate("opened by the action", done, time.perf_counter() - started)


def in_threads(name: str, act: Callable[[int], bool], total: int) -> Rate:
    """Do something many times from eight threads."""
    numbers = iter(range(total))
    lock = threading.Lock()
    done: list[bool] = []

    def work() -> None:
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                return
            done.append(act(number))

    threads = [threading.Thread(target=work) for _ in range(AT_ONCE)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Rate(name, sum(done), time.perf_counter() - started, failed=len(done) - sum(done))
