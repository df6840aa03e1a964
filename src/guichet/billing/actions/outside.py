"""Refunds that someone made on the provider's own site: heard by its signed messages, booked once, undone when they fail.

The money left already, so nobody signs here: what the city held for the payer goes first, then what was paid is owed
again. The register of credits shows it, with who made it: the provider's site.
"""

from __future__ import annotations

from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from guichet.billing import events, rules
from guichet.billing.accounts import HELD, MONEY, RECEIVABLE, TO_RECOVER, Move, applied_to
from guichet.billing.actions.carrying_out import hold
from guichet.billing.actions.journal import NewEntry, told, write_entry
from guichet.billing.lifecycle import Asked, Decision, Means, Origin
from guichet.billing.models import Adjustment, Bill, Holding, OnlineRefund, Payment, Posting, Receivable
from guichet.billing.providers import ProviderNews
from guichet.billing.queries.visible import bill_with_id
from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Invalid
from guichet.ledger.actions import record


def hear_outside(actor: Actor, provider: str, news: ProviderNews) -> str:
    """Deal with news of a refund that Guichet did not order: « refunded », « refund_failed », « again » or « unknown ».

    Stripe tells one refund several times, under its own number (`session_id`) and in the total of its payment
    (« refunded_total »), in any order: each cent is booked once. Raises Invalid for more than was paid.
    """
    authorise(actor, rules.may_hear_provider)
    found = Payment.objects.filter(provider=provider, external_id=news.payment_id).exclude(external_id="")
    bill_id = found.values_list("bill_id", flat=True).first()
    if bill_id is None:
        return "unknown"
    bill = bill_with_id(actor, bill_id, lock=True)
    payment = found.select_for_update().get()
    if news.currency and news.currency != bill.currency:
        raise Invalid(_("The provider took another currency than the invoice's."))
    known = _known(payment, news)
    if news.kind == "refund_failed":
        return _undo(actor, bill, known) if known is not None else "again"
    given = _given_back(payment)
    cents = news.cents - given if news.kind == "refunded_total" else news.cents
    if known is not None or cents <= 0:
        return "again"
    if given + cents > payment.amount_cents:
        raise Invalid(_("The provider gave back more than this payment brought in."))
    _book(actor, bill, payment, cents, news)
    return "refunded"


def _known(payment: Payment, news: ProviderNews) -> OnlineRefund | None:
    """Find a refund by the provider's number; one that was booked from a total alone takes the first number that fits."""
    if not news.session_id:
        return None
    rows = OnlineRefund.objects.filter(payment=payment)
    known = rows.filter(external_id=news.session_id).first()
    if known is None:
        outside = rows.filter(external_id="", decision__holding=None, amount_cents=news.cents)
        known = outside.exclude(state="failed").order_by("pk").first()
        if known is not None:
            known.external_id = news.session_id[:120]
            known.save(update_fields=["external_id"])
    return known


def _given_back(payment: Payment) -> int:
    rows = OnlineRefund.objects.filter(payment=payment).exclude(state="failed")
    return int(rows.aggregate(sum=Sum("amount_cents"))["sum"] or 0)


def _book(actor: Actor, bill: Bill, payment: Payment, cents: int, news: ProviderNews) -> None:
    now, where = moment.now(), payment.provider.capitalize()
    decision = Adjustment.objects.create(
        what=Decision.REFUND,
        bill=bill,
        amount_cents=cents,
        means=Means.ONLINE,
        words=_("Made on the site of %(provider)s, not here") % {"provider": where},
        state=Asked.APPROVED,
        asked_by=where,
        asked_at=now,
        decided_by=where,
        decided_at=now,
    )
    OnlineRefund.objects.create(
        decision=decision, payment=payment, provider=payment.provider, amount_cents=cents, state="done",
        external_id=news.session_id[:120], at=now, ended_at=now,
    )  # fmt: skip
    moves = [Move(MONEY[Means.ONLINE], -cents, payment=payment.pk), *_taken(payment, cents)]
    entry = NewEntry(f"refund_outside:{decision.pk}", "refund_outside", f"R-{decision.pk}", moves)
    write_entry(entry, actor.label)
    record(actor, events.REFUNDED, bill, **told(bill, decision=decision.pk, cents=cents))


