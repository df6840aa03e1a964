"""Saying that answers are still right, or giving them to those who know: many at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Invalid
from guichet.knowledge import events, rules
from guichet.knowledge.models import Answer
from guichet.ledger.actions import record_many
from guichet.people.queries import account_with_id, team_named

MOST = 500
MONTHS = (1, 3, 6, 12, 24)


@transaction.atomic
def confirm_right(actor: Actor, keys: Sequence[str], *, months: int = 12) -> int:
    """Say that published answers are still right, until they are looked at again in some months; gives how many."""
    authorise(actor, rules.may_confirm)
    if months not in MONTHS:
        raise Invalid(_("Choose when it is looked at again."), fields={"months": str(months)})
    answers = [answer for answer in _chosen(keys) if answer.live_id is not None]
    today = moment.today()
    for answer in answers:
        answer.reviewed_on, answer.reviewed_by = today, actor.label[:120]
        answer.review_on = today + dt.timedelta(days=round(months * 30.44))
        answer.version += 1
    Answer.objects.bulk_update(answers, ["reviewed_on", "reviewed_by", "review_on", "version"])
    record_many(actor, events.ANSWER_CONFIRMED, [(answer, {"months": months}) for answer in answers])
    return len(answers)


@transaction.atomic
def reassign(actor: Actor, keys: Sequence[str], *, team: str = "", second_reader: int | None = None) -> int:
    """Give answers, with the remarks that wait, to another team or to another second reader; gives how many."""
    authorise(actor, rules.may_confirm)
    goes_to = team_named(team) if team else None
    reader = account_with_id(second_reader) if second_reader else None
    if (team and (goes_to is None or not goes_to.active)) or (goes_to is None and reader is None):
        raise Invalid(_("Choose a team that exists."), fields={"team": _("Choose a team that exists.")})
    answers = _chosen(keys)
    for answer in answers:
        answer.owner_team = goes_to or answer.owner_team
        answer.second_reader = reader or answer.second_reader
        answer.version += 1
        if goes_to:
            answer.tasks.filter(state="open").update(team=goes_to)
    Answer.objects.bulk_update(answers, ["owner_team", "second_reader", "version"])
    given = {"team": goes_to.pk if goes_to else None, "reader": reader.pk if reader else None}
    record_many(actor, events.ANSWER_REASSIGNED, [(answer, given) for answer in answers])
    return len(answers)


def _chosen(keys: Sequence[str]) -> list[Answer]:
    if not keys:
        raise Invalid(_("Choose at least one answer."), fields={"keys": _("Choose at least one answer.")})
    if len(keys) > MOST:
        raise Invalid(_("Choose at most %(most)d answers at once.") % {"most": MOST})
    return list(Answer.objects.select_for_update().filter(key__in=list(keys)).order_by("id"))
