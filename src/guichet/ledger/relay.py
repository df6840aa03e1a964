"""Handing the outbox to the worker, and doing one follow-up exactly once."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from guichet.kernel import moment
from guichet.kernel.events import effects_of
from guichet.kernel.schema import current_schema
from guichet.ledger.models import EffectRun, OutboxRow
from guichet.ledger.queries import fact_of

Hand = Callable[[str, int, str], None]


def relay_outbox(hand: Hand, *, limit: int = 200) -> int:
    """Hand the rows of the current city's outbox over, the oldest first, and delete them; returns how many.

    `hand(schema, entry_id, effect_name)` queues a job. Rows that another relay holds are skipped. On one PostgreSQL
    the job and the deletion commit together; where they do not, a job may be queued twice and is done once.
    """
    schema = current_schema()
    with transaction.atomic():
        rows = list(OutboxRow.objects.select_for_update(skip_locked=True).order_by("id")[:limit])
        for row in rows:
            for name in effects_of(row.event):
                hand(schema, row.entry_id, name)
        OutboxRow.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def do_effect(entry_id: int, effect_name: str) -> bool:
    """Do one follow-up of an entry in one transaction with its mark; False when it was already done.

    Raises LookupError when the entry is not there yet (the job is tried again).
    """
    with transaction.atomic():
        run, created = EffectRun.objects.get_or_create(
            entry_id=entry_id, effect=effect_name, defaults={"at": moment.now()}
        )
        if not created:
            return False
        fact = fact_of(entry_id)
        if fact is None:
            raise LookupError(f"entry {entry_id} is not there yet")
        effect = effects_of(fact.event).get(effect_name)
        if effect is not None:
            effect(fact)
        del run
    return True
