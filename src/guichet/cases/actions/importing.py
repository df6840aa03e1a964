"""Bringing in past cases, thousands a second: each batch is one transaction, so that a broken run can be resumed.

Written with COPY. A row that is already there (same source, same number) is left as it is.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from guichet.cases import events, rules
from guichet.cases.lifecycle import SETTLING_OUTCOMES, Outcome, State, public_state
from guichet.cases.models import Case, ImportRun
from guichet.cases.queries.imports import known_numbers
from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.references import format_reference
from guichet.ledger.models import Entry
from guichet.places.geo import cell_of
from guichet.places.queries import districts_at


@dataclass(frozen=True, slots=True)
class PastCase:
    """One past request, checked and with our ids; `ended_at` and `outcome` are set when it has ended.

    `due_at` is the date that was promised, or null when nobody knows it.
    """

    external_id: str
    service_id: int
    title: str
    description: str
    opened_at: dt.datetime
    channel: str
    team_id: int | None = None
    address: str = ""
    lat: float | None = None
    lon: float | None = None
    fictitious: bool = False
    district_id: int | None = None
    published: bool = True
    language: str = "fr"
    taken: bool = False
    ended_at: dt.datetime | None = None
    outcome: str = ""
    answer: str = ""
    due_at: dt.datetime | None = None
    priority: int = 2


CASE_COLUMNS = [
    "id",
    "reference",
    "service_id",
    "answers",
    "title",
    "description",
    "language",
    "channel",
    "priority",
    "state",
    "public_state",
    "waiting_for",
    "waiting_reason",
    "outcome",
    "outcome_detail",
    "answer",
    "team_id",
    "route",
    "hops",
    "lat",
    "lon",
    "cell",
    "district_id",
    "address",
    "fictitious_place",
    "promise",
    "opened_at",
    "acknowledged_at",
    "taken_at",
    "ended_at",
    "promised_at",
    "due_at",
    "next_due_at",
    "reopened_count",
    "follower_count",
    "published",
    "unread",
    "source",
    "external_id",
    "version",
    "updated_at",
]
ENTRY_COLUMNS = ["at", "event", "subject", "subject_id", "actor_kind", "actor_id", "actor_label", "data"]


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


@transaction.atomic
def import_batch(
    actor: Actor, run: ImportRun, rows: Sequence[PastCase], *, read: int, rejected: int
) -> ImportRun:
    """Store a batch and how far the file was read, together. `read` and `rejected` count the batch's lines."""
    authorise(actor, rules.may_import)
    known = known_numbers(run.source, [row.external_id for row in rows])
    fresh: dict[str, PastCase] = {}
    for row in rows:
        if row.external_id not in known:
            fresh.setdefault(row.external_id, row)
    if fresh:
        _copy(actor, run, list(fresh.values()))
    run.read += read
    run.imported += len(fresh)
    run.already_there += len(rows) - len(fresh)
    run.rejected += rejected
    run.save(update_fields=["read", "imported", "already_there", "rejected"])
    return run


def _copy(actor: Actor, run: ImportRun, rows: Sequence[PastCase]) -> None:
    ids, numbers = _reserve("cases_case_id_seq", len(rows)), _reserve("case_number", len(rows))
    districts = _districts(rows)
    with connection.cursor() as cursor:
        with cursor.copy(_copy_sql(Case._meta.db_table, CASE_COLUMNS)) as copy:
            for position, row in enumerate(rows):
                copy.write_row(
                    _case_row(row, ids[position], numbers[position], districts[position], run.source)
                )
        with cursor.copy(_copy_sql(Entry._meta.db_table, ENTRY_COLUMNS)) as copy:
            for position, row in enumerate(rows):
                for line in _entry_rows(actor, row, ids[position]):
                    copy.write_row(line)


def _copy_sql(table: str, columns: Sequence[str]) -> str:
    return f"COPY {table} ({', '.join(columns)}) FROM STDIN"  # table and columns are ours


def _reserve(sequence: str, count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s::regclass) FROM generate_series(1, %s)", [sequence, count])
        return [int(row[0]) for row in cursor.fetchall()]


def _districts(rows: Sequence[PastCase]) -> list[int | None]:
    """Give each row's district: the one that it names, else the one around its point."""
    unknown = [
        (position, (row.lat, row.lon))
        for position, row in enumerate(rows)
        if row.district_id is None and row.lat is not None and row.lon is not None
    ]
    found = districts_at([point for _position, point in unknown]) if unknown else []
    result = [row.district_id for row in rows]
    for (position, _point), district in zip(unknown, found, strict=True):
        result[position] = district.pk if district else None
    return result


def _state(row: PastCase) -> State:
    if row.ended_at is not None:
        return State.RESOLVED if row.outcome in SETTLING_OUTCOMES else State.CLOSED
    return State.IN_PROGRESS if row.taken else State.RECEIVED


def _case_row(
    row: PastCase, case_id: int, number: int, district_id: int | None, source: str
) -> tuple[object, ...]:
    state = _state(row)
    is_open = row.ended_at is None
    seen = row.opened_at if row.taken or not is_open else None
    cell = cell_of(row.lat, row.lon) if row.lat is not None and row.lon is not None else None
    return (
        case_id,
        format_reference(row.opened_at.year, number),
        row.service_id,
        "[]",
        row.title[:160],
        row.description,
        row.language,
        row.channel,
        row.priority,
        state.value,
        public_state(state).value,
        "",
        "",
        "" if is_open else (row.outcome or Outcome.UNSTATED.value),
        "",
        "" if is_open else row.answer,
        row.team_id,
        "{}",
        0,
        row.lat,
        row.lon,
        cell,
        district_id,
        row.address[:240],
        row.fictitious,
        "{}",
        row.opened_at,
        seen,
        seen,
        row.ended_at,
        row.due_at,
        row.due_at,
        row.due_at if is_open else None,
        0,
        0,
        row.published and row.lat is not None,
        False,
        source,
        row.external_id,
        1,
        row.ended_at or row.opened_at,
    )


_SUBJECT = Case._meta.label_lower


def _entry_rows(actor: Actor, row: PastCase, case_id: int) -> list[tuple[object, ...]]:
    """Give the history that the source tells: when it came, and when and how it ended."""
    who = (actor.kind.value, actor.id, actor.label)
    opened = json.dumps({"channel": row.channel, "version": 1})
    lines: list[tuple[object, ...]] = [
        (row.opened_at, events.IMPORTED.name, _SUBJECT, case_id, *who, opened),
    ]
    if row.ended_at is not None:
        event = events.RESOLVED if row.outcome in SETTLING_OUTCOMES else events.CLOSED
        ended = json.dumps({"outcome": row.outcome or Outcome.UNSTATED.value, "version": 1})
        lines.append((row.ended_at, event.name, _SUBJECT, case_id, *who, ended))
    return lines
