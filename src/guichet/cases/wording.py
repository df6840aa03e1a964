"""The history of a case in words: one sentence an entry, for the staff and for the resident."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from guichet.cases import events
from guichet.cases.channels import CHANNEL_WORDS, Channel
from guichet.cases.lifecycle import OUTCOME_WORDS, Outcome
from guichet.kernel.typography import long_date

Words = str | Promise
Data = Mapping[str, Any]


def _opened(data: Data) -> str:
    channel = data.get("channel")
    words = CHANNEL_WORDS[Channel(channel)] if channel in set(Channel) else ""
    return _("Received (%(channel)s)") % {"channel": words} if words else _("Received")


def _ended(data: Data) -> str:
    outcome = data.get("outcome")
    words = OUTCOME_WORDS[Outcome(outcome)] if outcome in set(Outcome) else ""
    return _("Ended: %(outcome)s") % {"outcome": words} if words else _("Ended")


def _transferred(data: Data) -> str:
    return _("Sent to another team (transfer %(n)s)") % {"n": data.get("hops", 1)}


def _attached(data: Data) -> str:
    return _("Attached to case %(main)s") % {"main": data.get("main", "")}


def _detached(data: Data) -> str:
    return _("Detached from case %(main)s") % {"main": data.get("main", "")}


def _linked(data: Data) -> str:
    return _("Linked to case %(other)s") % {"other": data.get("other", "")}


def _planned(data: Data) -> str:
    try:
        day = dt.date.fromisoformat(str(data.get("on")))
    except ValueError:
        return _("Work planned")
    return _("Work planned for %(day)s") % {"day": long_date(day, (get_language() or "fr")[:2])}


def _corrected(data: Data) -> str:
    fields = data.get("fields")
    if fields == ["priority"] and {"before", "after"} <= data.keys():
        return _("Priority changed from %(before)s to %(after)s") % data
    return _("Marked as read") if fields == ["unread"] else _("Details corrected")


STAFF_WORDS: dict[str, Words | Callable[[Data], str]] = {
    events.OPENED.name: _opened,
    events.IMPORTED.name: gettext_lazy("Imported from the city’s open data"),
    events.TRIAGED.name: gettext_lazy("Read and sorted"),
    events.TAKEN.name: gettext_lazy("Taken on by the team"),
    events.ASSIGNED.name: gettext_lazy("Given to someone"),
    events.TRANSFERRED.name: _transferred,
    events.PLANNED.name: _planned,
    events.PAUSED.name: gettext_lazy("Clock paused"),
    events.RESUMED.name: gettext_lazy("Clock started again"),
    events.ASKED.name: gettext_lazy("Question asked to the resident: the clock stops"),
    events.REMINDED.name: gettext_lazy("Resident reminded of the question"),
    events.REPLIED.name: gettext_lazy("The resident wrote"),
    events.NOTED.name: gettext_lazy("Internal note added"),
    events.WRITTEN.name: gettext_lazy("Message sent to the resident"),
    events.RESOLVED.name: _ended,
    events.CLOSED.name: _ended,
    events.REOPENED.name: gettext_lazy("Reopened: not settled"),
    events.CONFIRMED.name: gettext_lazy("The requester says that it is settled"),
    events.RESCHEDULED.name: gettext_lazy("New date said, with its reason"),
    events.FOLLOWED.name: gettext_lazy("One more person follows"),
    events.UNFOLLOWED.name: gettext_lazy("One person stopped following"),
    events.ATTACHED.name: _attached,
    events.DETACHED.name: _detached,
    events.LINKED.name: _linked,
    events.CONVERTED.name: _linked,
    events.TASK_ADDED.name: gettext_lazy("Task given to a team"),
    events.TASK_DONE.name: gettext_lazy("Task done"),
    events.TASK_CANCELLED.name: gettext_lazy("Task cancelled"),
    events.PUBLISHED.name: gettext_lazy("Shown on the public list"),
    events.WITHDRAWN.name: gettext_lazy("Removed from the public list"),
    events.CORRECTED.name: _corrected,
    events.FORM_MOVED.name: gettext_lazy("Moved to a newer version of the form"),
    events.CODE_SENT.name: gettext_lazy("Access code sent"),
    events.NUMBER_SENT.name: gettext_lazy("Number sent again by e-mail"),
}

PUBLIC_EVENTS: dict[str, tuple[Words, str]] = {
    events.OPENED.name: (gettext_lazy("We received it"), "received"),
    events.IMPORTED.name: (gettext_lazy("We received it"), "received"),
    events.TAKEN.name: (gettext_lazy("A team took it on"), "taken"),
    events.PLANNED.name: (gettext_lazy("The work is planned"), "planned"),
    events.ASKED.name: (gettext_lazy("We asked you a question"), "asking"),
    events.REPLIED.name: (gettext_lazy("You wrote to us"), "working"),
    events.WRITTEN.name: (gettext_lazy("The city wrote to you"), "working"),
    events.RESOLVED.name: (gettext_lazy("It is settled"), "done"),
    events.CLOSED.name: (gettext_lazy("We closed it, with an answer"), "closed"),
    events.REOPENED.name: (gettext_lazy("Reopened, since it was not settled"), "reopened"),
    events.CONFIRMED.name: (gettext_lazy("You told us that it is settled"), "done"),
    events.RESCHEDULED.name: (gettext_lazy("The date moved, with its reason"), "planned"),
    events.ATTACHED.name: (gettext_lazy("Joined to other reports of the same thing"), "taken"),
}


def staff_words(event: str, data: Data) -> str:
    """Say an entry to the staff."""
    words = STAFF_WORDS.get(event, event)
    return words(data) if callable(words) else str(words)
