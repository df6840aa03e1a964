"""Invoicing a month: every bill by month that has one to come, in batches that can be killed and begun again."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from guichet.billing import events, rules
from guichet.billing.actions.journal import told
from guichet.billing.actions.papers import NewPaper, issue_papers, payer_fault
from guichet.billing.lifecycle import PaperKind
from guichet.billing.models import Bill, Instalment, Office
from guichet.billing.office import OfficeShown
from guichet.billing.queries.visible import office
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Invalid
from guichet.kernel.many import update_many
from guichet.ledger.actions import record, record_many

BATCH = 200


@dataclass(slots=True)
class MonthBilled:
    """What a run did: invoices issued, their sum in cents, bills whose payer has no address (left for people)."""

    invoices: int = 0
    cents: int = 0
    refused: int = 0


def bill_month(actor: Actor, month: str, *, batch: int = BATCH) -> MonthBilled:
    """Issue the invoices of a month (« 2026-11 ») and of earlier months that were left.

    Each batch is one transaction: killed half-way, what was committed stays and the next run does the rest; two runs
    at once share the work. A bill is never invoiced twice for a month (its row says so, and the database).
    """
    authorise(actor, rules.may_run)
    _check(month)
    done, settings, after = MonthBilled(), office(), 0
    while True:
        last = _bill_batch(actor, month, settings, after, batch, done)
        if last == after:
            break
        after = last
    _remember(actor, month, done)
    return done


def _check(month: str) -> None:
    parts = month.split("-")
    if not (len(month) == 7 and len(parts) == 2 and all(part.isdecimal() for part in parts)):
        raise Invalid(_("Write a month as 2026-11."), fields={"month": month})
    if not 1 <= int(parts[1]) <= 12:
        raise Invalid(_("Write a month as 2026-11."), fields={"month": month})


@transaction.atomic
def _bill_batch(
    actor: Actor, month: str, settings: OfficeShown, after: int, batch: int, done: MonthBilled
) -> int:
    rows = list(
        Instalment.objects.select_for_update(skip_locked=True, of=("self", "bill"))
        .select_related("bill")
        .filter(invoice__isnull=True, month__lte=month, pk__gt=after)
        .order_by("pk")[:batch]
    )
    if not rows:
        return after
    billable = [row for row in rows if not payer_fault(row.bill.payer)]
    done.refused += len(rows) - len(billable)
    if billable:
        _issue(actor, billable, settings, done)
    return rows[-1].pk


def _issue(actor: Actor, rows: list[Instalment], settings: OfficeShown, done: MonthBilled) -> None:
    bills: dict[int, Bill] = {}
    for row in rows:
        row.bill = bills.setdefault(row.bill_id, row.bill)
    news = [NewPaper(row.bill, PaperKind.INSTALMENT, row.version, row.lines, month=row.month) for row in rows]
    papers = issue_papers(news, settings, actor.label)
    for row, paper in zip(rows, papers, strict=True):
        row.invoice = paper
        row.bill.settled_version = row.bill.version_count
        done.invoices += 1
        done.cents += paper.total_cents
    update_many(rows, ["invoice"])
    update_many(list(bills.values()), ["settled_version", "invoiced_cents"])
    record_many(
        actor,
        events.INVOICE_ISSUED,
        [(row.bill, told(row.bill, paper=paper.number)) for row, paper in zip(rows, papers, strict=True)],
    )


@transaction.atomic
def _remember(actor: Actor, month: str, done: MonthBilled) -> None:
    row, _made = Office.objects.get_or_create(pk=1)
    record(
        actor,
        events.MONTH_BILLED,
        row,
        month=month,
        invoices=done.invoices,
        cents=done.cents,
        refused=done.refused,
    )
