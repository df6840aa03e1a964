"""The queue of files in the published order, and lists of files by state, words, type, district, team."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.words import clean_line
from guichet.permits import rules
from guichet.permits.lifecycle import STATE_WORDS, STUDIED, Role, State
from guichet.permits.models import (
    IS_DEAD,
    IS_IN_FORCE,
    IS_OVER,
    IS_PENDING,
    IS_STUDIED,
    Opinion,
    Party,
    Permit,
    PermitMessage,
    QueueJump,
)
from guichet.permits.ordering import Weights, in_words, total
from guichet.permits.queries.found import Named, of_words
from guichet.permits.queries.lapsing import lapsing_soon
from guichet.permits.queries.order import ids_in_order, waited_days, weights_now, why_here
from guichet.permits.queries.visible import permits_for
from guichet.permits.shapes import Queue, QueueRow, Reason

PAGE = 30
MOST_COUNTED = 1_000
MOST_LISTED = 10_000
"""A list can be turned over up to so many files; who looks for an older one narrows it."""
WAITING = PermitMessage.objects.filter(outgoing=False, seen_at=None)
"""What applicants wrote and nobody answered; an index of the messages holds nothing else."""
VIEWS: Mapping[str, Q] = {
    "studied": IS_STUDIED,
    "incomplete": Q(state=State.INCOMPLETE),
    "to_issue": Q(state=State.APPROVED),
    "in_force": IS_IN_FORCE,
    "ended": IS_OVER,
    "refused": IS_DEAD,
    "drafts": Q(state=State.DRAFT),
    "to_answer": Q(pk__in=WAITING.values("permit")),
    "all": ~Q(state=State.DRAFT),
}
"""The lists that a page offers; « mine » is those that are studied and given to the actor."""
YEARS = frozenset({"all", "ended", "refused"})
"""The lists that hold the files of years, the newest first."""

_IDS = """
SELECT
  (SELECT t.id FROM permits_permittype AS t JOIN catalogue_service AS s ON s.id = t.service_id WHERE s.code = %(type)s),
  (SELECT id FROM places_district WHERE code = %(district)s),
  (SELECT id FROM people_team WHERE code = %(team)s)
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; empty means all. `words` are of the number (old or new), title, address, people.

    `late` keeps what is past its date, `lapsing` what lapses within seven days if nothing moves, `unanswered` where a
    message of the applicant waits for an answer.
    """

    view: str = "studied"
    words: str = ""
    type: str = ""
    district: str = ""
    team: str = ""
    mine: bool = False
    late: bool = False
    lapsing: bool = False
    unanswered: bool = False
    page: int = 1


def queue(actor: Actor, wanted: Wanted | None = None, *, page_size: int = PAGE) -> Queue:
    """Give a page of files: those that are studied in the published order, the others by their dates.

    The place of a file is its place among all: narrowing a list moves nobody. The order never reads an amount, and the
    number of queries does not depend on how many files there are.
    """
    authorise(actor, rules.may_read_all)
    asked = wanted or Wanted()
    weights, number = weights_now()
    start = min((max(asked.page, 1) - 1) * page_size, MOST_LISTED)
    places, goes_on = dict[int, int](), False
    named = _named(asked)
    condition = _condition(actor, asked) & named.condition
    if asked.view == "studied":
        placed, elsewhere = ids_in_order(weights)
        places = {pk: place for place, pk in enumerate(placed, start=1)}
        ids = [*placed, *elsewhere]
        if condition:
            kept = set(Permit.objects.filter(IS_STUDIED, condition).values_list("id", flat=True))
            ids = [pk for pk in ids if pk in kept]
        count, chosen = len(ids), ids[start : start + page_size]
    else:
        narrowed = Permit.objects.filter(VIEWS.get(asked.view, VIEWS["all"]), condition)
        met = list(_by_date(narrowed, asked.view).values_list("id", flat=True)[start : start + page_size + 1])
        chosen, goes_on = met[:page_size], len(met) > page_size
        count = start + len(chosen)
        if (goes_on and not named.often) or (start and not chosen):
            count = narrowed.order_by()[:MOST_COUNTED].count()
    rows = rows_of(permits_for(actor).filter(pk__in=chosen), weights, places)
    return Queue(
        rows=tuple(rows[pk] for pk in chosen if pk in rows),
        total=count,
        capped=goes_on and (named.often or count >= MOST_COUNTED),
        often=named.often and asked.view in YEARS,
        counts=counts(actor),
        rule=in_words(weights),
        rule_number=number,
    )


def _by_date(rows: QuerySet[Permit], view: str) -> QuerySet[Permit]:
    if view == "incomplete":
        return rows.order_by("waiting_until", "id")
    if view in {"to_issue", "drafts"}:
        return rows.order_by("starts_on", "id")
    if view == "to_answer":
        first = WAITING.filter(permit=OuterRef("pk")).order_by("at").values("at")[:1]
        return rows.order_by(Subquery(first), "id")
    if view == "in_force":
        return rows.order_by("ends_on", "id")
    return rows.order_by("-created_at", "-id")


def _condition(actor: Actor, wanted: Wanted) -> Q:
    condition = Q()
    if wanted.mine:
        condition &= Q(agent=actor.id)
    if wanted.late:
        condition &= Q(due_at__lt=moment.now())
    condition &= _of_codes(wanted)
    if wanted.lapsing:
        condition &= lapsing_soon()
    if wanted.unanswered:
        condition &= VIEWS["to_answer"]
    return condition


def _named(wanted: Wanted) -> Named:
    text = clean_line(wanted.words, 120)
    return of_words(text, years=wanted.view in YEARS) if text else Named(Q())


def _of_codes(wanted: Wanted) -> Q:
    """Give the condition of a type, a district and a team by their ids: the database knows how many files each has."""
    given = {
        "type": clean_line(wanted.type, 80),
        "district": clean_line(wanted.district, 60),
        "team": clean_line(wanted.team, 60),
    }
    if not any(given.values()):
        return Q()
    with connection.cursor() as cursor:
        cursor.execute(_IDS, given)
        ids = dict(zip(given, cursor.fetchone() or (), strict=True))
    return Q(**{f"{name}_id": ids[name] or 0 for name, code in given.items() if code})


def counts(actor: Actor) -> dict[str, int]:
    """Count the files of each list of work that waits, in two queries that read an index of what is pending."""
    authorise(actor, rules.may_read_all)
    names = ("studied", "incomplete", "to_issue")
    filters = {name: Count("state", filter=VIEWS[name]) for name in names}
    filters["mine"] = Count("state", filter=IS_STUDIED & Q(agent=actor.id))
    filters["late"] = Count("state", filter=IS_STUDIED & Q(due_at__lt=moment.now()))
    found = Permit.objects.filter(IS_PENDING).aggregate(**filters)
    return found | WAITING.aggregate(to_answer=Count("permit", distinct=True))


def rows_of(
    permits: QuerySet[Permit], weights: Weights | None = None, places: Mapping[int, int] | None = None
) -> dict[int, QueueRow]:
    """Give the lines of some permits by id, with their applicants, opinions and jumps (one query).

    With the `places` of files in the order of work, each says why it is there.
    """
    now = moment.now()
    found = {}
    for row in _with_more(permits, now):
        place = (places or {}).get(row.pk, 0)
        why = why_here(weights or Weights(), row, row.jump_points or 0, now) if place else ()
        found[row.pk] = _row(row, now, place, why)
    return found


def _with_more(permits: QuerySet[Permit], now: dt.datetime) -> QuerySet[Any]:
    """Add to permits who asks, the opinions and answers that are waited for, and how they were moved in the order."""
    applicant = Party.objects.filter(permit=OuterRef("pk"), role=Role.APPLICANT)
    owed = Opinion.objects.filter(permit=OuterRef("pk"), given_at__isnull=True).order_by().values("permit")
    unread = WAITING.filter(permit=OuterRef("pk")).order_by().values("permit")
    jump = QueueJump.objects.filter(permit=OuterRef("pk"), ended_at__isnull=True)
    return permits.annotate(
        organisation=Subquery(applicant.values("organisation")),
        person=Subquery(applicant.values("name")),
        opinions_owed=Subquery(owed.annotate(n=Count("*")).values("n")),
        opinions_late=Subquery(owed.filter(due_at__lt=now).annotate(n=Count("*")).values("n")),
        unanswered=Subquery(unread.annotate(n=Count("*")).values("n")),
        jump_points=Subquery(jump.values("points")),
        jump_reason=Subquery(jump.values("reason")),
    )


def _row(row: Any, now: dt.datetime, place: int, why: tuple[Reason, ...]) -> QueueRow:
    service, nobody = row.type.service, {"fr": "", "en": ""}
    studied = State(row.state) in STUDIED
    return QueueRow(
        reference=row.reference,
        external_id=row.external_id,
        title=row.title,
        type=service.name,
        use=row.type.use,
        icon=service.icon,
        state=row.state,
        state_words=str(STATE_WORDS[State(row.state)]),
        district=row.district.name if row.district else nobody,
        address=row.address,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        filed_at=row.filed_at,
        due_at=row.due_at,
        late=studied and row.due_at is not None and row.due_at < now,
        days_waited=waited_days(row.complete_at, row.decided_at or now),
        applicant=row.organisation or row.person or "",
        by_company=row.by_company,
        team=row.team.name if row.team else nobody,
        agent=row.agent.name if row.agent else "",
        opinions_pending=row.opinions_owed or 0,
        opinions_late=row.opinions_late or 0,
        unanswered=row.unanswered or 0,
        lat=row.lat,
        lon=row.lon,
        points=total(why),
        place=place,
        why=why,
        jumped=row.jump_reason or "",
        elsewhere=row.elsewhere,
        version=row.version,
    )
