"""Which city a host name leads to: found with one plain statement."""

from __future__ import annotations

import copy
import threading

from django.db import connection

from guichet.tenancy.models import City

# Where the row is and who wrote it tell whether it changed, even twice in one transaction.
_FIND = """
SELECT city.id, concat_ws(' ', city.xmin, city.ctid)
FROM public.tenancy_domain AS host JOIN public.tenancy_city AS city ON city.id = host.tenant_id
WHERE host.domain = %s
"""
_known: dict[int, tuple[str, City]] = {}
_last: dict[str, City] = {}
_lock = threading.Lock()


def city_at(host: str) -> City | None:
    """Find the city of a host name; None when none has it.

    Each process keeps the row of a city as long as the database has the same; whoever asks gets a copy of their own.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [host])
        row = cursor.fetchone()
    if row is None:
        return None
    with _lock:
        known = _known.get(row[0])
    if known is None or known[0] != row[1]:
        known = (row[1], City.objects.get(pk=row[0]))
        with _lock:
            _known[row[0]] = known
    _last[host] = known[1]
    return copy.copy(known[1])


def last_city_at(host: str) -> City | None:
    """Give the city that this process last found there, for when the database is away."""
    found = _last.get(host)
    return copy.copy(found) if found else None
