"""Which permits an actor sees. Not yours and not there are the same answer."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from guichet.kernel.actor import Actor
from guichet.kernel.errors import NotFound
from guichet.kernel.words import clean_line
from guichet.permits.models import Inspection, Opinion, Party, Permit
from guichet.permits.signing import read_number

# What a type, a service or a district holds for other pages, and no page of a permit shows.
HEAVY = (
    "search",
    "type__service__keywords",
    "type__service__search_text",
    "type__service__external",
    "type__service__local_words",
    "district__polygon",
)


def visible_to(actor: Actor) -> Q:
    """Give the condition under which an actor sees a permit; the only place where this is written as a query."""
    if actor.is_system or actor.has("permit.read"):
        return Q()
    if actor.is_staff:
        return Q(pk__in=[])
    return Q(reference__in=actor.case_references)


def permits_for(actor: Actor) -> QuerySet[Permit]:
    """Give the permits that an actor sees, with what every page shows of them (no further query per row)."""
    return (
        Permit.objects.filter(visible_to(actor))
        .select_related("type", "type__service", "type__service__group", "district", "team", "agent")
        .defer(*HEAVY)
    )


def as_number(reference: str) -> str:
    """Give a permit's number however it was typed."""
    return read_number(reference) or clean_line(reference, 20)


def permit_for(actor: Actor, reference: str, *, lock: bool = False) -> Permit:
    """Find one permit by its number; locked until the end of the transaction when asked. Raises NotFound."""
    rows = permits_for(actor)
    if lock:
        rows = rows.select_for_update(of=("self",))
    permit = rows.filter(reference=as_number(reference)).first()
    if permit is None:
        raise NotFound(_("This permit does not exist, or is not one of yours."))
    return permit


def subject_for(actor: Actor, reference: str) -> Permit:
    """Find a permit only as what documents hang on: its id, nothing of what it says. Raises NotFound."""
    rows = Permit.objects.filter(visible_to(actor), reference=as_number(reference))
    permit = rows.only("id").first()
    if permit is None:
        raise NotFound(_("This permit does not exist, or is not one of yours."))
    return permit


def permit_with_key(actor: Actor, key: str) -> Permit | None:
    """Find the permit that the secret of a mail's link opens; None when it opens nothing.

    Whoever holds the link is let in by the door, which then acts as someone who proved to follow this number.
    """
    text = clean_line(key, 43)
    if actor.is_staff or len(text) < 20:
        return None
    return Permit.objects.defer("search").filter(key=text).first()


def permits_of_resident(actor: Actor) -> list[Permit]:
    """Give the permits that a resident proved to be theirs, the newest first; drafts too."""
    if actor.is_staff or actor.is_system:
        return []
    return list(permits_for(actor).order_by("-created_at", "-id"))


def opinion_for(actor: Actor, opinion_id: int, *, lock: bool = False) -> Opinion:
    """Find an opinion of a permit that the actor sees. Raises NotFound."""
    rows = Opinion.objects.filter(permit__in=Permit.objects.filter(visible_to(actor)))
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(pk=opinion_id).first()
    if found is None:
        raise NotFound(_("This opinion does not exist."))
    return found


def inspection_for(actor: Actor, inspection_id: int, *, lock: bool = False) -> Inspection:
    """Find an inspection of a permit that the actor sees. Raises NotFound."""
    rows = Inspection.objects.filter(permit__in=Permit.objects.filter(visible_to(actor)))
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = rows.select_related("permit").filter(pk=inspection_id).first()
    if found is None:
        raise NotFound(_("This inspection does not exist."))
    return found


def parties_of(permit: Permit) -> list[Party]:
    """Give the people of a file, the applicant first."""
    order = {"applicant": 0, "beneficiary": 1, "contractor": 2, "payer": 3}
    return sorted(Party.objects.filter(permit=permit), key=lambda party: order[party.role])
