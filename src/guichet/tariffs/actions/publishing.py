"""From a draft to what is charged: its worked examples pass, a second person publishes, a last day ends it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Conflict, Denied, Invalid
from guichet.kernel.words import clean_line
from guichet.ledger.actions import record
from guichet.places.editions import renew
from guichet.tariffs import events, rules
from guichet.tariffs.actions.writing import draft_for
from guichet.tariffs.book import Book
from guichet.tariffs.examples import try_all
from guichet.tariffs.lifecycle import LIFECYCLE, PUBLISHED
from guichet.tariffs.models import Edition
from guichet.tariffs.queries.finding import BYLAWS, book_of

_DAY = dt.timedelta(days=1)


@transaction.atomic
def check(actor: Actor, code: str, number: int, *, seen_version: int | None = None) -> Edition:
    """Ask for publication: every tariff has worked examples, and the by-law gives what was worked out by hand.

    Raises Invalid with the examples that fail, by their codes.
    """
    authorise(actor, rules.may_write)
    edition = draft_for(code, number, seen_version)
    state = LIFECYCLE.next(edition.state, "check")
    demand_examples(book_of(edition))
    edition.state, edition.checked_by, edition.returned_why = state, actor.label[:120], ""
    if not actor.is_system and actor.id not in edition.authors:
        edition.authors = [*edition.authors, actor.id]  # who asks for publication is one of the two people
    _keep(edition)
    record(actor, events.BYLAW_CHECKED, edition.bylaw, number=number)
    return edition


def demand_examples(book: Book) -> None:
    """Refuse a version whose tariffs have no worked example, or whose examples do not come out right."""
    content = book.content
    if not content.tariffs:
        raise Invalid(_("This version sets no fee yet: write a tariff first."))
    told = {example.tariff for example in content.examples.values()}
    if without := [code for code in content.tariffs if code not in told]:
        words = _("Each tariff needs a worked example; none is there for: %(which)s.")
        raise Invalid(words % {"which": ", ".join(without)})
    failing = {f"examples.{one.example.code}": one.differences[0] for one in try_all(book) if not one.passed}
    if failing:
        words = _(
            "%(count)d worked examples do not give what was worked out by hand. Correct the rules or the working."
        )
        raise Invalid(words % {"count": len(failing)}, fields=failing)


@transaction.atomic
def send_back(actor: Actor, code: str, number: int, why: str) -> Edition:
    """Give a checked version back to those who write it, with why."""
    authorise(actor, rules.may_end)
    edition = draft_for(code, number, None)
    state = LIFECYCLE.next(edition.state, "return")
    reason = clean_line(why, 300)
    if not reason:
        raise Invalid(_("Say what has to change."), fields={"why": _("Say what has to change.")})
    edition.state, edition.returned_why = state, reason
    _keep(edition)
    record(actor, events.BYLAW_RETURNED, edition.bylaw, number=number)
    return edition


@transaction.atomic
def publish(actor: Actor, code: str, number: int, *, seen_version: int | None = None) -> Edition:
    """Put a checked version in force from its first day. Whoever wrote it is refused: two people for what is charged.

    The version of the same by-law that has no last day ends on the eve. Raises Conflict when another published
    version sets one of its tariffs on the same days in the same place.
    """
    renew(BYLAWS)  # two publications wait for each other here
    edition = draft_for(code, number, seen_version)
    if actor.has("tariff.publish") and actor.id in edition.authors:
        raise Denied(_("You wrote this: someone else reads it again and publishes it."))
    authorise(actor, rules.may_publish, edition.authors)
    state = LIFECYCLE.next(edition.state, "publish")
    demand_examples(book_of(edition))
    two_in_force(edition)
    edition.state, edition.published_by, edition.published_at = state, actor.label[:120], moment.now()
    _keep(edition)
    record(actor, events.BYLAW_PUBLISHED, edition.bylaw, number=number)
    return edition


def _overlapping(edition: Edition) -> list[Edition]:
    rows = Edition.objects.select_for_update(of=("self",)).select_related("bylaw").filter(state=PUBLISHED)
    here = (
        Q(bylaw__district=edition.bylaw.district)
        if edition.bylaw.district
        else Q(bylaw__district__isnull=True)
    )
    rows = rows.filter(here, codes__overlap=edition.codes)
    if edition.ends is not None:
        rows = rows.filter(starts__lte=edition.ends)
    return list(
        rows.filter(Q(ends__isnull=True) | Q(ends__gte=edition.starts)).exclude(pk=edition.pk).order_by("pk")
    )


def two_in_force(edition: Edition) -> None:
    """End the version that this one replaces on the eve; Conflict when another sets the same fees on the same days."""
    for other in _overlapping(edition):
        if other.bylaw_id != edition.bylaw_id or other.ends is not None or other.starts >= edition.starts:
            words = _(
                "Version %(version)d of by-law %(number)s sets the same fees on the same days. Give it a last day first."
            )
            raise Conflict(words % {"version": other.number, "number": other.bylaw.number})
        other.ends = edition.starts - _DAY
        other.save(update_fields=["ends"])


@transaction.atomic
def end_version(actor: Actor, code: str, number: int, ends: dt.date) -> Edition:
    """Say on which day a published version ceases to be in force; that day is the last that counts."""
    authorise(actor, rules.may_end)
    renew(BYLAWS)
    edition = draft_for(code, number, None)
    edition.state = LIFECYCLE.next(edition.state, "end")
    if ends < edition.starts:
        words = _("The last day is before the first one, %(day)s.") % {"day": edition.starts.isoformat()}
        raise Invalid(words, fields={"ends": words})
    if edition.ends is not None and ends > edition.ends:
        words = _("A version cannot be made longer: write a new one.")
        raise Conflict(words)
    edition.ends = ends
    _keep(edition)
    record(actor, events.BYLAW_ENDED, edition.bylaw, number=number)
    return edition


def _keep(edition: Edition) -> None:
    edition.version += 1
    edition.updated_at = moment.now()
    edition.save()
