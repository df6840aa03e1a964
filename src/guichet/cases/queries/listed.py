"""What a list shows of cases: values, not models; fifty lines of models cost more time than their query."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.db.models.expressions import OrderBy
from django.db.models.functions import Left

from guichet.cases.models import Case
from guichet.cases.queries.visible import visible_to
from guichet.kernel.actor import Actor
from guichet.kernel.texts import Text

EXCERPT = 140
OWN = (
    "id", "reference", "title", "channel", "state", "public_state", "waiting_for", "waiting_until", "outcome",
    "address", "lat", "lon", "opened_at", "ended_at", "next_due_at", "follower_count", "published", "unread",
)  # fmt: skip
NAMES = ("service__code", "service__name", "district__code", "district__name", "assignee__name")


@dataclass(frozen=True, slots=True)
class Named:
    """A service or a district as a list knows it."""

    code: str
    name: Text


@dataclass(frozen=True, slots=True)
class Colleague:
    """Who has a case, as a list knows it."""

    name: str


class ListedCase(NamedTuple):
    """A case as a list knows it; `excerpt` is the beginning of its description (EXCERPT letters)."""

    id: int
    reference: str
    title: str
    channel: str
    state: str
    public_state: str
    waiting_for: str
    waiting_until: dt.datetime | None
    outcome: str
    address: str
    lat: float | None
    lon: float | None
    opened_at: dt.datetime
    ended_at: dt.datetime | None
    next_due_at: dt.datetime | None
    follower_count: int
    published: bool
    unread: bool
    service: Named
    district: Named | None
    assignee: Colleague | None
    excerpt: str


def listed_rows(actor: Actor) -> QuerySet[Case]:
    """Give the cases that an actor sees, to be narrowed, ordered and then read by `listed`."""
    return Case.objects.filter(visible_to(actor))


def first_listed(rows: QuerySet[Case], *order: str | OrderBy, limit: int) -> list[ListedCase]:
    """Read the first rows of a long list in an order; they are chosen before their names are looked up.

    PostgreSQL expects few rows of a view whose conditions go together (new ones have no assignee): it would join all
    five thousand of them, then keep fifty.
    """
    chosen = rows.order_by(*order).values("pk")[:limit]
    return list(listed(Case.objects.filter(pk__in=chosen).order_by(*order)))


def listed(rows: QuerySet[Case]) -> Iterator[ListedCase]:
    """Read the rows of a list, in one query of four tables."""
    for row in rows.annotate(excerpt=Left("description", EXCERPT)).values_list(*OWN, *NAMES, "excerpt"):
        yield _read(row)


def _read(row: tuple[Any, ...]) -> ListedCase:
    """Make a listed case of a row: its own columns in their order, then the names of what it points to."""
    service_code, service_name, district_code, district_name, assignee, excerpt = row[len(OWN) :]
    related = (
        Named(service_code, service_name),
        Named(district_code, district_name) if district_code is not None else None,
        Colleague(assignee) if assignee is not None else None,
        excerpt,
    )
    return ListedCase._make((*row[: len(OWN)], *related))
