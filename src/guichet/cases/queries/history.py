"""What happened to a case, read from the ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from guichet.cases.models import Case, Message, Pause
from guichet.cases.wording import PUBLIC_EVENTS, staff_words
from guichet.ledger.models import Entry
from guichet.ledger.queries import entries_of_subject

SUBJECT = Case._meta.label_lower


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One line of the staff's history; `event` and `data` are the entry's own, for whoever says it with names."""

    at: dt.datetime
    words: str
    who: str
    event: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PublicLine:
    """One line of what the resident is shown; `body` is a message that they may read."""

    at: dt.datetime
    words: str
    state: str
    body: str = ""
    team: str = ""


def entries_of(case: Case, *, limit: int = 200) -> list[Entry]:
    """Give the entries of a case, the newest first."""
    return entries_of_subject(SUBJECT, case.pk, limit=limit)


def staff_history(entries: Sequence[Entry]) -> list[HistoryLine]:
    """Say entries to the staff."""
    return [
        HistoryLine(
            entry.at, staff_words(entry.event, entry.data), entry.actor_label, entry.event, entry.data
        )
        for entry in entries
    ]


def public_history(entries: Sequence[Entry], messages: Sequence[Message]) -> list[PublicLine]:
    """Say to the resident what concerns them, the newest first."""
    bodies = {message.pk: message.body for message in messages}
    lines = []
    for entry in entries:
        known = PUBLIC_EVENTS.get(entry.event)
        if known is None:
            continue
        words, state = known
        body = bodies.get(int(entry.data.get("message") or 0), "")
        lines.append(PublicLine(entry.at, str(words), state, body))
    return lines


def words_since(case: Case, seen_version: int) -> list[str]:
    """Say what happened to a case since someone read it at a version, the oldest first."""
    entries = entries_of_subject(SUBJECT, case.pk, limit=50)
    newer = [entry for entry in entries if int(entry.data.get("version") or 0) > seen_version]
    return [
        _("%(who)s: %(what)s") % {"who": entry.actor_label, "what": staff_words(entry.event, entry.data)}
        for entry in reversed(newer)
    ]


def pauses_of(case: Case) -> list[Pause]:
    """Give the pauses of a case's clock in order."""
    return list(Pause.objects.filter(case=case).order_by("started_at", "id"))


def pause_spans(case: Case) -> list[tuple[dt.datetime, dt.datetime | None]]:
    """Give the pauses of a case as spans of time."""
    return [(pause.started_at, pause.ended_at) for pause in pauses_of(case)]


def transfer_reasons(case: Case) -> list[str]:
    """Give why a case was transferred, one reason for each time; empty where it was not kept."""
    kept = case.route.get("reasons")
    if kept is None:
        kept = [case.route["reason"]] if case.route.get("reason") and case.hops else []
    return [*[""] * (case.hops - len(kept)), *kept]


def was_reminded(case: Case) -> bool:
    """Tell whether the question that a case waits on was already reminded."""
    last = entries_of_subject(SUBJECT, case.pk, events=("case.asked", "case.reminded"), limit=1)
    return bool(last) and last[0].event == "case.reminded"
