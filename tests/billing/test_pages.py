"""The pages of bills: what the payer sees by their link, what finance does, without JavaScript."""

from __future__ import annotations

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from guichet.billing.actions.configuring import save_office
from guichet.billing.actions.crediting import approve
from guichet.billing.models import Adjustment, Contest, Holding, OnlinePayment, Payment, Receivable
from guichet.billing.queries.journal import broken_books
from guichet.billing.values import Payer
from guichet.kernel.actor import system
from guichet.tenancy.models import City
from tests.billing.scene import (
    FINANCE,
    computed,
    invoiced,
    line,
    paid,
    person,
    reasons,
    restated,
    simple,
    stated,
)
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
    payment = Payment.objects.get()
    receipt = client.get(f"{address}recu/{payment.pk}/")
    text = PdfReader(io.BytesIO(receipt.content)).pages[0].extract_text()
    assert all(words in text for words in (paper.number, "Jeanne Roy", "372,50", "400,00")), text
    other, _paper = invoiced()
    assert client.get(f"/factures/{other.token}/recu/{payment.pk}/").status_code == 404
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
    assert b"No money moves" in client.get(theirs, headers={"Accept-Language": "en"}).content
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


def test_deposit_is_given_back_or_kept_by_the_page(city: City, client: CityClient, sign_in: SignIn) -> None:
    reasons()
    desk = sign_in(grants=FINANCE)
    bill, _paper = invoiced(computed(line("study", "62.00"), line("deposit", "500.00", "deposit")))
    do = f"/desk/finance/bills/{bill.reference}/do"
    assert desk.post(f"{do}/keep_deposit/", {"amount": "10", "words": "Bordure abîmée"}).status_code == 422
    paid(bill, "562.00")
    assert b"500" in desk.get(f"/desk/finance/bills/{bill.reference}/").content
    assert b"500" in client.get(f"/factures/{bill.token}/").content
    too_much = desk.post(f"{do}/keep_deposit/", {"amount": "500,01", "words": "Bordure abîmée"})
    assert too_much.status_code == 422
    assert "Bordure abîmée" in too_much.content.decode()
    assert desk.post(f"{do}/keep_deposit/", {"amount": "120", "words": "Bordure abîmée"}).status_code == 302
    desk.post(f"/desk/finance/register/{Adjustment.objects.get().pk}/", {"do": "approve"})
    assert Adjustment.objects.get().state == "asked"  # not by whoever asked
    approve(person(limit="500"), Adjustment.objects.get().pk)
    assert (
        desk.post(f"{do}/deposit/", {"amount": "380,01"}).status_code == 409 or Holding.objects.count() == 0
    )
    assert desk.post(f"{do}/deposit/", {"amount": "380,00"}).status_code == 302
    assert Holding.objects.get().left_cents == 380_00
    page = client.get(f"/factures/{bill.token}/").content.decode()
    assert "Bordure abîmée" in page
    assert broken_books() == []


def test_payer_reads_what_comes_back_when_and_how(city: City, client: CityClient) -> None:
    reasons()
    bill, _paper = invoiced()
    paid(bill, "372.50", "online", provider="demonstration", external_id="pi_1")
    restated(bill, simple("207.00", 12))
    address = f"/factures/{bill.token}/?lang=en"
    asked = client.get(address).content.decode()
    assert "A credit of $103.50 is being prepared" in asked
    assert "You may contest until" in asked
    boss = person(limit="500")
    approve(boss, Adjustment.objects.get().pk)
    assert "comes back to you" in client.get(address).content.decode()
    client.post(f"/factures/{bill.token}/credit/{Holding.objects.get().pk}/", {"do": "refund"})
    assert "Your refund of $103.50 is being prepared" in client.get(address).content.decode()
    approve(boss, Adjustment.objects.get(what="refund").pk)
    assert "$103.50 refunded on" in client.get(address).content.decode()


def test_bad_input_is_said_on_the_page_and_nothing_is_lost(
    city: City, client: CityClient, sign_in: SignIn
) -> None:
    reasons()
    desk = sign_in(grants=FINANCE)
    bare = stated(payer=Payer("Jeanne Roy"))
    told = desk.post(
        f"/desk/finance/bills/{bare.reference}/do/issue/", follow=True, HTTP_ACCEPT_LANGUAGE="en"
    )
    assert "no postal address" in told.content.decode()
    bill, paper = invoiced()
    form = {"key": "once", "means": "card", "amount": "372,50"}
    for _twice in range(2):
        assert desk.post(f"/desk/finance/counter/{bill.reference}/", form).status_code == 302
    other = desk.post(f"/desk/finance/counter/{bill.reference}/", {**form, "key": "two"})
    assert other.status_code in {409, 422}
    assert "372,50" in other.content.decode()
    assert Payment.objects.count() == 1
    restated(bill, simple("207.00", 12))
    approve(person(limit="500"), Adjustment.objects.get().pk)
    held = Holding.objects.get()
    refund = {"holding": held.pk, "amount": "103,51", "means": "transfer"}
    answer = desk.post(f"/desk/finance/bills/{bill.reference}/do/refund/", refund)
    assert answer.status_code == 422
    assert "103,51" in answer.content.decode()
    assert client.post("/paiements/stripe/", b"{}", content_type="application/json").status_code == 404
    assert Receivable.objects.get(invoice=paper).balance_cents == 0
