"""Stating what a subject costs: a first version, or a new one with what it changes and what that leads to."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils.translation import gettext as _

from guichet.billing import events, rules
from guichet.billing.actions.change_credits import ask_for_change, withdraw_changes
from guichet.billing.actions.instalments import plan_months
from guichet.billing.actions.journal import told
from guichet.billing.models import Bill, BillVersion
from guichet.billing.timing import city_today
from guichet.billing.values import Fact, Payer, Subject, write_facts, write_payer
from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Invalid
from guichet.kernel.many import insert_many
from guichet.kernel.money import ZERO, cents
from guichet.kernel.texts import Text
from guichet.kernel.words import clean_line
from guichet.ledger.actions import record, record_many
from guichet.tariffs.values import Computed, write_computed

MOST_CENTS = 10**13


@dataclass(frozen=True, slots=True)
class NewBill:
    """What a bill states: subject, computed lines, who pays, the facts of the file in words, when it runs.

    `cause` is the code of the credit reason used when this version costs less than what was invoiced.
    """

    subject: Subject
    computed: Computed
    payer: Payer
    title: Text
    reason: str = ""
    facts: tuple[Fact, ...] = ()
    by_month: bool = False
    starts: dt.date | None = None
    ends: dt.date | None = None
    cause: str = "amendment"


@transaction.atomic
def state_bill(actor: Actor, new: NewBill) -> Bill:
    """State a bill, or a new version of the one that its subject has; the same again changes nothing.

    A lower total than what was invoiced asks for the credit by itself; a higher one waits for `issue_invoice` (the
    supplement) or is spread over the months to come. Raises Invalid for a negative total or a period that ends before
    it starts.
    """
    authorise(actor, rules.may_issue)
    _check(new)
    bill = _found(new.subject)
    if bill is None:
        bill = first_versions(actor, [new])[0]
    elif _same(bill, new):
        return bill
    else:
        _next(actor, bill, new)
    record(actor, events.BILL_STATED, bill, **told(bill, version=bill.version_count))
    return bill


@transaction.atomic
def state_bills(actor: Actor, news: Iterable[NewBill]) -> list[Bill]:
    """State first versions of many bills with a constant number of statements, for imports and demonstrations.

    Subjects must have no bill yet.
    """
    authorise(actor, rules.may_issue)
    given = list(news)
    for new in given:
        _check(new)
    bills = first_versions(actor, given)
    record_many(actor, events.BILL_STATED, [(bill, told(bill, version=1)) for bill in bills])
    return bills


def _found(subject: Subject) -> Bill | None:
    return (
        Bill.objects.select_for_update()
        .filter(subject_kind=subject.kind, subject_reference=subject.reference, part=subject.part)
        .first()
    )


def _check(new: NewBill) -> None:
    if new.computed.total < ZERO:
        raise Invalid(_("A bill cannot be less than nothing. Look at its reductions."))
    if cents(new.computed.total) > MOST_CENTS:
        raise Invalid(_("This amount is too large to be right."))
    if new.starts and new.ends and new.ends < new.starts:
        raise Invalid(_("The end comes before the start."), fields={"ends": new.ends.isoformat()})
    if new.by_month and not (new.starts and new.ends):
        raise Invalid(_("A bill month by month needs its first and last day."))


def _same(bill: Bill, new: NewBill) -> bool:
    last = BillVersion.objects.get(bill=bill, number=bill.version_count)
    return (
        last.computed == write_computed(new.computed)
        and last.facts == write_facts(new.facts)
        and bill.payer == write_payer(new.payer)
        and (bill.starts, bill.ends) == (new.starts, new.ends)
    )


def first_versions(actor: Actor, news: list[NewBill]) -> list[Bill]:
    """Make the bills of subjects that have none; a part of actions that authorise and record."""
    year, now = city_today().year, moment.now()
    bills = [
        Bill(
            reference=f"B-{year % 100:02d}-{number:06d}",
            token=secrets.token_urlsafe(24),
            subject_kind=new.subject.kind,
            subject_reference=new.subject.reference,
            part=new.subject.part,
            currency=new.computed.currency.value,
            version_count=1,
            by_month=new.by_month,
            stated_at=now,
        )
        for new, number in zip(news, _numbers(len(news)), strict=True)
    ]
    for bill, new in zip(bills, news, strict=True):
        _fill(bill, new)
    insert_many(bills)
    insert_many([_version(actor, bill, new) for bill, new in zip(bills, news, strict=True)])
    plan_months([(bill, new.computed) for bill, new in zip(bills, news, strict=True) if bill.by_month])
    return bills


def _next(actor: Actor, bill: Bill, new: NewBill) -> None:
    if bill.currency != new.computed.currency.value:
        raise Invalid(_("A bill keeps its currency."))
    bill.version_count += 1
    bill.stated_at = moment.now()
    _fill(bill, new)
    BillVersion.objects.bulk_create([_version(actor, bill, new)])
    withdraw_changes(bill)
    if bill.by_month:
        plan_months([(bill, new.computed)])
    ask_for_change(bill, new.cause, new.reason, actor)
    bill.save()


def _fill(bill: Bill, new: NewBill) -> None:
    bill.title = new.title
    bill.payer = write_payer(new.payer)
    bill.payer_key = new.payer.key
    bill.payer_name = clean_line(new.payer.name, 200)
    bill.language = new.payer.language[:2]
    bill.starts, bill.ends = new.starts, new.ends
    bill.stated_cents = cents(new.computed.total)


def _version(actor: Actor, bill: Bill, new: NewBill) -> BillVersion:
    return BillVersion(
        bill=bill,
        number=bill.version_count,
        at=bill.stated_at,
        by_id=actor.id,
        by_label=actor.label[:120],
        reason=clean_line(new.reason, 300),
        facts=write_facts(new.facts),
        computed=write_computed(new.computed),
        total_cents=bill.stated_cents,
    )


def _numbers(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('bill_number') FROM generate_series(1, %s)", [count])
        return [row[0] for row in cursor.fetchall()]
