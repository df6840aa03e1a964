"""Tables of the room: types, permits, and what hangs on them."""

from guichet.permits.models.files import (
    IS_DEAD,
    IS_IN_FORCE,
    IS_OVER,
    IS_PENDING,
    IS_STUDIED,
    Party,
    Permit,
    PermitVersion,
    name_in,
    name_words,
    new_secret,
)
from guichet.permits.models.types import Condition, DistrictRule, PermitKind, PermitType, PermitUse, QueueRule
from guichet.permits.models.work import (
    ClockEvent,
    Inspection,
    Opinion,
    Overrun,
    PermitCondition,
    PermitMessage,
    QueueJump,
)

__all__ = [
    "IS_DEAD",
    "IS_IN_FORCE",
    "IS_OVER",
    "IS_PENDING",
    "IS_STUDIED",
    "ClockEvent",
    "Condition",
    "DistrictRule",
    "Inspection",
    "Opinion",
    "Overrun",
    "Party",
    "Permit",
    "PermitCondition",
    "PermitKind",
    "PermitMessage",
    "PermitType",
    "PermitUse",
    "PermitVersion",
    "QueueJump",
    "QueueRule",
    "name_in",
    "name_words",
    "new_secret",
]