def _taken(payment: Payment, cents: int) -> list[Move]:
    """Say where money that left comes from: what is held for this payer's bill, what this payment paid, else to recover."""
    moves: list[Move] = []
    held = Holding.objects.select_for_update().filter(bill=payment.bill, left_cents__gt=0).order_by("pk")
    for holding in sorted(held, key=lambda one: one.payment_id != payment.pk):
        part = min(cents, holding.left_cents)
        if part and holding.payment_id in (None, payment.pk):
            holding.left_cents -= part
            holding.save(update_fields=["left_cents"])
            moves.append(Move(HELD, part, payment=payment.pk, holding=holding.pk))
            cents -= part
    for invoice_id, paid in _paid_with(payment):
        row = Receivable.objects.select_for_update().get(invoice=invoice_id)
        part = min(cents, paid, row.paid_cents)
        if part > 0:
            row.paid_cents -= part
            row.balance_cents += part
            row.save(update_fields=["paid_cents", "balance_cents"])
            moves.append(Move(RECEIVABLE, part, invoice=invoice_id, payment=payment.pk))
            cents -= part
    return [*moves, Move(TO_RECOVER, cents, payment=payment.pk)] if cents else moves


def _paid_with(payment: Payment) -> list[tuple[int, int]]:
    """Give what a payment still pays of each invoice, the last one first."""
    rows = Posting.objects.filter(payment=payment, account=RECEIVABLE).exclude(invoice=None)
    sums = rows.values("invoice").annotate(
        paid=Sum("credit_cents", filter=Q(credit_cents__gt=0), default=0)
        - Sum("debit_cents", filter=Q(debit_cents__gt=0), default=0)
    )
    return sorted(((row["invoice"], int(row["paid"])) for row in sums), reverse=True)


def _undo(actor: Actor, bill: Bill, refund: OnlineRefund) -> str:
    """Take a refund back into the books that the bank of the card refused: it pays what is owed, the rest is held."""
    if refund.state == "failed":
        return "again"
    why, cents, now = _("The bank of the card refused the refund."), refund.amount_cents, moment.now()
    refund.state, refund.why, refund.ended_at = "failed", why[:200], now
    refund.save(update_fields=["state", "why", "ended_at"])
    refund.decision.state, refund.decision.decided_why = Asked.REFUSED, why[:300]
    refund.decision.save(update_fields=["state", "decided_why"])
    owed = list(
        Receivable.objects.select_for_update().filter(bill=bill, balance_cents__gt=0).order_by("due_on", "pk")
    )
    parts, over = applied_to(cents, [(row.invoice_id, row.balance_cents) for row in owed])
    for row in owed:
        row.paid_cents += parts.get(row.invoice_id, 0)
        row.balance_cents -= parts.get(row.invoice_id, 0)
        row.save(update_fields=["paid_cents", "balance_cents"])
    moves = [Move(MONEY[Means.ONLINE], cents, payment=refund.payment_id)]
    moves += [
        Move(RECEIVABLE, -part, invoice=number, payment=refund.payment_id) for number, part in parts.items()
    ]
    if over:
        holding = hold(bill, over, Origin.OVERPAYMENT, {"payment": refund.payment})
        moves.append(Move(HELD, -over, payment=refund.payment_id, holding=holding.pk))
    number = f"R-{refund.decision_id}"
    write_entry(NewEntry(f"refund_back:{refund.pk}", "refund_back", number, moves), actor.label)
    record(actor, events.REFUND_ENDED, bill, **told(bill, decision=refund.decision_id, state="failed"))
    return "refund_failed"
