"""The last files of a type as those who write its form see them: answers and numbers, no name of anybody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from guichet.catalogue.rules import may_configure
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.permits.checking import plain_values
from guichet.permits.models import Permit


@dataclass(frozen=True, slots=True)
class PastPermit:
    """A file that came: its number, where and when, and its plain answers, which no page shows."""

    reference: str
    opened_at: dt.datetime
    district: Mapping[str, str]
    given: Mapping[str, object]


def past_permits(actor: Actor, service: str, *, limit: int = 50) -> list[PastPermit]:
    """Give the last files that were sent for a type, by its service's code, the newest first (one query)."""
    authorise(actor, may_configure)
    rows = Permit.objects.filter(type__service__code=service, filed_at__isnull=False)
    rows = rows.select_related("district").only("reference", "filed_at", "answers", "district__name")
    return [
        PastPermit(
            permit.reference,
            permit.filed_at or permit.created_at,
            permit.district.name if permit.district else {},
            plain_values(permit.answers),
        )
        for permit in rows.order_by("-filed_at", "-id")[:limit]
    ]
