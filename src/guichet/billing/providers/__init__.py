"""Those who take payments online: one interface, one file each. Nothing is on without a city's own keys."""

from __future__ import annotations

from collections.abc import Mapping

from guichet.billing.providers.demonstration import Demonstration
from guichet.billing.providers.offer import Order, Provider, ProviderNews, RefundMade, RefundOrder, Session
from guichet.billing.providers.stripe_checkout import StripeCheckout
from guichet.tenancy.queries import current_city

__all__ = [
    "PROVIDERS", "Order", "Provider", "ProviderNews", "RefundMade", "RefundOrder", "Session", "provider_of",
]  # fmt: skip

PROVIDERS: Mapping[str, type[Provider]] = {
    StripeCheckout.name: StripeCheckout,
    Demonstration.name: Demonstration,
}


def provider_of(name: str) -> Provider | None:
    """Give the provider of this name with the current city's keys; None when unknown, or when it has no key."""
    kind = PROVIDERS.get(name)
    return kind.for_city(current_city().slug) if kind is not None else None
