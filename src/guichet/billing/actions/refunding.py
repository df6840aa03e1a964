"""Refunds on the card that paid: ordered from the provider once signed, heard of once, paid by transfer when impossible."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from guichet.billing import events, rules
from guichet.billing.accounts import MONEY, Move
from guichet.billing.actions.journal import NewEntry, told, write_entry
from guichet.billing.actions.outside import hear_outside
from guichet.billing.lifecycle import Means
from guichet.billing.models import Adjustment, OnlineRefund
from guichet.billing.providers import ProviderNews, RefundOrder, provider_of
from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Invalid
from guichet.kernel.schema import current_schema
from guichet.kernel.words import clean_line
from guichet.ledger.actions import record

UNDER_WAY = ("ordered", "sent")


@transaction.atomic
def send_refund(actor: Actor, decision_id: int) -> str:
    """Order a signed refund from the provider that took the payment; gives its state, « » when there is none.

    Asked again, the provider gives the same refund. What it can never pay back is paid by transfer. Raises Conflict when
    it does not answer: the order is sent again later.
    """
    authorise(actor, rules.may_hear_provider)
    refund = _locked(decision_id)
    if refund is None or refund.state != "ordered":
        return refund.state if refund is not None else ""
    provider = provider_of(refund.provider)
    if provider is None:
        _by_transfer(actor, refund, _("The city has no key of this provider any more."))
        return refund.state
    order = RefundOrder(
        key=str(decision_id),
        scope=current_schema(),
        payment_id=refund.payment.external_id,
        cents=refund.amount_cents,
        currency=refund.decision.bill.currency,
    )
    try:
        made = provider.refund(order)
    except Invalid as fault:
        _by_transfer(actor, refund, fault.message)
        return refund.state
    refund.external_id, refund.state = made.refund_id[:120], "done" if made.done else "sent"
    refund.ended_at = moment.now() if made.done else None
    refund.save(update_fields=["external_id", "state", "ended_at"])
    bill = refund.decision.bill
    record(actor, events.REFUND_SENT, bill, **told(bill, decision=decision_id, state=refund.state))
    return refund.state


def _locked(decision_id: int) -> OnlineRefund | None:
    return (
        OnlineRefund.objects.select_for_update(of=("self",))
        .select_related("payment", "decision__bill")
        .filter(decision=decision_id)
        .first()
    )


@transaction.atomic
def hear_refund(actor: Actor, provider: str, news: ProviderNews) -> str:
    """Deal with a provider's news of a refund: « refunded », « refund_failed » (paid by transfer instead), « unknown ».

    One that was made on the provider's own site goes into the books as such (`outside`).
    """
    authorise(actor, rules.may_hear_provider)
    refund = _locked(int(news.key)) if news.key.isdecimal() and len(news.key) < 19 else None
    if refund is None or refund.provider != provider:
        return hear_outside(actor, provider, news)
    if news.cents != refund.amount_cents:
        raise Invalid(_("The provider gave back another amount than the one that was signed."))
    if news.kind == "refunded" and refund.state in UNDER_WAY:
        refund.state, refund.ended_at = "done", moment.now()
        refund.external_id = refund.external_id or news.session_id[:120]
        refund.save(update_fields=["state", "ended_at", "external_id"])
        bill = refund.decision.bill
        record(actor, events.REFUND_ENDED, bill, **told(bill, decision=refund.decision_id, state="done"))
    elif news.kind == "refund_failed" and refund.state != "failed":
        _by_transfer(actor, refund, _("The bank of the card refused the refund."))
    return news.kind


def _by_transfer(actor: Actor, refund: OnlineRefund, why: str) -> None:
    """Pay by transfer what cannot go back to the card: it was signed already, only the way changes."""
    refund.state, refund.why, refund.ended_at = "failed", clean_line(why, 200), moment.now()
    refund.save(update_fields=["state", "why", "ended_at"])
    Adjustment.objects.filter(pk=refund.decision_id).update(means=Means.TRANSFER)
    amount = refund.amount_cents
    moves = [Move(MONEY[Means.ONLINE], amount), Move(MONEY[Means.TRANSFER], -amount)]
    entry = NewEntry(
        f"refund_way:{refund.decision_id}", "refund_by_transfer", f"R-{refund.decision_id}", moves
    )
    write_entry(entry, actor.label)
    bill = refund.decision.bill
    record(actor, events.REFUND_ENDED, bill, **told(bill, decision=refund.decision_id, state="failed"))
