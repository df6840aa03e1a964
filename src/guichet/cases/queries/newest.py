"""The newest of very many cases that fulfil conditions, whatever the conditions: none of them may cost a walk over all."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence
from enum import Enum
from functools import lru_cache, reduce
from operator import or_
from typing import NamedTuple

from django.db.models import DateTimeField, ExpressionWrapper, F, Q, QuerySet, Value

from guichet.cases.models import IS_OPEN, Case
from guichet.kernel.schema import current_schema

NEAR = (5_000, 20_000)
DEEP = (5_000, 60_000)  # where very many may fit, and none of them of late: a word of winter, in summer
PLENTY = 1.3  # a wider window is looked through when, by what was found so far, it holds so many times what is missing
EDGES_KEPT = 600  # seconds; they are only hints


class Order(Enum):
    """The orders for which there is an index: a moment, and what the index holds of the table."""

    RECEIVED = ("opened_at", Q())
    PUBLISHED = ("opened_at", Q(published=True))
    ENDED = ("ended_at", ~IS_OPEN)

    def __init__(self, moment: str, held: Q) -> None:
        self.moment, self.held = moment, held


class Key(NamedTuple):
    """Where a page stopped: the moment and the id of its last case."""

    at: dt.datetime
    pk: int


def read_key(text: str) -> Key | None:
    """Read a key as an address gives it (« 2026-11-22T10:00:00+00:00|123 »); None for anything else."""
    instant, _bar, number = text.partition("|")
    try:
        at = dt.datetime.fromisoformat(instant)
    except ValueError:
        return None
    return Key(at, int(number)) if at.tzinfo and number.isdecimal() else None


def newest_ids(
    rows: QuerySet[Case],
    order: Order,
    *,
    limit: int,
    seen: Sequence[Q] = (Q(),),
    before: Key | None = None,
    windows: tuple[int, ...] = NEAR,
    patient: bool = False,
) -> list[int]:
    """Give the ids of the newest rows in an order; `seen` are the ways in which rows are seen, any is enough.

    PostgreSQL, asked for the newest fifty, walks the index and hopes to meet them soon: where there are fewer than fifty
    it walks over a million rows, for four seconds. So the newest ones are looked through first, as many as the first of
    `windows` says, then as many as should do by what was found. When that does not fill a page, those that fulfil the
    conditions are few: they are found by the conditions' own indexes, each way of seeing apart, and put in order.
    Whoever is `patient` looks through every window.
    """
    by = order.moment
    if before is not None:
        rows = rows.filter(_earlier(by, before))
    anyhow = rows.filter(reduce(or_, seen)).order_by(f"-{by}", "-pk").values_list("pk", flat=True)
    found: list[int] = []
    looked = 0
    for window, edge in zip(windows, _edges(order, before, windows), strict=False):
        if looked and not patient and len(found) * window < looked * limit * PLENTY:
            continue
        looked = window
        found = list((anyhow.filter(**{f"{by}__gte": edge}) if edge else anyhow)[:limit])
        if edge is None or len(found) == limit:
            return found
    return _by_conditions(rows, by, limit, seen)


def _earlier(by: str, key: Key) -> Q:
    return Q(**{f"{by}__lte": key.at}) & (Q(**{f"{by}__lt": key.at}) | Q(pk__lt=key.pk))


def _edges(order: Order, before: Key | None, windows: tuple[int, ...]) -> Sequence[dt.datetime | None]:
    """Give the moments of the last row of each window; None for a window that holds everything."""
    if before is None:
        return _kept_edges(current_schema(), order, windows, int(time.monotonic() // EDGES_KEPT))
    return (_edge(order, windows[0], _earlier(order.moment, before)),)


@lru_cache(maxsize=512)
def _kept_edges(
    _city: str, order: Order, windows: tuple[int, ...], _minutes: int
) -> tuple[dt.datetime | None, ...]:
    return tuple(_edge(order, window) for window in windows)


def _edge(order: Order, window: int, among: Q | None = None) -> dt.datetime | None:
    rows = Case.objects.filter(order.held, among or Q()).order_by(f"-{order.moment}", "-pk")
    return rows.values_list(order.moment, flat=True)[window : window + 1].first()


def _by_conditions(rows: QuerySet[Case], by: str, limit: int, seen: Sequence[Q]) -> list[int]:
    # Not the column itself but a sum: no index has this order, so PostgreSQL begins with the conditions.
    at = ExpressionWrapper(F(by) + Value(dt.timedelta(0)), output_field=DateTimeField())
    ways = [rows.filter(way).annotate(at=at).values_list("at", "pk") for way in seen]
    found = ways[0].union(*ways[1:]) if len(ways) > 1 else ways[0]
    return [pk for _at, pk in found.order_by("-at", "-pk")[:limit]]
