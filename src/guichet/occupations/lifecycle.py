"""The states of an occupation, and the phases of a planned work with the legal moves between them."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guichet.kernel.lifecycle import Lifecycle


class State(StrEnum):
    """Where an occupation is; its source (a permit, the register) decides."""

    PLANNED = "planned"
    ASKED = "asked"
    GRANTED = "granted"
    ACTIVE = "active"
    ENDED = "ended"


STATE_WORDS = {
    State.PLANNED: pgettext_lazy("occupation of a street", "Planned"),
    State.ASKED: _("Asked for"),
    State.GRANTED: _("Granted"),
    State.ACTIVE: _("In place"),
    State.ENDED: _("Ended"),
}


class Phase(StrEnum):
    """How far a planned work is."""

    IDEA = "idea"
    STUDY = "study"
    SCHEDULED = "scheduled"
    UNDERWAY = "underway"
    DONE = "done"
    DROPPED = "dropped"


PHASE_WORDS = {
    Phase.IDEA: _("Idea"),
    Phase.STUDY: _("Being studied"),
    Phase.SCHEDULED: _("Scheduled"),
    Phase.UNDERWAY: _("Under way"),
    Phase.DONE: _("Done"),
    Phase.DROPPED: _("Given up"),
}
AHEAD = (Phase.IDEA, Phase.STUDY, Phase.SCHEDULED)
LIVING = (*AHEAD, Phase.UNDERWAY)

LIFECYCLE = Lifecycle(
    name="planned work",
    states=tuple(Phase),
    words={phase.value: words for phase, words in PHASE_WORDS.items()},
    moves={
        (Phase.IDEA, "study"): Phase.STUDY,
        **{(phase, "schedule"): Phase.SCHEDULED for phase in (Phase.IDEA, Phase.STUDY)},
        **{(phase, "start"): Phase.UNDERWAY for phase in AHEAD},
        **{(phase, "postpone"): Phase.STUDY for phase in (Phase.SCHEDULED, Phase.UNDERWAY)},
        (Phase.UNDERWAY, "finish"): Phase.DONE,
        **{(phase, "drop"): Phase.DROPPED for phase in AHEAD},
        (Phase.DROPPED, "revive"): Phase.IDEA,
        (Phase.DONE, "reopen"): Phase.UNDERWAY,
    },
)
# The state in which others see a work of each phase.
STATE_OF_PHASE = {
    **dict.fromkeys(AHEAD, State.PLANNED),
    Phase.UNDERWAY: State.ACTIVE,
    Phase.DONE: State.ENDED,
}
