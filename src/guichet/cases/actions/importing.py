"""Bringing in past cases, thousands a second: each batch is one transaction, so that a broken run can be resumed.

Written with COPY. A row that is already there (same source, same number) is left as it is.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection, transaction

from guichet.cases import rules
from guichet.cases.models import Case, ImportRun
from guichet.cases.past import (
    CASE_COLUMNS,
    ENTRY_COLUMNS,
    PastCase,
    WrittenCase,
    case_line,
    copy_statement,
    entry_lines,
    write_past,
)
from guichet.cases.queries.imports import known_numbers
from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.ledger.models import Entry
from guichet.places.queries import districts_at

AT_ONCE = 250


def start_run(actor: Actor, source: str, file_name: str, file_hash: str) -> ImportRun:
    """Begin an import, or go on with the one of the same file that was broken off."""
    authorise(actor, rules.may_import)
    broken = (
        ImportRun.objects.filter(source=source, file_hash=file_hash, ended_at__isnull=True)
        .order_by("-id")
        .first()
    )
    if broken is not None:
        return broken
    return ImportRun.objects.create(
        source=source, file_name=file_name[:200], file_hash=file_hash, started_at=moment.now()
    )


def finish_run(actor: Actor, run: ImportRun) -> ImportRun:
    """Say that a file was read to its end."""
    authorise(actor, rules.may_import)
    run.ended_at = moment.now()
    run.save(update_fields=["ended_at"])
    return run


def import_batch(
    actor: Actor, run: ImportRun, rows: Sequence[PastCase], *, read: int, rejected: int
) -> ImportRun:
    """Store a batch and how far the file was read, together. `read` and `rejected` count the batch's lines."""
    written = [write_past(actor, run.source, row) for row in rows]
    return import_written(actor, run, written, read=read, rejected=rejected)


@transaction.atomic
def import_written(
    actor: Actor, run: ImportRun, rows: Sequence[WrittenCase], *, read: int, rejected: int
) -> ImportRun:
    """Do the same with cases that are written down already, by another process.

    A batch does not wait for the disk: it and the count of what was read are kept or lost together, and finish_run waits.
    """
    authorise(actor, rules.may_import)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit TO off")
    known = known_numbers(run.source, [row.external_id for row in rows])
    fresh: dict[str, WrittenCase] = {}
    for row in rows:
        if row.external_id not in known:
            fresh.setdefault(row.external_id, row)
    if fresh:
        _copy(list(fresh.values()))
    run.read += read
    run.imported += len(fresh)
    run.already_there += len(rows) - len(fresh)
    run.rejected += rejected
    run.save(update_fields=["read", "imported", "already_there", "rejected"])
    return run


def _copy(rows: Sequence[WrittenCase]) -> None:
    ids, numbers = _reserve("cases_case_id_seq", len(rows)), _reserve("case_number", len(rows))
    placed = list(zip(rows, ids, numbers, _districts(rows), strict=True))
    with connection.cursor() as cursor:
        with cursor.copy(copy_statement(Case._meta.db_table, CASE_COLUMNS)) as copy:
            for first in range(0, len(placed), AT_ONCE):
                copy.write("".join([case_line(*one) for one in placed[first : first + AT_ONCE]]))
        with cursor.copy(copy_statement(Entry._meta.db_table, ENTRY_COLUMNS)) as copy:
            for first in range(0, len(placed), AT_ONCE):
                some = placed[first : first + AT_ONCE]
                copy.write("".join([entry_lines(row, case_id) for row, case_id, *_rest in some]))


def _reserve(sequence: str, count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s::regclass) FROM generate_series(1, %s)", [sequence, count])
        return [int(row[0]) for row in cursor.fetchall()]


def _districts(rows: Sequence[WrittenCase]) -> list[int | None]:
    """Give each row's district: the one that it names, else the one around its point."""
    unknown = [
        (position, row.point)
        for position, row in enumerate(rows)
        if row.district_id is None and row.point is not None
    ]
    found = districts_at([point for _position, point in unknown]) if unknown else []
    result = [row.district_id for row in rows]
    for (position, _point), district in zip(unknown, found, strict=True):
        result[position] = district.pk if district else None
    return result
