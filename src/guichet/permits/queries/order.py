"""The order of work in force, and the place of each file in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Q

from guichet.kernel import moment
from guichet.kernel.texts import Text
from guichet.permits.models import IS_STUDIED, Permit, QueueJump, QueueRule
from guichet.permits.ordering import Waiting, Weights, in_words, read_weights, reasons, total
from guichet.permits.shapes import Reason


@dataclass(frozen=True, slots=True)
class Placed:
    """A file with its points and its place among all those that are studied (1 is next)."""

    id: int
    reference: str
    points: int
    place: int
    why: tuple[Reason, ...]


def order_rule() -> QueueRule | None:
    """Give the order rule in force; None when the city never published one (Guichet's own points then apply)."""
    return QueueRule.objects.order_by("-number").first()


def order_history() -> list[QueueRule]:
    """Give the order rules that were published, the newest first."""
    return list(QueueRule.objects.order_by("-number"))


def weights_now() -> tuple[Weights, int]:
    """Give the points in force and the number of their rule (0: Guichet's own)."""
    rule = order_rule()
    return (read_weights(rule.weights), rule.number) if rule else (Weights(), 0)


def order_in_words() -> Text:
    """Say the order rule in force as it is published."""
    return in_words(weights_now()[0])


def in_order(weights: Weights, condition: Q | None = None) -> list[Placed]:
    """Give every file that is studied, in the order of work: two queries, whatever their number."""
    now = moment.now()
    jumps = dict(QueueJump.objects.filter(ended_at__isnull=True).values_list("permit_id", "points"))
    fields = ("id", "reference", "starts_on", "complete_at", "due_at", "filed_late", "harm", "filed_at")
    rows = Permit.objects.filter(IS_STUDIED, elsewhere=False)
    if condition is not None:
        rows = rows.filter(condition)
    found = []
    for number, reference, starts, complete, due, late, harm, filed in rows.values_list(*fields):
        file = Waiting(starts, complete or filed or now, due, late, harm, jumps.get(number, 0))
        why = reasons(weights, file, now)
        found.append((-total(why), filed or now, number, reference, why))
    found.sort(key=lambda each: each[:3])
    return [
        Placed(number, reference, -points, place, why)
        for place, (points, _filed, number, reference, why) in enumerate(found, start=1)
    ]


def places_of(references: Collection[str]) -> dict[str, int]:
    """Give the place of some files in the queue (1 is next); those that are not studied have none."""
    wanted = set(references)
    return {each.reference: each.place for each in in_order(weights_now()[0]) if each.reference in wanted}


def waited_days(since: dt.datetime | None, until: dt.datetime) -> int:
    """Count whole days of waiting."""
    return max((until - since).days, 0) if since else 0


def jumps_since(day: dt.datetime, limit: int = 100) -> Sequence[QueueJump]:
    """Give the files that were moved in the order since an instant, the newest first."""
    rows = QueueJump.objects.filter(at__gte=day).select_related("permit").defer("permit__search")
    return list(rows.order_by("-at", "-id")[:limit])
