"""The counter's day: what should be in the drawer, what was received by whom, days counted and closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Sum

from guichet.billing import rules
from guichet.billing.accounts import MONEY
from guichet.billing.lifecycle import COUNTED, MEANS_WORDS, Means
from guichet.billing.models import DayClose, Payment, Posting
from guichet.billing.timing import city_today
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.money import from_cents

LOOKED_BACK = 60  # days


@dataclass(frozen=True, slots=True)
class MeansOfDay:
    """What came (less what went) by one means on a day; counted means have a drawer or a terminal to look at."""

    means: str
    words: str
    receipts: int
    expected: Decimal
    counted: Decimal | None
    is_counted: bool


@dataclass(frozen=True, slots=True)
class DayShown:
    """A day at the counter."""

    day: dt.date
    state: str
    means: tuple[MeansOfDay, ...]
    payments: tuple[Payment, ...]
    row: DayClose | None
    difference: Decimal


def expected_on(day: dt.date) -> dict[str, int]:
    """Give what should be there of a day, in cents by counted means: what came in less what went out.

    The differences that were booked when the day was closed are left out.
    """
    rows = (
        Posting.objects.filter(entry__day=day, account__in=[MONEY[means] for means in COUNTED])
        .exclude(entry__what="day_difference")
        .values("account")
        .annotate(debit=Sum("debit_cents"), credit=Sum("credit_cents"))
        .order_by()
    )
    found = {row["account"]: row["debit"] - row["credit"] for row in rows}
    return {means.value: found.get(MONEY[means], 0) for means in COUNTED}


def day_shown(actor: Actor, day: dt.date | None = None) -> DayShown:
    """Give a day at the counter (today unless said), its receipts, and its close if there is one."""
    authorise(actor, lambda one: rules.may_read_all(one) or rules.may_count(one))
    on = day or city_today()
    row = DayClose.objects.filter(day=on).first()
    expected = expected_on(on)
    counts: dict[str, tuple[int, int]] = {
        one["means"]: (one["count"], one["total"])
        for one in Payment.objects.filter(day=on)
        .values("means")
        .annotate(count=Count("id"), total=Sum("amount_cents"))
        .order_by()
    }
    means = tuple(
        MeansOfDay(
            each.value,
            str(MEANS_WORDS[each]),
            counts.get(each.value, (0, 0))[0],
            from_cents(expected.get(each.value, counts.get(each.value, (0, 0))[1])),
            from_cents(row.counted[each.value]) if row is not None and each in COUNTED else None,
            each in COUNTED,
        )
        for each in Means
        if each in COUNTED or (each.value in counts and each is not Means.IMPORTED)
    )
    received = Payment.objects.filter(day=on).exclude(means=Means.IMPORTED).select_related("bill")
    payments = tuple(received.order_by("-at", "-id")[:200])
    difference = from_cents(row.difference_cents) if row is not None else from_cents(0)
    return DayShown(on, row.state if row is not None else "", means, payments, row, difference)


def days_to_close(actor: Actor, limit: int = 10) -> Sequence[dt.date]:
    """Give the last days with money at the counter that nobody confirmed, the oldest first."""
    authorise(actor, lambda one: rules.may_read_all(one) or rules.may_count(one))
    since = city_today() - dt.timedelta(days=LOOKED_BACK)
    closed = DayClose.objects.filter(state="closed", day__gte=since).values("day")
    days = (
        Posting.objects.filter(account__in=[MONEY[means] for means in COUNTED], entry__day__gte=since)
        .exclude(entry__day__in=closed)
        .values_list("entry__day", flat=True)
        .distinct()
        .order_by("entry__day")
    )
    return list(days[:limit])
