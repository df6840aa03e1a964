"""« What to do now » on a case: one sentence, and the verb that does it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from guichet.cases.lifecycle import ENDED_STATES, State, WaitingFor

WRITE = "write"


@dataclass(frozen=True, slots=True)
class Situation:
    """What the next step depends on, already in the page's words where it is text.

    `offered` are the names of the verbs that the actor has; `wrote` is who wrote last when nobody has read it yet, and
    `when` how long ago; `until` is the awaited day; `reopened_by` who of the staff reopened it; `reopen_until` the last day on which a resident may reopen, `confirmed` the
    day on which they said that it is settled.
    """

    state: str
    offered: frozenset[str]
    waiting_for: str = ""
    waiting_reason: str = ""
    until: str = ""
    wrote: str = ""
    when: str = ""
    open_tasks: Sequence[str] = ()
    done_tasks: int = 0
    late: bool = False
    main: str = ""
    reopen_until: str = ""
    assignee: str = ""
    mine: bool = False
    confirmed: str = ""
    reopened_by: str = ""


@dataclass(frozen=True, slots=True)
class NextStep:
    """The sentence, and the name of the verb that does it (« write » is the reply below; empty: nothing to do)."""

    sentence: str
    verb: str = ""


def next_step(now: Situation) -> NextStep:
    """Say what to do now; a verb that the actor does not have is not proposed."""
    found = next(step for rule in RULES if (step := rule(now)) is not None)
    return found if found.verb in now.offered else NextStep(found.sentence)


def _attached(now: Situation) -> NextStep | None:
    if not now.main:
        return None
    return NextStep(_("This report follows case %(main)s: everything is done there.") % {"main": now.main})


def _ended(now: Situation) -> NextStep | None:
    if now.state not in ENDED_STATES:
        return None
    if now.confirmed:
        return NextStep(
            _("Nothing to do: the requester said on %(day)s that it is settled.") % {"day": now.confirmed}
        )
    if now.reopen_until:
        return NextStep(
            _("Nothing to do. The requester can reopen it until %(day)s.") % {"day": now.reopen_until}
        )
    return NextStep(_("Nothing to do: it is closed."))


def _reopened(now: Situation) -> NextStep | None:
    if now.state != State.REOPENED:
        return None
    if now.reopened_by:
        sentence = _("%(name)s reopened it: it is not settled. Read why, then take it again.")
        return NextStep(sentence % {"name": now.reopened_by}, "take")
    return NextStep(_("The requester says that it is not settled. Read why, then take it again."), "take")


def _untaken(now: Situation) -> NextStep | None:
    if now.state not in (State.RECEIVED, State.TRIAGED):
        return None
    if now.assignee and not now.mine:
        return NextStep(
            _("It was given to %(name)s, who has not taken it yet.") % {"name": now.assignee}, "take"
        )
    return NextStep(
        _("Nobody handles it yet. Read it, then take it in charge, or send it to the right team."), "take"
    )


def _unread(now: Situation) -> NextStep | None:
    if not now.wrote:
        return None
    return NextStep(
        _("%(who)s wrote %(when)s. Read it, then reply.") % {"who": now.wrote, "when": now.when}, WRITE
    )


def _waiting(now: Situation) -> NextStep | None:
    if now.state != State.WAITING:
        return None
    day = now.until
    if now.waiting_for == WaitingFor.RESIDENT:
        return NextStep(
            _(
                "Nothing before %(day)s: we are waiting for the resident. Guichet sends one reminder, then closes the case."
            )
            % {"day": day}
        )
    if now.waiting_for == WaitingFor.DATE:
        return NextStep(
            _("The work is planned for %(day)s. Once it is done, close with an answer.") % {"day": day}, "end"
        )
    if day:
        sentence = _("%(who)s has to act; we come back to it on %(day)s. If it is done, resume.")
        return NextStep(sentence % {"who": now.waiting_reason, "day": day}, "resume")
    return NextStep(_("%(who)s has to act. Once it is done, resume.") % {"who": now.waiting_reason}, "resume")


def _tasks(now: Situation) -> NextStep | None:
    if now.open_tasks:
        return NextStep(
            _("Another team still has work here: %(tasks)s.") % {"tasks": ", ".join(now.open_tasks)}
        )
    if now.done_tasks:
        return NextStep(_("Every task is done: close the case with an answer."), "end")
    return None


def _late(now: Situation) -> NextStep | None:
    if not now.late:
        return None
    return NextStep(
        _("The promised date has passed. Give a new one before the requester has to ask."), "reschedule"
    )


def _working(now: Situation) -> NextStep | None:
    if now.assignee and not now.mine:
        return NextStep(_("%(name)s is working on it.") % {"name": now.assignee})
    return NextStep(_("Plan the work, or close the case with an answer."), "plan")


RULES: Sequence[Callable[[Situation], NextStep | None]] = (
    _attached,
    _ended,
    _reopened,
    _unread,
    _untaken,
    _waiting,
    _late,
    _tasks,
    _working,
)


def last_reopening_day(ended_at: dt.datetime | None, days: int, now: dt.datetime) -> dt.datetime | None:
    """Give until when a resident may reopen an ended case; None once that time is over."""
    if ended_at is None:
        return None
    last = ended_at + dt.timedelta(days=days)
    return last if now <= last else None
