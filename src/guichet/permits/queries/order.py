"""The order of work in force, and the place of each file in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict

from django.db import connection

from guichet.kernel import moment
from guichet.kernel.texts import Text
from guichet.permits.lifecycle import STUDIED
from guichet.permits.models import Permit, QueueJump, QueueRule
from guichet.permits.ordering import Waiting, Weights, in_words, read_weights, reasons
from guichet.permits.shapes import Reason

# The points of `ordering.reasons`, added up where the files are: greatest() and least() pass over what is null.
_IN_ORDER = """
SELECT p.id, p.elsewhere
FROM permits_permit AS p LEFT JOIN permits_queuejump AS j ON j.permit_id = p.id AND j.ended_at IS NULL
WHERE p.state = ANY(%(states)s)
ORDER BY p.elsewhere, (
  round(%(need)s * greatest(%(need_days)s - greatest(p.starts_on - %(today)s, 0), 0)::float8 / %(need_days)s)
  + least(greatest(floor(extract(epoch FROM %(now)s - p.due_at) / 86400), 0) * %(overdue)s, %(overdue_most)s)
  + least(
      greatest(floor(extract(epoch FROM %(now)s - coalesce(p.complete_at, p.filed_at)) / 86400), 0) * %(waiting)s,
      %(waiting_most)s
    )
  + p.harm * %(harm)s + CASE WHEN p.filed_late THEN %(filed_late)s ELSE 0 END + coalesce(j.points, 0)
) DESC, p.filed_at, p.id
"""


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


def ids_in_order(weights: Weights) -> tuple[list[int], list[int]]:
    """Give the ids of every file that is studied, in the order of work, then those that the old system still handles.

    One query, which adds up the points as `ordering.reasons` does: only the files that are shown are explained.
    """
    now = moment.now()
    with connection.cursor() as cursor:
        cursor.execute(
            _IN_ORDER,
            {**asdict(weights), "states": [each.value for each in STUDIED], "now": now, "today": now.date()},
        )
        rows = cursor.fetchall()
    return [pk for pk, elsewhere in rows if not elsewhere], [pk for pk, elsewhere in rows if elsewhere]


def why_here(weights: Weights, permit: Permit, jump: int, now: dt.datetime) -> tuple[Reason, ...]:
    """Give the reasons of a file's place in the order of work; `jump` are the points that it was given by hand."""
    since = permit.complete_at or permit.filed_at or now
    file = Waiting(permit.starts_on, since, permit.due_at, permit.filed_late, permit.harm, jump)
    return reasons(weights, file, now)


def place_of(permit: Permit) -> int:
    """Give the place of a file in the queue (1 is next); 0 when it is not studied."""
    placed, _elsewhere = ids_in_order(weights_now()[0])
    return placed.index(permit.pk) + 1 if permit.pk in placed else 0


def waited_days(since: dt.datetime | None, until: dt.datetime) -> int:
    """Count whole days of waiting."""
    return max((until - since).days, 0) if since else 0


def jumps_since(day: dt.datetime, limit: int = 100) -> Sequence[QueueJump]:
    """Give the files that were moved in the order since an instant, the newest first."""
    rows = QueueJump.objects.filter(at__gte=day).select_related("permit").defer("permit__search")
    return list(rows.order_by("-at", "-id")[:limit])
