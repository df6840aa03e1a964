"""How many contacts were settled at once, honestly: answered, and nobody had to ask again.

A subject counts as settled at first contact when it was answered (from the bank, otherwise, with an expert's help) and
neither the same person nor the same telephone came back on the same subject within n days of its contact's end. « The
same subject » is the same service, else the same answer; where one of the two contacts does not say its subject, a
return counts against the first: better too strict than flattering. Left out and counted apart: contacts that ended
less than n days ago (nobody can tell yet), and those of nobody in particular (nobody could be recognised).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from guichet.contacts import rules
from guichet.contacts.lifecycle import ANSWERED, Result
from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.tenancy.queries import current_city

BY = ("all", "team", "topic", "channel", "hour")
GROUPS = ("settled", "returned", "not_answered", "recent", "unknown")
MOST_GROUPS = 60

_GROUPED_BY = {
    "all": "''::text",
    "team": "coalesce(c.team_id::text, '')",
    "topic": "s.topic",
    "channel": "c.channel",
    "hour": "extract(hour FROM c.started_at AT TIME ZONE %(zone)s)::int::text",
}
_JUDGED = """
SELECT {by} AS one, c.id AS contact_id, c.reference, s.id AS subject_id,
  CASE
    WHEN c.person_id IS NULL AND c.phone_key = '' THEN 'unknown'
    WHEN c.ended_at > %(now)s - make_interval(days => %(days)s) THEN 'recent'
    WHEN NOT s.result = ANY(%(answered)s) THEN 'not_answered'
    WHEN EXISTS (
      SELECT 1 FROM contacts_contact AS again JOIN contacts_subject AS theirs ON theirs.contact_id = again.id
      WHERE again.person_id = c.person_id AND {again}
    ) OR (c.phone_key <> '' AND EXISTS (
      SELECT 1 FROM contacts_contact AS again JOIN contacts_subject AS theirs ON theirs.contact_id = again.id
      WHERE again.phone_key = c.phone_key AND {again}
    )) THEN 'returned'
    ELSE 'settled'
  END AS verdict
FROM contacts_contact AS c JOIN contacts_subject AS s ON s.contact_id = c.id
WHERE c.state = 'ended' AND c.started_at >= %(first)s AND c.started_at < %(last)s AND s.result <> %(abandoned)s
"""
_AGAIN = """again.id <> c.id AND again.started_at >= c.ended_at
        AND again.started_at < c.ended_at + make_interval(days => %(days)s)
        AND (theirs.topic = s.topic OR theirs.topic = '' OR s.topic = '')"""


@dataclass(frozen=True, slots=True)
class Resolution:
    """One line of the figures: how many subjects, how each was judged, and the two shares (None without any)."""

    one: str
    subjects: int
    settled: int
    returned: int
    not_answered: int
    recent: int
    unknown: int

    @property
    def judged(self) -> int:
        """Give how many can be judged: neither too recent nor of nobody in particular."""
        return self.settled + self.returned + self.not_answered

    @property
    def honest(self) -> float | None:
        """Give the share that was answered and did not come back, of those that can be judged."""
        return self.settled / self.judged if self.judged else None

    @property
    def naive(self) -> float | None:
        """Give the share that was answered, whether they came back or not, of the same: what is usually published.

        Over the same contacts, so that what lies between the two shares is those who had to come back, nothing else.
        """
        return (self.settled + self.returned) / self.judged if self.judged else None


def first_contact(
    actor: Actor, first: dt.datetime, last: dt.datetime, *, by: str = "all", days: int | None = None
) -> list[Resolution]:
    """Give the figures of the contacts begun between two instants, by BY, the largest groups first (one query)."""
    authorise(actor, rules.may_read_figures)
    query = (
        "SELECT one, count(*), "  # noqa: S608  # constants of this module
        + ", ".join(f"count(*) FILTER (WHERE verdict = '{group}')" for group in GROUPS)
        + f" FROM ({_judged(by)}) AS judged GROUP BY one ORDER BY count(*) DESC, one LIMIT {MOST_GROUPS}"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, _values(first, last, days))
        found = [Resolution(*row) for row in cursor.fetchall()]
    return sorted(found, key=lambda line: int(line.one or 0)) if by == "hour" else found


def contacts_behind(
    actor: Actor,
    first: dt.datetime,
    last: dt.datetime,
    *,
    by: str = "all",
    one: str = "",
    verdict: str = "",
    days: int | None = None,
    limit: int = 200,
) -> list[tuple[str, str]]:
    """Give the contacts behind a figure, as (reference, how it was judged), the newest first."""
    authorise(actor, rules.may_read_figures)
    query = f"SELECT reference, verdict FROM ({_judged(by)}) AS judged WHERE true"  # noqa: S608  # constants
    values = _values(first, last, days)
    if by != "all":
        query += " AND one = %(one)s"
        values["one"] = one
    if verdict:
        query += " AND verdict = ANY(%(verdicts)s)"
        values["verdicts"] = ["settled", "returned"] if verdict == "answered" else [verdict]
    with connection.cursor() as cursor:
        cursor.execute(f"{query} ORDER BY contact_id DESC, subject_id LIMIT {int(limit)}", values)
        return [(row[0], row[1]) for row in cursor.fetchall()]


def _judged(by: str) -> str:
    return _JUDGED.format(by=_GROUPED_BY[by], again=_AGAIN)


def _values(first: dt.datetime, last: dt.datetime, days: int | None) -> dict[str, Any]:
    city = current_city()
    answered: Sequence[str] = [one.value for one in ANSWERED]
    return {
        "first": first,
        "last": last,
        "now": moment.now(),
        "days": days or city.first_contact_days,
        "answered": list(answered),
        "abandoned": Result.ABANDONED.value,
        "zone": city.time_zone,
    }
