"""The states of a question asked in a room, and the legal moves between them."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from guichet.kernel.lifecycle import Lifecycle


class Asked(StrEnum):
    """Where a question is."""

    ASKED = "asked"
    TAKEN = "taken"
    ANSWERED = "answered"
    PROMISED = "promised"
    WITHDRAWN = "withdrawn"


class Urgency(StrEnum):
    """How long the person who needs the answer can wait."""

    HOLD = "hold"
    TODAY = "today"
    LATER = "later"


WAITING = (Asked.ASKED, Asked.TAKEN)
UNSETTLED = (Asked.ASKED, Asked.TAKEN, Asked.PROMISED)

ASKED_WORDS = {
    Asked.ASKED: _("Waiting for an answer"),
    Asked.TAKEN: _("Someone is on it"),
    Asked.ANSWERED: _("Answered"),
    Asked.PROMISED: _("Call-back promised"),
    Asked.WITHDRAWN: _("Withdrawn"),
}
URGENCY_WORDS = {
    Urgency.HOLD: _("The person is on the line"),
    Urgency.TODAY: _("To be called back today"),
    Urgency.LATER: _("No hurry"),
}

LIFECYCLE = Lifecycle(
    name="question",
    states=tuple(Asked),
    words={state.value: words for state, words in ASKED_WORDS.items()},
    moves={
        (Asked.ASKED, "take"): Asked.TAKEN,
        (Asked.TAKEN, "take"): Asked.TAKEN,
        **{(state, "answer"): Asked.ANSWERED for state in (*UNSETTLED, Asked.ANSWERED)},
        **{(state, "promise"): Asked.PROMISED for state in WAITING},
        **{(state, "withdraw"): Asked.WITHDRAWN for state in UNSETTLED},
        (Asked.ANSWERED, "accept"): Asked.ANSWERED,
        (Asked.ANSWERED, "ask_again"): Asked.ASKED,
    },
)
