"""What finance sees first: what is to issue, what is overdue and since when, what waits for a signature or an answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Case, CharField, Count, F, Q, Sum, Value, When

from guichet.billing import rules
from guichet.billing.models import BankLine, Bill, Contest, Instalment, Invoice, Receivable
from guichet.billing.queries.bills import bill_lines, paper_shown
from guichet.billing.queries.visible import bills_for
from guichet.billing.shapes import BillLine, PaperShown
from guichet.billing.timing import city_today
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.money import from_cents
from guichet.kernel.words import clean_line

AGES = (("current", None, 0), ("30", 1, 30), ("60", 31, 60), ("90", 61, 90), ("more", 91, None))
_DIGITS = 5
_NO_ADDRESS = Q(payer__address=[])
_TO_ISSUE = Q(
    by_month=False,
    settled_version__lt=F("version_count"),
    stated_cents__gt=F("invoiced_cents") - F("credited_cents"),
)
"""A version not on paper yet that asks for more than was invoiced; one that asks for less waits for its credit."""


@dataclass(frozen=True, slots=True)
class Age:
    """What is owed by how late it is: « current » (not due yet), then 30, 60, 90 days, more."""

    key: str
    count: int
    total: Decimal


@dataclass(frozen=True, slots=True)
class Overview:
    """The figures of the first page."""

    to_issue: int
    months_to_issue: int
    no_address: int
    ages: tuple[Age, ...]
    overdue: Decimal
    contests: int
    bank_lines: int


def overview(actor: Actor) -> Overview:
    """Give the figures of the first page (five queries)."""
    authorise(actor, rules.may_read_all)
    today = city_today()
    to_issue = Bill.objects.filter(_TO_ISSUE)
    counts = to_issue.aggregate(all=Count("id"), bare=Count("id", filter=_NO_ADDRESS))
    ages = _ages(today)
    return Overview(
        to_issue=counts["all"],
        months_to_issue=Instalment.objects.filter(invoice__isnull=True, month__lte=f"{today:%Y-%m}").count(),
        no_address=counts["bare"],
        ages=ages,
        overdue=sum((age.total for age in ages if age.key != "current"), from_cents(0)),
        contests=Contest.objects.filter(state="open").count(),
        bank_lines=BankLine.objects.filter(state="open").count(),
    )


def _ages(today: dt.date) -> tuple[Age, ...]:
    def since(days: int) -> dt.date:
        return today - dt.timedelta(days=days)

    whens = [
        When(due_on__gte=today, then=Value("current")),
        When(due_on__gte=since(30), then=Value("30")),
        When(due_on__gte=since(60), then=Value("60")),
        When(due_on__gte=since(90), then=Value("90")),
    ]
    rows = (
        Receivable.objects.filter(balance_cents__gt=0)
        .annotate(age=Case(*whens, default=Value("more"), output_field=CharField()))
        .values("age")
        .annotate(count=Count("pk"), total=Sum("balance_cents"))
        .order_by()
    )
    found = {row["age"]: row for row in rows}
    return tuple(
        Age(
            key,
            found[key]["count"] if key in found else 0,
            from_cents(found[key]["total"] if key in found else 0),
        )
        for key, _from, _to in AGES
    )


def bills_listed(actor: Actor, which: str, limit: int = 50) -> list[BillLine]:
    """Give bills « to_issue », those that nothing but an address keeps back first, or « recent » (two queries)."""
    authorise(actor, rules.may_read_all)
    rows = bills_for(actor)
    if which == "to_issue":
        rows = rows.filter(_TO_ISSUE).annotate(bare=_NO_ADDRESS)
        return bill_lines(rows.order_by("-bare", "stated_at", "id")[:limit])
    return bill_lines(rows.order_by("-stated_at", "-id")[:limit])


@dataclass(frozen=True, slots=True)
class OwedLine:
    """An unpaid invoice in a list."""

    paper: PaperShown
    bill: str
    payer: str
    title: dict[str, str]
    currency: str
    days_late: int


def owed(actor: Actor, age: str = "", limit: int = 100) -> list[OwedLine]:
    """Give the unpaid invoices of an age (all that are overdue without one), the oldest first (one query)."""
    authorise(actor, rules.may_read_all)
    today = city_today()
    rows = Receivable.objects.select_related("invoice__about", "bill").filter(balance_cents__gt=0)
    low, high = next(((low, high) for key, low, high in AGES if key == age), (1, None))
    if age == "current":
        rows = rows.filter(due_on__gte=today)
    else:
        rows = rows.filter(due_on__lte=today - dt.timedelta(days=low or 1))
        if high is not None:
            rows = rows.filter(due_on__gte=today - dt.timedelta(days=high))
    found = []
    for row in rows.order_by("due_on", "pk")[:limit]:
        paper = row.invoice
        paper.receivable = row
        late = max((today - row.due_on).days, 0)
        found.append(
            OwedLine(
                paper_shown(paper, today), row.bill.reference, row.bill.payer_name, row.bill.title,
                row.bill.currency, late,
            )
        )  # fmt: skip
    return found


def open_contests(actor: Actor, limit: int = 50) -> Sequence[Contest]:
    """Give the contests that wait for an answer, the first due first, with their bills."""
    authorise(actor, lambda one: rules.may_read_all(one) or rules.may_issue(one))
    return list(
        Contest.objects.filter(state="open").select_related("bill").order_by("answer_by", "id")[:limit]
    )


def find_bills(actor: Actor, words: str, limit: int = 12) -> list[BillLine]:
    """Find bills by the number of an invoice, of a bill, of a permit, or the payer's name, as typed at a counter."""
    typed = clean_line(words, 80)
    if len(typed) < 2:
        return []
    rows = bills_for(actor)
    digits = "".join(sign for sign in typed if sign.isdigit())
    wanted = Q(reference__iexact=typed) | Q(subject_reference__iexact=typed)
    if digits:
        wanted |= Q(pk__in=Invoice.objects.filter(former_number__iexact=typed).values("bill_id"))
    if len(digits) >= _DIGITS + 2 and typed[:1].upper() in {"F", "C", "A"}:
        number = f"{typed[0].upper()}-{digits[:2]}-{digits[2:]}"
        wanted |= Q(pk__in=Invoice.objects.filter(number=number).values("bill_id"))
    if not digits:
        wanted |= Q(payer_name__icontains=typed)
    return bill_lines(rows.filter(wanted).order_by("-stated_at", "-id")[:limit])


def bank_lines(actor: Actor, state: str = "open", limit: int = 100) -> Sequence[BankLine]:
    """Give the movements of the bank in a state (« open », « matched », « aside »), the oldest first."""
    authorise(actor, lambda one: rules.may_read_all(one) or rules.may_receive(one))
    rows = BankLine.objects.filter(state=state).select_related("invoice__receivable", "invoice__bill", "file")
    return list(rows.order_by("on", "id")[:limit])
