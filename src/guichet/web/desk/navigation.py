"""What stands beside every page of the desk: where one can go, and how much waits there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from guichet.cases.queries.queue import Filters, saved_views, view_counts
from guichet.conversations.queries.unread import unread_total
from guichet.kernel.actor import Actor
from guichet.web.desk.filters import Tab, count_words, saved_tabs, view_tabs

if TYPE_CHECKING:
    from guichet.cases.models import SavedView


@dataclass(frozen=True, slots=True)
class Navigation:
    """The navigation of a page; `views` is empty on the page of one case, which has its own."""

    views: Sequence[Tab] = ()
    saved: Sequence[tuple[SavedView, Tab]] = ()
    open_count: str = ""
    task_count: str = ""
    unread_count: str = ""


# Where the work of whoever reads no case is: the first of these whose grant they have.
_STARTS = (
    ("permit.handle", "desk_permits"),
    ("bill.read", "finance_home"),
    ("payment.record", "finance_counter"),
    ("credit.approve", "finance_register"),
    ("permit.inspect", "desk_permit_visits"),
    ("permit.review", "desk_permit_opinions"),
    ("permit.read", "desk_permits"),
)


def may_read_cases(actor: Actor) -> bool:
    """Tell whether lists of cases hold anything for someone."""
    return actor.has("case.read_all") or actor.has("case.read_team")


def start_elsewhere(actor: Actor) -> str:
    """Give the address at which someone's work begins; empty for whoever reads cases, or has no other work here."""
    if may_read_cases(actor):
        return ""
    return next((reverse(name) for grant, name in _STARTS if actor.has(grant)), "")


def navigation(actor: Actor, filters: Filters | None = None, *, views: bool = True) -> Navigation:
    """Give the navigation of an actor's page, with what was said to them (one query) and, unless `views` is false, counts (two)."""
    counts = view_counts(actor) if views else {}
    unread = unread_total(actor)
    here = filters or Filters(view="")
    return Navigation(
        views=view_tabs(counts, "" if here.narrowed() else here.view) if views else (),
        saved=saved_tabs(saved_views(actor), here) if views else (),
        open_count=count_words(counts["team"]) if counts.get("team") else "",
        task_count=count_words(counts["tasks"]) if counts.get("tasks") else "",
        unread_count=count_words(unread) if unread else "",
    )
