"""How much of a bill's deposits the city still has."""

from __future__ import annotations

from guichet.billing.lifecycle import Asked, Decision, Origin, PaperKind
from guichet.billing.models import Adjustment, Bill, Holding, Invoice, Receivable


def deposit_left(bill: Bill) -> int:
    """Give how much of a bill's deposits is neither given back, credited nor kept, in cents, as far as it was paid."""
    total = 0
    for paper in Invoice.objects.filter(bill=bill):
        total += -paper.deposit_cents if paper.kind == PaperKind.CREDIT_NOTE else paper.deposit_cents
    for holding in Holding.objects.filter(bill=bill, origin=Origin.DEPOSIT):
        total -= holding.amount_cents
    kept = Adjustment.objects.filter(bill=bill, what=Decision.KEEP_DEPOSIT, state=Asked.APPROVED)
    total -= sum(kept.values_list("amount_cents", flat=True))
    owed = sum(Receivable.objects.filter(bill=bill).values_list("balance_cents", flat=True))
    return max(total - owed, 0)
