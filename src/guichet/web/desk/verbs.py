"""What one can do to a case: when it is offered, what it asks, what it says will happen, and the action that does it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from guichet.cases import rules
from guichet.cases.actions import ending, grouping, handling, talking, tasks, waiting
from guichet.cases.lifecycle import LIFECYCLE, OPEN_STATES, State
from guichet.cases.queries import Case
from guichet.kernel.actor import Actor
from guichet.kernel.references import read_reference
from guichet.places.queries import calendar
from guichet.tenancy.queries import current_city
from guichet.web.desk import forms

Offered = Callable[[Actor, Case], bool]
Act = Callable[[Actor, Case, forms.DeskForm, int | None], object]


@dataclass(frozen=True, slots=True)
class Verb:
    """One thing that can be done. `says` is what will happen; without a `form` to fill it is only confirmed."""

    name: str
    label: Promise
    icon: str
    title: Promise
    submit: Promise
    done: Promise
    offered: Offered
    act: Act
    says: Callable[[Actor, Case], str]
    form: type[forms.DeskForm] = forms.NothingForm
    key: str = ""
    danger: bool = False


def who_reads(actor: Actor, case: Case) -> str:
    """Say who is written to when something public is done to a case; no name for whoever may not read it."""
    reached = case.requester is not None and bool(case.requester.email)
    name = case.requester.name if case.requester and actor.has("resident.read") else ""
    who = name or _("The requester")
    others = case.follower_count
    if not reached and not others:
        return _("Nobody left an e-mail address: nobody is written to.")
    if not reached:
        return ngettext(
            "One person who follows it receives an e-mail; the requester left no address.",
            "%(n)d people who follow it receive an e-mail; the requester left no address.",
            others,
        ) % {"n": others}
    if not others:
        return _("%(who)s receives an e-mail.") % {"who": who}
    return ngettext(
        "%(who)s and one person who follows receive an e-mail.",
        "%(who)s and %(n)d people who follow receive an e-mail.",
        others,
    ) % {"who": who, "n": others}


def _open_alone(case: Case) -> bool:
    return case.state in OPEN_STATES and case.main_case_id is None


def _move(verb: str, rule: Callable[[Actor, Case], bool] = rules.may_handle) -> Offered:
    """Offer a verb where the table of moves allows it and the actor may."""
    return lambda actor, case: (
        case.main_case_id is None and LIFECYCLE.allows(case.state, verb) and rule(actor, case)
    )


def _while_open(rule: Callable[[Actor, Case], bool]) -> Offered:
    return lambda actor, case: _open_alone(case) and rule(actor, case)


def _closing_time(day: dt.date) -> dt.datetime:
    """Give the moment of a day until which something is promised: the closing, or midnight of a closed day."""
    hours = calendar()
    if hours.openings(day):
        return hours.closing(day)
    return timezone.make_aware(dt.datetime.combine(day, dt.time(23, 59)))


def _reference(text: str) -> str:
    return read_reference(text) or text.strip()


def _values(form: forms.DeskForm) -> Mapping[str, Any]:
    return form.cleaned_data


def _assign(actor: Actor, case: Case, form: forms.DeskForm, seen: int | None) -> object:
    chosen = _values(form)["assignee"]
    account_id = None if chosen == "none" else int(chosen)
    return handling.assign(actor, case.reference, account_id, seen_version=seen)


def _end(actor: Actor, case: Case, form: forms.DeskForm, seen: int | None) -> object:
    given = _values(form)
    end = ending.Ending(given["outcome"], given["answer"], given["detail"])
    return ending.end_case(actor, case.reference, end, seen_version=seen)


def _reopen(actor: Actor, case: Case, form: forms.DeskForm, seen: int | None) -> object:
    days = current_city().reopen_days
    return ending.reopen(actor, case.reference, _values(form)["why"], reopen_days=days, seen_version=seen)


def _reschedule(actor: Actor, case: Case, form: forms.DeskForm, seen: int | None) -> object:
    given = _values(form)
    due = _closing_time(given["due"])
    return waiting.reschedule(actor, case.reference, due, given["reason"], seen_version=seen)


def _plain(sentence: Promise) -> Callable[[Actor, Case], str]:
    return lambda actor, case: str(sentence)


def _with_readers(sentence: Promise) -> Callable[[Actor, Case], str]:
    return lambda actor, case: f"{sentence} {who_reads(actor, case)}"


VERBS: dict[str, Verb] = {
    verb.name: verb
    for verb in (
        Verb(
            "take", gettext_lazy("Take in charge"), "person", gettext_lazy("Take this case in charge?"),
            gettext_lazy("Take in charge"), gettext_lazy("The case is yours."), _move("take"),
            lambda actor, case, form, seen: handling.take(actor, case.reference, seen_version=seen),
            _with_readers(gettext_lazy("It becomes your work.")), key="t",
        ),
        Verb(
            "triage", gettext_lazy("Right team"), "check2-square", gettext_lazy("Read, and in the right team?"),
            gettext_lazy("It is in the right team"), gettext_lazy("The case is sorted: the team will take it."), _move("triage"),
            lambda actor, case, form, seen: handling.triage(actor, case.reference, seen_version=seen),
            _plain(gettext_lazy("The case stays with its team, where someone will take it. Nobody is written to.")),
        ),
        Verb(
            "end", gettext_lazy("End"), "check-lg", gettext_lazy("End the case with an answer"),
            gettext_lazy("End and send the answer"), gettext_lazy("The case has ended, and its answer is on its way."),
            lambda actor, case: _open_alone(case) and rules.may_close(actor, case), _end,
            lambda actor, case: " ".join((who_reads(actor, case), _reopening_words())), forms.EndForm, key="f",
        ),
        Verb(
            "plan", gettext_lazy("Plan"), "calendar-check", gettext_lazy("Plan the work"), gettext_lazy("Plan"),
            gettext_lazy("The work is planned; the clock waits for that day."), _move("wait"),
            lambda actor, case, form, seen: waiting.plan(
                actor, case.reference, _values(form)["on"], _values(form)["words"], seen_version=seen
            ),
            _with_readers(gettext_lazy("The clock waits for that day.")), forms.PlanForm, key="p",
        ),
        Verb(
            "ask", gettext_lazy("Ask the resident"), "question-circle", gettext_lazy("Ask for what is missing"),
            gettext_lazy("Send the question"), gettext_lazy("The question is on its way; the clock is stopped."),
            lambda actor, case: _move("wait")(actor, case) and bool(case.requester and case.requester.email),
            lambda actor, case, form, seen: waiting.ask_resident(
                actor, case.reference, _values(form)["question"], _values(form)["days"], seen_version=seen
            ),
            _plain(gettext_lazy(
                "The clock stops until the answer comes. Without one, Guichet reminds once, then ends the case."
            )), forms.AskForm,
        ),
        Verb(
            "wait", gettext_lazy("Wait for a third party"), "pause-circle-fill", gettext_lazy("Wait for someone outside"),
            gettext_lazy("Stop the clock"), gettext_lazy("The clock is stopped."), _move("wait"),
            lambda actor, case, form, seen: waiting.wait_for_third_party(
                actor, case.reference, _values(form)["who"], _values(form)["until"], seen_version=seen
            ),
            _plain(gettext_lazy("The clock stops. For the requester the work goes on; nobody is written to.")), forms.WaitForm,
        ),
        Verb(
            "resume", gettext_lazy("Resume"), "play-fill", gettext_lazy("Start the clock again?"), gettext_lazy("Resume"),
            gettext_lazy("The clock runs again."), _move("resume"),
            lambda actor, case, form, seen: waiting.resume(actor, case.reference, seen_version=seen),
            _plain(gettext_lazy("What was awaited has come. The promised date moves by the time of the pause.")), key="s",
        ),
        Verb(
            "reschedule", gettext_lazy("Say a new date"), "calendar-event", gettext_lazy("Say a new date"),
            gettext_lazy("Send the new date"), gettext_lazy("The new date is said."), _while_open(rules.may_handle), _reschedule,
            _with_readers(gettext_lazy("The first promise stays in the figures of the city.")), forms.RescheduleForm,
        ),
        Verb(
            "assign", gettext_lazy("Assign"), "person-badge", gettext_lazy("Who handles this case?"), gettext_lazy("Assign"),
            gettext_lazy("The case is assigned."), lambda actor, case: case.state in OPEN_STATES and rules.may_assign(actor, case),
            _assign, _plain(gettext_lazy("It appears in that person’s list. The requester is not written to.")),
            forms.AssignForm, key="a",
        ),
        Verb(
            "transfer", gettext_lazy("Transfer"), "box-arrow-right", gettext_lazy("Send to another team"), gettext_lazy("Transfer"),
            gettext_lazy("The case is with the other team."),
            lambda actor, case: (
                _move("transfer", rules.may_transfer)(actor, case) and case.state != State.WAITING
            ),
            lambda actor, case, form, seen: handling.transfer(
                actor, case.reference, _values(form)["team"], _values(form)["reason"], seen_version=seen
            ),
            _plain(gettext_lazy("The case leaves your list. The promised date does not move.")), forms.TransferForm,
        ),
        Verb(
            "task", gettext_lazy("Give a task"), "list-check", gettext_lazy("Give a part of the work to a team"),
            gettext_lazy("Give the task"), gettext_lazy("The task is given."), lambda actor, case: (
                case.state in OPEN_STATES and rules.may_handle(actor, case)
            ),
            lambda actor, case, form, seen: tasks.add_task(
                actor, case.reference, _values(form)["team"], _values(form)["title"], _values(form)["due_on"]
            ),
            _plain(gettext_lazy("That team sees the case. It cannot be settled before the task is done or cancelled.")),
            forms.TaskForm,
        ),
        Verb(
            "priority", gettext_lazy("Priority"), "flag", gettext_lazy("How pressing is it?"), gettext_lazy("Change the priority"),
            gettext_lazy("The priority is changed."), lambda actor, case: (
                case.state in OPEN_STATES and rules.may_handle(actor, case)
            ),
            lambda actor, case, form, seen: handling.set_priority(
                actor, case.reference, int(_values(form)["priority"]), seen_version=seen
            ),
            _plain(gettext_lazy("The date promised to the requester stays.")), forms.PriorityForm,
        ),
        Verb(
            "attach", gettext_lazy("Attach to another"), "diagram-3", gettext_lazy("Attach to the case of the same incident"),
            gettext_lazy("Attach"), gettext_lazy("The report is attached to the other case."), _while_open(rules.may_attach),
            lambda actor, case, form, seen: grouping.attach(actor, case.reference, _reference(_values(form)["main"])),
            _plain(gettext_lazy("This report is kept. From now on it follows the main case, and its requester is told at each step.")),
            forms.AttachForm,
        ),
        Verb(
            "detach", gettext_lazy("Detach"), "x-lg", gettext_lazy("Take this report off its main case?"), gettext_lazy("Detach"),
            gettext_lazy("The report goes its own way again."),
            lambda actor, case: case.main_case_id is not None and rules.may_attach(actor, case),
            lambda actor, case, form, seen: grouping.detach(actor, case.reference),
            _plain(gettext_lazy("The report goes its own way again, from where it stands. Nobody is written to.")),
        ),
        Verb(
            "link", gettext_lazy("Link"), "link-45deg", gettext_lazy("Link to another case"), gettext_lazy("Link"),
            gettext_lazy("The two cases are linked."), rules.may_attach,
            lambda actor, case, form, seen: grouping.link(
                actor, case.reference, _reference(_values(form)["other"]), _values(form)["kind"]
            ),
            _plain(gettext_lazy("Each one shows the other. Neither follows the other.")), forms.LinkForm,
        ),
        Verb(
            "publish", gettext_lazy("Publish"), "eye", gettext_lazy("Show it on the public list and map?"), gettext_lazy("Publish"),
            gettext_lazy("The case is on the public list."),
            lambda actor, case: not case.published and rules.may_publish(actor, case),
            lambda actor, case, form, seen: handling.set_published(actor, case.reference, on=True),
            _plain(gettext_lazy("Anyone sees the service, about where it is and how far it is. Never who wrote, nor the words.")),
        ),
        Verb(
            "withdraw", gettext_lazy("Withdraw"), "lock-fill", gettext_lazy("Take it off the public list and map?"),
            gettext_lazy("Withdraw"), gettext_lazy("The case is no longer on the public list."),
            lambda actor, case: case.published and rules.may_publish(actor, case),
            lambda actor, case, form, seen: handling.set_published(actor, case.reference, on=False),
            _plain(gettext_lazy("Its requester and those who follow it still see it.")),
        ),
        Verb(
            "read", gettext_lazy("Mark as read"), "eye", gettext_lazy("Nothing new to do here?"), gettext_lazy("Mark as read"),
            gettext_lazy("Marked as read."), lambda actor, case: case.unread and rules.may_handle(actor, case),
            lambda actor, case, form, seen: talking.mark_read(actor, case.reference),
            _plain(gettext_lazy("The dot beside it in the lists goes away. Nothing else changes.")), key="u",
        ),
        Verb(
            "reopen", gettext_lazy("Reopen"), "arrow-return-left", gettext_lazy("Reopen: it is not settled"), gettext_lazy("Reopen"),
            gettext_lazy("The case is open again, with a new date."),
            lambda actor, case: (
                case.main_case_id is None and case.state not in OPEN_STATES and rules.may_close(actor, case)
            ),
            _reopen, _with_readers(gettext_lazy("The same team takes it again, with a new date.")), forms.ReasonForm,
        ),
    )
}  # fmt: skip


def _reopening_words() -> str:
    days = current_city().reopen_days
    return ngettext(
        "It can be reopened for one day.", "It can be reopened for %(n)d days.", days
    ) % {"n": days}


def offered_verbs(actor: Actor, case: Case) -> list[Verb]:
    """Give what the actor can do to a case as it is now, in the order of the page."""
    return [verb for verb in VERBS.values() if verb.offered(actor, case)]
