"""Balances of the former system become bills: marked as such, counted in the aging, payable, never sent as new."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from guichet.billing import events, rules
from guichet.billing.accounts import HELD, MONEY, OPENING, Move, applied_to, receipt_moves
from guichet.billing.actions.journal import NewEntry, told, write_entries
from guichet.billing.actions.papers import Former, NewPaper, issue_papers
from guichet.billing.actions.stating import NewBill, first_versions
from guichet.billing.lifecycle import Means, Origin, PaperKind
from guichet.billing.lines import lines_of
from guichet.billing.models import Bill, Holding, Invoice, Payment, Receivable
from guichet.billing.queries.visible import city_currency, office
from guichet.billing.timing import city_today
from guichet.billing.values import Payer, Subject
from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Invalid
from guichet.kernel.money import ZERO, Currency, cents
from guichet.kernel.texts import Text
from guichet.kernel.words import clean_line
from guichet.ledger.actions import record_many
from guichet.tariffs.values import Computed, FeeLine, no_fee


@dataclass(frozen=True, slots=True)
class OpeningBalance:
    """What the former system billed for a subject and what was paid there; paid above the total is held for the payer.

    `number` is the invoice's there; without its days it counts as issued and due today.
    """

    subject: Subject
    payer: Payer
    title: Text
    total: Decimal
    paid: Decimal
    number: str = ""
    issued_on: dt.date | None = None
    due_on: dt.date | None = None
    starts: dt.date | None = None
    ends: dt.date | None = None


@transaction.atomic
def open_balances(actor: Actor, given: Sequence[OpeningBalance]) -> list[Bill]:
    """Take balances over as bills, in a constant number of statements; a subject that has a bill keeps it as it is.

    Nobody is written to. Raises Invalid for a negative total, or a payment below nothing.
    """
    authorise(actor, rules.may_issue)
    for one in given:
        if one.total < ZERO or one.paid < ZERO:
            raise Invalid(_("A balance taken over has a total and a payment of nothing or more."))
    news = _unknown(given)
    if not news:
        return []
    bills = first_versions(actor, [_bill(one) for one in news])
    pairs = list(zip(bills, news, strict=True))
    papers = _papers(actor, [(bill, one) for bill, one in pairs if one.total > ZERO])
    _settle(actor, pairs, papers)
    record_many(actor, events.BALANCE_OPENED, [(bill, told(bill, version=1)) for bill in bills])
    return bills


def _unknown(given: Sequence[OpeningBalance]) -> list[OpeningBalance]:
    """Leave out subjects that have a bill, so that taking over again changes nothing."""
    wanted = {(one.subject.kind, one.subject.reference, one.subject.part): one for one in given}
    rows = Bill.objects.filter(subject_reference__in=[key[1] for key in wanted])
    known = set(rows.values_list("subject_kind", "subject_reference", "part"))
    return [one for key, one in wanted.items() if key not in known]


def _bill(one: OpeningBalance) -> NewBill:
    return NewBill(
        one.subject,
        _computed(one),
        one.payer,
        one.title,
        reason=_("Taken over from the former system"),
        starts=one.starts,
        ends=one.ends,
    )


def _computed(one: OpeningBalance) -> Computed:
    currency = Currency(city_currency())
    if one.total == ZERO:
        return no_fee(currency, "")
    number = clean_line(one.number, 60)
    sentence = {
        "fr": "Ce montant a été facturé dans l’ancien système de la Ville"
        + (f", facture {number}" if number else "")
        + ". Son détail se trouve sur cette facture.",
        "en": "This amount was invoiced in the city’s former system"
        + (f", invoice {number}" if number else "")
        + ". That invoice gives its details.",
    }
    line = FeeLine(
        code=OPENING,
        label={"fr": "Montant repris de l’ancien système", "en": "Amount taken over from the former system"},
        kind="fee",
        amount=one.total,
        article="",
        article_text={},
        bylaw="",
        bylaw_version=1,
        sentence=sentence,
    )
    return Computed(currency=currency, bylaw="", lines=(line,))


def _papers(actor: Actor, pairs: Sequence[tuple[Bill, OpeningBalance]]) -> dict[int, Invoice]:
    """Make the papers that stand for those of the former system; gives them by bill."""
    if not pairs:
        return {}
    today = city_today()
    news = [
        NewPaper(
            bill,
            PaperKind.OPENING,
            1,
            lines_of(_computed(one)),
            former=Former(
                clean_line(one.number, 60), one.issued_on or today, one.due_on or one.issued_on or today
            ),
        )
        for bill, one in pairs
    ]
    papers = issue_papers(news, office(), actor.label)
    for bill, _one in pairs:
        bill.settled_version = 1
    Bill.objects.bulk_update([bill for bill, _one in pairs], ["settled_version", "invoiced_cents"])
    return {paper.bill_id: paper for paper in papers}


def _settle(actor: Actor, pairs: Sequence[tuple[Bill, OpeningBalance]], papers: dict[int, Invoice]) -> None:
    """Record what was paid in the former system; what it owes the payer is held for them here."""
    paid = [(bill, cents(one.paid)) for bill, one in pairs if one.paid > ZERO]
    payments = {
        bill.pk: _payment(actor, bill, papers.get(bill.pk), amount)
        for bill, amount in paid
        if bill.pk in papers
    }
    Payment.objects.bulk_create(payments.values(), batch_size=500)
    rows = {row.bill_id: row for row in Receivable.objects.filter(bill__in=[bill for bill, _cents in paid])}
    entries: list[NewEntry] = []
    for bill, amount in paid:
        row, payment = rows.get(bill.pk), payments.get(bill.pk)
        parts, over = applied_to(amount, [(row.invoice_id, row.balance_cents)] if row else [])
        if row is not None:
            row.paid_cents += amount - over
            row.balance_cents -= amount - over
        entries.append(_entry(bill, payment, amount, parts, over))
    Receivable.objects.bulk_update(rows.values(), ["paid_cents", "balance_cents"], batch_size=500)
    write_entries(entries, actor.label)


def _payment(actor: Actor, bill: Bill, paper: Invoice | None, amount: int) -> Payment:
    return Payment(
        key=f"opening:{bill.reference}",
        bill=bill,
        invoice=paper,
        means=Means.IMPORTED.value,
        amount_cents=amount,
        day=city_today(),
        at=moment.now(),
        by_id=actor.id,
        by_label=actor.label[:120],
    )


def _entry(bill: Bill, payment: Payment | None, amount: int, parts: dict[int, int], over: int) -> NewEntry:
    if payment is None:
        moves = [Move(OPENING, amount)]
    else:
        moves = receipt_moves(MONEY[Means.IMPORTED], amount, parts, payment.pk)
    if over:
        held = Holding.objects.create(
            bill=bill,
            payer_key=bill.payer_key,
            origin=Origin.OPENING,
            payment=payment,
            amount_cents=over,
            left_cents=over,
            at=moment.now(),
        )
        moves.append(Move(HELD, -over, payment=payment.pk if payment else None, holding=held.pk))
    return NewEntry(f"opening:{bill.reference}", "opening", bill.reference, moves)
