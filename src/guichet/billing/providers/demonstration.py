"""A payment page of our own for demonstration cities: marked as such, no money moves, the same road as a real one."""

from __future__ import annotations

import hmac
import json
from typing import ClassVar, Self

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from guichet.billing.providers.offer import Order, Provider, ProviderNews, RefundMade, RefundOrder, Session
from guichet.kernel.errors import Denied
from guichet.kernel.schema import current_schema


class Demonstration(Provider):
    """The page « demonstration of a payment », on installations that show demonstration accounts alone."""

    name: ClassVar[str] = "demonstration"

    @classmethod
    def for_city(cls, slug: str) -> Self | None:  # noqa: ARG003  the interface's
        """Give the page where this installation is a demonstration; None elsewhere."""
        return cls() if settings.SHOW_DEMO_ACCOUNTS else None

    def open_page(self, order: Order) -> Session:
        """Give the address of our own page, beside the bill's."""
        return Session(f"demo_{order.key}", f"{order.back_url}demonstration/{order.key}/")

    def refund(self, order: RefundOrder) -> RefundMade:
        """Play a refund that is done at once: no money moves."""
        return RefundMade(f"demo_re_{order.key}", done=True)

    def message(self, key: str, cents: int, currency: str, *, paid: bool) -> tuple[bytes, str]:
        """Write the message, with its signature, that the page sends when someone chose."""
        body = json.dumps(
            {"id": f"demo_{key}_{paid}", "paid": paid, "key": key, "cents": cents, "currency": currency}
        ).encode()
        return body, _sign(body)

    def read_news(self, body: bytes, signature: str) -> ProviderNews:
        """Read a message of our own page."""
        if not hmac.compare_digest(_sign(body), signature):
            raise Denied(_("This message is not signed by the provider."), code="forged")
        told = json.loads(body)
        kind = "paid" if told["paid"] else "failed"
        key = told["key"]
        return ProviderNews(
            told["id"], kind, key, f"demo_{key}", f"demo_{key}", told["cents"], told["currency"]
        )


def _sign(body: bytes) -> str:
    return salted_hmac("guichet.billing.demonstration", current_schema() + body.decode()).hexdigest()
