"""Numbers without a gap, months billed once, messages heard once: with real connections, kills and forgeries."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.db import connection
from django_tenants.utils import tenant_context

from guichet.billing.actions.banking import read_bank_file, settle_line
from guichet.billing.actions.closing import confirm_day, count_day
from guichet.billing.actions.configuring import save_office
from guichet.billing.actions.exporting import export_journal
from guichet.billing.actions.invoicing import issue_invoice
from guichet.billing.actions.monthly import bill_month
from guichet.billing.actions.online import receive_message, start_online_payment
from guichet.billing.actions.reminding import send_reminders
from guichet.billing.actions.stating import state_bills
from guichet.billing.models import BankLine, Holding, Invoice, JournalEntry, Payment, Receivable
from guichet.billing.queries.journal import broken_books, export_lines
from guichet.billing.timing import city_today
from guichet.kernel import moment
from guichet.kernel.actor import system, visitor
from guichet.kernel.errors import Conflict, Denied, Invalid
from guichet.tenancy.models import City
from tests.billing.scene import computed, invoiced, line, new_bill, paid, person, stated

MONTHS = {"by_month": True}


def _terrace(**more: object) -> object:
    today = city_today()
    starts, ends = (
        today.replace(year=today.year + 1, month=1, day=1),
        today.replace(year=today.year + 1, month=3, day=31),
    )
    amounts = computed(line("study", "62.00", terms=()), line("terrace", "900.01", starts=starts, ends=ends))
    return new_bill(amounts, by_month=True, starts=starts, ends=ends, **more)


def test_numbers_have_no_gap_whoever_issues_at_once(own_database: object, city: City) -> None:
    bills = state_bills(system(), [new_bill() for _rank in range(12)])
    done: list[int] = []

    def issue(part: list[str]) -> None:
        try:
            with tenant_context(city):
                done.extend(issue_invoice(system(), reference).sequence for reference in part)
        finally:
            connection.close()

    references = [bill.reference for bill in bills]
    threads = [threading.Thread(target=issue, args=(references[rank::3],)) for rank in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == list(range(1, 13))
    assert sorted(Invoice.objects.values_list("sequence", flat=True)) == list(range(1, 13))


def test_month_cut_half_way_is_billed_once(city: City) -> None:
    state_bills(system(), [_terrace() for _rank in range(6)])
    month = f"{city_today().year + 1}-02"
    written: list[str] = []

    def cut(execute: Callable[..., object], statement: object, *rest: object) -> object:
        done = execute(statement, *rest)
        if "billing_invoice" in (text := str(statement)) and "INSERT" in text:
            written.append(text)
            if len(written) == 3:
                raise KeyboardInterrupt
        return done

    with connection.execute_wrapper(cut), pytest.raises(KeyboardInterrupt):
        bill_month(system(), month, batch=4)
    assert Invoice.objects.count() == 8
    done = bill_month(system(), month, batch=4)
    assert (done.invoices, Invoice.objects.count()) == (4, 12)
    assert bill_month(system(), month).invoices == 0
    bill_month(system(), f"{city_today().year + 1}-03")
    totals = [
        sum(paper.total_cents for paper in Invoice.objects.filter(bill_id=one))
        for one in set(Invoice.objects.values_list("bill_id", flat=True))
    ]
    assert set(totals) == {962_01}
    assert broken_books() == []
    with pytest.raises(Invalid):
        bill_month(system(), "2026-13")


class _Stripe(BaseHTTPRequestHandler):
    asked: list[str] = []  # noqa: RUF012

    def do_POST(self) -> None:
        self.asked.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
        body = json.dumps(
            {"id": "cs_test_1", "object": "checkout.session", "url": "https://pay.example/cs_test_1"}
        )
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


def _signed(body: bytes, secret: str, at: int) -> str:
    """Sign as Stripe publishes it: t=…,v1=HMAC-SHA256 of « t.body »."""
    mark = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={mark}"


def test_stripe_is_heard_once_and_only_when_it_signed(city: City, settings: object) -> None:
    server = HTTPServer(("127.0.0.1", 0), _Stripe)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.STRIPE_API = f"http://127.0.0.1:{server.server_port}"
    save_office(system(), {"provider": "stripe"})
    bill, _paper = invoiced()
    owner = visitor(case_references=frozenset({bill.reference}))
    settings.STRIPE_KEYS = {}
    with pytest.raises(Conflict, match="takes no payment online"):
        start_online_payment(owner, bill.reference, "https://ville.example/factures/x/")
    name = city.slug.upper().replace("-", "_")
    settings.STRIPE_KEYS = {
        f"GUICHET_STRIPE_KEY_{name}": "sk_test_1",
        f"GUICHET_STRIPE_WEBHOOK_{name}": "whsec_1",
    }
    begun = start_online_payment(owner, bill.reference, "https://ville.example/factures/x/")
    server.shutdown()
    server.server_close()
    assert begun.url == "https://pay.example/cs_test_1"
    assert "unit_amount]=37250" in _Stripe.asked[0]
    session = {"object": "checkout.session", "id": "cs_test_1", "client_reference_id": str(begun.key), "amount_total": 372_50,
               "currency": "cad", "payment_status": "paid", "payment_intent": "pi_1"}  # fmt: skip
    event = {
        "id": "evt_1",
        "object": "event",
        "type": "checkout.session.completed",
        "data": {"object": session},
    }
    body, now = json.dumps(event).encode(), int(time.time())
    for forged in (_signed(body, "whsec_2", now), _signed(body, "whsec_1", now - 600), "", "t=1,v1=0"):
        with pytest.raises(Denied):
            receive_message(system(), "stripe", body, forged)
    assert Payment.objects.count() == 0
    assert receive_message(system(), "stripe", body, _signed(body, "whsec_1", now)) == "paid"
    assert receive_message(system(), "stripe", body, _signed(body, "whsec_1", now)) == "again"
    other = json.dumps({**event, "id": "evt_2"}).encode()
    assert receive_message(system(), "stripe", other, _signed(other, "whsec_1", now)) == "again"
    assert (Payment.objects.get().amount_cents, Receivable.objects.get().balance_cents) == (372_50, 0)
    with pytest.raises(Conflict, match="paid already"):
        start_online_payment(owner, bill.reference, "https://ville.example/factures/x/")
    unknown = json.dumps(
        {**event, "id": "evt_3", "data": {"object": {**session, "id": "cs_9", "client_reference_id": "x"}}}
    )
    assert (
        receive_message(system(), "stripe", unknown.encode(), _signed(unknown.encode(), "whsec_1", now))
        == "unknown"
    )


CAMT = """<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>
<Acct><Id><IBAN>FR7612345</IBAN></Id></Acct>{entries}</Stmt></BkToCstmrStmt></Document>"""
ENTRY = """<Ntry><Amt Ccy="CAD">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><BookgDt><Dt>2026-11-20</Dt></BookgDt>
<AcctSvcrRef>{ref}</AcctSvcrRef><NtryDtls><TxDtls><RltdPties><Dbtr><Nm>J. Roy</Nm></Dbtr></RltdPties>
<RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"""


def test_bank_file_pays_what_is_sure_and_leaves_the_rest(city: City) -> None:
    _bill, first = invoiced()
    _bill, second = invoiced()
    said = first.number.replace("-", " ").lower()
    entries = "".join((
        ENTRY.format(amount="372.50", ref="A1", text=f"paiement facture {said} merci"),
        ENTRY.format(amount="300.00", ref="A2", text=f"Facture {second.number}"),
        ENTRY.format(amount="12.00", ref="A3", text="cotisation"),
    ))  # fmt: skip
    content = CAMT.format(entries=entries).encode()
    read_bank_file(system(), "relevé.xml", content)
    assert list(BankLine.objects.order_by("id").values_list("state", "why")) == [
        ("matched", ""), ("open", "amount"), ("open", "no_number")]  # fmt: skip
    with pytest.raises(Conflict, match="read already"):
        read_bank_file(system(), "relevé.xml", content)
    longer = CAMT.format(
        entries=entries + ENTRY.format(amount="372.50", ref="A4", text=first.number)
    ).encode()
    read_bank_file(system(), "relevé-2.xml", longer)
    assert Payment.objects.count() == 1
    again = BankLine.objects.get(why="paid_already")
    settle_line(system(), again.pk, first.number)
    assert Holding.objects.get().left_cents == 372_50
    table = f"Date;Libellé;Montant\n20/11/2026;VIR {second.number};372,50\n21/11/2026;FRAIS;-2,00\n".encode(
        "cp1252"
    )
    read_bank_file(system(), "liste.csv", table)
    assert Receivable.objects.get(invoice=second).balance_cents == 0
    for broken in (
        b"<?xml version='1.0'?><a/>",
        b"<!DOCTYPE x><a/>",
        b"a;b\n1;2\n",
        b"date;montant\nhier;3\n",
    ):
        with pytest.raises(Invalid):
            read_bank_file(system(), "x", broken)
    assert broken_books() == []


def test_day_is_counted_by_one_and_closed_by_another(city: City) -> None:
    bill, _paper = invoiced()
    paid(bill, "100.00", "cash")
    today, first, second = city_today(), person(), person()
    with pytest.raises(Invalid, match="say why"):
        count_day(first, today, {"cash": Decimal("95.00")})
    count_day(first, today, {"cash": Decimal("95.00")}, "Erreur de monnaie")
    with pytest.raises(Denied, match="yourself"):
        confirm_day(first, today)
    confirm_day(second, today)
    with pytest.raises(Conflict):
        count_day(first, today, {"cash": Decimal("100.00")})
    paid(bill, "50.00", "cash")
    assert Payment.objects.order_by("id").last().day > today
    export = export_journal(person(), today)
    text = "".join(export_lines(system(), export.pk))
    debit = sum(Decimal(row.split(";")[7] or 0) for row in text.splitlines()[1:])
    credit = sum(Decimal(row.split(";")[8] or 0) for row in text.splitlines()[1:])
    assert debit == credit == Decimal(export.debit_cents) / 100
    with pytest.raises(Conflict, match="exported already"):
        export_journal(person(), today)
    assert JournalEntry.objects.filter(export__isnull=True).count() == 1


def test_reminders_come_once_per_level(city: City) -> None:
    stated()
    _bill, paper = invoiced()
    begun = moment.now()
    for days, expected in ((36, 0), (38, 1), (39, 0), (55, 1), (80, 1), (200, 0)):
        with moment.as_if(begun + dt.timedelta(days=days)):
            assert send_reminders(system()) == expected, days
    assert Receivable.objects.get(invoice=paper).reminder_level == 3
