"""Lists of contacts: the day's, one's drafts, those of a search, the call-backs to do; and how many there are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from guichet.cases.timing import city_today, day_start
from guichet.contacts.lifecycle import ANSWERED, CallBackState, State
from guichet.contacts.models import IS_DRAFT, CallBack, Contact, Subject
from guichet.contacts.queries.visible import callbacks_for, contacts_for
from guichet.contacts.understanding import understand
from guichet.kernel import moment
from guichet.kernel.actor import Actor
from guichet.kernel.words import fold
from guichet.people.contact_keys import COUNTRIES
from guichet.people.queries import Clues, find_residents
from guichet.tenancy.queries import current_city

PAGE = 50
VIEWS = ("mine", "today", "drafts", "all")


@dataclass(frozen=True, slots=True)
class Counts:
    """What the navigation says: one's contacts of the day, those settled at once, drafts, call-backs (and late ones)."""

    today: int = 0
    settled: int = 0
    drafts: int = 0
    callbacks: int = 0
    late: int = 0


def contact_counts(actor: Actor) -> Counts:
    """Count what an agent has (three queries)."""
    start = day_start(city_today())
    mine = Contact.objects.filter(agent=actor.id)
    unsettled = Subject.objects.filter(contact=OuterRef("pk")).exclude(result__in=ANSWERED)
    settled = Subject.objects.filter(contact=OuterRef("pk"), result__in=ANSWERED)
    day = mine.filter(started_at__gte=start, state=State.ENDED).aggregate(
        n=Count("id"), settled=Count("id", filter=Exists(settled) & ~Exists(unsettled))
    )
    waiting = callbacks_for(actor).select_related(None).filter(state=CallBackState.WAITING)
    calls = waiting.aggregate(n=Count("id"), late=Count("id", filter=Q(due_at__lte=moment.now())))
    return Counts(day["n"], day["settled"], mine.filter(IS_DRAFT).count(), calls["n"], calls["late"])


@dataclass(frozen=True, slots=True)
class ContactPage:
    """A page of a list, the newest first; `next_key` is empty on the last."""

    rows: list[Contact]
    next_key: str = ""


def list_contacts(
    actor: Actor, *, view: str = "mine", words: str = "", after: str = "", limit: int = PAGE
) -> ContactPage:
    """Give a page of a list, each contact with its subjects (two queries; up to five with words to look for)."""
    rows = contacts_for(actor).prefetch_related("subjects")
    start = day_start(city_today())
    if words.strip():
        rows = _looked_for(actor, rows, words)
    elif view == "drafts":
        rows = rows.filter(IS_DRAFT, agent=actor.id)
    elif view == "today":
        rows = rows.filter(started_at__gte=start)
    elif view != "all":
        rows = rows.filter(Q(started_at__gte=start) | IS_DRAFT, agent=actor.id)
    if after.isdecimal():
        rows = rows.filter(pk__lt=int(after[:18]))
    found = list(rows.order_by("-id")[: limit + 1])
    return ContactPage(found[:limit], str(found[limit - 1].pk) if len(found) > limit else "")


def _looked_for(actor: Actor, rows: QuerySet[Contact], words: str) -> QuerySet[Contact]:
    """Find contacts by their number, that of a case, a telephone, an address, a name, or words of their subjects."""
    read = understand(words, COUNTRIES.get(current_city().legal_world, "CA"))
    if read.contact:
        return rows.filter(reference=read.contact)
    if read.references:
        return rows.filter(subjects__case__reference__in=read.references).distinct()
    clues = Clues(
        [phone.key for phone in read.phones], read.digits, read.email, read.email_begun, read.tokens[:3]
    )
    people = [one.resident.pk for one in find_residents(actor, clues, limit=50)]
    wanted = Q(person__in=people)
    if read.phones:
        wanted |= Q(phone_key__in=[phone.key for phone in read.phones])
    text = fold(words)[:80]
    if not people and not read.phones:
        about = Subject.objects.filter(contact=OuterRef("pk"))
        wanted = Q(Exists(about.filter(Q(words__icontains=words[:80]) | Q(topic__icontains=text))))
        wanted |= Q(name__icontains=words[:80]) | Q(address__icontains=words[:80])
        wanted &= Q(started_at__gte=moment.now() - dt.timedelta(days=90))
    return rows.filter(wanted)


def subjects_of(contact: Contact) -> list[Subject]:
    """Give what a contact was about, in order, with the cases."""
    rows = Subject.objects.filter(contact=contact).select_related("case", "case__service")
    return list(rows.defer("case__search").order_by("id"))


def callbacks_of(contact: Contact) -> list[CallBack]:
    """Give every call-back promised in a contact, the soonest first."""
    return list(
        CallBack.objects.filter(contact=contact).select_related("owner", "team").order_by("due_at", "id")
    )


CALL_VIEWS = ("waiting", "mine", "done")


def list_callbacks(actor: Actor, *, view: str = "waiting", limit: int = 200) -> Sequence[CallBack]:
    """Give the call-backs to do, the soonest first (late ones thus first), one's own, or those that ended."""
    rows = callbacks_for(actor)
    if view == "done":
        return list(rows.exclude(state=CallBackState.WAITING).order_by("-ended_at", "-id")[:limit])
    rows = rows.filter(state=CallBackState.WAITING)
    if view == "mine":
        rows = rows.filter(Q(owner=actor.id) | Q(owner__isnull=True, team__in=actor.teams))
    return list(rows.order_by("due_at", "id")[:limit])
