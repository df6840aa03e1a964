"""The last cases as routing saw them, for those who write its rules: no word of a resident is in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from guichet.cases.models import Case
from guichet.cases.timing import city_time
from guichet.catalogue.forms import expression_values, read_questions
from guichet.catalogue.routing import Situation
from guichet.catalogue.rules import may_configure
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class PastCase:
    """A case that came: its number, where and when, and what routing knew of it."""

    reference: str
    opened_at: dt.datetime
    district: Mapping[str, str]
    situation: Situation
    given: Mapping[str, object] = field(default_factory=dict)


def past_cases(actor: Actor, *, limit: int = 50, service: str = "") -> list[PastCase]:
    """Give the last cases that came (for one service, when named), the newest first (one query).

    `given` are their plain answers, which no page shows.
    """
    authorise(actor, may_configure)
    rows = (
        Case.objects.select_related("service__group", "service__team", "district", "form")
        .only(
            "reference", "opened_at", "answers", "channel", "priority",
            "service__code", "service__name", "service__team__active", "service__group__code",
            "district__code", "district__name", "form__questions",
        )
        .order_by("-opened_at", "-id")
    )  # fmt: skip
    if service:
        rows = rows.filter(service__code=service)
    return [_past(case) for case in rows[:limit]]


def _past(case: Case) -> PastCase:
    questions = read_questions(case.form.questions) if case.form else []
    answers = {item["code"]: item["value"] for item in case.answers}
    return PastCase(
        reference=case.reference,
        opened_at=case.opened_at,
        district=case.district.name if case.district else {},
        situation=Situation(
            service=case.service,
            district=case.district.code if case.district else "",
            channel=case.channel,
            priority=case.priority,
            local_time=city_time(case.opened_at),
            answers=expression_values(questions, answers),
        ),
        given=answers,
    )
