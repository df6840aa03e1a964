"""Stripe: its hosted Checkout page and its signed webhooks (documented at docs.stripe.com/webhooks).

A city's keys come from the environment: GUICHET_STRIPE_KEY_CITY and GUICHET_STRIPE_WEBHOOK_CITY, CITY being its short
name in capitals with underscores. They are never written anywhere.
"""

from __future__ import annotations

import json
from typing import ClassVar, Self

import stripe
from django.conf import settings
from django.utils.translation import gettext as _

from guichet.billing.providers.offer import Order, Provider, ProviderNews, RefundMade, RefundOrder, Session
from guichet.kernel.errors import Conflict, Denied, Invalid

TOLERANCE = 300  # seconds: an older message is refused, so that a copied one is of no use
PAID = ("checkout.session.completed", "checkout.session.async_payment_succeeded")
FAILED = ("checkout.session.expired", "checkout.session.async_payment_failed")
REFUNDS = ("refund.created", "refund.updated", "refund.failed", "charge.refund.updated")
TOTALS = ("charge.refunded",)
GIVEN_UP = ("failed", "canceled")
OURS = "guichet_refund"


class StripeCheckout(Provider):
    """Stripe's hosted page for one city."""

    name: ClassVar[str] = "stripe"

    def __init__(self, key: str, webhook_secret: str) -> None:
        self._key = key
        self._secret = webhook_secret

    def __repr__(self) -> str:
        return "StripeCheckout()"

    @classmethod
    def for_city(cls, slug: str) -> Self | None:
        """Give Stripe with a city's two keys; None when one is missing."""
        name = slug.upper().replace("-", "_")
        key = settings.STRIPE_KEYS.get(f"GUICHET_STRIPE_KEY_{name}", "")
        secret = settings.STRIPE_KEYS.get(f"GUICHET_STRIPE_WEBHOOK_{name}", "")
        return cls(key, secret) if key and secret else None

    def open_page(self, order: Order) -> Session:
        """Make a Checkout session; asked twice for one order, Stripe gives the same."""
        try:
            made = self._client().v1.checkout.sessions.create(
                params={
                    "mode": "payment",
                    "client_reference_id": order.key,
                    "success_url": f"{order.back_url}?fait={order.key}",
                    "cancel_url": order.back_url,
                    "locale": "fr" if order.language.startswith("fr") else "en",
                    "line_items": [
                        {
                            "quantity": 1,
                            "price_data": {
                                "currency": order.currency.lower(),
                                "unit_amount": order.cents,
                                "product_data": {"name": order.words},
                            },
                        }
                    ],
                    **({"customer_email": order.email} if order.email else {}),
                },
                options={"idempotency_key": order.key},
            )
        except stripe.StripeError as fault:
            raise Conflict(
                _("The payment page does not answer. Nothing was taken: try again in a few minutes.")
            ) from fault
        return Session(str(made.id), str(made.url or ""))

    def _client(self) -> stripe.StripeClient:
        return stripe.StripeClient(
            self._key, base_addresses={"api": settings.STRIPE_API}, max_network_retries=2
        )

    def refund(self, order: RefundOrder) -> RefundMade:
        """Make a refund (docs.stripe.com/api/refunds); what Stripe refuses for good is Invalid."""
        if not order.payment_id.startswith("pi_"):
            raise Invalid(_("This payment cannot be given back on the card that paid."))
        try:
            made = self._client().v1.refunds.create(
                params={
                    "payment_intent": order.payment_id,
                    "amount": order.cents,
                    "metadata": {OURS: order.key},
                },
                options={"idempotency_key": f"refund-{order.scope}-{order.key}"},
            )
        except (stripe.InvalidRequestError, stripe.CardError) as fault:
            raise Invalid(
                _("Stripe does not give this payment back: %(why)s")
                % {"why": fault.code or fault.param or "?"}
            ) from fault
        except stripe.StripeError as fault:
            raise Conflict(_("Stripe does not answer: the refund is sent again later.")) from fault
        if made.status in GIVEN_UP:
            raise Invalid(_("The bank of the card refused the refund."))
        return RefundMade(str(made.id), done=made.status == "succeeded")

    def read_news(self, body: bytes, signature: str) -> ProviderNews:
        """Read a webhook; Denied unless signed by Stripe within five minutes."""
        try:
            stripe.Webhook.construct_event(body, signature, self._secret, TOLERANCE)
            event = json.loads(body)
        except (stripe.SignatureVerificationError, UnicodeDecodeError, ValueError, AttributeError) as fault:
            raise Denied(_("This message is not signed by the provider."), code="forged") from fault
        return _news(event if isinstance(event, dict) else {})


def _news(event: dict[str, object]) -> ProviderNews:
    kind = str(event.get("type", ""))
    data = event.get("data")
    session = data.get("object") if isinstance(data, dict) else None
    if isinstance(session, dict) and kind in REFUNDS:
        return _refund_news(str(event.get("id", "")), session)
    if isinstance(session, dict) and kind in TOTALS:
        return ProviderNews(
            id=str(event.get("id", "")),
            kind="refunded_total",
            payment_id=str(session.get("payment_intent") or ""),
            cents=int(session.get("amount_refunded") or 0),
            currency=str(session.get("currency") or "").upper(),
        )
    if not isinstance(session, dict) or kind not in (*PAID, *FAILED):
        return ProviderNews(str(event.get("id", "")), "other")
    paid = kind in PAID and session.get("payment_status") == "paid"
    return ProviderNews(
        id=str(event.get("id", "")),
        kind="paid" if paid else "failed" if kind in FAILED else "other",
        key=str(session.get("client_reference_id") or ""),
        session_id=str(session.get("id") or ""),
        payment_id=str(session.get("payment_intent") or session.get("id") or ""),
        cents=int(session.get("amount_total") or 0),
        currency=str(session.get("currency") or "").upper(),
    )


def _refund_news(event_id: str, refund: dict[str, object]) -> ProviderNews:
    status, told = refund.get("status"), refund.get("metadata")
    kinds = {"succeeded": "refunded", **dict.fromkeys(GIVEN_UP, "refund_failed")}
    return ProviderNews(
        id=event_id,
        kind=kinds.get(str(status), "other"),
        key=str(told.get(OURS) or "") if isinstance(told, dict) else "",
        session_id=str(refund.get("id") or ""),
        payment_id=str(refund.get("payment_intent") or ""),
        cents=int(str(refund.get("amount") or 0)),
        currency=str(refund.get("currency") or "").upper(),
    )
