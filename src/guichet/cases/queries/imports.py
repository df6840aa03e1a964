"""What imports need to know of the cases that are there."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

_KNOWN = """
SELECT external_id FROM cases_case WHERE source = %s AND external_id <> '' AND external_id = ANY(%s)
"""  # written out: thousands of values one by one cost the ORM more than the look-up


def known_numbers(source: str, external_ids: Sequence[str]) -> set[str]:
    """Give which numbers of a source are already there."""
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [source, list(external_ids)])
        return {str(row[0]) for row in cursor.fetchall()}


def refresh_statistics() -> None:
    """Tell the planner about many rows that came in; without the right to do so, PostgreSQL does it in its own time."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE cases_case, ledger_entry")
