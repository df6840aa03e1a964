"""A case as its page shows it: every sentence and every list ready, nothing left to ask of the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guichet.cases import rules
from guichet.cases.channels import CHANNEL_WORDS, Channel
from guichet.cases.lifecycle import OUTCOME_WORDS, PUBLIC_WORDS, Outcome, PublicState, State
from guichet.cases.queries.page import CasePage
from guichet.catalogue.routing import route_words
from guichet.kernel.actor import Actor
from guichet.kernel.texts import localise
from guichet.kernel.typography import long_date, relative
from guichet.web.desk.filters import PRIORITY_WORDS
from guichet.web.desk.lines import due_of, voice_of_page
from guichet.web.desk.next_step import WRITE, NextStep, Situation, last_reopening_day, next_step
from guichet.web.desk.table import offered_verbs
from guichet.web.desk.templatetags.desk import language

if TYPE_CHECKING:
    from guichet.cases.models import Case, Message, Task
    from guichet.documents.models import Attachment

INBOUND = ("reply", "reopening")
"""Messages from outside, unless one of the staff wrote them: they reopen cases too."""
RESIDENT_LABEL = "resident"


@dataclass(frozen=True, slots=True)
class Said:
    """A message of the conversation: `style` places it, `kind` says what it was when it is not a plain message."""

    who: str
    when: dt.datetime
    body: str
    style: str
    kind: str
    internal: bool
    is_new: bool
    files: Sequence[Attachment]


@dataclass(frozen=True, slots=True)
class Answered:
    """A question of the service and its answer, in the words of the page."""

    label: str
    answer: str
    internal: bool


def shown_files(page: CasePage) -> list[Attachment]:
    """Give what hangs on a case and on no message."""
    return [one for one in page.attachments if one.message_id is None]


def shown_answers(case: Case) -> list[Answered]:
    """Give the questions and answers as they were, in the language of the page."""
    return [
        Answered(
            localise(item["label"], language()),
            localise(item["display"], language()),
            bool(item.get("internal")),
        )
        for item in case.answers
        if isinstance(item, Mapping)
    ]


def shown_messages(actor: Actor, page: CasePage) -> list[Said]:
    """Give the conversation, the oldest first; who wrote from outside is named for those who may read it."""
    last_inbound = max((message.pk for message in page.messages if _from_outside(message)), default=0)
    files: dict[int, list[Attachment]] = {}
    for one in page.attachments:
        if one.message_id is not None:
            files.setdefault(one.message_id, []).append(one)
    return [
        Said(
            who=author_of(actor, page.case, message),
            when=message.at,
            body=message.body,
            style=_style(message),
            kind=_kind_words(message.kind),
            internal=message.kind == "note",
            is_new=page.case.unread and message.pk == last_inbound,
            files=files.get(message.pk, ()),
        )
        for message in page.messages
    ]


def author_of(actor: Actor, case: Case, message: Message) -> str:
    """Name who wrote a message."""
    if message.author_label != RESIDENT_LABEL:
        return message.author_label
    return requester_name(actor, case) or _("The requester")


def requester_name(actor: Actor, case: Case) -> str:
    """Give the requester's name to those who may read it; empty when it is not known, or not for them."""
    return case.requester.name if case.requester and actor.has("resident.read") else ""


def _style(message: Message) -> str:
    if message.kind == "note":
        return "g-inner"
    return "in" if _from_outside(message) else "out"


def _from_outside(message: Message) -> bool:
    return message.kind in INBOUND and message.author_label == RESIDENT_LABEL


def _kind_words(kind: str) -> str:
    return {
        "question": pgettext("kind of message", "Question: the clock stopped"),
        "answer": pgettext("kind of message", "Answer that closed the case"),
        "reopening": pgettext("kind of message", "Reopened: not settled"),
    }.get(kind, "")


