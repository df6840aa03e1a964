"""The journal as finance reads it, and the reconciliation of what is owed and held with it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Q, Sum
from django.utils.translation import gettext as _

from guichet.billing import rules
from guichet.billing.accounts import ACCOUNTS, HELD, RECEIVABLE
from guichet.billing.models import Bill, Export, Holding, JournalEntry, Posting, Receivable
from guichet.billing.queries.visible import office
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import NotFound
from guichet.kernel.money import from_cents

COLUMNS = ("entry", "date", "journal", "paper", "account", "label", "detail", "debit", "credit")


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An account of the trial balance."""

    name: str
    number: str
    words: str
    debit: Decimal
    credit: Decimal

    @property
    def balance(self) -> Decimal:
        """Give what is left: debits less credits."""
        return self.debit - self.credit


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Whether the books agree: with themselves, with what invoices are owed, with what is held for payers."""

    accounts: tuple[AccountLine, ...]
    debit: Decimal
    credit: Decimal
    owed: Decimal
    owed_in_books: Decimal
    held: Decimal
    held_in_books: Decimal
    not_exported: int

    @property
    def agrees(self) -> bool:
        """Tell whether everything agrees."""
        return (
            self.debit == self.credit and self.owed == self.owed_in_books and self.held == self.held_in_books
        )


def reconciliation(actor: Actor) -> Reconciliation:
    """Compare the journal with what is owed and held (four queries)."""
    authorise(actor, lambda one: rules.may_read_all(one) or rules.may_export(one))
    numbers = office().accounts
    rows = Posting.objects.values("account").annotate(debit=Sum("debit_cents"), credit=Sum("credit_cents"))
    sums = {row["account"]: row for row in rows.order_by()}
    accounts = tuple(
        AccountLine(
            name,
            numbers[name],
            str(words),
            from_cents(sums[name]["debit"]),
            from_cents(sums[name]["credit"]),
        )
        for name, (_number, words) in ACCOUNTS.items()
        if name in sums
    )
    by_name = {line.name: line.balance for line in accounts}
    zero = from_cents(0)
    owed = Receivable.objects.aggregate(total=Sum("balance_cents"))["total"] or 0
    held = Holding.objects.aggregate(total=Sum("left_cents"))["total"] or 0
    return Reconciliation(
        accounts=accounts,
        debit=sum((line.debit for line in accounts), zero),
        credit=sum((line.credit for line in accounts), zero),
        owed=from_cents(owed),
        owed_in_books=by_name.get(RECEIVABLE, zero),
        held=from_cents(held),
        held_in_books=-by_name.get(HELD, zero),
        not_exported=JournalEntry.objects.filter(export__isnull=True).count(),
    )


def exports(actor: Actor, limit: int = 50) -> Sequence[Export]:
    """Give what was handed to finance, the newest first."""
    authorise(actor, rules.may_export)
    return list(Export.objects.order_by("-pk")[:limit])


def export_lines(actor: Actor, export_id: int) -> Iterator[str]:
    """Give the CSV file of an export, line by line: semicolons, decimal points, one line per posting."""
    authorise(actor, rules.may_export)
    export = Export.objects.filter(pk=export_id).first()
    if export is None:
        raise NotFound(_("There is no such export."))
    return _lines(export, office().accounts)


def _lines(export: Export, numbers: dict[str, str] | object) -> Iterator[str]:
    known = dict(numbers) if isinstance(numbers, dict) else {}
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")

    def flush() -> str:
        text = buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
        return text

    writer.writerow(COLUMNS)
    yield "\ufeff" + flush()
    rows = Posting.objects.filter(entry__export=export).select_related("entry").order_by("entry_id", "id")
    for row in rows.iterator(chunk_size=2_000):
        writer.writerow(
            (
                row.entry_id,
                row.entry.day.isoformat(),
                row.entry.what,
                row.entry.paper,
                known.get(row.account, row.account),
                row.account,
                row.detail,
                from_cents(row.debit_cents) if row.debit_cents else "",
                from_cents(row.credit_cents) if row.credit_cents else "",
            )
        )
        yield flush()


def broken_books() -> list[str]:
    """Say what does not agree in the books, as sentences for whoever looks after Guichet; empty when all is well."""
    found = []
    entries = JournalEntry.objects.annotate(
        debit=Sum("postings__debit_cents"), credit=Sum("postings__credit_cents")
    )
    wrong = entries.exclude(debit=F("credit"), total_cents=F("debit")).values_list("key", flat=True)[:20]
    found += [f"entry {key}: debits and credits differ" for key in wrong]
    owed = Receivable.objects.annotate(
        booked=Sum("invoice__postings__debit_cents", filter=Q(invoice__postings__account=RECEIVABLE))
        - Sum("invoice__postings__credit_cents", filter=Q(invoice__postings__account=RECEIVABLE), default=0)
    )
    found += [
        f"invoice {row.pk}: owed {row.balance_cents}, booked {row.booked}"
        for row in owed.exclude(booked=F("balance_cents"))[:20]
    ]
    held = Holding.objects.annotate(
        booked=Sum("postings__credit_cents", filter=Q(postings__account=HELD))
        - Sum("postings__debit_cents", filter=Q(postings__account=HELD), default=0)
    )
    found += [
        f"holding {row.pk}: left {row.left_cents}, booked {row.booked}"
        for row in held.exclude(booked=F("left_cents"))[:20]
    ]
    found += [f"bill {ref}" for ref in _broken_bills()]
    return found


def _broken_bills() -> list[str]:
    rows = Bill.objects.annotate(
        invoiced=Sum("papers__total_cents", filter=~Q(papers__kind="credit_note"), default=0),
        credited=Sum("papers__total_cents", filter=Q(papers__kind="credit_note"), default=0),
    )
    wrong = rows.exclude(invoiced=F("invoiced_cents"), credited=F("credited_cents"))
    return list(wrong.values_list("reference", flat=True)[:20])
