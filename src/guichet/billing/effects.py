"""What follows from money: the payer is written to, once, in their language. Each mail's key is its event's entry."""

from __future__ import annotations

from django.utils import translation

from guichet.billing import events
from guichet.billing.actions.refunding import send_refund
from guichet.billing.lifecycle import PAPER_WORDS, Means, PaperKind
from guichet.billing.models import Bill, Contest, Invoice, Receivable
from guichet.billing.timing import city_time
from guichet.billing.values import read_payer
from guichet.kernel.actor import system
from guichet.kernel.events import Fact, on
from guichet.kernel.money import from_cents, say_money
from guichet.kernel.texts import localise
from guichet.kernel.typography import long_date
from guichet.messaging.actions import queue_mail
from guichet.tenancy.queries import public_url


def _bill(fact: Fact) -> Bill | None:
    return Bill.objects.filter(pk=fact.subject_id).first()


def _number(fact: Fact, name: str) -> int:
    return int(str(fact.data.get(name) or 0))


def _write(fact: Fact, bill: Bill, event: str, **more: str) -> None:
    payer = read_payer(bill.payer)
    queue_mail(
        system(),
        key=f"bill:{fact.entry_id}",
        event=event,
        to=payer.email,
        language=bill.language,
        values={
            "reference": bill.reference,
            "service": localise(bill.title, bill.language),
            "link": public_url(f"/factures/{bill.token}/"),
            "first_name": payer.name.split(" ")[0] if not payer.number else payer.name,
            **more,
        },
        subject_type=Bill._meta.label_lower,
        subject_id=bill.pk,
    )


def _paper(fact: Fact) -> Invoice | None:
    return Invoice.objects.filter(number=str(fact.data.get("paper") or "")).first()


@on(events.INVOICE_ISSUED)
def send_invoice(fact: Fact) -> None:
    """Send an invoice: how much, until when, and the link to the bill, line by line."""
    bill, paper = _bill(fact), _paper(fact)
    if bill is not None and paper is not None:
        _write(fact, bill, "bill_issued", **_of_paper(bill, paper))


@on(events.CREDIT_NOTE_ISSUED)
def send_credit_note(fact: Fact) -> None:
    """Tell that money comes back, and ask what to do with it."""
    bill, paper = _bill(fact), _paper(fact)
    if bill is not None and paper is not None:
        _write(fact, bill, "bill_credit", **_of_paper(bill, paper))


@on(events.REMINDED)
def send_reminder(fact: Fact) -> None:
    """Remind of an invoice whose date has passed, unless it was paid meanwhile."""
    bill, paper = _bill(fact), _paper(fact)
    if bill is None or paper is None:
        return
    owed = Receivable.objects.filter(invoice=paper, balance_cents__gt=0).first()
    if owed is not None:
        amount = say_money(from_cents(owed.balance_cents), bill.currency, bill.language)
        _write(fact, bill, "bill_reminder", **{**_of_paper(bill, paper), "amount": amount})


def _of_paper(bill: Bill, paper: Invoice) -> dict[str, str]:
    with translation.override(bill.language):
        words = str(PAPER_WORDS[PaperKind(paper.kind)])
    return {
        "reference": paper.number,
        "outcome": words,
        "amount": say_money(from_cents(paper.total_cents), bill.currency, bill.language),
        "new_date": long_date(paper.due_on, bill.language),
        "promise_date": long_date(paper.contest_until, bill.language),
        "appeal": localise(paper.seller.get("contest_path", {}), bill.language),
    }


@on(events.PAID)
def send_receipt(fact: Fact) -> None:
    """Send a receipt of money received; money that was held, or paid in the former system, is none."""
    bill = _bill(fact)
    told = fact.data.get("held") or fact.data.get("means") == Means.IMPORTED
    if bill is not None and _number(fact, "cents") and not told:
        amount = say_money(from_cents(_number(fact, "cents")), bill.currency, bill.language)
        _write(fact, bill, "bill_paid", amount=amount)


@on(events.RETURNED)
def tell_returned(fact: Fact) -> None:
    """Tell that the bank sent a payment back."""
    bill = _bill(fact)
    if bill is not None:
        amount = say_money(from_cents(_number(fact, "cents")), bill.currency, bill.language)
        _write(fact, bill, "bill_returned", amount=amount)


@on(events.REFUNDED)
def tell_refunded(fact: Fact) -> None:
    """Tell that money is on its way back."""
    bill = _bill(fact)
    if bill is not None:
        amount = say_money(from_cents(_number(fact, "cents")), bill.currency, bill.language)
        _write(fact, bill, "bill_refunded", amount=amount)


@on(events.REFUNDED)
def order_refund(fact: Fact) -> None:
    """Order a refund on the card that paid from its provider; other refunds are paid by people."""
    send_refund(system(), _number(fact, "decision"))


@on(events.CONTESTED)
def acknowledge_contest(fact: Fact) -> None:
    """Say that a question was received, and by when it is answered."""
    bill = _bill(fact)
    row = Contest.objects.filter(pk=_number(fact, "contest")).first()
    if bill is not None and row is not None:
        _write(
            fact, bill, "bill_contested", new_date=long_date(row.answer_by, bill.language), message=row.words
        )


@on(events.CONTEST_ANSWERED)
def send_answer(fact: Fact) -> None:
    """Send the answer to whoever said that a line was wrong."""
    bill = _bill(fact)
    row = Contest.objects.filter(pk=_number(fact, "contest")).first()
    if bill is not None and row is not None and row.answered_at is not None:
        on_day = long_date(city_time(row.answered_at).date(), bill.language)
        _write(fact, bill, "bill_answered", answer=row.answer, new_date=on_day)
