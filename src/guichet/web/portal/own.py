"""One's own case in words: where it stands, what was promised, what happened and what will."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.cases import rules
from guichet.cases.lifecycle import OPEN_STATES, SETTLING_OUTCOMES, Outcome, PublicState
from guichet.cases.queries.history import PublicLine
from guichet.cases.queries.public import OwnCase
from guichet.kernel import moment
from guichet.kernel.texts import localise
from guichet.kernel.typography import counted, long_date, long_moment
from guichet.tenancy.queries import current_city
from guichet.web.kit.parts import Moment
from guichet.web.portal.entrance import language

if TYPE_CHECKING:
    from guichet.cases.models import Case
    from guichet.documents.models import Attachment

ICONS = {
    "received": "s-new",
    "taken": "s-seen",
    "planned": "s-plan",
    "working": "s-work",
    "asking": "s-wait",
    "done": "s-done",
    "closed": "s-done",
    "reopened": "s-again",
}
Tone = Literal["", "ok", "late", "warn"]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands: a headline, and what became of the promise (a sentence and how it is to be read)."""

    headline: str
    promise: str
    tone: Tone = ""


@dataclass(frozen=True, slots=True)
class OwnView:
    """What the page of one's own case shows."""

    standing: Standing
    answer: str
    detail: str
    question: str
    moments: list[Moment]
    before: list[Attachment]
    after: list[Attachment]
    facts: list[tuple[str, str]]
    team: str
    is_open: bool
    may_reopen: bool
    reopen_until: dt.date | None


def view_of(own: OwnCase) -> OwnView:
    """Put one's own case in words, in the language of the page."""
    case, main, city = own.case, own.main, current_city()
    ended = main.ended_at
    is_open = main.state in OPEN_STATES
    until = (
        timezone.localtime(ended + dt.timedelta(days=city.reopen_days)).date()
        if ended and not is_open
        else None
    )
    return OwnView(
        standing=standing_of(main),
        answer=main.answer,
        detail=main.outcome_detail,
        question=own.question.body if own.question else "",
        moments=[*reversed(past_lines(own.lines)), *coming_lines(main)] if is_open else past_lines(own.lines),
        before=[one for one in own.attachments if one.stage == "before"],
        after=[one for one in own.attachments if one.stage == "after"],
        facts=[(localise(each["label"], language()), localise(each["display"], language()))
               for each in case.answers if not each.get("internal")],
        team=localise(main.team.name, language()) if main.team else "",
        is_open=is_open,
        may_reopen=rules.within_window(main, moment.now(), city.reopen_days),
        reopen_until=until,
    )  # fmt: skip


def standing_of(case: Case) -> Standing:
    """Say where a case stands."""
    if case.state not in OPEN_STATES:
        return Standing(_ended(case), *_kept(case))
    planned = _day(case.waiting_until)
    headlines = {
        PublicState.RECEIVED: _("We have received it and will hand it to a team"),
        PublicState.TAKEN: _("A team has taken it on"),
        PublicState.WORKING: _("A team is working on it"),
        PublicState.PLANNED: _("The work is planned for %(day)s") % {"day": planned} if planned else _("The work is planned"),
        PublicState.ASKING: _("We have a question for you"),
        PublicState.REOPENED: _("It is open again: the same team takes it up"),
    }  # fmt: skip
    return Standing(headlines[PublicState(case.public_state)], *_promised(case))


def _ended(case: Case) -> str:
    since = _day(case.ended_at)
    words = {
        Outcome.DONE: _("It has been settled since %(day)s"),
        Outcome.PLANNED: _("It is on our programme of work"),
        Outcome.INFORMATION_GIVEN: _("We answered you on %(day)s"),
        Outcome.NOT_OURS: _("This is not in the city’s hands"),
        Outcome.DUPLICATE: _("It had already been reported"),
        Outcome.NOTHING_FOUND: _("We found nothing there"),
        Outcome.REFUSED: _("We cannot do this"),
        Outcome.ABANDONED: _("Closed, because your answer never came"),
        Outcome.UNSTATED: _("It ended on %(day)s"),
    }
    return words[Outcome(case.outcome or Outcome.UNSTATED)] % {"day": since}


