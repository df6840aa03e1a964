"""Writing in the ledger: the last line of every action."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.utils import timezone

from guichet.kernel.actor import Actor
from guichet.kernel.events import Event, effects_of
from guichet.ledger.models import Entry, OutboxRow


def record(actor: Actor, event: Event, subject: models.Model, **data: object) -> Entry:
    """Remember that an event happened to a subject, in the transaction of the change.

    `data` holds ids, states and names of fields, never a personal value. When follow-ups are registered for the
    event, a row of the city's outbox is written too: state, memory and follow-up commit together or not at all.
    """
    entry = Entry.objects.create(**_fields(actor, event, subject, data))
    if effects_of(event.name):
        OutboxRow.objects.create(entry_id=entry.id, event=event.name)
    return entry


def record_many(actor: Actor, event: Event, subjects: Iterable[tuple[models.Model, dict[str, object]]]) -> int:
    """Remember one event for many subjects with two statements; returns how many."""
    entries = [Entry(**_fields(actor, event, subject, data)) for subject, data in subjects]
    Entry.objects.bulk_create(entries, batch_size=500)
    if effects_of(event.name):
        OutboxRow.objects.bulk_create(
            [OutboxRow(entry_id=entry.id, event=event.name) for entry in entries], batch_size=500
        )
    return len(entries)


def _fields(actor: Actor, event: Event, subject: models.Model, data: dict[str, object]) -> dict[str, object]:
    return {
        "at": timezone.now(),
        "event": event.name,
        "subject": subject._meta.label_lower,
        "subject_id": subject.pk,
        "actor_kind": actor.kind.value,
        "actor_id": actor.id,
        "actor_label": actor.label[:120],
        "data": data,
    }
