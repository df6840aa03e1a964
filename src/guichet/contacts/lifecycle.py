"""The states of a contact and of a call-back, the results of a subject, and the channels, with their words."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guichet.kernel.lifecycle import Lifecycle


class Channel(StrEnum):
    """How the person reached the city."""

    PHONE = "phone"
    COUNTER = "counter"
    CHAT = "chat"
    SOCIAL = "social"
    LETTER = "letter"
    EMAIL = "email"
    COUNCIL = "council"
    SERVICE = "service"


CHANNEL_WORDS = {
    Channel.PHONE: _("Telephone"),
    Channel.COUNTER: _("Counter"),
    Channel.CHAT: pgettext_lazy("channel", "Chat"),
    Channel.SOCIAL: _("Social network"),
    Channel.LETTER: _("Letter"),
    Channel.EMAIL: _("E-mail"),
    Channel.COUNCIL: _("Elected official"),
    Channel.SERVICE: _("Other city service"),
}
CHANNEL_ICONS = {
    Channel.PHONE: "telephone",
    Channel.COUNTER: "person",
    Channel.CHAT: "chat-left-text",
    Channel.SOCIAL: "chat-left-text",
    Channel.LETTER: "envelope",
    Channel.EMAIL: "envelope",
    Channel.COUNCIL: "building",
    Channel.SERVICE: "shield-lock",
}


class State(StrEnum):
    """Where a contact is. An open or held one is a draft that its agent finds again."""

    OPEN = "open"
    HELD = "held"
    ENDED = "ended"


STATE_WORDS = {
    State.OPEN: pgettext_lazy("state of a contact", "In progress"),
    State.HELD: pgettext_lazy("state of a contact", "On hold"),
    State.ENDED: pgettext_lazy("state of a contact", "Ended"),
}
LIFECYCLE = Lifecycle(
    "contact",
    tuple(State),
    {
        (State.OPEN, "write"): State.OPEN,
        (State.HELD, "write"): State.HELD,
        (State.OPEN, "hold"): State.HELD,
        (State.HELD, "resume"): State.OPEN,
        (State.OPEN, "end"): State.ENDED,
        (State.HELD, "end"): State.ENDED,
    },
    {state.value: words for state, words in STATE_WORDS.items()},
)


class Result(StrEnum):
    """How a subject of a contact came out."""

    ANSWERED_BANK = "answered_bank"
    ANSWERED = "answered"
    CASE_OPENED = "case_opened"
    CASE_FOLLOWED = "case_followed"
    EXPERT_ASKED = "expert_asked"
    EXPERT_ANSWERED = "expert_answered"
    EXPERT_CALLS = "expert_calls"
    TRANSFERRED = "transferred"
    TRANSFER_FAILED = "transfer_failed"
    OUTSIDE = "outside"
    CALL_BACK = "call_back"
    ABANDONED = "abandoned"


RESULT_WORDS = {
    Result.ANSWERED_BANK: _("Answered from the bank"),
    Result.ANSWERED: _("Answered otherwise"),
    Result.CASE_OPENED: pgettext_lazy("result of a contact", "Opened"),
    Result.CASE_FOLLOWED: pgettext_lazy("result of a contact", "Followed up"),
    Result.EXPERT_ASKED: _("Question to an expert, no answer yet"),
    Result.EXPERT_ANSWERED: _("Answered with an expert’s help"),
    Result.EXPERT_CALLS: _("An expert will answer by call-back"),
    Result.TRANSFERRED: _("Transferred, accepted"),
    Result.TRANSFER_FAILED: _("Transfer failed"),
    Result.OUTSIDE: _("Sent to another body"),
    Result.CALL_BACK: _("Call-back promised"),
    Result.ABANDONED: _("Abandoned by the person"),
}
ANSWERED = (Result.ANSWERED_BANK, Result.ANSWERED, Result.EXPERT_ANSWERED)
"""The results that count as « answered at first contact »."""
OWES_A_CALL = (Result.EXPERT_ASKED, Result.EXPERT_CALLS, Result.CALL_BACK)
"""The results after which the city has to reach the person."""


class CallBackState(StrEnum):
    """Where a promised call-back is."""

    WAITING = "waiting"
    DONE = "done"
    GIVEN_UP = "given_up"


CALLBACK_WORDS = {
    CallBackState.WAITING: pgettext_lazy("call-back", "To do"),
    CallBackState.DONE: pgettext_lazy("call-back", "Done"),
    CallBackState.GIVEN_UP: pgettext_lazy("call-back", "Given up: nobody could be reached"),
}
CALLBACKS = Lifecycle(
    "call-back",
    tuple(CallBackState),
    {
        (CallBackState.WAITING, "try"): CallBackState.WAITING,
        (CallBackState.WAITING, "move"): CallBackState.WAITING,
        (CallBackState.WAITING, "finish"): CallBackState.DONE,
        (CallBackState.WAITING, "give_up"): CallBackState.GIVEN_UP,
    },
    {state.value: words for state, words in CALLBACK_WORDS.items()},
)
TRIES_BEFORE_GIVING_UP = 3
