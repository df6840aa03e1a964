"""Asking for credits and write-offs; a second person, within their limit, approves or refuses."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from guichet.billing import events, rules
from guichet.billing.actions.carrying_out import carry_out
from guichet.billing.actions.journal import told
from guichet.billing.lifecycle import DECISIONS, Asked, Decision
from guichet.billing.models import Adjustment, Bill, CreditReason, Receivable
from guichet.billing.queries.limits import signing_limit
from guichet.billing.queries.visible import bill_for, bill_with_id, paper_for
from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Conflict, Denied, Invalid, NotFound
from guichet.kernel.money import cents, say_money
from guichet.kernel.words import clean_line
from guichet.ledger.actions import record


@dataclass(frozen=True, slots=True)
class NewCredit:
    """A credit asked for: how much, the code of its reason, in which words, by which article."""

    amount: Decimal
    reason: str
    words: str
    article: str = ""


@transaction.atomic
def request_credit(actor: Actor, reference: str, new: NewCredit) -> Adjustment:
    """Ask for a credit on what a bill's invoices asked for.

    Raises Invalid without words or a reason, or for more than can still be credited (all that waits counted).
    """
    bill = bill_for(actor, reference, lock=True)
    authorise(actor, rules.may_ask)
    amount, reason = _amount(new.amount), _reason(new.reason, Decision.CREDIT)
    words = _words(new.words)
    most = bill.invoiced_cents - bill.credited_cents - _waiting(bill)
    if amount > most:
        fault = _("At most %(most)s can still be credited on this bill.") % {
            "most": say_money(Decimal(most) / 100, bill.currency, actor.language)
        }
        raise Invalid(fault, fields={"amount": fault})
    decision = _ask(
        actor, bill, Decision.CREDIT, amount_cents=amount, reason=reason, words=words,
        article=clean_line(new.article, 80) or reason.article,
    )  # fmt: skip
    record(actor, events.ASKED, bill, **told(bill, decision=decision.pk, what=decision.what))
    return decision


def _waiting(bill: Bill) -> int:
    rows = Adjustment.objects.filter(bill=bill, what=Decision.CREDIT, state=Asked.ASKED)
    return rows.aggregate(total=Sum("amount_cents"))["total"] or 0


@transaction.atomic
def request_write_off(actor: Actor, number: str, reason: str, words: str) -> Adjustment:
    """Ask that what is still owed of an invoice be given up. Raises Conflict when nothing is owed."""
    paper = paper_for(actor, number)
    bill = bill_with_id(actor, paper.bill_id, lock=True)
    authorise(actor, rules.may_ask)
    owed = Receivable.objects.filter(invoice=paper, balance_cents__gt=0).first()
    if owed is None:
        raise Conflict(_("Nothing is owed on this invoice."))
    if Adjustment.objects.filter(invoice=paper, what=Decision.WRITE_OFF, state=Asked.ASKED).exists():
        raise Conflict(_("A write-off was asked for already and waits for a second person."))
    decision = _ask(
        actor, bill, Decision.WRITE_OFF, amount_cents=owed.balance_cents, invoice=paper,
        reason=_reason(reason, Decision.WRITE_OFF), words=_words(words),
    )  # fmt: skip
    record(actor, events.ASKED, bill, **told(bill, decision=decision.pk, what=decision.what))
    return decision


def _ask(actor: Actor, bill: Bill, what: Decision, **fields: object) -> Adjustment:
    return Adjustment.objects.create(
        what=what,
        bill=bill,
        asked_by_id=actor.id,
        asked_by=actor.label[:120],
        asked_at=moment.now(),
        **fields,
    )


def _amount(given: Decimal) -> int:
    try:
        amount = cents(given)
    except ValueError as fault:
        words = _("Write an amount in dollars or euros and cents.")
        raise Invalid(words, fields={"amount": words}) from fault
    if amount <= 0:
        words = _("Write an amount above zero.")
        raise Invalid(words, fields={"amount": words})
    return amount


def _reason(code: str, what: Decision) -> CreditReason:
    reason = CreditReason.objects.filter(code=code, active=True).first()
    if reason is None or (reason.decisions and what.value not in reason.decisions):
        words = _("Choose a reason.")
        raise Invalid(words, fields={"reason": words})
    return reason


def _words(given: str) -> str:
    words = clean_line(given, 500)
    if len(words) < 5:
        fault = _("Say why, in a sentence: whoever signs will read it, and so may the auditor.")
        raise Invalid(fault, fields={"words": fault})
    return words


def _decision(actor: Actor, decision_id: int) -> tuple[Adjustment, Bill]:
    found = Adjustment.objects.filter(pk=decision_id).values_list("bill_id", flat=True).first()
    if found is None:
        raise NotFound(_("There is no such request."))
    bill = bill_with_id(actor, found, lock=True)
    decision = Adjustment.objects.select_for_update(of=("self",)).select_related("reason").get(pk=decision_id)
    decision.bill = bill
    return decision, bill


@transaction.atomic
def approve(actor: Actor, decision_id: int) -> Adjustment:
    """Sign what someone else asked for, and carry it out at once: credit note, refund, write-off.

    Raises Denied for one's own request or above one's limit, Conflict when it was decided or no longer possible.
    """
    decision, bill = _decision(actor, decision_id)
    _may_sign(actor, decision)
    decision.state = DECISIONS.next(decision.state, "approve")
    _decided(actor, decision)
    carry_out(decision, actor.label)
    decision.save()
    record(
        actor, events.DECIDED, bill, **told(bill, decision=decision.pk, what=decision.what, state="approved")
    )
    if decision.credit_note is not None:
        record(actor, events.CREDIT_NOTE_ISSUED, bill, **told(bill, paper=decision.credit_note.number))
    elif decision.what == Decision.REFUND:
        record(actor, events.REFUNDED, bill, **told(bill, decision=decision.pk, cents=decision.amount_cents))
    elif decision.what == Decision.WRITE_OFF:
        record(actor, events.WRITTEN_OFF, bill, **told(bill, decision=decision.pk))
    return decision


def _may_sign(actor: Actor, decision: Adjustment) -> None:
    limit = signing_limit(actor)
    if actor.is_staff and actor.has("credit.approve") and not rules.may_decide(actor, decision, limit):
        if decision.asked_by_id == actor.id:
            raise Denied(_("You asked for this yourself: someone else has to sign it."), code="two_people")
        most = say_money(Decimal(limit) / 100, decision.bill.currency, actor.language)
        raise Denied(
            _("You may sign up to %(most)s. Leave this one to someone with a higher limit.") % {"most": most},
            code="limit",
        )
    authorise(actor, rules.may_decide, decision, limit)


def _decided(actor: Actor, decision: Adjustment, why: str = "") -> None:
    decision.decided_by_id, decision.decided_by = actor.id, actor.label[:120]
    decision.decided_at, decision.decided_why = moment.now(), why


@transaction.atomic
def refuse(actor: Actor, decision_id: int, why: str) -> Adjustment:
    """Refuse what someone else asked for, with the reason that they will read."""
    decision, bill = _decision(actor, decision_id)
    authorise(actor, rules.may_refuse, decision)
    decision.state = DECISIONS.next(decision.state, "refuse")
    words = clean_line(why, 300)
    if not words:
        fault = _("Say why it is refused.")
        raise Invalid(fault, fields={"why": fault})
    _decided(actor, decision, words)
    decision.save()
    record(
        actor, events.DECIDED, bill, **told(bill, decision=decision.pk, what=decision.what, state="refused")
    )
    return decision


@transaction.atomic
def withdraw(actor: Actor, decision_id: int) -> Adjustment:
    """Take back what one asked for oneself, as long as nobody decided."""
    decision, bill = _decision(actor, decision_id)
    authorise(actor, rules.may_withdraw, decision)
    decision.state = DECISIONS.next(decision.state, "withdraw")
    _decided(actor, decision)
    decision.save()
    record(
        actor, events.DECIDED, bill, **told(bill, decision=decision.pk, what=decision.what, state="withdrawn")
    )
    return decision
