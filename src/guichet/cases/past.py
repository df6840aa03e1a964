"""A past request as an import brings it in, and the lines that PostgreSQL's COPY reads for it.

The lines are written here rather than value by value by the driver: most columns of a past case say the same, and a
date stands in several of them.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from guichet.cases import events
from guichet.cases.lifecycle import SETTLING_OUTCOMES, Outcome, State, public_state
from guichet.kernel.actor import Actor
from guichet.kernel.references import format_reference
from guichet.places.geo import cell_of

CASE_COLUMNS = (
    "id", "reference", "service_id", "answers", "title", "description", "language", "channel", "priority",
    "state", "public_state", "waiting_for", "waiting_reason", "outcome", "outcome_detail", "answer",
    "team_id", "route", "hops", "lat", "lon", "cell", "district_id", "address", "fictitious_place", "promise",
    "opened_at", "acknowledged_at", "taken_at", "ended_at", "promised_at", "due_at", "next_due_at",
    "reopened_count", "follower_count", "published", "unread", "source", "external_id", "version", "updated_at",
)  # fmt: skip
ENTRY_COLUMNS = ("at", "event", "subject", "subject_id", "actor_kind", "actor_id", "actor_label", "data")
_SUBJECT = "cases.case"
_NULL = r"\N"
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r", "\x00": ""})


class PastCase(NamedTuple):
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


def copy_statement(table: str, columns: Sequence[str]) -> str:
    """Write the statement that takes the lines; table and columns are ours."""
    return f"COPY {table} ({', '.join(columns)}) FROM STDIN"


class WrittenCase(NamedTuple):
    """A past case as lines of COPY, but for what only the database knows: its id, its number, the part of the city.

    `before` and `after` are the columns on either side of the part of the city; `entries` are the two ends of each line
    of the ledger, between which the case's id stands.
    """

    external_id: str
    opened_at: dt.datetime
    district_id: int | None
    point: tuple[float, float] | None
    before: str
    after: str
    entries: tuple[tuple[str, str], ...]


def write_past(actor: Actor, source: str, row: PastCase) -> WrittenCase:
    """Write down a past case, as any process can: nothing of it is asked of the database."""
    point = (row.lat, row.lon) if row.lat is not None and row.lon is not None else None
    before, after = _columns(row, source, is_placed=point is not None)
    return WrittenCase(
        row.external_id, row.opened_at, row.district_id, point, before, after, _entries(actor, row)
    )


def case_line(row: WrittenCase, case_id: int, number: int, district_id: int | None) -> str:
    """Give one case as a line of COPY, its columns in the order of CASE_COLUMNS."""
    reference = format_reference(row.opened_at.year, number)
    return f"{case_id}\t{reference}\t{row.before}\t{_value(district_id)}\t{row.after}\n"


def entry_lines(row: WrittenCase, case_id: int) -> str:
    """Give the history that the source tells, its columns in the order of ENTRY_COLUMNS."""
    return "".join([f"{before}{case_id}{after}" for before, after in row.entries])


def _columns(row: PastCase, source: str, *, is_placed: bool) -> tuple[str, str]:
    state, shown = _states(row.ended_at is not None, row.outcome, row.taken)
    opened, due = str(row.opened_at), _value(row.due_at)
    ended = _value(row.ended_at)
    is_open = row.ended_at is None
    seen = opened if row.taken or not is_open else _NULL
    lat, lon = row.lat, row.lon
    before = (
        str(row.service_id), "[]",
        _text(row.title[:160]), _text(row.description), row.language, row.channel, str(row.priority),
        state, shown, "", "",
        "" if is_open else _text(row.outcome or Outcome.UNSTATED.value), "", "" if is_open else _text(row.answer),
        _value(row.team_id), "{}", "0",
        _value(lat), _value(lon), str(cell_of(lat, lon)) if lat is not None and lon is not None else _NULL,
    )  # fmt: skip
    after = (
        _text(row.address[:240]), "t" if row.fictitious else "f", "{}",
        opened, seen, seen, ended, due, due, due if is_open else _NULL,
        "0", "0", "t" if row.published and is_placed else "f", "f",
        _text(source), _text(row.external_id), "1", opened if is_open else ended,
    )  # fmt: skip
    return "\t".join(before), "\t".join(after)


def _entries(actor: Actor, row: PastCase) -> tuple[tuple[str, str], ...]:
    """Write when it came, when and how it ended."""
    who = f"\t{actor.kind.value}\t{actor.id}\t{_text(actor.label)}\t"
    came = (
        f"{row.opened_at}\t{events.IMPORTED.name}\t{_SUBJECT}\t",
        f"{who}{_channel(row.channel)}\n",
    )
    if row.ended_at is None:
        return (came,)
    event = events.RESOLVED if row.outcome in SETTLING_OUTCOMES else events.CLOSED
    return came, (f"{row.ended_at}\t{event.name}\t{_SUBJECT}\t", f"{who}{_outcome(row.outcome)}\n")


def _text(value: str) -> str:
    return value if value.isprintable() and "\\" not in value else value.translate(_ESCAPES)


def _value(value: float | dt.datetime | None) -> str:
    return _NULL if value is None else str(value)


@lru_cache(maxsize=256)
def _states(has_ended: bool, outcome: str, taken: bool) -> tuple[str, str]:  # noqa: FBT001  # kept by its values
    if has_ended:
        state = State.RESOLVED if outcome in SETTLING_OUTCOMES else State.CLOSED
    else:
        state = State.IN_PROGRESS if taken else State.RECEIVED
    return state.value, public_state(state).value


@lru_cache(maxsize=256)
def _channel(channel: str) -> str:
    return _text(json.dumps({"channel": channel, "version": 1}))


@lru_cache(maxsize=256)
def _outcome(outcome: str) -> str:
    return _text(json.dumps({"outcome": outcome or Outcome.UNSTATED.value, "version": 1}))
