"""Bringing in many answers at once, already read again elsewhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.knowledge import events, rules
from guichet.knowledge.content import CONTENT, NewAnswer, are_apart, check_content, stamped
from guichet.knowledge.editions import ANSWERS
from guichet.knowledge.lifecycle import PUBLISHED
from guichet.knowledge.models import Answer, AnswerVersion
from guichet.ledger.actions import record_many
from guichet.people.queries import active_teams
from guichet.places.editions import renew

_BATCH = 500


@transaction.atomic
def import_answers(actor: Actor, rows: Sequence[NewAnswer]) -> int:
    """Bring published answers in, a few statements for thousands; keys that exist already are left as they are.

    Raises Invalid at the first one that cannot be read; then none is brought in. Gives how many were.
    """
    authorise(actor, rules.may_check_bank)
    news = _news(rows)
    teams = {team.code: team for team in active_teams()}
    now, today = moment.now(), moment.today()
    contents = [check_content({"audience": "residents", **row.content}) for row in news]
    answers = Answer.objects.bulk_create(
        [
            Answer(
                key=row.key,
                owner_team=teams.get(row.owner_team),
                review_on=row.review_on or today + dt.timedelta(days=365),
                reviewed_on=row.reviewed_on or today,
                reviewed_by=actor.label[:120],
                source=row.source[:200],
                version=1,
                created_at=now,
                updated_at=now,
            )
            for row in news
        ],
        batch_size=_BATCH,
    )
    versions = AnswerVersion.objects.bulk_create(
        [
            AnswerVersion(
                answer=answer,
                number=1,
                **{name: content[name] for name in CONTENT if name in content},
                changed=stamped(None, content["texts"], now),
                author_name=actor.label[:120],
                at=now,
                published_at=now,
                published_by=actor.label[:120],
            )
            for answer, content in zip(answers, contents, strict=True)
        ],
        batch_size=_BATCH,
    )
    for answer, version in zip(answers, versions, strict=True):
        answer.newest = answer.live = version
        answer.state, answer.languages_apart = PUBLISHED, are_apart(version)
    Answer.objects.bulk_update(answers, ["newest", "live", "state", "languages_apart"], batch_size=_BATCH)
    renew(ANSWERS)
    record_many(actor, events.ANSWERS_IMPORTED, [(answer, {"number": 1}) for answer in answers])
    return len(answers)


def _news(rows: Sequence[NewAnswer]) -> list[NewAnswer]:
    """Give the answers whose keys are not there yet, the last one of those that share a key."""
    taken = set(Answer.objects.filter(key__in=[row.key for row in rows]).values_list("key", flat=True))
    return [row for row in {row.key: row for row in rows}.values() if row.key not in taken]
