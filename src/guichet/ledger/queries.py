"""Reading the ledger."""

from __future__ import annotations

from collections.abc import Sequence

from guichet.kernel.events import Fact
from guichet.ledger.models import Entry


def fact_of(entry_id: int) -> Fact | None:
    """Give what an effect is told of an entry; None when the entry is not there (yet)."""
    entry = Entry.objects.filter(pk=entry_id).first()
    if entry is None:
        return None
    return Fact(entry.pk, entry.event, entry.subject, entry.subject_id, entry.data)


def entries_about(
    subject: str, subject_id: int, *, events: Sequence[str] = (), limit: int = 200
) -> list[Entry]:
    """Give the entries of one subject, the newest first, of some events when asked."""
    rows = Entry.objects.filter(subject=subject, subject_id=subject_id)
    if events:
        rows = rows.filter(event__in=events)
    return list(rows.order_by("-id")[:limit])


def latest_entries(*, before_id: int = 0, event: str = "", limit: int = 100) -> list[Entry]:
    """Give the newest entries of the city, a page at a time, for the audit page."""
    rows = Entry.objects.order_by("-id")
    if before_id:
        rows = rows.filter(pk__lt=before_id)
    if event:
        rows = rows.filter(event=event)
    return list(rows[:limit])
