"""What time it is. Everything that dates a fact asks here, so that past stories can be told as they happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils import timezone

_AS_IF: ContextVar[dt.datetime | None] = ContextVar("as_if", default=None)


def now() -> dt.datetime:
    """Give the present instant (aware, UTC)."""
    return _AS_IF.get() or timezone.now()


def today() -> dt.date:
    """Give the date in the city's zone."""
    return timezone.localtime(now()).date()


@contextmanager
def as_if(at: dt.datetime) -> Iterator[None]:
    """Act as if it were another instant: for demonstrations and tests, never for a person's request."""
    if at.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    token = _AS_IF.set(at)
    try:
        yield
    finally:
        _AS_IF.reset(token)
