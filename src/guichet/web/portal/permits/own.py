"""One's own permit in words: where it stands, what comes next, what is asked, what can be done."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from guichet.kernel import moment
from guichet.kernel.texts import localise
from guichet.kernel.typography import long_date, long_moment
from guichet.permits.lifecycle import IN_FORCE, RUNNING, STUDIED, State
from guichet.permits.shapes import PermitShown
from guichet.web.kit.parts import Moment, Tone
from guichet.web.kit.permit_clock import DrawnClock, draw_clock
from guichet.web.portal.entrance import language

SHOWN = 3
"""How many past steps stand open; those before are folded, so that the bill is near on a phone."""


@dataclass(frozen=True, slots=True)
class OwnPermit:
    """What one's own page shows beside the file itself."""

    headline: str
    detail: str
    tone: Tone
    clocks: list[DrawnClock]
    moments: list[Moment]
    earlier: list[Moment]
    verbs: frozenset[str]
    refused: bool
    appeal: str
    reasons: str


def own_view(shown: PermitShown) -> OwnPermit:
    """Give the words of one's own page."""
    headline, detail, tone = _standing(shown)
    words = language()
    refused = shown.state == State.REFUSED
    decision = shown.decision
    appeal = decision.get("appeal") or shown.type.appeal
    return OwnPermit(
        headline=headline,
        detail=detail,
        tone=tone,
        clocks=[draw_clock(clock, moment.now()) for clock in shown.clocks]
        if State(shown.state) in (*STUDIED, State.INCOMPLETE)
        else [],
        moments=[*reversed(_past(shown)[:SHOWN]), *_coming(shown)],
        earlier=[*reversed(_past(shown)[SHOWN:])],
        verbs=_verbs(shown),
        refused=refused or shown.state == State.REVOKED,
        appeal=capfirst(localise(appeal, words)) if isinstance(appeal, dict) else "",
        reasons=str(decision.get("revoked" if shown.state == State.REVOKED else "words", "")),
    )


def part_view(shown: PermitShown) -> tuple[str, str, Tone]:
    """Say where a permit stands to someone of it who did not ask for it: what is asked of the applicant is not theirs."""
    headline, detail, tone = _standing(shown)
    told: dict[State, tuple[str, str]] = {
        State.FILED: (_("The City is studying the request"), _("Nothing is asked of you.")),
        State.INCOMPLETE: (_("Something is missing in the file"), _("The applicant knows what to send; nothing is asked of you.")),
        State.IN_REVIEW: (_("The City is studying the request"), _("Nothing is asked of you.")),
        State.CONDITIONS: (_("The City is studying the request"), _("Nothing is asked of you.")),
        State.ISSUED: (_("The permit is issued"), detail),
        State.ACTIVE: (_("The permit is running"), detail),
        State.EXTENDED: (_("The permit was extended"), detail),
        State.REFUSED: (_("The City refused this request"), ""),
        State.WITHDRAWN: (_("The applicant withdrew the request"), ""),
        State.LAPSED: (_("The request lapsed"), ""),
    }  # fmt: skip
    words = told.get(State(shown.state), (headline, detail))
    return *words, "" if State(shown.state) is State.INCOMPLETE else tone


def _standing(shown: PermitShown) -> tuple[str, str, Tone]:
    words, today = language(), timezone.localdate()
    first, last = long_date(shown.starts_on, words), long_date(shown.ends_on, words)
    state = State(shown.state)
    until = _day(shown.waiting_until)
    known: dict[State, tuple[str, str, Tone]] = {
        State.DRAFT: (_("It is not sent yet"), _("Check it, then send it."), "warn"),
        State.FILED: (_("We have received it"), _promised(shown), ""),
        State.INCOMPLETE: (_("We need something from you"), _("Until %(day)s. After that the request lapses, and all has to be sent again.") % {"day": until}, "warn"),
        State.IN_REVIEW: (_("The services are looking at it"), _promised(shown), ""),
        State.CONDITIONS: (_("We are about to decide"), _promised(shown), ""),
        State.APPROVED: (_("It is approved"), _("The permit is being made. Wait for it before you begin."), "ok"),
        State.ISSUED: (_("You have your permit"), _("You may begin on %(day)s.") % {"day": first}, "ok"),
        State.ACTIVE: (_("Your permit is running"), _("Until %(day)s, that day included.") % {"day": last}, "ok"),
        State.EXTENDED: (_("Your permit was extended"), _("Until %(day)s, that day included.") % {"day": last}, "ok"),
        State.ENDED: (_("It is over"), _("Since %(day)s. Nothing may stand there any more.") % {"day": last}, ""),
        State.CLOSED: (_("It is over and settled"), "", ""),
        State.REFUSED: (_("We cannot allow this"), "", "late"),
        State.WITHDRAWN: (_("You withdrew it"), "", ""),
        State.LAPSED: (_("The request lapsed"), _("What was missing did not come in time. You can ask again."), "late"),
        State.REVOKED: (_("This permit was taken back"), "", "late"),
    }  # fmt: skip
    headline, detail, tone = known[state]
    if shown.tacit and state is State.REFUSED:
        return (
            _("Refused, for want of an answer in time"),
            _("The law counts our silence as a refusal. You may ask for its reasons."),
            "late",
        )
    if state in RUNNING and shown.ends_on == today:
        return (
            headline,
            _("Today is the last day: everything must be gone by tonight, or ask to extend it."),
            "warn",
        )
    return headline, detail, tone