def shown_treatment(case: Case) -> list[tuple[str, str]]:
    """Give the facts of the handling: who, through what, why there."""
    words = language()
    facts = [
        (_("Service"), localise(case.service.name, words)),
        (_("Team"), localise(case.team.name, words) if case.team else pgettext("team", "None")),
        (_("Why this team"), why_team(case.route)),
        (_("Handled by"), case.assignee.name if case.assignee else _("Nobody")),
        (_("Received by"), str(CHANNEL_WORDS[Channel(case.channel)])),
        (_("Priority"), str(PRIORITY_WORDS.get(str(case.priority), case.priority))),
        (_("Transfers"), str(case.hops) if case.hops else ""),
        (
            pgettext("fact", "Reopened"),
            _("%(n)d times") % {"n": case.reopened_count} if case.reopened_count > 1 else "",
        ),
        (_("The resident sees"), str(PUBLIC_WORDS[PublicState(case.public_state)])),
        (_("Public list"), _("Shown") if case.published else _("Not shown")),
    ]
    if case.outcome in set(Outcome):
        ended = str(OUTCOME_WORDS[Outcome(case.outcome)])
        facts.insert(
            0,
            (
                pgettext("fact", "Closed"),
                f"{ended} – {case.outcome_detail}" if case.outcome_detail else ended,
            ),
        )
    facts.append((_("Said settled by the requester"), _day_of(case.confirmed_at)))
    return [(label, value) for label, value in facts if value]


def why_team(kept: object) -> str:
    """Say why a case went where it went: a rule's name, someone's reason, or the usual team of its service."""
    if not isinstance(kept, Mapping):
        return ""
    if kept.get("reason"):
        return f"{route_words(kept, language())} – {kept['reason']}"
    if kept.get("rule") == 0:
        return _("Usual team of this service")
    return route_words(kept, language())


def what_next(actor: Actor, page: CasePage, reopen_days: int) -> NextStep:
    """Say what to do now on a case."""
    case, now, words = page.case, timezone.localtime(), language()
    offered = {verb.name for verb in offered_verbs(actor, case)}
    if rules.may_handle(actor, case):
        offered.add(WRITE)
    last = last_reopening_day(case.ended_at, reopen_days, now)
    inbound = [message for message in page.messages if message.kind == "reply"]
    newest = inbound[-1] if inbound and case.unread else None
    return next_step(
        Situation(
            state=case.state,
            offered=frozenset(offered),
            waiting_for=case.waiting_for,
            waiting_reason=case.waiting_reason,
            until=_day_of(case.waiting_until),
            wrote=author_of(actor, case, newest) if newest else "",
            when=relative(timezone.localtime(newest.at), now, words) if newest else "",
            open_tasks=[
                _task_words(task) for task in page.tasks if not task.done_at and not task.cancelled_at
            ],
            done_tasks=sum(1 for task in page.tasks if task.done_at),
            late=bool(case.next_due_at and case.next_due_at <= now),
            main=case.main_case.reference if case.main_case else "",
            reopen_until=_day_of(last),
            assignee=case.assignee.name if case.assignee else "",
            mine=case.assignee_id == actor.id,
            confirmed=_day_of(case.confirmed_at),
            reopened_by=_reopener(page),
        )
    )


def _reopener(page: CasePage) -> str:
    """Name whoever of the staff reopened a case the last time; empty when its requester did."""
    last = next((one for one in reversed(page.messages) if one.kind == "reopening"), None)
    return "" if last is None or last.author_label == RESIDENT_LABEL else last.author_label


def _day_of(at: dt.datetime | None) -> str:
    return long_date(timezone.localtime(at).date(), language()) if at else ""


def _task_words(task: Task) -> str:
    return f"{localise(task.team.name, language())} – {task.title}"


def head_due(case: Case) -> tuple[str, str] | None:
    """Give the state and the words of the tag that says when: « late », « 2 jours de retard »; None when nothing runs."""
    if case.next_due_at is None or case.state in (State.RESOLVED, State.CLOSED):
        return None
    due = due_of(case, voice_of_page(timezone.now()))
    if due.tone == "late":
        return "late", due.words
    return ("soon", _("Due %(when)s") % {"when": due.words}) if due.tone == "warn" else None
