"""Paying online: a provider's page is opened, and its signed messages are dealt with once each."""

from __future__ import annotations

import uuid
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from guichet.billing import events, rules
from guichet.billing.actions.journal import told
from guichet.billing.actions.paying import NewPayment, record_payment
from guichet.billing.actions.refunding import hear_refund
from guichet.billing.lifecycle import Means
from guichet.billing.models import Bill, OnlinePayment, ProviderMessage, Receivable
from guichet.billing.providers import Order, Provider, ProviderNews, provider_of
from guichet.billing.queries.visible import bill_for, bill_with_id, office
from guichet.billing.values import read_payer
from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Conflict, Invalid, NotFound, Refused
from guichet.kernel.texts import localise
from guichet.ledger.actions import record


def start_online_payment(actor: Actor, reference: str, back_url: str) -> OnlinePayment:
    """Open a page on which all that is owed of a bill can be paid; its `url` leads there.

    Raises Conflict when nothing is owed, when the city takes no payment online, or when the provider does not answer.
    """
    name = office().provider
    provider = provider_of(name)
    if provider is None:
        raise Conflict(_("This city takes no payment online yet. See the other ways to pay on the invoice."))
    begun = _begin(actor, reference, name)
    return _opened(provider, begun, back_url)


@transaction.atomic
def _begin(actor: Actor, reference: str, provider: str) -> OnlinePayment:
    bill = bill_for(actor, reference, lock=True)
    authorise(actor, rules.may_pay_online, bill)
    owed = list(
        Receivable.objects.select_related("invoice")
        .filter(bill=bill, balance_cents__gt=0)
        .order_by("due_on", "pk")
    )
    if not owed:
        raise Conflict(_("Nothing is owed on this bill: it was paid already."), code="paid_already")
    begun = OnlinePayment.objects.create(
        key=uuid.uuid4(),
        bill=bill,
        invoice=owed[0].invoice,
        provider=provider,
        amount_cents=sum(row.balance_cents for row in owed),
        currency=bill.currency,
        started_at=moment.now(),
    )
    record(actor, events.ONLINE_STARTED, bill, **told(bill, online=begun.pk, cents=begun.amount_cents))
    return begun


def _opened(provider: Provider, begun: OnlinePayment, back_url: str) -> OnlinePayment:
    """Ask the provider outside of any transaction: while it thinks, nothing is locked."""
    bill: Bill = begun.bill
    payer = read_payer(bill.payer)
    order = Order(
        key=str(begun.key),
        cents=begun.amount_cents,
        currency=bill.currency,
        words=f"{begun.invoice.number} – {localise(bill.title, bill.language)}"[:200],
        email=payer.email,
        language=bill.language,
        back_url=back_url,
    )
    try:
        session = provider.open_page(order)
    except Refused:
        OnlinePayment.objects.filter(pk=begun.pk).update(state="failed", ended_at=moment.now())
        raise
    begun.session_id, begun.url = session.session_id, session.url
    OnlinePayment.objects.filter(pk=begun.pk).update(session_id=begun.session_id, url=begun.url)
    return begun


@transaction.atomic
def receive_message(actor: Actor, name: str, body: bytes, signature: str) -> str:
    """Deal with a provider's message, once whatever the number of times it comes; gives what was done.

    « paid », « failed », « refunded », « refund_failed », « again » (known), « other », « unknown » (not ours). Raises
    Denied for a message that the provider did not sign, NotFound for a provider without keys.
    """
    authorise(actor, rules.may_hear_provider)
    provider = provider_of(name)
    if provider is None:
        raise NotFound(_("This city takes no payment online yet. See the other ways to pay on the invoice."))
    news = provider.read_news(body, signature)
    message, fresh = ProviderMessage.objects.get_or_create(
        provider=name,
        external_id=news.id[:120],
        defaults={"kind": news.kind, "at": moment.now(), "result": "read"},
    )
    if not fresh:
        return "again"
    record(
        actor,
        events.ONLINE_FAILED if news.kind in {"failed", "refund_failed"} else events.ONLINE_STARTED,
        message,
        news=news.kind,
    )
    if news.kind == "other":
        return "other"
    if news.kind in {"refunded", "refund_failed", "refunded_total"}:
        return hear_refund(actor, name, news)
    return _deal(actor, name, news)


def _deal(actor: Actor, name: str, news: ProviderNews) -> str:
    found = _online(name, news)
    if found is None:
        return "unknown"
    bill = bill_with_id(actor, found.bill_id, lock=True)
    begun = OnlinePayment.objects.select_for_update().get(pk=found.pk)
    if begun.payment_id is not None:
        return "again"
    begun.ended_at = moment.now()
    if news.kind == "failed":
        begun.state = "failed"
        begun.save(update_fields=["state", "ended_at"])
        return "failed"
    if news.currency != begun.currency:
        raise Invalid(_("The provider took another currency than the invoice's."))
    begun.payment = record_payment(
        actor,
        NewPayment(
            key=f"{name}:{news.payment_id}"[:120],
            amount=Decimal(news.cents) / 100,
            means=Means.ONLINE,
            bill=bill.reference,
            provider=name,
            external_id=news.payment_id,
        ),
    )
    begun.state = "paid"
    begun.save(update_fields=["state", "ended_at", "payment"])
    return "paid"


def _online(name: str, news: ProviderNews) -> OnlinePayment | None:
    rows = OnlinePayment.objects.filter(provider=name)
    if news.session_id:
        known = rows.filter(session_id=news.session_id).first()
        if known is not None:
            return known
    try:
        key = uuid.UUID(news.key)
    except ValueError:
        return None
    return rows.filter(key=key).first()
