"""The table of the verbs, in the order of the page."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guichet.cases import rules
from guichet.cases.actions import ending, grouping, handling, talking, tasks, waiting
from guichet.cases.lifecycle import OPEN_STATES, State
from guichet.kernel.actor import Actor
from guichet.places.queries import calendar
from guichet.tenancy.queries import current_city
from guichet.web.desk import forms
from guichet.web.desk.verbs import Doing, Verb, moves, while_open

if TYPE_CHECKING:
    from guichet.cases.models import Case


def closing_time(day: dt.date) -> dt.datetime:
    """Give the moment of a day until which something is promised: the closing, or midnight of a closed day."""
    hours = calendar()
    if hours.openings(day):
        return hours.closing(day)
    return timezone.make_aware(dt.datetime.combine(day, dt.time(23, 59)))


def _assign(do: Doing) -> object:
    chosen = do.given["assignee"]
    account_id = None if chosen == "none" else int(chosen)
    return handling.assign(do.actor, do.reference, account_id, seen_version=do.seen)


def _end(do: Doing) -> object:
    end = ending.Ending(do.given["outcome"], do.given["answer"], do.given["detail"])
    return ending.end_case(do.actor, do.reference, end, seen_version=do.seen)


def _reopen(do: Doing) -> object:
    days = current_city().reopen_days
    return ending.reopen(do.actor, do.reference, do.given["why"], reopen_days=days, seen_version=do.seen)


def _can_ask(actor: Actor, case: Case) -> bool:
    return moves("wait")(actor, case) and case.requester is not None and bool(case.requester.email)


def _can_transfer(actor: Actor, case: Case) -> bool:
    return moves("transfer", rules.may_transfer)(actor, case) and case.state != State.WAITING


def _can_reopen(actor: Actor, case: Case) -> bool:
    ended = case.state not in OPEN_STATES and case.main_case_id is None
    return ended and rules.may_close(actor, case)


_VERBS = (
    Verb(
        name="take",
        label=_("Take"),
        icon="person",
        title=_("Take this case?"),
        submit=_("Take"),
        says=_("It becomes your work."),
        done=_("You have taken the case."),
        offered=moves("take"),
        act=lambda do: handling.take(do.actor, do.reference, seen_version=do.seen),
        key="t",
        tells=True,
    ),
    Verb(
        name="triage",
        label=_("Right team"),
        icon="check2-square",
        title=_("Read, and with the right team?"),
        submit=_("It is with the right team"),
        says=_("The case stays with its team, where someone will take it. Nobody is notified."),
        done=_("The case is sorted: the team will take it."),
        offered=moves("triage"),
        act=lambda do: handling.triage(do.actor, do.reference, seen_version=do.seen),
    ),
    Verb(
        name="end",
        label=_("Close"),
        icon="check-lg",
        title=_("Close the case with an answer"),
        submit=_("Close and send the answer"),
        says=_("Your answer is what remains of this case for the people concerned."),
        done=_("The case is closed, and its answer is on its way."),
        offered=while_open(rules.may_close),
        act=_end,
        form=forms.EndForm,
        key="f",
        tells=True,
        ends=True,
    ),
    Verb(
        name="plan",
        label=_("Plan"),
        icon="calendar-check",
        title=_("Plan the work"),
        submit=_("Plan"),
        says=_("The clock waits for that day."),
        done=_("The work is planned; the clock waits for that day."),
        offered=moves("wait"),
        act=lambda do: waiting.plan(
            do.actor, do.reference, do.given["on"], do.given["words"], seen_version=do.seen
        ),
        form=forms.PlanForm,
        key="p",
        tells=True,
    ),
    Verb(
        name="ask",
        label=_("Ask the resident"),
        icon="question-circle",
        title=_("Ask for what is missing"),
        submit=_("Send the question"),
        says=_(
            "The clock stops until the answer comes. Without one, Guichet sends one reminder, then closes the case."
        ),
        done=_("The question is on its way; the clock is stopped."),
        offered=_can_ask,
        act=lambda do: waiting.ask_resident(
            do.actor, do.reference, do.given["question"], do.given["days"], seen_version=do.seen
        ),
        form=forms.AskForm,
    ),
    Verb(
        name="wait",
        label=_("Wait for a third party"),
        icon="pause-circle-fill",
        title=_("Wait for a third party"),
        submit=_("Stop the clock"),
        says=_("The clock stops. For the requester the work goes on; nobody is notified."),
        done=_("The clock is stopped."),
        offered=moves("wait"),
        act=lambda do: waiting.wait_for_third_party(
            do.actor, do.reference, do.given["who"], do.given["until"], seen_version=do.seen
        ),
        form=forms.WaitForm,
    ),
    Verb(
        name="resume",
        label=_("Resume"),
        icon="play-fill",
        title=_("Start the clock again?"),
        submit=_("Resume"),
        says=_("What was awaited has come. The promised date moves by the time of the pause."),
        done=_("The clock runs again."),
        offered=moves("resume"),
        act=lambda do: waiting.resume(do.actor, do.reference, seen_version=do.seen),
        key="s",
    ),
    Verb(
        name="reschedule",
        label=_("Give a new date"),
        icon="calendar-event",
        title=_("Give a new date"),
        submit=_("Send the new date"),
        says=_("The first promise stays in the figures of the city."),
        done=_("The new date is on its way."),
        offered=while_open(rules.may_handle),
        act=lambda do: waiting.reschedule(
            do.actor, do.reference, closing_time(do.given["due"]), do.given["reason"], seen_version=do.seen
        ),
        form=forms.RescheduleForm,
        tells=True,
    ),
    Verb(
        name="assign",
        label=_("Assign"),
        icon="person-badge",
        title=_("Who handles this case?"),
        submit=_("Assign"),
        says=_("It appears in that person’s list. The requester is not notified."),
        done=_("The case is assigned."),
        offered=while_open(rules.may_assign, alone=False),
        act=_assign,
        form=forms.AssignForm,
        key="a",
    ),
    Verb(
        name="transfer",
        label=_("Transfer"),
        icon="box-arrow-right",
        title=_("Send to another team"),
        submit=_("Transfer"),
        says=_("The case leaves your list. The promised date does not move."),
        done=_("The case is with the other team."),
        offered=_can_transfer,
        act=lambda do: handling.transfer(
            do.actor, do.reference, do.given["team"], do.given["reason"], seen_version=do.seen
        ),
        form=forms.TransferForm,
    ),
    Verb(
        name="task",
        label=_("Add a task"),
        icon="list-check",
        title=_("Give a part of the work to a team"),
        submit=_("Add the task"),
        says=_("That team sees the case. It cannot be settled before the task is done or cancelled."),
        done=_("The task is added."),
        offered=while_open(rules.may_handle, alone=False),
        act=lambda do: tasks.add_task(
            do.actor, do.reference, do.given["team"], do.given["title"], do.given["due_on"]
        ),
        form=forms.TaskForm,
    ),
    Verb(
        name="priority",
        label=_("Priority"),
        icon="flag",
        title=_("How pressing is it?"),
        submit=_("Change the priority"),
        says=_("The date promised to the requester stays."),
        done=_("The priority is changed."),
        offered=while_open(rules.may_handle, alone=False),
        act=lambda do: handling.set_priority(
            do.actor, do.reference, int(do.given["priority"]), seen_version=do.seen
        ),
        form=forms.PriorityForm,
    ),
    Verb(
        name="attach",
        label=_("Attach to another"),
        icon="diagram-3",
        title=_("Attach to the case of the same incident"),
        submit=_("Attach"),
        says=_(
            "This report is kept. From now on it follows the main case, and its requester is told at each step."
        ),
        done=_("The report is attached to the other case."),
        offered=while_open(rules.may_attach),
        act=lambda do: grouping.attach(do.actor, do.reference, do.number("main")),
        form=forms.AttachForm,
    ),
    Verb(
        name="detach",
        label=_("Detach"),
        icon="x-lg",
        title=_("Detach this report from its main case?"),
        submit=_("Detach"),
        says=_("The report goes its own way again, from where it stands. Nobody is notified."),
        done=_("The report is on its own again."),
        offered=lambda actor, case: case.main_case_id is not None and rules.may_attach(actor, case),
        act=lambda do: grouping.detach(do.actor, do.reference),
    ),
    Verb(
        name="link",
        label=_("Link"),
        icon="link-45deg",
        title=_("Link to another case"),
        submit=_("Link"),
        says=_("Each one shows the other. Neither follows the other."),
        done=_("The two cases are linked."),
        offered=rules.may_attach,
        act=lambda do: grouping.link(do.actor, do.reference, do.number("other"), do.given["kind"]),
        form=forms.LinkForm,
    ),
    Verb(
        name="publish",
        label=_("Show publicly"),
        icon="eye",
        title=_("Show it on the public list and map?"),
        submit=_("Show publicly"),
        says=_(
            "Anyone sees the service, about where it is and how far it is. Never who wrote, nor the words."
        ),
        done=_("The case is on the public list."),
        offered=lambda actor, case: not case.published and rules.may_publish(actor, case),
        act=lambda do: handling.set_published(do.actor, do.reference, on=True),
    ),
    Verb(
        name="withdraw",
        label=_("Remove from the public list"),
        icon="lock-fill",
        title=_("Remove it from the public list and map?"),
        submit=_("Remove from the public list"),
        says=_("Its requester and those who follow it still see it."),
        done=_("The case is no longer on the public list."),
        offered=lambda actor, case: case.published and rules.may_publish(actor, case),
        act=lambda do: handling.set_published(do.actor, do.reference, on=False),
    ),
    Verb(
        name="read",
        label=_("Mark as read"),
        icon="eye",
        title=_("Nothing new to do here?"),
        submit=_("Mark as read"),
        says=_("The dot beside it in the lists goes away. Nothing else changes."),
        done=_("Marked as read."),
        offered=lambda actor, case: case.unread and rules.may_handle(actor, case),
        act=lambda do: talking.mark_read(do.actor, do.reference),
        key="u",
    ),
    Verb(
        name="reopen",
        label=_("Reopen"),
        icon="arrow-return-left",
        title=_("Reopen: it is not settled"),
        submit=_("Reopen"),
        says=_("The same team takes it again, with a new date."),
        done=_("The case is open again, with a new date."),
        offered=_can_reopen,
        act=_reopen,
        form=forms.ReasonForm,
        tells=True,
    ),
)
VERBS: dict[str, Verb] = {verb.name: verb for verb in _VERBS}


def offered_verbs(actor: Actor, case: Case) -> list[Verb]:
    """Give what the actor can do to a case as it is now, in the order of the page."""
    return [verb for verb in VERBS.values() if verb.offered(actor, case)]
