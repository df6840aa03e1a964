"""A bill from its statement to its end: versions, papers, credits, payments, refunds; the books agree throughout."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import ProgrammingError, connection, transaction

from guichet.billing.actions.contesting import answer_contest, contest
from guichet.billing.actions.crediting import NewCredit, approve, refuse, request_credit, request_write_off
from guichet.billing.actions.holding import release_deposit, request_refund, use_held, wish
from guichet.billing.actions.invoicing import issue_invoice
from guichet.billing.actions.paying import NewPayment, record_payment, return_payment
from guichet.billing.models import Adjustment, Holding, Invoice, JournalEntry, Payment, Receivable
from guichet.billing.queries.bills import bill_shown, bills_of
from guichet.billing.queries.journal import broken_books, reconciliation
from guichet.billing.queries.register import Wanted, register
from guichet.billing.values import Payer, Subject
from guichet.kernel.actor import system, visitor
from guichet.kernel.errors import Conflict, Denied, Invalid, NotFound
from guichet.tenancy.models import City
from tests.billing.scene import (
    PAYER,
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

pytestmark = pytest.mark.usefixtures("city")


@pytest.fixture(autouse=True)
def books_agree(city: City) -> object:
    """Whatever a test does, the books agree at its end."""
    reasons()
    yield
    assert broken_books() == []
    assert reconciliation(system()).agrees


def test_shorter_stay_gives_the_difference_back_by_two_people() -> None:
    bill, paper = invoiced()
    assert (paper.number[:2], paper.total_cents, paper.kind) == ("F-", 372_50, "invoice")
    paid(bill, "372.50")
    restated(bill, simple("207.00", 12))
    shown = bill_shown(system(), bill.reference)
    change = shown.changes[0]
    assert (change.difference, change.leads_to, change.article) == (Decimal("-103.50"), "credit", "21")
    assert [one.difference for one in change.lines] == [Decimal(0), Decimal("-103.50")]
    assert change.lines[1].why["en"] == "18 m² × 12 days instead of 18 m² × 15 days".replace(
        " m²", "\u00a0m²"
    ).replace(" days", "\u00a0days")
    assert change.facts[0].after == {"fr": "12 jours"}
    asked = shown.decisions[0]
    assert (asked.amount, asked.state, asked.article, asked.cause) == (
        Decimal("103.50"),
        "asked",
        "21",
        "file",
    )

    clerk, chief = person(limit="50"), person(limit="1000")
    with pytest.raises(Denied, match="sign up to"):
        approve(clerk, asked.id)
    approve(chief, asked.id)
    shown = bill_shown(system(), bill.reference)
    note = shown.papers[-1]
    assert (note.kind, note.number[:2], note.total) == ("credit_note", "C-", Decimal("103.50"))
    held = shown.holdings[0]
    assert (held.left, held.credit_note, shown.balance) == (Decimal("103.50"), note.number, Decimal(0))
    with pytest.raises(Conflict):
        approve(chief, asked.id)

    owner = visitor(case_references=frozenset({bill.reference}))
    wish(owner, held.id, "refund")
    waiting = Adjustment.objects.get(holding_id=held.id)
    approve(chief, waiting.pk)
    assert Holding.objects.get().left_cents == 0
    with pytest.raises(Conflict, match="Nothing is left"):
        wish(owner, held.id, "keep")


def test_longer_stay_asks_for_a_supplement() -> None:
    bill, _paper = invoiced()
    with pytest.raises(Conflict, match="issued already"):
        issue_invoice(system(), bill.reference)
    restated(bill, simple("414.00", 20))
    paper = issue_invoice(system(), bill.reference)
    assert (paper.kind, paper.total_cents, len(paper.lines)) == ("supplement", 103_50, 1)
    paid(bill, "400.00")
    assert bill_shown(system(), bill.reference).balance == Decimal("76.00")


def test_new_version_takes_back_the_credit_that_nobody_signed() -> None:
    bill, _paper = invoiced()
    restated(bill, simple("207.00", 12))
    restated(bill, simple("290.00", 14), reason="Deux jours de plus")
    assert list(Adjustment.objects.order_by("id").values_list("state", "amount_cents")) == [
        ("withdrawn", 103_50),
        ("asked", 20_50),
    ]
    restated(bill, simple(), reason="Comme avant")
    assert Adjustment.objects.filter(state="asked").count() == 0


def test_same_statement_again_changes_nothing() -> None:
    bill = stated()
    again = restated(bill, simple(), facts=(), reason="")
    assert again.version_count == 2
    assert restated(bill, simple(), facts=(), reason="Rien").version_count == 2


def test_credits_never_exceed_what_was_invoiced() -> None:
    bill, _paper = invoiced()
    clerk, chief = person(), person(limit="100000")
    with pytest.raises(Invalid, match="At most"):
        request_credit(clerk, bill.reference, NewCredit(Decimal("372.51"), "error", "Erreur de saisie"))
    request_credit(clerk, bill.reference, NewCredit(Decimal("300.00"), "error", "Erreur de saisie"))
    with pytest.raises(Invalid, match="At most"):
        request_credit(clerk, bill.reference, NewCredit(Decimal("100.00"), "error", "Erreur de saisie"))
    first = Adjustment.objects.get()
    with pytest.raises(Denied, match="yourself"):
        approve(clerk, first.pk)
    restated(bill, simple("0.00", 1))
    approve(chief, first.pk)
    second = Adjustment.objects.filter(state="asked").get()
    with pytest.raises(Conflict, match="More was credited"):
        approve(chief, second.pk)
    refuse(chief, second.pk, "Déjà crédité autrement")
    shown = register(chief, Wanted(what="credit"))
    assert (shown.count, shown.by_reason[0].key, shown.by_reason[0].total) == (2, "error", Decimal("300.00"))


def test_payer_without_address_is_refused_with_the_reason() -> None:
    bill = stated(payer=Payer("Jeanne Roy", (), "jeanne@exemple.ca"))
    with pytest.raises(Invalid, match="no postal address"):
        issue_invoice(system(), bill.reference)
    assert Invoice.objects.count() == 0


def test_counter_refuses_more_than_is_owed_and_the_same_receipt_once() -> None:
    _bill, paper = invoiced()
    clerk = person("payment.record")
    with pytest.raises(Invalid, match="give the change back"):
        record_payment(clerk, NewPayment("a", Decimal(400), "cash", invoice=paper.number))
    first = record_payment(clerk, NewPayment("a", Decimal("372.50"), "cash", invoice=paper.number))
    again = record_payment(clerk, NewPayment("a", Decimal("372.50"), "cash", invoice=paper.number))
    assert first.pk == again.pk
    with pytest.raises(Conflict, match="paid already"):
        record_payment(clerk, NewPayment("b", Decimal(1), "cash", invoice=paper.number))
    with pytest.raises(Conflict, match="another payment"):
        record_payment(clerk, NewPayment("a", Decimal(1), "cash", invoice=paper.number))


def test_paid_twice_is_held_and_refunded_no_more_than_paid() -> None:
    bill, _paper = invoiced()
    paid(bill, "372.50")
    paid(bill, "372.50")
    held = Holding.objects.get()
    assert (held.origin, held.left_cents) == ("overpayment", 372_50)
    clerk = person()
    with pytest.raises(Invalid, match="At most"):
        request_refund(clerk, held.pk, means="transfer", amount=Decimal("372.51"))
    request_refund(clerk, held.pk, means="transfer", amount=Decimal("300.00"))
    with pytest.raises(Invalid, match="At most"):
        request_refund(clerk, held.pk, means="transfer")


def test_held_money_pays_another_bill_of_the_payer() -> None:
    first, _paper = invoiced()
    paid(first, "400.00")
    second, _paper = invoiced()
    with pytest.raises(Conflict):
        use_held(visitor(case_references=frozenset({second.reference})), second.reference)
    assert use_held(person(), second.reference) == 27_50
    assert bill_shown(system(), second.reference).balance == Decimal("345.00")


def test_returned_cheque_is_owed_again() -> None:
    bill, _paper = invoiced()
    paid(bill, "400.00", "cheque")
    with pytest.raises(Conflict, match="may still come back"):
        request_refund(person(), Holding.objects.get().pk, means="cheque")
    payment = Payment.objects.get()
    return_payment(system(), payment.pk, "Sans provision")
    assert (Receivable.objects.get().balance_cents, Holding.objects.get().left_cents) == (372_50, 0)
    with pytest.raises(Conflict, match="came back already"):
        return_payment(system(), payment.pk, "Encore")


def test_returned_after_a_credit_and_a_refund_is_to_be_recovered() -> None:
    bill, _paper = invoiced()
    paid(bill, "372.50", "card")
    restated(bill, simple("207.00", 12))
    chief = person(limit="1000")
    approve(chief, Adjustment.objects.get().pk)
    asked = request_refund(person(), Holding.objects.get().pk, means="transfer")
    approve(chief, asked.pk)
    return_payment(system(), Payment.objects.get().pk, "Contestée")
    accounts = {one.name: one.balance for one in reconciliation(system()).accounts}
    assert (accounts["receivable"], accounts["to_recover"]) == (Decimal("269.00"), Decimal("103.50"))


def test_write_off_takes_two_and_a_later_credit_undoes_it() -> None:
    bill, paper = invoiced()
    clerk, chief = person(), person(limit="1000")
    asked = request_write_off(clerk, paper.number, "lost", "Entreprise dissoute")
    approve(chief, asked.pk)
    assert Receivable.objects.get().balance_cents == 0
    with pytest.raises(Conflict, match="Nothing is owed"):
        request_write_off(clerk, paper.number, "lost", "Entreprise dissoute")
    credit = request_credit(clerk, bill.reference, NewCredit(Decimal(100), "error", "Erreur de la Ville"))
    approve(chief, credit.pk)
    row = Receivable.objects.get()
    assert (row.written_off_cents, row.credited_cents, Holding.objects.count()) == (272_50, 100_00, 0)


def test_deposit_is_given_back_once() -> None:
    bill, paper = invoiced(computed(line("study", "62.00"), line("deposit", "500.00", "deposit")))
    assert (paper.net_cents, paper.deposit_cents) == (62_00, 500_00)
    with pytest.raises(Conflict, match="No deposit"):
        release_deposit(system(), bill.reference)
    paid(bill, "562.00")
    assert release_deposit(system(), bill.reference).left_cents == 500_00
    with pytest.raises(Conflict, match="No deposit"):
        release_deposit(system(), bill.reference, Decimal(1))


def test_contest_stops_reminders_until_answered() -> None:
    bill, _paper = invoiced()
    owner = visitor(case_references=frozenset({bill.subject_reference}))
    row = contest(owner, bill.reference, "occupation", "La surface est de 12 m², pas de 18.")
    assert Receivable.objects.get().contested
    assert not row.late
    with pytest.raises(Invalid):
        answer_contest(system(), row.pk, "kept", "Non.")
    answer_contest(system(), row.pk, "kept", "Le plan joint montre bien 18 m².")
    assert not Receivable.objects.get().contested
    with pytest.raises(Conflict):
        answer_contest(system(), row.pk, "kept", "Le plan joint montre bien 18 m².")
    assert bill_shown(owner, bill.reference).contests[0].line_label == {
        "fr": "Occupation",
        "en": "Occupation",
    }


def test_not_yours_is_not_there() -> None:
    bill, _paper = invoiced()
    for stranger in (visitor(case_references=frozenset({"P-26-99999"})), person("case.open")):
        with pytest.raises(NotFound):
            bill_shown(stranger, bill.reference)
    assert bills_of(visitor(), Subject("permit", bill.subject_reference)) == []
    with pytest.raises(Invalid, match="less than nothing"):
        stated(computed(line("reduction", "-1.00", "reduction")))
    assert PAYER.key == "e:jeanne@exemple.ca"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE billing_invoice SET total_cents = 1",
        "DELETE FROM billing_invoice",
        "TRUNCATE billing_posting",
        "UPDATE billing_posting SET debit_cents = 1",
        "UPDATE billing_billversion SET total_cents = 1",
        "UPDATE billing_payment SET amount_cents = 1",
        "UPDATE billing_journalentry SET total_cents = 1",
    ],
)
def test_what_is_issued_is_not_rewritten(statement: str) -> None:
    bill, _paper = invoiced()
    paid(bill, "10.00")
    refused = pytest.raises(ProgrammingError, match="permission denied")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert JournalEntry.objects.count() == 2
