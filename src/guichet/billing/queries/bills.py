"""Bills as pages show them: one whole, those of a subject, lists. A constant number of queries."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import pairwise

from django.db.models import QuerySet

from guichet.billing.changes import compare
from guichet.billing.lifecycle import MEANS_WORDS, ORIGIN_WORDS, PAPER_WORDS, Asked, Means, Origin, PaperKind
from guichet.billing.models import (
    Bill,
    BillVersion,
    Contest,
    Holding,
    Instalment,
    Invoice,
    Payment,
    Receivable,
)
from guichet.billing.queries.deposits import deposit_left
from guichet.billing.queries.refunds import refundable
from guichet.billing.queries.register import decisions_of
from guichet.billing.queries.visible import bill_for, bills_for
from guichet.billing.queries.words import line_label, verbs_of
from guichet.billing.shapes import (
    BillLine,
    BillShown,
    Changes,
    ContestShown,
    HoldingShown,
    PaperShown,
    PaymentShown,
    VersionShown,
)
from guichet.billing.timing import city_today
from guichet.billing.values import Subject, read_facts, read_payer
from guichet.kernel.actor import Actor
from guichet.kernel.money import ZERO, from_cents, total_of
from guichet.tariffs.values import read_computed


def bill_shown(actor: Actor, reference: str) -> BillShown:
    """Give a whole bill: versions side by side, papers, payments, what is held, decisions, contests (nine queries)."""
    bill = bill_for(actor, reference)
    rows = list(BillVersion.objects.filter(bill=bill).order_by("number"))
    papers = _papers(bill)
    holdings = _holdings(bill)
    months = Instalment.objects.filter(bill=bill, invoice__isnull=True).order_by("month")
    shown = BillShown(
        reference=bill.reference,
        token=bill.token,
        subject=Subject(bill.subject_kind, bill.subject_reference, bill.part),
        title=bill.title,
        currency=bill.currency,
        payer=read_payer(bill.payer),
        by_month=bill.by_month,
        starts=bill.starts,
        ends=bill.ends,
        versions=tuple(_version(row) for row in rows),
        changes=_changes(rows),
        papers=papers,
        payments=_payments(bill),
        holdings=holdings,
        decisions=decisions_of(actor, bill),
        contests=_contests(bill, rows),
        months={row.month: from_cents(row.total_cents) for row in months},
        pending=_pending(bill, rows),
        balance=total_of(paper.balance for paper in papers),
        held=total_of(one.left for one in holdings),
        deposit_left=from_cents(deposit_left(bill) if _has_deposit(rows) else 0),
        paid=total_of(paper.paid for paper in papers),
        overdue=any(paper.overdue for paper in papers),
    )
    return verbs_of(actor, bill, shown)


def _has_deposit(rows: Sequence[BillVersion]) -> bool:
    return any(line["kind"] == "deposit" for row in rows for line in row.computed["lines"])


def _version(row: BillVersion) -> VersionShown:
    return VersionShown(
        row.number,
        row.at,
        row.by_label,
        row.reason,
        read_facts(row.facts),
        read_computed(row.computed),
        from_cents(row.total_cents),
    )


def _changes(rows: Sequence[BillVersion]) -> tuple[Changes, ...]:
    """Compare each version with the one before, the newest first."""
    found = [
        compare(
            (old.number, read_computed(old.computed), old.facts),
            (new.number, read_computed(new.computed), new.facts),
        )
        for old, new in pairwise(rows)
    ]
    return tuple(reversed(found))


def _pending(bill: Bill, rows: Sequence[BillVersion]) -> Decimal:
    """Give what the last version adds to the papers that were issued; months to come are not counted."""
    if bill.by_month:
        return ZERO
    settled = next((row.total_cents for row in rows if row.number == bill.settled_version), 0)
    return from_cents(rows[-1].total_cents - settled) if rows else ZERO


def _papers(bill: Bill) -> tuple[PaperShown, ...]:
    today = city_today()
    rows = Invoice.objects.filter(bill=bill).select_related("receivable", "about").order_by("id")
    return tuple(paper_shown(row, today) for row in rows)


def paper_shown(row: Invoice, today: dt.date) -> PaperShown:
    """Give a paper with what is owed of it; its receivable and what it is about were read along."""
    owed: Receivable | None = None if row.kind == PaperKind.CREDIT_NOTE else row.receivable
    return PaperShown(
        number=row.number,
        kind=row.kind,
        kind_words=str(PAPER_WORDS[PaperKind(row.kind)]),
        version=row.version,
        month=row.month,
        issued_on=row.issued_on,
        due_on=row.due_on,
        contest_until=row.contest_until,
        total=from_cents(row.total_cents),
        balance=from_cents(owed.balance_cents if owed else 0),
        paid=from_cents(owed.paid_cents if owed else 0),
        credited=from_cents(owed.credited_cents if owed else 0),
        written_off=from_cents(owed.written_off_cents if owed else 0),
        contested=owed.contested if owed else False,
        overdue=owed is not None and owed.balance_cents > 0 and row.due_on < today,
        reminders=owed.reminder_level if owed else 0,
        about=row.about.number if row.about else "",
        former=row.former_number,
    )


def _payments(bill: Bill) -> tuple[PaymentShown, ...]:
    return tuple(
        PaymentShown(
            row.pk,
            row.at,
            row.means,
            str(MEANS_WORDS[Means(row.means)]),
            from_cents(row.amount_cents),
            row.note,
            row.by_label,
            row.returned_at is not None,
        )
        for row in Payment.objects.filter(bill=bill).order_by("id")
    )


def _holdings(bill: Bill) -> tuple[HoldingShown, ...]:
    rows = Holding.objects.filter(bill=bill).select_related("credit_note").prefetch_related("adjustments")
    online = Payment.objects.filter(bill=bill, means=Means.ONLINE).exists() if rows else False
    return tuple(
        HoldingShown(
            row.pk,
            row.origin,
            str(ORIGIN_WORDS[Origin(row.origin)]),
            row.credit_note.number if row.credit_note else "",
            from_cents(row.amount_cents),
            from_cents(row.left_cents),
            row.wish,
            any(one.state == Asked.ASKED for one in row.adjustments.all()),
            row.at,
            next(
                (
                    str(MEANS_WORDS[Means(one.means)])
                    for one in row.adjustments.all()
                    if one.state == Asked.ASKED and one.means
                ),
                "",
            ),
            online and row.left_cents > 0 and refundable(bill, row, row.left_cents) is not None,
        )
        for row in rows.order_by("id")
    )


def _contests(bill: Bill, versions: Sequence[BillVersion]) -> tuple[ContestShown, ...]:
    return tuple(
        ContestShown(
            row.pk,
            row.line,
            line_label(versions, row.line),
            row.words,
            row.at,
            row.late,
            row.answer_by,
            row.state,
            row.outcome,
            row.answer,
            row.answered_at,
            row.answered_by,
        )
        for row in Contest.objects.filter(bill=bill).order_by("-id")
    )


def bills_of(actor: Actor, subject: Subject | tuple[str, str]) -> list[BillLine]:
    """Give the bills of a subject that an actor sees, all its parts unless one is named."""
    given = subject if isinstance(subject, Subject) else Subject(*subject)
    rows = bills_for(actor).filter(subject_kind=given.kind, subject_reference=given.reference)
    if given.part:
        rows = rows.filter(part=given.part)
    return bill_lines(rows.order_by("id"))


def bills_of_references(actor: Actor, kind: str, references: Iterable[str]) -> dict[str, list[BillLine]]:
    """Give the bills of many subjects of one kind, by their reference (two queries)."""
    rows = bills_for(actor).filter(subject_kind=kind, subject_reference__in=list(references)).order_by("id")
    found: dict[str, list[BillLine]] = defaultdict(list)
    for line in bill_lines(rows):
        found[line.subject.reference].append(line)
    return dict(found)


def bill_lines(rows: QuerySet[Bill]) -> list[BillLine]:
    """Give bills as lines of a list, with what is owed of them (two queries)."""
    bills, today = list(rows), city_today()
    owed: dict[int, list[Receivable]] = defaultdict(list)
    for row in Receivable.objects.filter(bill__in=bills, balance_cents__gt=0).order_by("due_on"):
        owed[row.bill_id].append(row)
    return [
        BillLine(
            bill.reference,
            bill.token,
            Subject(bill.subject_kind, bill.subject_reference, bill.part),
            bill.title,
            bill.payer_name,
            bill.currency,
            from_cents(bill.stated_cents),
            from_cents(bill.invoiced_cents - bill.credited_cents),
            total_of(from_cents(row.balance_cents) for row in owed[bill.pk]),
            owed[bill.pk][0].due_on if owed[bill.pk] else None,
            any(row.due_on < today for row in owed[bill.pk]),
            bool(bill.settled_version)
            and not owed[bill.pk]
            and (bill.by_month or bill.settled_version == bill.version_count),
            bill.version_count,
            bool(bill.settled_version),
            no_address=not bill.payer.get("address"),
        )
        for bill in bills
    ]
