"""Refunds on the card that paid: ordered once signed, heard once, by transfer when the card cannot take them."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from guichet.billing.actions.crediting import approve
from guichet.billing.actions.holding import request_refund, wish
from guichet.billing.actions.online import receive_message
from guichet.billing.actions.refunding import send_refund
from guichet.billing.models import Adjustment, Bill, Holding, OnlineRefund, Payment, Receivable
from guichet.billing.queries.journal import broken_books, reconciliation
from guichet.kernel.actor import system, visitor
from guichet.kernel.errors import Conflict, Denied, Invalid
from guichet.tenancy.models import City
from tests.billing.scene import invoiced, paid, person

SECRET = "whsec_1"


class _Stripe(BaseHTTPRequestHandler):
    asked: list[tuple[str, str]] = []  # noqa: RUF012
    answer: tuple[int, dict[str, object]] = (200, {})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.asked.append((self.headers["Idempotency-Key"], body))
        status, data = type(self).answer
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(data).encode())

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@pytest.fixture
def stripe(city: City, settings: object) -> Iterator[type[_Stripe]]:
    """Answer as Stripe does, on this machine."""
    server = HTTPServer(("127.0.0.1", 0), _Stripe)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    name = city.slug.upper().replace("-", "_")
    settings.STRIPE_API = f"http://127.0.0.1:{server.server_port}"
    settings.STRIPE_KEYS = {f"GUICHET_STRIPE_KEY_{name}": "sk_1", f"GUICHET_STRIPE_WEBHOOK_{name}": SECRET}
    _Stripe.asked = []
    yield _Stripe
    server.shutdown()
    server.server_close()


def _signed(amount: str = "27.50") -> Adjustment:
    """Pay 400 online for a bill of 372,50; the payer asks for what is over, and someone signs."""
    bill, _paper = invoiced()
    paid(bill, "400.00", "online", provider="stripe", external_id="pi_1")
    held = Holding.objects.get()
    if amount == "27.50":
        wish(visitor(case_references=frozenset({bill.reference})), held.pk, "refund")
    else:
        request_refund(system(), held.pk, means="online", amount=Decimal(amount))
    return approve(person(limit="500"), Adjustment.objects.get().pk)


def _news(decision: Adjustment, status: str, event: str, cents: int = 27_50) -> tuple[bytes, str]:
    refund = {
        "object": "refund", "id": "re_1", "status": status, "amount": cents, "currency": "cad",
        "payment_intent": "pi_1", "metadata": {"guichet_refund": str(decision.pk)},
    }  # fmt: skip
    body = json.dumps({"id": event, "object": "event", "type": "refund.updated", "data": {"object": refund}})
    at = int(time.time())
    mark = hmac.new(SECRET.encode(), f"{at}.{body}".encode(), hashlib.sha256).hexdigest()
    return body.encode(), f"t={at},v1={mark}"


def test_refund_goes_back_to_the_card_once(stripe: type[_Stripe]) -> None:
    decision = _signed()
    assert decision.means == "online"
    stripe.answer = (401, {"error": {"type": "authentication_error"}})
    with pytest.raises(Conflict):
        send_refund(system(), decision.pk)
    assert OnlineRefund.objects.get().state == "ordered"
    stripe.answer = (200, {"id": "re_1", "object": "refund", "status": "pending"})
    assert [send_refund(system(), decision.pk) for _again in range(2)] == ["sent", "sent"]
    assert len({key for key, _body in stripe.asked}) == 1
    assert "amount=2750" in stripe.asked[-1][1]
    body, signature = _news(decision, "succeeded", "evt_1")
    with pytest.raises(Denied):
        receive_message(system(), "stripe", body, signature.replace("v1=", "v1=0"))
    with pytest.raises(Invalid):
        receive_message(system(), "stripe", *_news(decision, "succeeded", "evt_0", 99_99))
    assert receive_message(system(), "stripe", body, signature) == "refunded"
    assert receive_message(system(), "stripe", body, signature) == "again"
    assert OnlineRefund.objects.get().state == "done"
    accounts = {one.name: one.balance for one in reconciliation(system()).accounts}
    assert accounts["online"] == Decimal("372.50")
    assert broken_books() == []


@pytest.mark.parametrize("later", [False, True])
def test_refund_that_the_card_cannot_take_is_paid_by_transfer(stripe: type[_Stripe], *, later: bool) -> None:
    decision = _signed()
    stripe.answer = (400, {"error": {"type": "invalid_request_error", "code": "charge_already_refunded"}})
    if later:
        stripe.answer = (200, {"id": "re_1", "object": "refund", "status": "pending"})
        send_refund(system(), decision.pk)
        for _again in range(2):
            receive_message(system(), "stripe", *_news(decision, "failed", "evt_2"))
    else:
        assert send_refund(system(), decision.pk) == "failed"
    decision.refresh_from_db()
    assert (decision.state, decision.means, OnlineRefund.objects.get().state) == (
        "approved",
        "transfer",
        "failed",
    )
    accounts = {one.name: one.balance for one in reconciliation(system()).accounts}
    assert (accounts["online"], accounts["bank"]) == (Decimal("400.00"), Decimal("-27.50"))
    assert broken_books() == []


def test_refund_is_never_more_than_was_paid(stripe: type[_Stripe]) -> None:
    bill, _paper = invoiced()
    paid(bill, "400.00", "online", provider="stripe", external_id="pi_1")
    held = Holding.objects.get()
    with pytest.raises(Invalid, match="27"):
        request_refund(system(), held.pk, means="online", amount=Decimal("27.51"))
    other, _paper = invoiced()
    paid(other, "400.00", "cheque")
    cheque = Holding.objects.get(bill=Bill.objects.get(pk=other.pk))
    with pytest.raises(Invalid, match="online"):
        request_refund(system(), cheque.pk, means="online")
    assert not stripe.asked


def _event(kind: str, event: str, **told: object) -> str:
    """Send what Stripe tells of a refund made on its own site, signed; gives what was done."""
    about = {"payment_intent": "pi_1", "currency": "cad", "metadata": {}, **told}
    body = json.dumps({"id": event, "object": "event", "type": kind, "data": {"object": about}})
    at = int(time.time())
    mark = hmac.new(SECRET.encode(), f"{at}.{body}".encode(), hashlib.sha256).hexdigest()
    return receive_message(system(), "stripe", body.encode(), f"t={at},v1={mark}")


def _accounts() -> dict[str, Decimal]:
    return {one.name: one.balance for one in reconciliation(system()).accounts}


TOTAL = ("charge.refunded", "evt_total", {"amount_refunded": 100_00})
MADE = ("refund.created", "evt_made", {"id": "re_9", "status": "succeeded", "amount": 100_00})
TOLD = ("refund.updated", "evt_told", {"id": "re_9", "status": "succeeded", "amount": 100_00})


@pytest.mark.parametrize(
    "order", [(TOTAL, MADE, TOLD), (MADE, TOTAL, TOLD), (TOLD, TOLD, TOTAL), (MADE, TOLD, MADE)]
)
def test_refund_made_on_stripes_own_site_is_booked_once(stripe: type[_Stripe], order: tuple) -> None:
    bill, paper = invoiced()
    paid(bill, "400.00", "online", provider="stripe", external_id="pi_1")
    done = [_event(kind, event, **told) for kind, event, told in order]
    assert done == ["refunded", "again", "again"]
    accounts = _accounts()
    assert (accounts["online"], accounts["held"]) == (Decimal("300.00"), Decimal("0.00"))
    assert (
        Receivable.objects.get(invoice=paper).balance_cents == 72_50
    )  # 27,50 was held, the rest is owed again
    decision = Adjustment.objects.get()
    assert (decision.what, decision.state, decision.asked_by) == ("refund", "approved", "Stripe")
    assert broken_books() == []
    assert not stripe.asked  # nothing is ordered a second time
    failed = _event("refund.failed", "evt_failed", id="re_9", status="failed", amount=100_00)
    assert (failed, _accounts()["online"]) == ("refund_failed", Decimal("400.00"))
    assert Receivable.objects.get(invoice=paper).balance_cents == 0
    assert Holding.objects.get(left_cents__gt=0).left_cents == 27_50
    assert broken_books() == []


def test_refund_made_elsewhere_is_never_more_than_was_paid_nor_of_another(stripe: type[_Stripe]) -> None:
    bill, _paper = invoiced()
    paid(bill, "372.50", "online", provider="stripe", external_id="pi_1")
    assert _event(*TOTAL[:1], "evt_1", amount_refunded=50_00, payment_intent="pi_other") == "unknown"
    assert _event("charge.refunded", "evt_2", amount_refunded=50_00) == "refunded"
    assert _event("charge.refunded", "evt_3", amount_refunded=80_00) == "refunded"  # thirty more
    with pytest.raises(Invalid, match="more than"):
        _event("refund.created", "evt_4", id="re_8", status="succeeded", amount=372_50)
    with pytest.raises(Invalid, match="currency"):
        _event("charge.refunded", "evt_5", amount_refunded=90_00, currency="eur")
    assert [row.amount_cents for row in OnlineRefund.objects.order_by("pk")] == [50_00, 30_00]
    assert (Payment.objects.get().amount_cents, _accounts()["online"]) == (372_50, Decimal("292.50"))
    assert broken_books() == []
