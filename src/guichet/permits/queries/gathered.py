"""All that hangs on one file, read with one statement: a page that asked table by table would ask a dozen times."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connection, models

from guichet.people.models import Account, Team
from guichet.permits.models import (
    ClockEvent,
    Condition,
    Inspection,
    Opinion,
    Overrun,
    Party,
    Permit,
    PermitCondition,
    PermitMessage,
    PermitVersion,
    QueueJump,
)

M = TypeVar("M", bound=models.Model)

_ALL = """
SELECT
  (SELECT json_agg(x) FROM permits_party AS x WHERE x.permit_id = %(id)s),
  (SELECT json_agg(x) FROM permits_clockevent AS x WHERE x.permit_id = %(id)s),
  (SELECT json_agg(x ORDER BY x.asked_at, x.id) FROM (
     SELECT o.*, t.name AS team_name FROM permits_opinion AS o LEFT JOIN people_team AS t ON t.id = o.team_id
     WHERE o.permit_id = %(id)s) AS x),
  (SELECT json_agg(x ORDER BY x.position, x.id) FROM (
     SELECT c.*, l.code FROM permits_permitcondition AS c LEFT JOIN permits_condition AS l ON l.id = c.condition_id
     WHERE c.permit_id = %(id)s) AS x),
  (SELECT json_agg(x ORDER BY x.planned_on DESC, x.id DESC) FROM (
     SELECT i.*, a.name AS inspector_name FROM permits_inspection AS i
     LEFT JOIN people_account AS a ON a.id = i.inspector_id
     WHERE i.permit_id = %(id)s AND i.cancelled_at IS NULL) AS x),
  (SELECT json_agg(x ORDER BY x.reported_at DESC, x.id DESC) FROM permits_overrun AS x WHERE x.permit_id = %(id)s),
  (SELECT json_agg(x ORDER BY x.at DESC, x.id DESC) FROM permits_queuejump AS x WHERE x.permit_id = %(id)s),
  (SELECT json_agg(x ORDER BY x.number) FROM permits_permitversion AS x WHERE x.permit_id = %(id)s),
  (SELECT json_agg(x ORDER BY x.at DESC, x.id DESC) FROM permits_permitmessage AS x WHERE x.permit_id = %(id)s),
  (SELECT json_agg(x.reference ORDER BY x.id) FROM permits_permit AS x WHERE x.renewed_from_id = %(id)s),
  (SELECT x.reference FROM permits_permit AS x WHERE x.id = %(before)s)
"""


@dataclass(frozen=True, slots=True)
class Gathered:
    """The people of a file, its clock, opinions, conditions, visits and so on, each in the order in which it is shown."""

    parties: list[Party]
    clock_events: list[ClockEvent]
    opinions: list[Opinion]
    conditions: list[PermitCondition]
    inspections: list[Inspection]
    overruns: list[Overrun]
    jumps: list[QueueJump]
    versions: list[PermitVersion]
    messages: list[PermitMessage]
    renewals: list[str]
    renewed_from: str


def gather(permit: Permit) -> Gathered:
    """Read all that hangs on a file (one query)."""
    with connection.cursor() as cursor:
        cursor.execute(_ALL, {"id": permit.pk, "before": permit.renewed_from_id})
        row = cursor.fetchone()
    (
        parties,
        clock,
        opinions,
        conditions,
        inspections,
        overruns,
        jumps,
        versions,
        messages,
        renewals,
        before,
    ) = row
    return Gathered(
        parties=_read(Party, parties),
        clock_events=_read(ClockEvent, clock),
        opinions=[_opinion(each) for each in opinions or ()],
        conditions=[_condition(each) for each in conditions or ()],
        inspections=[_inspection(each) for each in inspections or ()],
        overruns=_read(Overrun, overruns),
        jumps=_read(QueueJump, jumps),
        versions=_read(PermitVersion, versions),
        messages=_read(PermitMessage, messages),
        renewals=list(renewals or ()),
        renewed_from=before or "",
    )


def _read(model: type[M], rows: list[Mapping[str, Any]] | None) -> list[M]:
    return [_one(model, row) for row in rows or ()]


def _one(model: type[M], row: Mapping[str, Any]) -> M:
    """Make a row of a table again out of its JSON: dates and instants are texts there."""
    return model(
        **{field.attname: field.to_python(row[field.attname]) for field in model._meta.concrete_fields}
    )


def _opinion(row: Mapping[str, Any]) -> Opinion:
    found = _one(Opinion, row)
    if found.team_id:
        found.team = Team(pk=found.team_id, name=row["team_name"])
    return found


def _condition(row: Mapping[str, Any]) -> PermitCondition:
    found = _one(PermitCondition, row)
    if found.condition_id:
        found.condition = Condition(pk=found.condition_id, code=row["code"])
    return found


def _inspection(row: Mapping[str, Any]) -> Inspection:
    found = _one(Inspection, row)
    if found.inspector_id:
        found.inspector = Account(pk=found.inspector_id, name=row["inspector_name"])
    return found
