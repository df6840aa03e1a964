"""A payment that was begun on a provider's page, as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from guichet.billing.models import OnlinePayment
from guichet.billing.queries.visible import bill_for
from guichet.kernel.actor import Actor
from guichet.kernel.errors import NotFound
from guichet.kernel.money import from_cents


@dataclass(frozen=True, slots=True)
class OnlineShown:
    """A payment begun: how much, with whom, where to go."""

    key: UUID
    provider: str
    amount: Decimal
    amount_cents: int
    currency: str
    invoice: str
    state: str
    url: str


def online_payment(actor: Actor, reference: str, key: UUID) -> OnlineShown:
    """Give a payment begun for a bill. Raises NotFound."""
    bill = bill_for(actor, reference)
    row = OnlinePayment.objects.select_related("invoice").filter(bill=bill, key=key).first()
    if row is None:
        raise NotFound(_("There is no such payment."))
    return OnlineShown(
        row.key,
        row.provider,
        from_cents(row.amount_cents),
        row.amount_cents,
        row.currency,
        row.invoice.number,
        row.state,
        row.url,
    )
