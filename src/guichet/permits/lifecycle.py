"""The states of a permit and the legal moves between them: the one table that every verb asks."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from guichet.kernel.lifecycle import Lifecycle


class State(StrEnum):
    """Where a permit is."""

    DRAFT = "draft"
    FILED = "filed"
    INCOMPLETE = "incomplete"
    IN_REVIEW = "in_review"
    CONDITIONS = "conditions"
    APPROVED = "approved"
    ISSUED = "issued"
    ACTIVE = "active"
    EXTENDED = "extended"
    ENDED = "ended"
    CLOSED = "closed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    REVOKED = "revoked"


class Role(StrEnum):
    """What someone is to a permit; each is named, since the one who asks is often not the one who pays."""

    APPLICANT = "applicant"
    BENEFICIARY = "beneficiary"
    CONTRACTOR = "contractor"
    PAYER = "payer"


class Verdict(StrEnum):
    """What a service answers when its opinion is asked."""

    FAVOURABLE = "favourable"
    WITH_CONDITIONS = "with_conditions"
    UNFAVOURABLE = "unfavourable"
    NOT_CONCERNED = "not_concerned"


class Silence(StrEnum):
    """What the law makes of the city's silence once the clock has run out."""

    NONE = "none"
    REFUSAL = "refusal"
    AGREEMENT = "agreement"


STUDIED = (State.FILED, State.IN_REVIEW, State.CONDITIONS)
"""The city's work: the clock runs."""
PENDING = (*STUDIED, State.INCOMPLETE, State.APPROVED)
"""Not decided, or not yet in the applicant's hands: what can still lapse."""
IN_FORCE = (State.ISSUED, State.ACTIVE, State.EXTENDED)
RUNNING = (State.ACTIVE, State.EXTENDED)
OVER = (State.ENDED, State.CLOSED)
DEAD = (State.REFUSED, State.WITHDRAWN, State.LAPSED, State.REVOKED)
FINAL = (State.CLOSED, State.WITHDRAWN, State.LAPSED, State.REVOKED)

STATE_WORDS = {
    State.DRAFT: _("Being prepared"),
    State.FILED: _("Filed"),
    State.INCOMPLETE: _("Incomplete"),
    State.IN_REVIEW: _("Under review"),
    State.CONDITIONS: _("Conditions proposed"),
    State.APPROVED: _("Approved, not issued yet"),
    State.ISSUED: _("Issued"),
    State.ACTIVE: _("In progress on site"),
    State.EXTENDED: _("Extended"),
    State.ENDED: _("Ended on site"),
    State.CLOSED: _("Closed"),
    State.REFUSED: _("Refused"),
    State.WITHDRAWN: _("Withdrawn"),
    State.LAPSED: _("Lapsed"),
    State.REVOKED: _("Revoked"),
}
ROLE_WORDS = {
    Role.APPLICANT: _("Applicant"),
    Role.BENEFICIARY: _("Beneficiary"),
    Role.CONTRACTOR: _("Contractor on site"),
    Role.PAYER: _("Payer"),
}
VERDICT_WORDS = {
    Verdict.FAVOURABLE: _("In favour"),
    Verdict.WITH_CONDITIONS: _("In favour, with conditions"),
    Verdict.UNFAVOURABLE: _("Against"),
    Verdict.NOT_CONCERNED: _("Not concerned"),
}
SILENCE_WORDS = {
    Silence.NONE: _("Silence decides nothing"),
    Silence.REFUSAL: _("Silence means refusal"),
    Silence.AGREEMENT: _("Silence means agreement"),
}

LIFECYCLE = Lifecycle(
    name="permit",
    states=tuple(State),
    words={state.value: words for state, words in STATE_WORDS.items()},
    moves={
        (State.DRAFT, "file"): State.FILED,
        **{(state, "ask_missing"): State.INCOMPLETE for state in (*STUDIED, State.INCOMPLETE)},
        (State.INCOMPLETE, "complete"): State.FILED,
        **{(state, "ask_opinions"): State.IN_REVIEW for state in STUDIED},
        (State.IN_REVIEW, "give_opinion"): State.IN_REVIEW,
        (State.CONDITIONS, "give_opinion"): State.CONDITIONS,
        **{(state, "set_conditions"): State.CONDITIONS for state in STUDIED},
        **{(state, "correct"): state for state in (*STUDIED, State.INCOMPLETE, *IN_FORCE, State.ENDED)},
        (State.APPROVED, "correct"): State.APPROVED,
        **{(state, "approve"): State.APPROVED for state in STUDIED},
        (State.APPROVED, "issue"): State.ISSUED,
        (State.ISSUED, "begin"): State.ACTIVE,
        **{(state, "amend"): state for state in (State.APPROVED, *IN_FORCE)},
        **{(state, "extend"): State.EXTENDED for state in RUNNING},
        (State.ISSUED, "extend"): State.ISSUED,
        **{(state, "end"): State.ENDED for state in RUNNING},
        **{(state, "report_overrun"): state for state in (*RUNNING, State.ENDED)},
        (State.ENDED, "regularise"): State.EXTENDED,
        **{(state, "regularise"): State.EXTENDED for state in RUNNING},
        **{(state, "bill_overrun"): state for state in (*RUNNING, State.ENDED)},
        (State.ENDED, "close"): State.CLOSED,
        **{(state, "renew"): state for state in (*IN_FORCE, State.ENDED, State.CLOSED)},
        **{(state, "refuse"): State.REFUSED for state in (*STUDIED, State.INCOMPLETE)},
        **{(state, "silence_refuses"): State.REFUSED for state in STUDIED},
        **{(state, "silence_agrees"): State.APPROVED for state in STUDIED},
        (State.REFUSED, "reconsider"): State.IN_REVIEW,
        **{
            (state, "withdraw"): State.WITHDRAWN
            for state in (State.DRAFT, *STUDIED, State.INCOMPLETE, State.APPROVED, State.ISSUED)
        },
        **{
            (state, "lapse"): State.LAPSED
            for state in (State.DRAFT, State.INCOMPLETE, State.APPROVED, State.ISSUED)
        },
        **{(state, "revoke"): State.REVOKED for state in IN_FORCE},
    },
)
