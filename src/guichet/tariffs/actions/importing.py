"""By-laws that come whole from a file: written, tried on their examples and published by the house itself."""

from __future__ import annotations

from django.db import transaction

from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.ledger.actions import record
from guichet.places.editions import renew
from guichet.tariffs import events, rules
from guichet.tariffs.actions.publishing import demand_examples, two_in_force
from guichet.tariffs.actions.writing import NewByLaw, begin_bylaw
from guichet.tariffs.lifecycle import LIFECYCLE
from guichet.tariffs.models import ByLaw, Edition
from guichet.tariffs.queries.finding import BYLAWS, book_of


@transaction.atomic
def import_bylaw(
    actor: Actor, new: NewByLaw, *, verbs: tuple[str, ...] = ("check", "publish")
) -> Edition | None:
    """Bring a by-law in and lead it through `verbs` of its lifecycle; nothing is done for one already there.

    Only the house itself imports: nobody has written what comes from a file, so nobody is asked to be a second person.
    """
    authorise(actor, rules.may_import)
    if ByLaw.objects.filter(code=new.code).exists():
        return None
    edition = begin_bylaw(actor, new)
    if not verbs:
        return edition
    demand_examples(book_of(edition))
    for verb in verbs:
        edition.state = LIFECYCLE.next(edition.state, verb)
    edition.checked_by = actor.label[:120]
    if "publish" in verbs:
        renew(BYLAWS)
        two_in_force(edition)
        edition.published_by, edition.published_at = actor.label[:120], moment.now()
        record(actor, events.BYLAW_PUBLISHED, edition.bylaw, number=edition.number)
    edition.save()
    return edition
