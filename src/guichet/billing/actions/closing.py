"""The end of the day at the counter: what is there against what should be, confirmed by a second person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from guichet.billing import events, rules
from guichet.billing.accounts import DIFFERENCES, MONEY, Move
from guichet.billing.actions.journal import lock_counter
from guichet.billing.lifecycle import COUNTED, DAYS
from guichet.billing.models import DayClose, JournalEntry, Posting
from guichet.billing.queries.counter import expected_on
from guichet.billing.timing import city_today
from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Conflict, Denied, Invalid, NotFound
from guichet.kernel.money import cents
from guichet.kernel.words import clean_line
from guichet.ledger.actions import record


@transaction.atomic
def count_day(actor: Actor, day: dt.date, counted: Mapping[str, Decimal], reason: str = "") -> DayClose:
    """Write down what was counted of a day, by means; from then on money falls on the next day.

    Counting again before it is confirmed replaces the count. Raises Invalid for a difference without a reason.
    """
    lock_counter()
    authorise(actor, rules.may_count)
    if day > city_today():
        raise Invalid(_("This day has not come yet."), fields={"day": day.isoformat()})
    row = DayClose.objects.filter(day=day).first() or DayClose(day=day)
    row.state = DAYS.next(row.state, "count")
    row.expected = expected_on(day)
    row.counted = {means.value: _cents(counted, means) for means in COUNTED}
    row.difference_cents = sum(row.counted.values()) - sum(row.expected.values())
    row.reason = clean_line(reason, 300)
    if any(row.counted[means] != row.expected[means] for means in row.counted) and not row.reason:
        fault = _("What was counted is not what is expected: say why, as far as you know.")
        raise Invalid(fault, fields={"reason": fault})
    row.counted_by_id, row.counted_by, row.counted_at = actor.id, actor.label[:120], moment.now()
    row.save()
    record(actor, events.DAY_COUNTED, row, day=day.isoformat(), difference=row.difference_cents)
    return row


def _cents(counted: Mapping[str, Decimal], means: str) -> int:
    try:
        amount = cents(counted.get(means, Decimal(0)))
    except ValueError as fault:
        words = _("Write an amount in dollars or euros and cents.")
        raise Invalid(words, fields={means: words}) from fault
    if amount < 0:
        words = _("An amount that was counted is not below zero.")
        raise Invalid(words, fields={means: words})
    return amount


@transaction.atomic
def confirm_day(actor: Actor, day: dt.date) -> DayClose:
    """Confirm a day that someone else counted; its difference goes to the books, and the day never changes again."""
    lock_counter()
    row = DayClose.objects.select_for_update().filter(day=day).first()
    if row is None:
        raise NotFound(_("Nobody counted this day yet."))
    if actor.has("finance.close") and row.counted_by_id == actor.id:
        raise Denied(_("You counted this day yourself: someone else confirms it."), code="two_people")
    authorise(actor, rules.may_close, row)
    row.state = DAYS.next(row.state, "confirm")
    if row.expected != expected_on(day):
        raise Conflict(_("Money moved on this day after it was counted. Count it again."))
    row.closed_by_id, row.closed_by, row.closed_at = actor.id, actor.label[:120], moment.now()
    row.save()
    _book_differences(row, actor.label)
    record(actor, events.DAY_CLOSED, row, day=day.isoformat(), difference=row.difference_cents)
    return row


def _book_differences(row: DayClose, by: str) -> None:
    """Write the differences on the very day that they are of, which `write_entry` would put on the next."""
    moves = []
    for means in COUNTED:
        over = row.counted[means] - row.expected[means]
        moves += [Move(MONEY[means], over), Move(DIFFERENCES, -over)] if over else []
    if not moves:
        return
    entry = JournalEntry.objects.create(
        key=f"day:{row.day}",
        day=row.day,
        at=moment.now(),
        what="day_difference",
        paper=row.day.isoformat(),
        by_label=by[:120],
        total_cents=sum(max(move.cents, 0) for move in moves),
    )
    Posting.objects.bulk_create(
        [
            Posting(
                entry=entry,
                account=move.account,
                debit_cents=max(move.cents, 0),
                credit_cents=max(-move.cents, 0),
            )
            for move in moves
        ]
    )