def _kept(case: Case) -> tuple[str, Tone]:
    if case.promised_at is None or case.ended_at is None or case.outcome not in SETTLING_OUTCOMES:
        return "", ""
    promised, ended = timezone.localtime(case.promised_at).date(), timezone.localtime(case.ended_at).date()
    days = abs((promised - ended).days)
    said = {"days": counted(days, *_days_words(), language()), "day": long_date(promised, language())}
    if case.ended_at > case.promised_at:
        if not days:
            return _("Some hours after the promised time, on %(day)s.") % said, "late"
        return _("%(days)s after the promised date, %(day)s.") % said, "late"
    if not days:
        return _("On the promised date, %(day)s.") % said, "ok"
    return _("%(days)s before the promised date, %(day)s.") % said, "ok"


def _days_words() -> tuple[str, str]:
    return (_("day"), _("days"))


def _promised(case: Case) -> tuple[str, Tone]:
    if case.public_state == PublicState.ASKING:
        return _("The promised time is paused until you answer."), "warn"
    if case.due_at is None:
        return _("We promise no date for this service. You will be told of each step."), ""
    said = {"day": _day(case.due_at)}
    if case.public_state == PublicState.PLANNED:
        return "", ""
    if case.due_at < moment.now():
        return _(
            "We are late: we had promised %(day)s. You will be told as soon as it is done."
        ) % said, "late"
    return _("By %(day)s.") % said, ""


def first_lines(case: Case) -> list[Moment]:
    """Say what has just happened, for the page that hands over the number."""
    requester = case.requester
    if requester is not None and requester.email:
        title = _("An e-mail is on its way to %(address)s") % {"address": requester.email}
        return [
            Moment(
                title, _("Now. It contains your number. Nothing there? Check your junk mail."), icon="s-done"
            )
        ]
    return [
        Moment(
            _("It reached us"),
            _("Now. Write the number down: nothing else will remind you of it."),
            icon="s-done",
        )
    ]


def coming_lines(case: Case) -> list[Moment]:
    """Say what will happen, in order, with the promised days; nothing once a case has ended or waits."""
    if case.state not in OPEN_STATES or case.public_state == PublicState.ASKING:
        return []
    team = localise(case.team.name, language()) if case.team else ""
    lines: list[Moment] = []
    untaken = case.taken_at is None
    if untaken and case.acknowledged_at is None and case.acknowledge_due_at:
        words = _("The team “%(team)s” reads it") % {"team": team} if team else _("A person reads it")
        lines.append(Moment(words, _by(case.acknowledge_due_at), icon="s-seen", ahead=True))
    if untaken:
        when = _by(case.take_due_at)
        lines.append(Moment(_("A team starts on it: you are told"), when, icon="s-work", ahead=True))
    end = _("It is settled: you are told what was done")
    after = _("You will be able to say if it is not settled.")
    lines.append(Moment(end, f"{_by(case.due_at)} {after}".strip(), icon="s-done", ahead=True))
    return lines


def past_lines(lines: Sequence[PublicLine]) -> list[Moment]:
    """Say what happened, the newest first."""
    return [
        Moment(
            line.words,
            long_moment(timezone.localtime(line.at), language()),
            _("“%(words)s”") % {"words": line.body} if line.body else "",
            icon=ICONS.get(line.state, "s-seen"),
        )
        for line in lines
    ]


def _day(when: dt.datetime | None) -> str:
    return long_date(timezone.localtime(when).date(), language()) if when else ""


def _by(when: dt.datetime | None) -> str:
    return _("By %(day)s.") % {"day": _day(when)} if when else ""
