"""The lists of the desk: views, filters, pages by key, counts; a constant number of queries whatever the rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import lru_cache
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, Q, QuerySet

from guichet.cases.lifecycle import UNTAKEN_STATES, State, WaitingFor
from guichet.cases.models import IS_OPEN, IS_WORK, Case, SavedView, Task
from guichet.cases.queries.listed import ListedCase, first_listed, listed, listed_rows
from guichet.cases.queries.newest import DEEP, NEAR, Order, newest_ids, read_key
from guichet.cases.queries.visible import visible_to, ways_to_see
from guichet.cases.timing import day_start
from guichet.kernel import moment
from guichet.kernel.actor import Actor
from guichet.kernel.references import read_reference
from guichet.kernel.words import clean_line

PAGE = 50
COUNT_CAP = 500
SOON = dt.timedelta(hours=48)
VIEWS = ("mine", "team", "late", "soon", "waiting", "new", "open", "ended")
TEXT_CONFIG = "public.guichet_fr"
_MARK = dt.datetime(1, 1, 2, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a list; empty means « any »."""

    view: str = "team"
    q: str = ""
    service: str = ""
    state: str = ""
    district: str = ""
    team: str = ""
    assignee: str = ""
    channel: str = ""
    priority: str = ""
    opened_from: str = ""
    opened_to: str = ""

    def as_dict(self) -> dict[str, str]:
        """Give the filters that are set, for links and saved views."""
        return {item.name: value for item in fields(self) if (value := getattr(self, item.name))}

    def narrowed(self) -> bool:
        """Tell whether anything but the view is set."""
        return set(self.as_dict()) - {"view"} != set()


