"""Parts of actions: what an approval does, in its transaction: credit notes, refunds, write-offs, deposits kept."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from guichet.billing.accounts import (
    DEPOSITS,
    HELD,
    LOSSES,
    MONEY,
    OTHER_INCOME,
    RECEIVABLE,
    Move,
    paper_moves,
)
from guichet.billing.actions.journal import NewEntry, write_entry
from guichet.billing.actions.papers import NewPaper, issue_papers
from guichet.billing.lifecycle import Decision, Means, Origin, PaperKind
from guichet.billing.lines import Line, difference, share_of, sums_of, turned
from guichet.billing.models import Adjustment, Bill, BillVersion, Holding, Invoice, OnlineRefund, Receivable
from guichet.billing.queries.deposits import deposit_left
from guichet.billing.queries.refunds import refundable
from guichet.billing.queries.visible import office
from guichet.kernel import moment
from guichet.kernel.errors import Conflict
from guichet.tariffs.values import read_computed


def carry_out(decision: Adjustment, by: str) -> None:
    """Do what was approved; the bill is locked. Raises Conflict when it is no longer possible."""
    _DOES[Decision(decision.what)](decision, by)


def _credit(decision: Adjustment, by: str) -> None:
    bill = decision.bill
    if decision.amount_cents > bill.invoiced_cents - bill.credited_cents:
        raise Conflict(
            _("More was credited meanwhile: this credit no longer fits. Refuse it, then ask anew.")
        )
    about = Invoice.objects.filter(bill=bill).exclude(kind=PaperKind.CREDIT_NOTE).order_by("-id").first()
    words = dict(decision.reason.label) if decision.reason else {}
    new = NewPaper(
        bill,
        PaperKind.CREDIT_NOTE,
        decision.to_version or bill.settled_version,
        _credit_lines(decision),
        about=about,
        words=words,
    )
    paper = issue_papers([new], office(), by)[0]
    decision.credit_note = paper
    if decision.to_version:
        bill.settled_version = decision.to_version
    bill.save(update_fields=["credited_cents", "settled_version"])
    _book_credit(bill, paper, by)


def _credit_lines(decision: Adjustment) -> list[Line]:
    """Give the lines of a credit note: those that changed, or a share of what was invoiced; they add up to its amount."""
    bill, amount = decision.bill, decision.amount_cents
    if decision.to_version:
        rows = BillVersion.objects.filter(
            bill=bill, number__in=(decision.from_version or 0, decision.to_version)
        )
        found = {row.number: read_computed(row.computed) for row in rows}
        lines = turned(difference(found[decision.from_version or 0], found[decision.to_version]))
        total = sums_of(lines).total
        if total == amount:
            return lines
        if 0 < amount < total:
            return share_of(lines, amount)
    return share_of(_invoiced_lines(bill), amount)


def _invoiced_lines(bill: Bill) -> list[Line]:
    """Give what is still invoiced of a bill, line by line: its invoices less its credit notes."""
    found: dict[str, Line] = {}
    for paper in Invoice.objects.filter(bill=bill).order_by("id"):
        sign = -1 if paper.kind == PaperKind.CREDIT_NOTE else 1
        for line in paper.lines:
            held = found.get(line["key"])
            found[line["key"]] = {**line, "cents": (held["cents"] if held else 0) + sign * line["cents"]}
    return [line for line in found.values() if line["cents"]]


def _book_credit(bill: Bill, paper: Invoice, by: str) -> None:
    """Take a credit note off what is owed first, then off what was given up, then off what was paid: that is held."""
    rows = list(Receivable.objects.select_for_update().filter(bill=bill).order_by("-invoice_id"))
    left = paper.total_cents
    moves = paper_moves(paper.lines, paper.pk, back=True)
    freed = 0
    for pot, account in (("balance_cents", RECEIVABLE), ("written_off_cents", LOSSES), ("paid_cents", "")):
        for row in rows:
            part = min(left, getattr(row, pot), row.total_cents - row.credited_cents)
            if part <= 0:
                continue
            row.credited_cents += part
            setattr(row, pot, getattr(row, pot) - part)
            left -= part
            if account:
                moves.append(Move(account, -part, invoice=row.invoice_id))
            else:
                freed += part
    for row in rows:
        row.save()
    holding = _hold(bill, freed, Origin.CREDIT, credit_note=paper) if freed else None
    if holding is not None:
        moves.append(Move(HELD, -freed, holding=holding.pk))
    write_entry(NewEntry(f"paper:{paper.number}", "credit_note", paper.number, moves), by)


def _hold(bill: Bill, amount: int, origin: Origin, **of: object) -> Holding:
    return Holding.objects.create(
        bill=bill,
        payer_key=bill.payer_key,
        origin=origin,
        amount_cents=amount,
        left_cents=amount,
        at=moment.now(),
        **of,
    )


def hold(bill: Bill, amount: int, origin: Origin, of: Mapping[str, object]) -> Holding:
    """Keep money of a payer; `of` says the payment or credit note that it comes from."""
    return _hold(bill, amount, origin, **of)


def _refund(decision: Adjustment, by: str) -> None:
    holding = Holding.objects.select_for_update().get(pk=decision.holding_id or 0)
    if decision.amount_cents > holding.left_cents:
        raise Conflict(
            _("Less is held now than was asked for: it was used meanwhile. Refuse it, then ask anew.")
        )
    if decision.means == Means.ONLINE:
        _order(decision, holding)
    holding.left_cents -= decision.amount_cents
    holding.save(update_fields=["left_cents"])
    moves = [
        Move(HELD, decision.amount_cents, holding=holding.pk),
        Move(MONEY[decision.means], -decision.amount_cents, holding=holding.pk),
    ]
    write_entry(NewEntry(f"refund:{decision.pk}", "refund", f"R-{decision.pk}", moves), by)


def _order(decision: Adjustment, holding: Holding) -> None:
    """Keep that the provider is to give a payment back; the follow-up of the event sends the order."""
    payment = refundable(decision.bill, holding, decision.amount_cents)
    if payment is None:
        raise Conflict(
            _(
                "No payment made online can give this amount back any more. Refuse it, then ask for a transfer."
            )
        )
    OnlineRefund.objects.create(
        decision=decision,
        payment=payment,
        provider=payment.provider,
        amount_cents=decision.amount_cents,
        at=moment.now(),
    )


def _write_off(decision: Adjustment, by: str) -> None:
    row = (
        Receivable.objects.select_for_update(of=("self",))
        .select_related("invoice")
        .get(invoice=decision.invoice_id or 0)
    )
    if row.balance_cents <= 0:
        raise Conflict(_("Nothing is owed on this invoice any more."))
    decision.amount_cents = min(decision.amount_cents, row.balance_cents)
    row.written_off_cents += decision.amount_cents
    row.balance_cents -= decision.amount_cents
    row.save(update_fields=["written_off_cents", "balance_cents"])
    moves = [
        Move(LOSSES, decision.amount_cents, invoice=row.invoice_id),
        Move(RECEIVABLE, -decision.amount_cents, invoice=row.invoice_id),
    ]
    entry = NewEntry(f"write_off:{decision.pk}", "write_off", row.invoice.number, moves)
    write_entry(entry, by)


def _keep_deposit(decision: Adjustment, by: str) -> None:
    if decision.amount_cents > deposit_left(decision.bill):
        raise Conflict(_("Less of the deposit is left than was asked for."))
    moves = [
        Move(DEPOSITS, decision.amount_cents, detail=decision.article),
        Move(OTHER_INCOME, -decision.amount_cents, detail=decision.article),
    ]
    write_entry(NewEntry(f"deposit:{decision.pk}", "deposit_kept", f"D-{decision.pk}", moves), by)


_DOES = {
    Decision.CREDIT: _credit,
    Decision.REFUND: _refund,
    Decision.WRITE_OFF: _write_off,
    Decision.KEEP_DEPOSIT: _keep_deposit,
}