def _promised(shown: PermitShown) -> str:
    due = next((clock.due for clock in shown.clocks if clock.kind == "promise" and clock.due), None)
    due = due or next((clock.due for clock in shown.clocks if clock.due), None)
    if due is None:
        return _("You are told of each step.")
    if due < moment.now():
        return _("We are late: we had promised %(day)s. You will be told as soon as it is decided.") % {
            "day": _day(due)
        }
    return _("You have our answer by %(day)s.") % {"day": _day(due)}


def _verbs(shown: PermitShown) -> frozenset[str]:
    """Give what whoever holds a permit may do or ask for now."""
    state, verbs = State(shown.state), set(shown.verbs) & {"complete", "withdraw", "renew"}
    if not shown.type.renewable:
        verbs.discard("renew")
    if state in (*STUDIED, State.INCOMPLETE, State.APPROVED, *IN_FORCE) and not shown.elsewhere:
        verbs.add("ask_change")
    if state in IN_FORCE and shown.type.extendable and not shown.elsewhere:
        verbs.add("ask_extend")
    return frozenset(verbs)


def _coming(shown: PermitShown) -> list[Moment]:
    """Say what comes, in order: the answer, the permit, the first and the last day."""
    words, state = language(), State(shown.state)
    lines: list[Moment] = []
    if state in STUDIED:
        waiting = [localise(each.field_words, words) for each in shown.opinions if each.given_at is None]
        if waiting:
            lines.append(
                Moment(
                    _("The services give their opinion: %(names)s") % {"names": ", ".join(waiting)},
                    icon="s-seen",
                    ahead=True,
                )
            )
        lines.append(Moment(_("We decide, and you are told"), _promised(shown), icon="s-work", ahead=True))
    if state in (*STUDIED, State.APPROVED):
        lines.append(Moment(_("You receive the permit, its poster and the bill"), icon="s-done", ahead=True))
    if state in (*STUDIED, State.APPROVED, State.ISSUED):
        lines.append(
            Moment(_("First day on site"), long_date(shown.starts_on, words), icon="cone-striped", ahead=True)
        )
    if state in (*STUDIED, State.APPROVED, *IN_FORCE):
        lines.append(
            Moment(_("Last day on site"), long_date(shown.ends_on, words), icon="s-plan", ahead=True)
        )
    return lines


def _past(shown: PermitShown) -> list[Moment]:
    words = language()
    return [
        Moment(localise(line.words, words), long_moment(timezone.localtime(line.at), words), icon="s-done")
        for line in shown.history
        if line.public
    ]


def next_moments(shown: PermitShown) -> list[Moment]:
    """Say what has just happened and what comes, for the page that hands over the number."""
    applicant = shown.party("applicant")
    if applicant is not None and applicant.email:
        first = Moment(_("An e-mail is on its way to %(address)s") % {"address": applicant.email},
                       _("Now. It holds your number and the link to come back."), icon="s-done")  # fmt: skip
    else:
        first = Moment(
            _("It reached us"),
            _("Now. Write the number down: nothing else will remind you of it."),
            icon="s-done",
        )
    return [first, *_coming(shown)]


def _day(when: dt.datetime | None) -> str:
    return long_date(timezone.localtime(when).date(), language()) if when else ""