def read_filters(values: Mapping[str, str]) -> Filters:
    """Read filters from what a page sends; unknown names are ignored, an unknown view is the team's."""
    known = {item.name for item in fields(Filters)}
    kept = {name: clean_line(str(value), 200) for name, value in values.items() if name in known}
    if kept.get("view") not in VIEWS:
        kept["view"] = "team"
    return Filters(**kept)


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One page of a list: rows, and the keys of the next page (empty on the last)."""

    rows: list[ListedCase]
    next_key: str = ""
    filters: Filters = field(default_factory=Filters)


def _view_condition(actor: Actor, view: str, now: dt.datetime) -> Q:
    """Give the condition of a view; reports that follow a main case are found by search, not in queues."""
    conditions = {
        "mine": IS_WORK & Q(assignee=actor.id),
        "team": IS_WORK & Q(team__in=actor.teams),
        "late": IS_WORK & Q(next_due_at__lt=now) & _in_reach(actor),
        "soon": IS_WORK & Q(next_due_at__gte=now, next_due_at__lt=now + SOON) & _in_reach(actor),
        "waiting": IS_WORK & Q(state=State.WAITING, waiting_for=WaitingFor.RESIDENT) & _in_reach(actor),
        "new": IS_WORK & Q(state__in=UNTAKEN_STATES, assignee__isnull=True) & _in_reach(actor),
        "open": IS_WORK,
    }
    return conditions[view]


def _in_reach(actor: Actor) -> Q:
    """Give « of my teams » for those who have teams, everything for those who have none (managers, first line)."""
    return Q(team__in=actor.teams) if actor.teams else Q()


_EXACT = {
    "service": "service__code",
    "state": "state",
    "district": "district__code",
    "team": "team__code",
    "channel": "channel",
}


def _narrow(rows: QuerySet[Case], filters: Filters) -> QuerySet[Case]:
    exact = {column: getattr(filters, name) for name, column in _EXACT.items() if getattr(filters, name)}
    rows = rows.filter(**exact)
    if filters.priority.isdecimal():
        rows = rows.filter(priority=int(filters.priority))
    if filters.assignee == "none":
        rows = rows.filter(assignee__isnull=True)
    elif filters.assignee.isdecimal():
        rows = rows.filter(assignee=int(filters.assignee))
    first, last = _day(filters.opened_from), _day(filters.opened_to)
    if first:
        rows = rows.filter(opened_at__gte=day_start(first))
    if last:
        rows = rows.filter(opened_at__lt=day_start(last + dt.timedelta(days=1)))
    return rows


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def queue(actor: Actor, filters: Filters, *, after: str = "", limit: int = PAGE) -> QueuePage:
    """Give a page of a list: open ones by next due date (paused last), searches and ended ones by newest."""
    if filters.q:
        return _search(actor, filters, after, limit)
    if filters.view == "ended":
        return _newest(actor, _narrow(Case.objects.filter(~IS_OPEN), filters), filters, after, limit)
    rows = listed_rows(actor)
    rows = _narrow(rows.filter(_view_condition(actor, filters.view, moment.now())), filters)
    if after:
        rows = rows.filter(_after_due(after))
    found = first_listed(rows, F("next_due_at").asc(nulls_last=True), "id", limit=limit + 1)
    last = found[limit - 1] if len(found) > limit else None
    key = f"{last.next_due_at.isoformat() if last.next_due_at else ''}|{last.id}" if last else ""
    return QueuePage(found[:limit], key, filters)


def _after_due(after: str) -> Q:
    instant, _bar, number = after.partition("|")
    pk = int(number) if number.isdecimal() else 0
    due = _moment(instant)
    if due is None:
        return Q(next_due_at__isnull=True, id__gt=pk)
    return Q(next_due_at__gt=due) | Q(next_due_at=due, id__gt=pk) | Q(next_due_at__isnull=True)


def _moment(text: str) -> dt.datetime | None:
    try:
        read = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return read if read.tzinfo else None


def _search(actor: Actor, filters: Filters, after: str, limit: int) -> QueuePage:
    """Find by number or words among everything that the actor sees, open or ended, the newest first."""
    reference = read_reference(filters.q)
    found = list(listed(listed_rows(actor).filter(reference=reference))) if reference else []
    if found:  # else it may be a number of where the case came from, written in the same way
        return QueuePage(found, "", filters)
    query = SearchQuery(filters.q, config=TEXT_CONFIG, search_type="websearch")
    return _newest(actor, _narrow(Case.objects.filter(search=query), filters), filters, after, limit)


def _newest(actor: Actor, rows: QuerySet[Case], filters: Filters, after: str, limit: int) -> QueuePage:
    """Give a page of what was found, the last received first, or of what has ended, the last ended first."""
    order = Order.RECEIVED if filters.q else Order.ENDED
    seen = ways_to_see(actor)
    is_wide = bool(filters.q) and len(seen) == 1  # words, among everything
    ids = newest_ids(
        rows,
        order,
        limit=limit + 1,
        seen=seen,
        before=read_key(after),
        windows=DEEP if is_wide else NEAR,
        patient=is_wide,
    )
    found = list(listed(Case.objects.filter(pk__in=ids).order_by(f"-{order.moment}", "-id")))
    last = found[limit - 1] if len(found) > limit else None
    at = getattr(last, order.moment, None)
    return QueuePage(found[:limit], f"{at.isoformat()}|{last.id}" if last and at else "", filters)


def view_counts(actor: Actor) -> dict[str, int]:
    """Count each view up to COUNT_CAP, in one query."""
    statement, values = _counting(actor)
    if not statement:
        return {}
    now = moment.now()
    moments = {_MARK: now, _MARK + SOON: now + SOON}
    given = [moments[value] if isinstance(value, dt.datetime) else value for value in values]
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return dict(cursor.fetchall())


@lru_cache(maxsize=1024)
def _counting(actor: Actor) -> tuple[str, tuple[Any, ...]]:
    """Write once, of the ORM's own statements, what counts an actor's views; _MARK stands for the moment of counting.

    Every page of the desk asks for it, and writing it takes the ORM longer than PostgreSQL takes to answer.
    """
    seen = visible_to(actor)
    if actor.teams and actor.has("case.read_team"):
        seen = Q()  # every view counted here is of one's own cases and teams, which one sees
    views = ("mine", "team", "late", "soon", "waiting", "new")
    counted: dict[str, QuerySet[Any]] = {
        view: Case.objects.filter(seen & _view_condition(actor, view, _MARK)) for view in views
    }
    counted["tasks"] = Task.objects.filter(
        team__in=actor.teams, done_at__isnull=True, cancelled_at__isnull=True
    )
    statements, values = [], []
    for name, rows in counted.items():
        try:
            statement, of_rows = rows.order_by().values("pk")[:COUNT_CAP].query.sql_with_params()
        except EmptyResultSet:
            continue
        statements.append(f"SELECT %s, count(*) FROM ({statement}) AS counted")  # noqa: S608  # no text of ours
        values += [name, *of_rows]
    return " UNION ALL ".join(statements), tuple(values)


def team_tasks(actor: Actor, *, limit: int = 200) -> list[Task]:
    """Give the open tasks of the actor's teams, those due first."""
    return list(
        Task.objects.filter(team__in=actor.teams, done_at__isnull=True, cancelled_at__isnull=True)
        .select_related("case", "case__service", "team")
        .order_by(F("due_on").asc(nulls_last=True), "id")[:limit]
    )


def saved_views(actor: Actor) -> list[SavedView]:
    """Give the views that someone kept, and those of their teams."""
    return list(
        SavedView.objects.filter(Q(account=actor.id) | Q(team__in=actor.teams)).order_by("name", "id")
    )
