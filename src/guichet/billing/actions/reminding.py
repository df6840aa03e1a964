"""Reminders of what is overdue: once per level, by the days that the city set, none while someone contests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from guichet.billing import events, rules
from guichet.billing.actions.journal import told
from guichet.billing.models import Receivable, Reminder
from guichet.billing.queries.visible import office
from guichet.billing.timing import city_today
from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.ledger.actions import record_many

BATCH = 200


def send_reminders(actor: Actor) -> int:
    """Write every reminder whose day has come; gives how many. In batches: killed half-way, none is sent twice."""
    authorise(actor, rules.may_run)
    levels, sent = office().reminder_days, 0
    while count := _remind_batch(actor, levels):
        sent += count
    return sent


@transaction.atomic
def _remind_batch(actor: Actor, levels: Sequence[int]) -> int:
    rows = list(
        Receivable.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("bill", "invoice")
        .filter(remind_on__lte=city_today(), balance_cents__gt=0, contested=False)
        .order_by("remind_on", "pk")[:BATCH]
    )
    now = moment.now()
    for row in rows:
        row.reminder_level += 1
        following = levels[row.reminder_level : row.reminder_level + 1]
        row.remind_on = row.due_on + dt.timedelta(days=following[0]) if following else None
    Reminder.objects.bulk_create(
        [
            Reminder(receivable=row, level=row.reminder_level, at=now, balance_cents=row.balance_cents)
            for row in rows
        ]
    )
    Receivable.objects.bulk_update(rows, ["reminder_level", "remind_on"])
    record_many(
        actor,
        events.REMINDED,
        [(row.bill, told(row.bill, paper=row.invoice.number, level=row.reminder_level)) for row in rows],
    )
    return len(rows)
