"""What waits for an author: questions without an answer, remarks, what the nightly look found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _

from guichet.catalogue.queries import service_choices
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import NotFound
from guichet.knowledge import rules
from guichet.knowledge.checking import Known, check_version
from guichet.knowledge.content import said_in
from guichet.knowledge.models import Answer, AnswerTask, Finding, Gap, GapState, GapWording, TaskState

PAGE = 50


@dataclass(frozen=True, slots=True)
class GapRow:
    """A question that waits: how many people ask, where it was noticed, in which words."""

    pk: int
    title: str
    waiting: int
    by_source: Mapping[str, int]
    wordings: tuple[str, ...]
    subject: str
    language: str
    state: str
    first_at: dt.datetime
    last_at: dt.datetime
    answer_key: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A remark on an answer, with the title of the answer."""

    pk: int
    key: str
    title: str
    kind: str
    text: str
    said_by: str
    times: int
    team: Mapping[str, str] | None
    created_at: dt.datetime
    state: str
    reply: str
    settled_by: str
    settled_at: dt.datetime | None
    mine: bool  # the actor may settle it


@dataclass(frozen=True, slots=True)
class FindingRow:
    """Something that does not fit in an answer, with the title of the answer, and of the other one that it contradicts.

    `accepted_by` and `why` tell who said that it is meant.
    """

    pk: int
    key: str
    title: str
    kind: str
    detail: Mapping[str, Any]
    found_at: dt.datetime
    other: str = ""
    other_title: str = ""
    accepted_by: str = ""
    why: str = ""


def gaps(
    actor: Actor, *, state: str = "open", source: str = "", limit: int = PAGE, wordings: bool = True
) -> list[GapRow]:
    """Give the questions without an answer, those that most people ask first (two queries, one without wordings)."""
    authorise(actor, rules.may_read_bank)
    rows = Gap.objects.filter(state=state if state in GapState.values else GapState.OPEN)
    if source:
        rows = rows.filter(by_source__has_key=source)
    rows = rows.select_related("answer").order_by("-waiting", "-last_at", "pk")
    if not wordings:
        return [_gap_row(row, ()) for row in rows[:limit]]
    return [_gap_row(row, row.wordings.all()) for row in rows.prefetch_related(_wordings())[:limit]]


def gap_for(actor: Actor, gap_id: int) -> GapRow:
    """Find a question without an answer. Raises NotFound."""
    authorise(actor, rules.may_read_bank)
    row = Gap.objects.filter(pk=gap_id).select_related("answer").prefetch_related(_wordings()).first()
    if row is None:
        raise NotFound(_("There is no such question."))
    return _gap_row(row, row.wordings.all())


def _wordings() -> Prefetch[str]:
    return Prefetch("wordings", GapWording.objects.order_by("-times", "pk"))


def _gap_row(row: Gap, wordings: Iterable[GapWording]) -> GapRow:
    said = [one.words for one in wordings]
    return GapRow(
        pk=row.pk,
        title=row.title,
        waiting=row.waiting,
        by_source=row.by_source,
        wordings=tuple(words for words in dict.fromkeys(said) if words != row.title)[:5],
        subject=row.subject,
        language=row.language,
        state=row.state,
        first_at=row.first_at,
        last_at=row.last_at,
        answer_key=row.answer.key if row.answer else "",
        why=row.why,
    )


def answer_tasks(
    actor: Actor,
    *,
    language: str,
    mine: bool = True,
    key: str = "",
    state: str = TaskState.OPEN,
    limit: int = PAGE,
) -> list[TaskRow]:
    """Give remarks on answers, the oldest first: of the actor's teams (`mine`), or of all; of one answer by its `key`."""
    authorise(actor, rules.may_read_bank)
    rows = AnswerTask.objects.filter(state=state)
    if key:
        rows = rows.filter(answer__key=key)
    elif mine:
        rows = rows.filter(team_id__in=actor.teams)
    rows = rows.select_related("answer__newest", "team").order_by(
        "created_at" if state == TaskState.OPEN else "-settled_at", "pk"
    )
    return [_task_row(actor, row, language) for row in rows[:limit]]


def answer_task(actor: Actor, task_id: int, *, language: str) -> TaskRow:
    """Find a remark. Raises NotFound."""
    authorise(actor, rules.may_read_bank)
    row = AnswerTask.objects.select_related("answer__newest", "team").filter(pk=task_id).first()
    if row is None:
        raise NotFound(_("There is no such task."))
    return _task_row(actor, row, language)


def _task_row(actor: Actor, row: AnswerTask, language: str) -> TaskRow:
    return TaskRow(
        pk=row.pk,
        key=row.answer.key,
        title=_title(row.answer, language),
        kind=row.kind,
        text=row.text,
        said_by=row.said_by_name,
        times=row.times,
        team=row.team.name if row.team else None,
        created_at=row.created_at,
        state=row.state,
        reply=row.reply,
        settled_by=row.settled_by_name,
        settled_at=row.settled_at,
        mine=rules.may_settle_task(actor, row.team_id),
    )


def findings(
    actor: Actor, *, language: str, kind: str = "", key: str = "", limit: int = PAGE, accepted: bool = False
) -> list[FindingRow]:
    """Give what the nightly look found and nobody accepted (or what was, the last first), answer by answer (one query).

    With a `key`, what is said of that answer and what another contradicts in it.
    """
    authorise(actor, rules.may_read_bank)
    rows = Finding.objects.filter(accepted_at__isnull=not accepted)
    if kind:
        rows = rows.filter(kind=kind)
    if key:
        rows = rows.filter(Q(answer__key=key) | Q(other__key=key))
    rows = rows.select_related("answer__newest", "other__newest")
    rows = rows.order_by("-accepted_at", "pk") if accepted else rows.order_by("answer__key", "kind", "pk")
    return [_finding_row(row, language) for row in rows[:limit]]


def _finding_row(row: Finding, language: str) -> FindingRow:
    return FindingRow(
        row.pk,
        row.answer.key,
        _title(row.answer, language),
        row.kind,
        row.detail,
        row.found_at,
        other=row.other.key if row.other else "",
        other_title=_title(row.other, language) if row.other else "",
        accepted_by=row.accepted_by,
        why=row.accepted_why,
    )


def draft_findings(actor: Actor, key: str) -> list[FindingRow]:
    """Look over the newest version of an answer now, as the nightly look will once it is published."""
    authorise(actor, rules.may_read_bank)
    answer = Answer.objects.select_related("newest").filter(key=key[:80]).first()
    if answer is None or answer.newest is None:
        return []
    found = check_version(answer.newest, known_targets())
    return [FindingRow(0, answer.key, "", one.kind, one.detail, answer.updated_at) for one in found]


def known_targets() -> Known:
    """Give what links inside the city may lead to now: open services, published answers."""
    return Known(
        services={service.code for service in service_choices()},
        answers=set(Answer.objects.filter(live__isnull=False).values_list("key", flat=True)),
    )


def _title(answer: Answer, language: str) -> str:
    newest = answer.newest
    return (said_in(newest.texts, language).title if newest else "") or answer.key
