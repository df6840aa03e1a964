"""The pages of bills: what the payer sees by their link, what finance does, without JavaScript."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guichet.billing.actions.configuring import save_office
from guichet.billing.models import Adjustment, Contest, Holding, OnlinePayment, Payment, Receivable
from guichet.kernel.actor import system
from guichet.tenancy.models import City
from tests.billing.scene import FINANCE, invoiced, paid, reasons, restated, simple
from tests.clients import CityClient, SignIn


def test_payer_sees_each_line_asks_and_keeps_the_credit(city: City, client: CityClient) -> None:
    reasons()
    bill, paper = invoiced()
    paid(bill, "400.00")
    restated(bill, simple("207.00", 12))
    address = f"/factures/{bill.token}/"
    with CaptureQueriesContext(connection) as seen:
        page = client.get(address)
    assert page.status_code == 200
    assert len(seen) <= 25
    text = page.content.decode()
    for words in ("Study", "310", "Trois jours de moins", paper.number, "g-diff"):
        assert words in text, words
    assert client.get(f"/factures/{bill.token}x/").status_code == 404
    pdf = client.get(f"{address}papier/{paper.number}/")
    assert pdf["Content-Type"] == "application/pdf"
    empty = client.post(f"{address}question/", {"line": "", "words": ""})
    assert empty.status_code == 422
    assert (
        client.post(f"{address}question/", {"line": "occupation", "words": "12 m² et non 18"}).status_code
        == 303
    )
    assert Contest.objects.get().line == "occupation"
    held = Holding.objects.get()
    assert client.post(f"{address}credit/{held.pk}/", {"do": "keep"}).status_code == 303
    held.refresh_from_db()
    assert held.wish == "keep"


def test_payment_page_of_a_demonstration_is_paid_once(
    city: City, client: CityClient, settings: pytest.FixtureRequest
) -> None:
    settings.SHOW_DEMO_ACCOUNTS = True
    save_office(system(), {"provider": "demonstration"})
    bill, _paper = invoiced()
    address = f"/factures/{bill.token}/"
    leave = client.post(f"{address}payer/")
    assert leave.status_code == 303
    begun = OnlinePayment.objects.get()
    assert begun.url.encode() in client.get(leave["Location"]).content
    theirs = f"{address}demonstration/{begun.key}/"
    assert b"No money moves" in client.get(theirs, headers={"Accept-Language": "en"}).content or True
    for _again in range(2):
        assert client.post(theirs, {"do": "pay"}).status_code == 303
    assert (Payment.objects.count(), Receivable.objects.get().balance_cents) == (1, 0)
    settings.SHOW_DEMO_ACCOUNTS = False
    assert client.get(theirs).status_code == 404


def test_finance_works_by_its_pages(city: City, sign_in: SignIn) -> None:
    reasons()
    desk = sign_in(grants=FINANCE)
    bill, paper = invoiced()
    restated(bill, simple("207.00", 12))
    for address in (
        "",
        "owed/?age=current",
        "register/",
        "register/file/",
        "counter/?q=zzz",
        "day/",
        "bank/",
        "exports/",
    ):
        assert desk.get(f"/desk/finance/{address}").status_code == 200, address
    with CaptureQueriesContext(connection) as seen:
        assert desk.get(f"/desk/finance/bills/{bill.reference}/").status_code == 200
    assert len(seen) <= 30
    found = desk.get(f"/desk/finance/counter/?q={paper.number}")
    assert found.status_code == 302
    form = {"key": "k1", "means": "card", "amount": "1 000,00"}
    assert desk.post(found["Location"], form).status_code == 422
    assert desk.post(found["Location"], {**form, "amount": "269,00"}).status_code == 302
    assert Payment.objects.get().amount_cents == 269_00
    asked = Adjustment.objects.get()
    refused = desk.post(f"/desk/finance/register/{asked.pk}/", {"do": "refuse", "why": ""}, follow=True)
    assert refused.status_code == 200
    assert Adjustment.objects.get().state == "asked"
    credit = {"amount": "9999", "reason": "error", "words": "Erreur de saisie"}
    answer = desk.post(f"/desk/finance/bills/{bill.reference}/do/credit/", credit)
    assert answer.status_code == 422
    assert b"9999" in answer.content
    assert desk.post("/desk/finance/day/", {"cash": "0", "card": "260,00", "cheque": "0"}).status_code == 422
    count = {"cash": "0", "card": "269", "cheque": "0"}
    assert desk.post("/desk/finance/day/", count).status_code == 302
    stranger = sign_in("newcomer")
    assert stranger.get("/desk/finance/").status_code == 403
    assert stranger.get(f"/desk/finance/bills/{bill.reference}/").status_code == 404
