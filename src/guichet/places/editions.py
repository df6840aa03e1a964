"""What each process keeps in memory of the current city, and how it knows that it is still right."""

from __future__ import annotations

import contextlib
import threading
import uuid
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Generic, TypeVar

from django.db import connection

from guichet.kernel.schema import current_schema
from guichet.places.models import Edition

DISTRICTS = "districts"
PLACES = "places"
LAYERS = "layers"
CALENDAR = "calendar"

T = TypeVar("T")
# The city's schema, and the stamps by code that were looked at for all that is asked at this moment.
_SEEN: ContextVar[tuple[str, dict[str, str]] | None] = ContextVar("stamps", default=None)


def renew(code: str) -> Edition:
    """Give a set of data a new edition, in the transaction of its change.

    Two changes of the same set wait for each other here; called first by an action, it keeps them apart.
    """
    edition, created = Edition.objects.select_for_update().get_or_create(code=code)
    if not created:
        edition.stamp = uuid.uuid4()
        edition.save(update_fields=["stamp", "updated_at"])
    return edition


def stamps_of(*codes: str) -> tuple[str, ...]:
    """Give the stamps of some sets of data with one query; empty for a set that was never changed."""
    seen = _SEEN.get()
    if seen is not None and seen[0] == current_schema() and all(code in seen[1] for code in codes):
        return tuple(seen[1][code] for code in codes)
    with (
        connection.cursor() as cursor
    ):  # asked for on most pages: a third of the time that a model's query takes
        cursor.execute("SELECT code, stamp FROM places_edition WHERE code = ANY(%s)", [list(codes)])
        found = dict(cursor.fetchall())
    return tuple(str(found.get(code, "")) for code in codes)


@contextlib.contextmanager
def one_look(*codes: str) -> Iterator[None]:
    """Look at the stamps of some sets once for all that is asked within (of things that do not change these sets)."""
    seen = (current_schema(), dict(zip(codes, stamps_of(*codes), strict=True)))
    token = _SEEN.set(seen)
    try:
        yield
    finally:
        _SEEN.reset(token)


class Kept(Generic[T]):
    """Something worked out from sets of data of a city, kept per city until one of them changes.

    Safe for several threads; two that come first may both work it out. Nothing is kept for a city of which none of
    the sets was ever changed by an action, but `from_the_start`: of sets that nothing else ever changes. The cities
    least asked for are forgotten beyond `cities`.
    """

    def __init__(
        self, build: Callable[[], T], *codes: str, cities: int = 64, from_the_start: bool = False
    ) -> None:
        self._build = build
        self._codes = codes
        self._from_the_start = from_the_start
        self._cities = cities
        self._kept: OrderedDict[str, tuple[tuple[str, ...], T]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self) -> T:
        """Give it for the city that the connection is in (one query when it is known)."""
        schema = current_schema()
        stamps = stamps_of(*self._codes)
        with self._lock:
            known = self._kept.get(schema)
            if known is not None and known[0] == stamps:
                self._kept.move_to_end(schema)
                return known[1]
        made = self._build()
        if any(stamps) or self._from_the_start:
            with self._lock:
                self._kept[schema] = (stamps, made)
                self._kept.move_to_end(schema)
                while len(self._kept) > self._cities:
                    self._kept.popitem(last=False)
        return made
