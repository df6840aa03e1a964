"""What imports need to know of the cases that are there."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from guichet.cases.models import Case


def known_numbers(source: str, external_ids: Sequence[str]) -> set[str]:
    """Give which numbers of a source are already there."""
    rows = Case.objects.filter(source=source, external_id__in=external_ids)
    return set(rows.values_list("external_id", flat=True))


def refresh_statistics() -> None:
    """Tell the planner about many rows that came in; without the right to do so, PostgreSQL does it in its own time."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE cases_case, ledger_entry")
