"""The queue of files in the published order, and lists of files by state, words, type, district, team."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.contrib.postgres.search import SearchQuery
from django.db.models import Count, Q, QuerySet

from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.words import clean_line
from guichet.permits import rules
from guichet.permits.lifecycle import STATE_WORDS, STUDIED, Role, State
from guichet.permits.models import IS_STUDIED, Opinion, Party, Permit, QueueJump
from guichet.permits.ordering import in_words
from guichet.permits.queries.order import Placed, in_order, waited_days, weights_now
from guichet.permits.queries.visible import permits_for
from guichet.permits.shapes import Queue, QueueRow
from guichet.permits.signing import read_number

PAGE = 30
VIEWS: Mapping[str, Q] = {
    "studied": IS_STUDIED,
    "incomplete": Q(state=State.INCOMPLETE),
    "to_issue": Q(state=State.APPROVED),
    "in_force": Q(state__in=(State.ISSUED, State.ACTIVE, State.EXTENDED)),
    "ended": Q(state__in=(State.ENDED, State.CLOSED)),
    "refused": Q(state__in=(State.REFUSED, State.WITHDRAWN, State.LAPSED, State.REVOKED)),
    "drafts": Q(state=State.DRAFT),
    "all": ~Q(state=State.DRAFT),
}
"""The lists that a page offers; « mine » is those that are studied and given to the actor."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; empty means all. `words` are of the number (old or new), title, address, people."""

    view: str = "studied"
    words: str = ""
    type: str = ""
    district: str = ""
    team: str = ""
    mine: bool = False
    late: bool = False
    page: int = 1


def queue(actor: Actor, wanted: Wanted | None = None, *, page_size: int = PAGE) -> Queue:
    """Give a page of files: those that are studied in the published order, the others by their dates.

    The place of a file is its place among all: narrowing a list moves nobody. The order never reads an amount, and the
    number of queries does not depend on how many files there are.
    """
    authorise(actor, rules.may_read_all)
    asked = wanted or Wanted()
    weights, number = weights_now()
    start = (max(asked.page, 1) - 1) * page_size
    narrowed = Permit.objects.filter(VIEWS.get(asked.view, VIEWS["all"]), _condition(actor, asked))
    if asked.view == "studied":
        kept = set(narrowed.values_list("id", flat=True))
        places = [each for each in in_order(weights) if each.id in kept]
        places += [Placed(pk, "", 0, 0, ()) for pk in sorted(kept - {each.id for each in places})]
        total, chosen = len(places), places[start : start + page_size]
    else:
        ids = list(_by_date(narrowed, asked.view).values_list("id", flat=True)[start : start + page_size])
        total, chosen = narrowed.count(), [Placed(pk, "", 0, 0, ()) for pk in ids]
    rows = rows_of(permits_for(actor).filter(pk__in=[each.id for each in chosen]))
    found = [
        replace(rows[each.id], points=each.points, place=each.place, why=each.why)
        for each in chosen
        if each.id in rows
    ]
    return Queue(tuple(found), total, counts(actor), in_words(weights), number)


def _by_date(rows: QuerySet[Permit], view: str) -> QuerySet[Permit]:
    if view == "incomplete":
        return rows.order_by("waiting_until", "id")
    if view in {"to_issue", "drafts"}:
        return rows.order_by("starts_on", "id")
    if view == "in_force":
        return rows.order_by("ends_on", "id")
    return rows.order_by("-created_at", "-id")


def _condition(actor: Actor, wanted: Wanted) -> Q:
    condition = Q()
    if wanted.mine:
        condition &= Q(agent=actor.id)
    if wanted.late:
        condition &= Q(due_at__lt=moment.now())
    if wanted.type:
        condition &= Q(type__service__code=clean_line(wanted.type, 80))
    if wanted.district:
        condition &= Q(district__code=clean_line(wanted.district, 60))
    if wanted.team:
        condition &= Q(team__code=clean_line(wanted.team, 60))
    if text := clean_line(wanted.words, 120):
        condition &= _of_words(text)
    return condition


def _of_words(text: str) -> Q:
    """Find by number (new, or the old system's), by words of the title and the address, or by people."""
    if number := read_number(text):
        return Q(reference=number)
    people = Party.objects.filter(Q(name__icontains=text) | Q(organisation__icontains=text)).values("permit")
    words = SearchQuery(text, config="public.guichet_fr", search_type="websearch")
    return Q(external_id__iexact=text) | Q(search=words) | Q(pk__in=people)


def counts(actor: Actor) -> dict[str, int]:
    """Count the files of each list, in one query."""
    authorise(actor, rules.may_read_all)
    filters = {name: Count("id", filter=condition) for name, condition in VIEWS.items()}
    filters["mine"] = Count("id", filter=IS_STUDIED & Q(agent=actor.id))
    filters["late"] = Count("id", filter=IS_STUDIED & Q(due_at__lt=moment.now()))
    return dict(Permit.objects.aggregate(**filters))


def rows_of(permits: QuerySet[Permit]) -> dict[int, QueueRow]:
    """Give the lines of some permits by id, with their applicants, opinions and jumps (four queries)."""
    rows = list(permits)
    ids, now = [row.pk for row in rows], moment.now()
    applicants = {
        party.permit_id: party.organisation or party.name
        for party in Party.objects.filter(permit__in=ids, role=Role.APPLICANT)
    }
    pending = Opinion.objects.filter(permit__in=ids, given_at__isnull=True).order_by().values("permit")
    counted = pending.annotate(pending=Count("id"), late=Count("id", filter=Q(due_at__lt=now)))
    opinions = {pk: (owed, late) for pk, owed, late in counted.values_list("permit", "pending", "late")}
    jumps = dict(
        QueueJump.objects.filter(permit__in=ids, ended_at__isnull=True).values_list("permit_id", "reason")
    )
    return {
        row.pk: _row(
            row, applicants.get(row.pk, ""), opinions.get(row.pk, (0, 0)), jumps.get(row.pk, ""), now
        )
        for row in rows
    }


def _row(row: Permit, applicant: str, opinions: tuple[int, int], jumped: str, now: dt.datetime) -> QueueRow:
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
        applicant=applicant,
        by_company=row.by_company,
        team=row.team.name if row.team else nobody,
        agent=row.agent.name if row.agent else "",
        opinions_pending=opinions[0],
        opinions_late=opinions[1],
        lat=row.lat,
        lon=row.lon,
        points=0,
        place=0,
        why=(),
        jumped=jumped,
        elsewhere=row.elsewhere,
        version=row.version,
    )
