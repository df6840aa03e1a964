"""Tables of the room: types, permits, and what hangs on them."""

from guichet.permits.models.files import IS_STUDIED, Party, Permit, PermitVersion
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
]
