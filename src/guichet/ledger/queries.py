"""Reading the ledger."""

from __future__ import annotations

from collections.abc import Sequence

from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.events import Fact
from guichet.ledger import rules
from guichet.ledger.models import Entry


def fact_of(entry_id: int) -> Fact | None:
    """Give what an effect is told of an entry; None when the entry is not there (yet)."""
    entry = Entry.objects.filter(pk=entry_id).first()
    if entry is None:
        return None
    return Fact(entry.pk, entry.event, entry.subject, entry.subject_id, entry.data)


def entries_of_subject(
    subject: str, subject_id: int, *, events: Sequence[str] = (), limit: int = 200
) -> list[Entry]:
    """Give the entries of one subject, the newest first, of some events when asked."""
    rows = Entry.objects.filter(subject=subject, subject_id=subject_id)
    if events:
        rows = rows.filter(event__in=events)
    return list(rows.order_by("-id")[:limit])


def entries_about(
    actor: Actor,
    subjects: Sequence[str],
    *,
    before_id: int = 0,
    subject_id: int = 0,
    actor_id: int = 0,
    limit: int = 50,
) -> list[Entry]:
    """Give the newest entries about some kinds of things, a page at a time, to those who may read the ledger.

    `subjects` are labels of models (« people.team »), few of which have many entries: they are found by the ledger's
    index, whatever the number of entries about cases. `actor_id` keeps those of one account.
    """
    authorise(actor, rules.may_read_ledger)
    rows = Entry.objects.filter(subject__in=list(subjects)).order_by("-id")
    if subject_id:
        rows = rows.filter(subject_id=subject_id)
    if before_id:
        rows = rows.filter(pk__lt=before_id)
    if actor_id:
        rows = rows.filter(actor_kind="staff", actor_id=actor_id)
    return list(rows[:limit])
