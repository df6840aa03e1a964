"""What residents said of the way in which a team's cases ended, and what the team still has in hand: counts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q

from guichet.cases.models import IS_OPEN, Case, Task
from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.people.rules import may_configure_people

DAYS = 90


@dataclass(frozen=True, slots=True)
class Said:
    """Of the cases that a team ended in the last DAYS days and that are still ended: said settled, and reopened before."""

    ended: int
    settled: int
    reopened: int


def said_of_team(actor: Actor, team_id: int) -> Said:
    """Count what residents said of the work of a team."""
    authorise(actor, may_configure_people)
    since = moment.now() - dt.timedelta(days=DAYS)
    found = Case.objects.filter(~IS_OPEN, team=team_id, ended_at__gte=since).aggregate(
        ended=Count("id"),
        settled=Count("id", filter=Q(confirmed_at__isnull=False)),
        reopened=Count("id", filter=Q(reopened_count__gt=0)),
    )
    return Said(**found)


def in_hand_of_team(actor: Actor, team_id: int) -> tuple[int, int]:
    """Count the open cases of a team, and the tasks that others wait for."""
    authorise(actor, may_configure_people)
    waiting = Task.objects.filter(team=team_id, done_at__isnull=True, cancelled_at__isnull=True)
    return Case.objects.filter(IS_OPEN, team=team_id).count(), waiting.count()
