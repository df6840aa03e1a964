"""Writing in the ledger: the last line of every action."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection, models

from guichet.kernel import moment
from guichet.kernel.actor import Actor
from guichet.kernel.events import Event, effects_of
from guichet.kernel.many import insert_many
from guichet.kernel.rows import inserted, insertion
from guichet.kernel.schema import current_schema
from guichet.ledger.models import Entry, OutboxRow

LIVE_CHANNEL = "guichet_live"
OUTBOX_CHANNEL = "guichet_outbox"
_RECORD = """
WITH entry AS (
  INSERT INTO ledger_entry (at, event, subject, subject_id, actor_kind, actor_id, actor_label, data)
  VALUES (%s, %s, %s, %s, %s, %s, %s, %s::jsonb) RETURNING id, event
), followed AS (
  INSERT INTO ledger_outbox (entry_id, event) SELECT id, event FROM entry WHERE %s
)
SELECT id, pg_notify(%s, %s), CASE WHEN %s THEN pg_notify(%s, %s) END FROM entry
"""

# The same for a row that is new: its id is known to the database alone, before the statement ends.
_KEEP_AND_RECORD = """
, entry AS (
  INSERT INTO ledger_entry (at, event, subject, subject_id, actor_kind, actor_id, actor_label, data)
  SELECT %s, %s, %s, kept.id, %s, %s, %s, %s::jsonb FROM kept RETURNING id, event
), followed AS (
  INSERT INTO ledger_outbox (entry_id, event) SELECT id, event FROM entry WHERE %s
)
SELECT kept.id, entry.id, pg_notify(%s, %s || kept.id || %s), CASE WHEN %s THEN pg_notify(%s, %s) END FROM kept, entry
"""


def record(actor: Actor, event: Event, subject: models.Model, **data: object) -> Entry:
    """Remember that an event happened to a subject, in the transaction of the change.

    `data` holds ids, states and names of fields, never a personal value. When follow-ups are registered for the
    event, a row of the city's outbox is written too: state, memory and follow-up commit together or not at all.
    Open pages hear of it once the transaction is committed.
    """
    entry = _entry(actor, event, subject, data)
    follows = bool(effects_of(event.name))
    schema = current_schema()
    values: list[Any] = [
        entry.at,
        entry.event,
        entry.subject,
        entry.subject_id,
        entry.actor_kind,
        entry.actor_id,
    ]
    values += [entry.actor_label, json.dumps(entry.data, ensure_ascii=False), follows]
    with connection.cursor() as cursor:  # one statement: this is the last line of every action
        cursor.execute(
            _RECORD, [*values, LIVE_CHANNEL, _line(schema, entry), follows, OUTBOX_CHANNEL, schema]
        )
        entry.pk = cursor.fetchone()[0]
    entry._state.adding = False
    return entry


def keep_and_record(actor: Actor, event: Event, subject: models.Model, **data: object) -> Entry:
    """Put a new row into its table (see `kernel.rows.insertion`) and `record` what happened to it, with one statement."""
    entry = _entry(actor, event, subject, data)
    follows = bool(effects_of(event.name))
    schema = current_schema()
    statement, values = insertion(subject)
    before, after = _around(schema, entry)
    values += [entry.at, entry.event, entry.subject, entry.actor_kind, entry.actor_id, entry.actor_label]
    values += [json.dumps(entry.data, ensure_ascii=False), follows]
    values += [LIVE_CHANNEL, before, after, follows, OUTBOX_CHANNEL, schema]
    with connection.cursor() as cursor:
        cursor.execute(f"WITH kept AS ({statement}){_KEEP_AND_RECORD}", values)
        key, entry.pk = cursor.fetchone()[:2]
    inserted(subject, key)
    entry.subject_id = key
    entry._state.adding = False
    return entry


def record_many(
    actor: Actor, event: Event, subjects: Iterable[tuple[models.Model, Mapping[str, object]]]
) -> int:
    """Remember one event for many subjects with a constant number of statements; returns how many."""
    entries = [_entry(actor, event, subject, data) for subject, data in subjects]
    if not entries:
        return 0
    insert_many(entries)
    follows = bool(effects_of(event.name))
    if follows:
        insert_many([OutboxRow(entry_id=entry.id, event=event.name) for entry in entries])
    _notify(entries[:50], follows=follows)
    return len(entries)


def _entry(actor: Actor, event: Event, subject: models.Model, data: Mapping[str, object]) -> Entry:
    return Entry(
        at=moment.now(),
        event=event.name,
        subject=subject._meta.label_lower,
        subject_id=subject.pk,
        actor_kind=actor.kind.value,
        actor_id=actor.id,
        actor_label=actor.label[:120],
        data=dict(data),
    )


def _line(schema: str, entry: Entry) -> str:
    """Write what pages are told of an entry."""
    before, after = _around(schema, entry)
    return f"{before}{entry.subject_id}{after}"


def _around(schema: str, entry: Entry) -> tuple[str, str]:
    """Write what stands before and after the subject's id in what pages are told."""
    return f"{schema}|{entry.event}|{entry.subject}|", f"|{entry.data.get('team') or ''}"


def _notify(entries: list[Entry], *, follows: bool) -> None:
    """Wake pages (schema, event, subject, id, team) and the relay (schema); PostgreSQL delivers at commit."""
    schema = current_schema()
    lines = [_line(schema, entry) for entry in entries]
    channels = [LIVE_CHANNEL] * len(lines)
    if follows:
        channels, lines = [*channels, OUTBOX_CHANNEL], [*lines, schema]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_notify(channel, line) FROM unnest(%s::text[], %s::text[]) AS told(channel, line)",
            [channels, lines],
        )
