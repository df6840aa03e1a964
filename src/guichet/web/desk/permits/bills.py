"""What a file costs, for its page: the bills that were stated, or the estimate before."""

from __future__ import annotations

from typing import Any

from guichet.billing.queries.bills import bill_shown, bills_of
from guichet.billing.values import Subject
from guichet.kernel.actor import Actor
from guichet.permits.queries.estimating import price_of
from guichet.permits.queries.visible import permit_for
from guichet.permits.shapes import PermitShown


def bill_context(actor: Actor, shown: PermitShown) -> dict[str, Any]:
    """Give the bills of a file with their lines and versions; an estimate when nothing was stated yet."""
    lines = bills_of(actor, Subject("permit", shown.reference))
    bills = [bill_shown(actor, line.reference) for line in lines]
    fees, fault = (None, "") if bills else price_of(actor, permit_for(actor, shown.reference))
    return {"permit": shown, "bills": bills, "fees": fees, "fault": fault}
