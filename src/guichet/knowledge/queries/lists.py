"""Lists of answers: all of them, those to be looked at again, those that wait for a second reader."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Value

from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.knowledge import rules
from guichet.knowledge.content import missing_language, older_language, said_in
from guichet.knowledge.lifecycle import DRAFT, REVIEW, WITHDRAWN
from guichet.knowledge.models import Answer, AnswerTask, Finding, Gap, Synonyms, SynonymsState, TaskState
from guichet.people.models import Account
from guichet.people.queries import accounts_with_grant

PAGE = 50
SOON = dt.timedelta(days=30)
ALL, DUE, SOON_DUE, REVIEWING, DRAFTS, LANGUAGES, FINDINGS, GONE = (
    "all",
    "due",
    "soon",
    "review",
    "drafts",
    "languages",
    "findings",
    "withdrawn",
)
VIEWS = (DUE, SOON_DUE, REVIEWING, DRAFTS, LANGUAGES, FINDINGS, ALL, GONE)
_FAR = dt.date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """An answer in a list; `older` is the language that waits for its other one, `missing` one that is not there."""

    key: str
    title: str
    state: str
    live: bool
    team: Mapping[str, str] | None
    reader: str
    author: str
    review_on: dt.date | None
    reviewed_on: dt.date | None
    late: bool
    older: str
    missing: str
    audience: str
    example: bool
    remarks: int
    findings: int
    changed_at: dt.datetime
    returned_why: str = ""
    mark: str = ""  # gives the following page


@dataclass(frozen=True, slots=True)
class BankCounts:
    """How much waits in the bank, for one person and their teams."""

    due: int
    to_read: int
    drafts: int
    remarks: int
    gaps: int
    findings: int
    words: int  # proposed by searches
    published: int


def bank_counts(actor: Actor) -> BankCounts:
    """Count what waits: for the actor's teams where it is theirs, in the whole bank else (one query)."""
    authorise(actor, rules.may_read_bank)
    rows: dict[str, QuerySet[Any]] = {
        "due": Answer.objects.filter(_due(moment.today())),
        "to_read": Answer.objects.filter(_to_read(actor)),
        "drafts": Answer.objects.filter(state=DRAFT, newest__author_id=actor.id),
        "published": Answer.objects.filter(live__isnull=False),
        "remarks": AnswerTask.objects.filter(state=TaskState.OPEN, team_id__in=actor.teams),
        "gaps": Gap.objects.filter(state="open"),
        "findings": Finding.objects.filter(accepted_at__isnull=True),
        "words": Synonyms.objects.filter(state=SynonymsState.PROPOSED),
    }
    first, *others = (
        waiting.order_by().values(what=Value(name)).annotate(n=Count("pk")) for name, waiting in rows.items()
    )
    counted = {row["what"]: row["n"] for row in first.union(*others, all=True)}
    return BankCounts(**{name: counted.get(name, 0) for name in rows})


def _due(today: dt.date) -> Q:
    return Q(live__isnull=False, review_on__lte=today)


def _to_read(actor: Actor) -> Q:
    """What waits for a second reader: chosen, or whoever publishes and did not write it."""
    if not actor.has("bank.publish"):
        return Q(pk__in=[])
    asked = Q(second_reader_id=actor.id) | Q(second_reader__isnull=True)
    return Q(state=REVIEW) & asked & (Q(newest__author__isnull=True) | ~Q(newest__author_id=actor.id))


def answer_rows(
    actor: Actor,
    view: str,
    *,
    language: str,
    team: str = "",
    mine: bool = False,
    after: str = "",
    limit: int = PAGE,
) -> list[AnswerRow]:
    """Give a list of answers, those due first, one page after the `mark` of another's last row (two queries).

    `view` is one of VIEWS; with `mine`, only those of the actor's teams (drafts: written by the actor; in review: that
    the actor may publish).
    """
    authorise(actor, rules.may_read_bank)
    rows = _in_view(actor, view if view in VIEWS else ALL, mine=mine)
    if team:
        rows = rows.filter(owner_team__code=team)
    elif mine and view not in (DRAFTS, REVIEWING):
        rows = rows.filter(owner_team_id__in=actor.teams)
    day, pk = _read_mark(after)
    if pk:
        rows = rows.filter(_after(day, pk))
    rows = rows.select_related("newest", "live", "owner_team", "second_reader")
    page = list(rows.order_by(F("review_on").asc(nulls_last=True), "pk")[:limit])
    counts = _counts([answer.pk for answer in page])
    return [_row(answer, language, counts.get(answer.pk, (0, 0))) for answer in page]


