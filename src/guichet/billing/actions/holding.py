"""Money held for payers: what they wish, using it for a bill, asking that it be paid out, deposits given back."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from guichet.billing import events, rules
from guichet.billing.accounts import DEPOSITS, HELD, RECEIVABLE, Move, applied_to
from guichet.billing.actions.carrying_out import hold
from guichet.billing.actions.journal import NewEntry, told, write_entry
from guichet.billing.lifecycle import MEANS_WORDS, Asked, Decision, Means, Origin
from guichet.billing.models import Adjustment, Bill, Holding, Receivable
from guichet.billing.queries.deposits import deposit_left
from guichet.billing.queries.refunds import refundable
from guichet.billing.queries.visible import bill_for, bill_with_id, office
from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Conflict, Invalid, NotFound
from guichet.kernel.money import cents, say_money
from guichet.kernel.words import clean_line
from guichet.ledger.actions import record

REFUND_MEANS = (Means.ONLINE, Means.TRANSFER, Means.CHEQUE, Means.CARD, Means.CASH)


def _holding(actor: Actor, holding_id: int) -> tuple[Holding, Bill]:
    found = Holding.objects.filter(pk=holding_id).values_list("bill_id", flat=True).first()
    if found is None:
        raise NotFound(_("There is no such credit."))
    bill = bill_with_id(actor, found, lock=True)
    return Holding.objects.select_for_update().get(pk=holding_id), bill


@transaction.atomic
def wish(actor: Actor, holding_id: int, what: str) -> Holding:
    """Keep what a payer wants done with money held for them: « refund » (then asked for) or « keep »."""
    holding, bill = _holding(actor, holding_id)
    authorise(actor, rules.may_wish, bill)
    if what not in {"refund", "keep"}:
        raise Invalid(_("Choose: refunded, or kept for a next bill."))
    if holding.left_cents == 0:
        raise Conflict(_("Nothing is left of this credit: it was refunded or used."))
    waits = Adjustment.objects.filter(holding=holding, state=Asked.ASKED)
    holding.wish = what
    holding.save(update_fields=["wish"])
    if what == "refund" and not waits.exists():
        card = refundable(bill, holding, holding.left_cents) is not None
        way = Means.ONLINE if card else Means.TRANSFER
        _ask_refund(actor, bill, holding, holding.left_cents, way, _("Asked for by the payer"))
    if what == "keep":
        waits.update(state=Asked.WITHDRAWN, decided_at=moment.now())
    record(actor, events.WISHED, bill, **told(bill, holding=holding.pk, wish=what))
    return holding


@transaction.atomic
def request_refund(
    actor: Actor, holding_id: int, *, means: str, amount: Decimal | None = None, words: str = ""
) -> Adjustment:
    """Ask that held money be paid out; a second person approves. Raises Invalid for more than is held.

    What a cheque paid too much waits some days: until then the cheque may still come back.
    """
    holding, bill = _holding(actor, holding_id)
    authorise(actor, rules.may_ask_refund)
    asked = holding.left_cents if amount is None else cents(amount)
    waiting = Adjustment.objects.filter(holding=holding, state=Asked.ASKED)
    most = holding.left_cents - (waiting.aggregate(total=Sum("amount_cents"))["total"] or 0)
    if not 0 < asked <= most:
        said = say_money(Decimal(most) / 100, bill.currency, actor.language)
        fault = _("At most %(most)s can be refunded: more was not paid, or waits to be refunded.") % {
            "most": said
        }
        raise Invalid(fault, fields={"amount": fault}, code="too_much")
    if means not in REFUND_MEANS:
        fault = _("Choose how it is refunded.")
        raise Invalid(fault, fields={"means": fault})
    if means == Means.ONLINE and refundable(bill, holding, asked) is None:
        fault = _("This was not paid online, or less was: choose a transfer or a cheque.")
        raise Invalid(fault, fields={"means": fault})
    _check_cheque(holding)
    decision = _ask_refund(actor, bill, holding, asked, Means(means), clean_line(words, 500))
    record(actor, events.ASKED, bill, **told(bill, decision=decision.pk, what=decision.what))
    return decision


def _check_cheque(holding: Holding) -> None:
    payment = holding.payment
    if payment is None or payment.means != Means.CHEQUE:
        return
    days = office().cheque_days
    if (moment.now() - payment.at).days < days:
        raise Conflict(
            _("This was paid by cheque: wait %(days)d days, it may still come back.") % {"days": days}
        )


def _ask_refund(
    actor: Actor, bill: Bill, holding: Holding, amount: int, means: Means, words: str
) -> Adjustment:
    return Adjustment.objects.create(
        what=Decision.REFUND,
        bill=bill,
        holding=holding,
        amount_cents=amount,
        means=means,
        words=words or str(MEANS_WORDS[means]),
        asked_by_id=actor.id if actor.is_staff else 0,
        asked_by=actor.label[:120],
        asked_at=moment.now(),
    )


@transaction.atomic
def use_held(actor: Actor, reference: str) -> int:
    """Pay what is owed on a bill with money held for the same payer; gives the cents used.

    Money held for other bills of this payer is used by staff only, who know the person; a resident uses what this
    very bill holds.
    """
    bill = bill_for(actor, reference, lock=True)
    authorise(actor, rules.may_wish, bill)
    owed = list(
        Receivable.objects.select_for_update(of=("self",))
        .select_related("invoice")
        .filter(bill=bill, balance_cents__gt=0)
        .order_by("due_on", "pk")
    )
    own = Q(bill=bill)
    wanted = own | Q(payer_key=bill.payer_key) if actor.is_staff and bill.payer_key else own
    used = 0
    for holding in Holding.objects.select_for_update().filter(wanted, left_cents__gt=0).order_by("pk"):
        if not Adjustment.objects.filter(holding=holding, state=Asked.ASKED).exists():
            used += _use(actor, holding, owed)
    if not used:
        raise Conflict(_("There is no credit to use, or nothing is owed."))
    record(actor, events.HELD_USED, bill, **told(bill, cents=used))
    record(actor, events.PAID, bill, **told(bill, settled=_settled(bill), held=True))
    return used


def _use(actor: Actor, holding: Holding, owed: list[Receivable]) -> int:
    parts, _left = applied_to(holding.left_cents, [(row.invoice_id, row.balance_cents) for row in owed])
    used = sum(parts.values())
    if not used:
        return 0
    before = holding.left_cents
    holding.left_cents -= used
    holding.save(update_fields=["left_cents"])
    moves = [Move(HELD, used, holding=holding.pk)]
    for row in owed:
        part = parts.get(row.invoice_id, 0)
        row.paid_cents += part
        row.balance_cents -= part
        row.save(update_fields=["paid_cents", "balance_cents"])
        moves.append(Move(RECEIVABLE, -part, invoice=row.invoice_id, holding=holding.pk))
    write_entry(
        NewEntry(f"held:{holding.pk}:{before}", "held_used", owed[0].invoice.number, moves), actor.label
    )
    return used


def _settled(bill: Bill) -> bool:
    return not Receivable.objects.filter(bill=bill, balance_cents__gt=0).exists()


@transaction.atomic
def release_deposit(actor: Actor, reference: str, amount: Decimal | None = None) -> Holding:
    """Give a deposit (or a part) back to its payer as money held for them. Raises Conflict when none is left."""
    bill = bill_for(actor, reference, lock=True)
    authorise(actor, rules.may_issue)
    left = deposit_left(bill)
    given = left if amount is None else cents(amount)
    if not 0 < given <= left:
        raise Conflict(_("No deposit of this amount is left: it was not paid, or given back."))
    holding = hold(bill, given, Origin.DEPOSIT, {})
    moves = [Move(DEPOSITS, given), Move(HELD, -given, holding=holding.pk)]
    write_entry(NewEntry(f"deposit_back:{holding.pk}", "deposit_back", bill.reference, moves), actor.label)
    record(actor, events.DEPOSIT_RELEASED, bill, **told(bill, holding=holding.pk))
    return holding


@transaction.atomic
def request_kept_deposit(actor: Actor, reference: str, amount: Decimal, words: str) -> Adjustment:
    """Ask that a part of a deposit be kept (damage); a second person approves."""
    bill = bill_for(actor, reference, lock=True)
    authorise(actor, rules.may_ask)
    said = clean_line(words, 500)
    if not said:
        fault = _("Say why, in a sentence: whoever signs will read it, and so may the auditor.")
        raise Invalid(fault, fields={"words": fault})
    if not 0 < cents(amount) <= deposit_left(bill):
        fault = _("No deposit of this amount is left: it was not paid, or given back.")
        raise Invalid(fault, fields={"amount": fault})
    decision = Adjustment.objects.create(
        what=Decision.KEEP_DEPOSIT,
        bill=bill,
        amount_cents=cents(amount),
        words=said,
        asked_by_id=actor.id,
        asked_by=actor.label[:120],
        asked_at=moment.now(),
    )
    record(actor, events.ASKED, bill, **told(bill, decision=decision.pk, what=decision.what))
    return decision
