"""Money that comes in, at the counter or by the bank, and cheques that come back."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from guichet.billing import events, rules
from guichet.billing.accounts import HELD, MONEY, RECEIVABLE, TO_RECOVER, Move, applied_to, receipt_moves
from guichet.billing.actions.carrying_out import hold
from guichet.billing.actions.journal import NewEntry, open_day, told, write_entry
from guichet.billing.lifecycle import COUNTED, Means, Origin
from guichet.billing.models import Bill, Holding, Invoice, Payment, Posting, Receivable
from guichet.billing.queries.visible import bill_for, bill_with_id, paper_for
from guichet.billing.timing import city_today
from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Conflict, Invalid, NotFound
from guichet.kernel.money import cents, say_money
from guichet.kernel.words import clean_line
from guichet.ledger.actions import record

KEEPS_SURPLUS = (Means.CHEQUE, Means.TRANSFER, Means.ONLINE, Means.IMPORTED)
"""Means whose money is already here: what is over is held. Over a counter the change is given back."""


@dataclass(frozen=True, slots=True)
class NewPayment:
    """Money received for a bill, or for one invoice of it by its number; `key` is made once per receipt."""

    key: str
    amount: Decimal
    means: str
    bill: str = ""
    invoice: str = ""
    note: str = ""
    provider: str = ""
    external_id: str = ""


@transaction.atomic
def record_payment(actor: Actor, new: NewPayment) -> Payment:
    """Record money received, against the invoice named, then against the oldest of its bill. Once per `key`.

    Raises Invalid for an amount that cannot be, or over the counter more than is owed; Conflict when nothing is owed.
    """
    authorise(actor, rules.may_receive)
    amount, means = _checked(new)
    paper = paper_for(actor, new.invoice) if new.invoice else None
    bill = bill_with_id(actor, paper.bill_id, lock=True) if paper else bill_for(actor, new.bill, lock=True)
    known = Payment.objects.filter(key=new.key).first()
    if known is not None:
        return _once(known, bill, amount)
    owed = _owed(bill, paper)
    total = sum(row.balance_cents for row in owed)
    if means not in KEEPS_SURPLUS:
        _check_counter(actor, bill, amount, total)
    payment = _payment(actor, bill, paper, new, amount)
    _apply(actor, payment, owed)
    record(
        actor,
        events.PAID,
        bill,
        **told(bill, payment=payment.pk, cents=amount, means=means.value, settled=amount >= total),
    )
    return payment


def _checked(new: NewPayment) -> tuple[int, Means]:
    try:
        amount = cents(new.amount)
    except ValueError as fault:
        words = _("Write an amount in dollars or euros and cents.")
        raise Invalid(words, fields={"amount": words}) from fault
    if amount <= 0:
        words = _("Write an amount above zero.")
        raise Invalid(words, fields={"amount": words})
    if new.means not in set(Means):
        words = _("Choose how it is paid.")
        raise Invalid(words, fields={"means": words})
    return amount, Means(new.means)


def _once(known: Payment, bill: Bill, amount: int) -> Payment:
    if known.bill_id != bill.pk or known.amount_cents != amount:
        raise Conflict(_("This receipt was used for another payment. Open the page anew."))
    return known


def _owed(bill: Bill, paper: Invoice | None) -> list[Receivable]:
    rows = list(
        Receivable.objects.select_for_update(of=("self",))
        .select_related("invoice")
        .filter(bill=bill, balance_cents__gt=0)
        .order_by("due_on", "pk")
    )
    aimed = paper.pk if paper else 0
    return sorted(rows, key=lambda row: row.invoice_id != aimed)


def _check_counter(actor: Actor, bill: Bill, amount: int, total: int) -> None:
    if total == 0:
        raise Conflict(_("Nothing is owed on this bill: it was paid already."), code="paid_already")
    if amount > total:
        said = say_money(Decimal(total) / 100, bill.currency, actor.language)
        fault = _("%(owed)s is owed. Write what you keep, and give the change back.") % {"owed": said}
        raise Invalid(fault, fields={"amount": fault}, code="too_much")


def _payment(actor: Actor, bill: Bill, paper: Invoice | None, new: NewPayment, amount: int) -> Payment:
    today = city_today()
    return Payment.objects.create(
        key=new.key,
        bill=bill,
        invoice=paper,
        means=new.means,
        amount_cents=amount,
        day=open_day(today) if new.means in COUNTED else today,
        at=moment.now(),
        by_id=actor.id,
        by_label=actor.label[:120],
        note=clean_line(new.note, 120),
        provider=new.provider,
        external_id=new.external_id[:120],
    )


def _apply(actor: Actor, payment: Payment, owed: list[Receivable]) -> None:
    parts, over = applied_to(payment.amount_cents, [(row.invoice_id, row.balance_cents) for row in owed])
    for row in owed:
        if part := parts.get(row.invoice_id):
            row.paid_cents += part
            row.balance_cents -= part
            row.save(update_fields=["paid_cents", "balance_cents"])
    moves = receipt_moves(MONEY[payment.means], payment.amount_cents, parts, payment.pk)
    if over:
        holding = hold(payment.bill, over, Origin.OVERPAYMENT, {"payment": payment})
        moves.append(Move(HELD, -over, payment=payment.pk, holding=holding.pk))
    paper = next((row.invoice.number for row in owed if row.invoice_id in parts), payment.bill.reference)
    write_entry(NewEntry(f"payment:{payment.pk}", "payment", paper, moves), actor.label)


@transaction.atomic
def return_payment(actor: Actor, payment_id: int, why: str) -> Payment:
    """Record that the bank sent a payment back (a cheque without funds, a card contested): what it paid is owed again.

    Raises Conflict when it came back already.
    """
    found = Payment.objects.filter(pk=payment_id).values_list("bill_id", flat=True).first()
    if found is None:
        raise NotFound(_("There is no such payment."))
    bill = bill_with_id(actor, found, lock=True)
    authorise(actor, rules.may_receive)
    payment = Payment.objects.select_for_update().get(pk=payment_id)
    if payment.returned_at is not None:
        raise Conflict(_("This payment came back already."))
    if payment.means in {Means.CASH, Means.IMPORTED}:
        raise Conflict(_("Cash does not come back. To give it back, ask for a refund."))
    payment.returned_at, payment.returned_why = moment.now(), clean_line(why, 200)
    payment.save(update_fields=["returned_at", "returned_why"])
    moves = [Move(MONEY[payment.means], -payment.amount_cents, payment=payment.pk)]
    moves += _owed_again(payment)
    write_entry(NewEntry(f"return:{payment.pk}", "return", bill.reference, moves), actor.label)
    record(actor, events.RETURNED, bill, **told(bill, payment=payment.pk, cents=payment.amount_cents))
    return payment


def _owed_again(payment: Payment) -> list[Move]:
    """Give back what a payment paid: invoices as far as they still count it as paid, money held, else to be recovered."""
    moves: list[Move] = []
    left = payment.amount_cents
    applied = Posting.objects.filter(
        payment=payment, account=RECEIVABLE, credit_cents__gt=0, entry__what="payment"
    )
    for invoice_id, part in applied.values_list("invoice_id", "credit_cents"):
        row = Receivable.objects.select_for_update().get(invoice=invoice_id)
        back = min(part, row.paid_cents)
        row.paid_cents -= back
        row.balance_cents += back
        row.save(update_fields=["paid_cents", "balance_cents"])
        moves.append(Move(RECEIVABLE, back, invoice=invoice_id, payment=payment.pk))
        left -= back
    for holding in (
        Holding.objects.select_for_update().filter(bill=payment.bill, left_cents__gt=0).order_by("pk")
    ):
        back = min(left, holding.left_cents)
        if back > 0 and (holding.payment_id == payment.pk or holding.origin == Origin.CREDIT):
            holding.left_cents -= back
            holding.save(update_fields=["left_cents"])
            moves.append(Move(HELD, back, payment=payment.pk, holding=holding.pk))
            left -= back
    if left:
        moves.append(Move(TO_RECOVER, left, payment=payment.pk))
    return moves
