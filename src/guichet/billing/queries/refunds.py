"""Which payment made online can be given back the way it came."""

from __future__ import annotations

from django.db.models import Q, Sum

from guichet.billing.lifecycle import Means
from guichet.billing.models import Bill, Holding, Payment
from guichet.billing.providers import provider_of


def refundable(bill: Bill, holding: Holding, cents: int) -> Payment | None:
    """Find the payment made online that can give an amount back; None when no single one can.

    A payment gives back no more than it brought in, refunds under way counted; the payment that made the holding first.
    """
    under_way = Sum("refunds__amount_cents", filter=~Q(refunds__state="failed"))
    rows = (
        Payment.objects.filter(bill=bill, means=Means.ONLINE, returned_at=None)
        .exclude(external_id="")
        .annotate(given_back=under_way)
        .order_by("-id")
    )
    for row in sorted(rows, key=lambda row: row.pk != holding.payment_id):
        if row.amount_cents - (row.given_back or 0) >= cents and provider_of(row.provider) is not None:
            return row
    return None