def rows_waiting(
    actor: Actor, language: str, *, limit: int = 5
) -> tuple[list[AnswerRow], list[AnswerRow], list[AnswerRow]]:
    """Give what waits for one person: answers due (of their teams, if any), to read again, their drafts (one query)."""
    authorise(actor, rules.may_read_bank)
    due = _due(moment.today()) & (Q(owner_team_id__in=actor.teams) if actor.teams else Q())
    drafts = Q(state=DRAFT, newest__author_id=actor.id)
    rows = Answer.objects.filter(due | _to_read(actor) | drafts)
    rows = rows.select_related("newest", "live", "owner_team", "second_reader")
    found = list(rows.order_by("-updated_at", "pk")[: 20 * limit])
    shown = {answer.pk: _row(answer, language, (0, 0)) for answer in found}
    late = sorted((one for one in found if shown[one.pk].late), key=lambda one: one.review_on or _FAR)
    reading = [one for one in found if one.state == REVIEW] if actor.has("bank.publish") else []
    own = [one for one in found if one.state == DRAFT and one.newest and one.newest.author_id == actor.id]
    return (
        [shown[one.pk] for one in late[:limit]],
        [shown[one.pk] for one in reading[:limit] if one.newest and one.newest.author_id != actor.id],
        [shown[one.pk] for one in own[:limit]],
    )


def _in_view(actor: Actor, view: str, *, mine: bool) -> QuerySet[Answer]:
    today = moment.today()
    found = Finding.objects.filter(accepted_at__isnull=True).values("answer_id")
    wanted: dict[str, Q] = {
        DUE: _due(today),
        SOON_DUE: _due(today + SOON),
        REVIEWING: _to_read(actor) if mine else Q(state=REVIEW),
        DRAFTS: Q(state=DRAFT) & (Q(newest__author_id=actor.id) if mine else Q()),
        LANGUAGES: Q(languages_apart=True) & ~Q(state=WITHDRAWN),
        FINDINGS: Q(pk__in=found),
        GONE: Q(state=WITHDRAWN),
    }
    return Answer.objects.filter(wanted.get(view, ~Q(state=WITHDRAWN)))


def _after(day: dt.date | None, pk: int) -> Q:
    if day is None:
        return Q(review_on__isnull=True, pk__gt=pk)
    return Q(review_on__gt=day) | Q(review_on=day, pk__gt=pk) | Q(review_on__isnull=True)


def _read_mark(mark: str) -> tuple[dt.date | None, int]:
    day, _sep, pk = mark.partition("_")
    try:
        return (dt.date.fromisoformat(day) if day != "none" else None), int(pk or 0)
    except ValueError:
        return None, 0


def _counts(ids: list[int]) -> dict[int, tuple[int, int]]:
    """Count the remarks and the findings that stand on some answers (one query)."""
    remarks = Count("tasks", filter=Q(tasks__state=TaskState.OPEN), distinct=True)
    findings = Count("findings", filter=Q(findings__accepted_at__isnull=True), distinct=True)
    rows = Answer.objects.filter(pk__in=ids).annotate(remarks=remarks, found=findings)
    return {pk: (said, found) for pk, said, found in rows.values_list("pk", "remarks", "found")}


def _row(answer: Answer, language: str, counted: tuple[int, int]) -> AnswerRow:
    version = answer.newest
    title = said_in(version.texts, language).title if version else answer.key
    day = answer.review_on.isoformat() if answer.review_on else "none"
    return AnswerRow(
        key=answer.key,
        title=title or answer.key,
        state=answer.state,
        live=answer.live_id is not None,
        team=answer.owner_team.name if answer.owner_team else None,
        reader=answer.second_reader.name if answer.second_reader else "",
        author=version.author_name if version else "",
        review_on=answer.review_on,
        reviewed_on=answer.reviewed_on,
        late=bool(answer.live_id and answer.review_on and answer.review_on <= moment.today()),
        older=older_language(version) if version else "",
        missing=missing_language(version) if version else "",
        audience=version.audience if version else "",
        example=answer.example,
        remarks=counted[0],
        findings=counted[1],
        changed_at=answer.updated_at,
        returned_why=answer.returned_why,
        mark=f"{day}_{answer.pk}",
    )


def possible_readers(actor: Actor) -> list[Account]:
    """Give the people who may publish, by name, but for the one who asks."""
    authorise(actor, rules.may_read_bank)
    return [account for account in accounts_with_grant("bank.publish") if account.pk != actor.id]


def titles_of(actor: Actor, language: str) -> list[tuple[str, str]]:
    """Give the key and title of every published answer, by title, to be chosen from."""
    authorise(actor, rules.may_read_bank)
    rows = Answer.objects.filter(live__isnull=False).select_related("live")
    named = [(row.key, said_in(row.live.texts, language).title) for row in rows if row.live]
    return sorted(named, key=lambda one: one[1].casefold())
