"""The states of a case, the legal moves between them, and what the resident is shown of them."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guichet.kernel.lifecycle import Lifecycle


class State(StrEnum):
    """Where a case is, for the staff."""

    RECEIVED = "received"
    TRIAGED = "triaged"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    REOPENED = "reopened"
    RESOLVED = "resolved"
    CLOSED = "closed"


class WaitingFor(StrEnum):
    """What a waiting case waits for."""

    RESIDENT = "resident"
    THIRD_PARTY = "third_party"
    DATE = "date"


class Outcome(StrEnum):
    """How a case ended. The first three mean that the city did its part."""

    DONE = "done"
    PLANNED = "planned"
    INFORMATION_GIVEN = "information_given"
    NOT_OURS = "not_ours"
    DUPLICATE = "duplicate"
    NOTHING_FOUND = "nothing_found"
    REFUSED = "refused"
    ABANDONED = "abandoned"
    UNSTATED = "unstated"


class PublicState(StrEnum):
    """What the resident sees; fewer states, in their words."""

    RECEIVED = "received"
    TAKEN = "taken"
    PLANNED = "planned"
    WORKING = "working"
    ASKING = "asking"
    DONE = "done"
    CLOSED = "closed"
    REOPENED = "reopened"


OPEN_STATES = (State.RECEIVED, State.TRIAGED, State.IN_PROGRESS, State.WAITING, State.REOPENED)
ENDED_STATES = (State.RESOLVED, State.CLOSED)
CHOSEN_OUTCOMES = tuple(
    outcome for outcome in Outcome if outcome not in {Outcome.ABANDONED, Outcome.UNSTATED}
)
UNTAKEN_STATES = (State.RECEIVED, State.TRIAGED, State.REOPENED)
SETTLING_OUTCOMES = (Outcome.DONE, Outcome.PLANNED, Outcome.INFORMATION_GIVEN)

_TAKE_FROM = {State.RECEIVED, State.TRIAGED, State.REOPENED}

STATE_WORDS = {
    State.RECEIVED: _("Received"),
    State.TRIAGED: _("Assigned"),
    State.IN_PROGRESS: _("In progress"),
    State.WAITING: _("Waiting"),
    State.REOPENED: _("Reopened"),
    State.RESOLVED: _("Resolved"),
    State.CLOSED: _("Closed"),
}

LIFECYCLE = Lifecycle(
    name="case",
    states=tuple(State),
    words={state.value: words for state, words in STATE_WORDS.items()},
    moves={
        (State.RECEIVED, "triage"): State.TRIAGED,
        (State.REOPENED, "triage"): State.TRIAGED,
        **{(state, "take"): State.IN_PROGRESS for state in _TAKE_FROM},
        **{(state, "wait"): State.WAITING for state in (*_TAKE_FROM, State.IN_PROGRESS)},
        (State.WAITING, "wait"): State.WAITING,
        (State.WAITING, "resume"): State.IN_PROGRESS,
        **{(state, "transfer"): State.TRIAGED for state in (*_TAKE_FROM, State.IN_PROGRESS)},
        **{(state, "resolve"): State.RESOLVED for state in OPEN_STATES},
        **{(state, "close"): State.CLOSED for state in OPEN_STATES},
        (State.RESOLVED, "reopen"): State.REOPENED,
        (State.CLOSED, "reopen"): State.REOPENED,
    },
)

_PUBLIC = {
    State.RECEIVED: PublicState.RECEIVED,
    State.TRIAGED: PublicState.RECEIVED,
    State.IN_PROGRESS: PublicState.WORKING,
    State.REOPENED: PublicState.REOPENED,
    State.RESOLVED: PublicState.DONE,
    State.CLOSED: PublicState.CLOSED,
}

_KEPT_WHEN_PASSED_ON = (PublicState.TAKEN, PublicState.WORKING, PublicState.REOPENED)
_PUBLIC_WAITING = {
    WaitingFor.RESIDENT: PublicState.ASKING,
    WaitingFor.THIRD_PARTY: PublicState.WORKING,
    WaitingFor.DATE: PublicState.PLANNED,
}


def public_state(state: str, waiting_for: str = "", *, before: str = "") -> PublicState:
    """Give what the resident sees of an internal state: a third party's delay stays our work in their eyes.

    `before` is what they saw until now: a case that is sorted, or passed from team to team, never goes back for them.
    """
    if state == State.WAITING:
        return _PUBLIC_WAITING[WaitingFor(waiting_for)]
    if state == State.TRIAGED and before in _KEPT_WHEN_PASSED_ON:
        return PublicState(before)
    return _PUBLIC[State(state)]


def end_verb(outcome: Outcome) -> str:
    """Give the move that an outcome makes: « resolve » when the city did its part, else « close »."""
    return "resolve" if outcome in SETTLING_OUTCOMES else "close"


WAITING_WORDS = {
    WaitingFor.RESIDENT: _("Waiting for the resident"),
    WaitingFor.THIRD_PARTY: _("With a third party"),
    WaitingFor.DATE: _("Planned"),
}
PUBLIC_WORDS = {
    PublicState.RECEIVED: _("Received"),
    PublicState.TAKEN: _("Taken on by the team"),
    PublicState.PLANNED: _("Planned"),
    PublicState.WORKING: _("Being handled"),
    PublicState.ASKING: _("Waiting for your answer"),
    PublicState.DONE: _("Settled"),
    PublicState.CLOSED: _("Closed"),
    PublicState.REOPENED: _("Reopened"),
}
OUTCOME_WORDS = {
    Outcome.DONE: _("Done"),
    Outcome.PLANNED: pgettext_lazy("outcome", "Planned"),
    Outcome.INFORMATION_GIVEN: _("Information given"),
    Outcome.NOT_OURS: _("Not ours"),
    Outcome.DUPLICATE: _("Already reported"),
    Outcome.NOTHING_FOUND: _("Nothing found on site"),
    Outcome.REFUSED: _("Refused, with its reason"),
    Outcome.ABANDONED: _("Closed without the information asked for"),
    Outcome.UNSTATED: _("Ended, the source does not say how"),
}
