"""What the former system billed becomes bills here: once, owed, paid or held, and changed by the difference alone."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal

import pytest
from pypdf import PdfReader

from guichet.billing.actions.banking import read_bank_file
from guichet.billing.actions.invoicing import issue_invoice
from guichet.billing.actions.opening import OpeningBalance, open_balances
from guichet.billing.actions.reminding import send_reminders
from guichet.billing.models import Bill, Holding, Invoice, Payment
from guichet.billing.queries.bills import bill_shown
from guichet.billing.queries.journal import broken_books, reconciliation
from guichet.billing.queries.overview import find_bills, overview
from guichet.billing.queries.visible import paper_file
from guichet.billing.timing import city_today
from guichet.billing.values import Subject
from guichet.kernel.actor import system
from guichet.kernel.errors import Invalid
from tests.billing.scene import PAYER, restated, simple

pytestmark = pytest.mark.usefixtures("city")
TITLE = {"fr": "Benne", "en": "Skip"}


def _balance(number: str, total: str, paid: str) -> OpeningBalance:
    late = city_today() - dt.timedelta(days=75)
    return OpeningBalance(
        Subject("permit", f"P-{number}"), PAYER, TITLE, Decimal(total), Decimal(paid), f"2024-{number}",
        issued_on=late - dt.timedelta(days=30), due_on=late,
    )  # fmt: skip


def test_balances_are_taken_over_once_and_count(mailoutbox: list) -> None:
    given = [
        _balance("0101", "120.50", "0"),
        _balance("0102", "300.00", "300.00"),
        _balance("0103", "80.00", "100.00"),
        _balance("0104", "0", "12.00"),
    ]
    made = open_balances(system(), given)
    assert len(made) == 4
    assert open_balances(system(), given) == []
    papers = Invoice.objects.order_by("number")
    assert [(paper.series, paper.former_number) for paper in papers] == [
        ("A", "2024-0101"), ("A", "2024-0102"), ("A", "2024-0103")
    ]  # fmt: skip
    ages = {age.key: age.total for age in overview(system()).ages}
    assert ages["90"] == Decimal("120.50")
    assert sorted(Holding.objects.values_list("left_cents", flat=True)) == [12_00, 20_00]
    assert broken_books() == []
    assert reconciliation(system()).agrees
    assert send_reminders(system()) == 0  # what was late before is not reminded of on the same day
    assert not mailoutbox
    with pytest.raises(Invalid):
        open_balances(system(), [_balance("0105", "-1", "0")])


def test_old_invoice_is_found_paid_and_printed_as_what_it_is() -> None:
    open_balances(system(), [_balance("0101", "120.50", "0")])
    assert [line.subject.reference for line in find_bills(system(), "2024-0101")] == ["P-0101"]
    csv = "Date;Montant;Description\n2026-11-20;120,50;VIR facture 2024-0101 merci\n"
    read_bank_file(system(), "releve.csv", csv.encode())
    shown = bill_shown(system(), Bill.objects.get().reference)
    assert (shown.balance, shown.papers[0].former) == (Decimal(0), "2024-0101")
    paper, pdf = paper_file(system(), shown.papers[0].number)
    reader = PdfReader(io.BytesIO(pdf))
    text = " ".join(page.extract_text() for page in reader.pages)
    assert "Solde repris" in text
    assert "2024-0101" in text
    assert not reader.attachments  # the invoice was the former system's: no second one for software
    assert broken_books() == []
    assert paper.issued_on < city_today()


def test_change_of_a_file_taken_over_bills_the_difference() -> None:
    bill = open_balances(system(), [_balance("0102", "300.00", "300.00")])[0]
    restated(bill, simple("310.50"))  # 372,50 in all
    assert issue_invoice(system(), bill.reference).total_cents == 72_50
    restated(bill, simple("207.00", 12))  # 269,00: less than what was asked for
    shown = bill_shown(system(), bill.reference)
    assert shown.decisions[0].amount == Decimal("103.50")
    assert Payment.objects.get().means == "imported"
    assert broken_books() == []
