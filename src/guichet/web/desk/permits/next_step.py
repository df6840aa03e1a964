"""What there is to do now on a file, in one sentence, and the verb that does it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guichet.kernel.typography import long_date
from guichet.permits.lifecycle import FINAL, STUDIED, State, Verdict
from guichet.permits.shapes import MessageShown, OpinionShown, PermitShown
from guichet.web.desk.templatetags.desk import language


@dataclass(frozen=True, slots=True)
class NextStep:
    """A sentence, and the name of the verb that it leads to (empty: nothing to do here)."""

    sentence: str
    verb: str = ""


def next_step(shown: PermitShown, today: dt.date) -> NextStep:
    """Say what to do now on a file."""
    if shown.elsewhere:
        return NextStep(_("The old system still handles this file: it is only read here."))
    state = State(shown.state)
    said = _of_words(shown)
    if said is not None:
        return said
    if state in STUDIED:
        return _of_study(shown)
    if state in FINAL or state is State.DRAFT:
        return NextStep(_("Nothing is left to do on this file."))
    if any(not each.settled_at for each in shown.overruns):
        return _of_overrun(shown)
    return _of_decided(shown, state, today)


def _of_words(shown: PermitShown) -> NextStep | None:
    """Say what the applicant waits for; None when nobody asked or wrote anything."""
    if (asked := open_wishes(shown)) and State(shown.state) not in FINAL:
        return NextStep(
            _("The holder asks for a change. Read it below, then amend, extend or answer."),
            _WISH_VERBS[asked[-1]["what"]],
        )
    if unanswered(shown):
        return NextStep(_("The applicant wrote to us. Read the message below, then answer."), "message")
    return None


_WISH_VERBS = {"extend": "extend", "change": "amend"}


def open_wishes(shown: PermitShown) -> list[Mapping[str, Any]]:
    """Give what the holder asked for and nobody has answered."""
    return [each for each in shown.decision.get("wishes", ()) if not each.get("settled")]


def wish_with_changes(shown: PermitShown) -> Mapping[str, Any]:
    """Give the newest open wish that says which days or area its holder would like; empty when none does."""
    return next((each for each in reversed(open_wishes(shown)) if each.get("starts_on")), {})


def unanswered(shown: PermitShown) -> list[MessageShown]:
    """Give what the applicant wrote and nobody has answered, the newest first."""
    return [each for each in shown.messages if each.waits]


def _of_study(shown: PermitShown) -> NextStep:
    if shown.missing and not any(each.given_at for each in shown.opinions):
        n = len(shown.missing)
        words = ngettext(
            "One thing is missing. Ask for it now: the clock stands still until it comes.",
            "%(n)d things are missing. Ask for them all at once: the clock stands still until they come.",
            n,
        )
        return NextStep(words % {"n": n}, "ask_missing")
    if not shown.opinions and shown.type.reviewers:
        return NextStep(
            _("The file is complete. Ask the services for their opinion, all at once."), "ask_opinions"
        )
    pending = [each for each in shown.opinions if each.given_at is None]
    if pending:
        return _of_opinions(pending)
    if any(each.verdict == Verdict.UNFAVOURABLE for each in shown.opinions):
        return NextStep(
            _("A service is against. Read its reasons, then decide: refuse, or approve all the same."),
            "refuse",
        )
    if not shown.conditions and any(each.verdict == Verdict.WITH_CONDITIONS for each in shown.opinions):
        return NextStep(
            _("All opinions are in, some with conditions. Write the conditions."), "set_conditions"
        )
    return NextStep(_("Everything is here. Decide: approve, or refuse with the reasons."), "approve")


def _of_opinions(pending: list[OpinionShown]) -> NextStep:
    late = [each for each in pending if each.late]
    if late:
        words = ngettext(
            "One opinion is late. Remind the service, or decide without it.",
            "%(n)d opinions are late. Remind the services, or decide without them.",
            len(late),
        )
        return NextStep(words % {"n": len(late)}, "chase")
    last = max(each.due_at for each in pending).date()
    words = ngettext(
        "One opinion is still to come, by %(day)s.",
        "%(n)d opinions are still to come, the last by %(day)s.",
        len(pending),
    )
    return NextStep(words % {"n": len(pending), "day": long_date(last, language())})


def _of_overrun(shown: PermitShown) -> NextStep:
    seen = any(each.done_at and each.purpose == "overrun" for each in shown.inspections)
    if seen:
        return NextStep(
            _("An overrun was inspected. Put it right: extend and bill it, or close the report."),
            "regularise",
        )
    return NextStep(_("An overrun was reported. Send someone to look."), "plan_inspection")


def _of_decided(shown: PermitShown, state: State, today: dt.date) -> NextStep:
    words = language()
    if state is State.APPROVED:
        return _of_approved(shown)
    if state in (State.ACTIVE, State.EXTENDED):
        return _of_running(shown, today)
    waiting = long_date(shown.waiting_until.date(), words) if shown.waiting_until else ""
    first = long_date(shown.starts_on, words)
    known = {
        State.INCOMPLETE: NextStep(
            _("We wait for the applicant until %(day)s; without an answer the request lapses.")
            % {"day": waiting},
            "more_time",
        ),
        State.ISSUED: NextStep(
            _("Issued. The occupation begins on %(day)s.") % {"day": first},
            "begin" if today >= shown.starts_on else "",
        ),
        State.ENDED: NextStep(_("The ground is free again. Check the bill, then close the file."), "close"),
        State.REFUSED: NextStep(_("Refused. The applicant may ask to have it looked at again.")),
    }
    return known[state]


def _of_approved(shown: PermitShown) -> NextStep:
    if shown.type.paid_before_issue and shown.paid_at is None and shown.fee:
        return NextStep(_("Approved. The permit can be issued once it is paid."))
    return NextStep(_("Approved. Issue the permit: the applicant receives it with its conditions."), "issue")


def _of_running(shown: PermitShown, today: dt.date) -> NextStep:
    day = long_date(shown.ends_on, language())
    if shown.ends_on < today:
        words = _("It should have ended on %(day)s. Check on site, then end it or note an overrun.")
        return NextStep(words % {"day": day}, "plan_inspection")
    return NextStep(_("On site until %(day)s.") % {"day": day})
