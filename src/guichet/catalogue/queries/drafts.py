"""Reading the forms that people fill."""

from __future__ import annotations

from django.utils.translation import gettext as _

from guichet.catalogue import rules
from guichet.catalogue.models import Draft, DraftPerson, Service
from guichet.kernel import moment
from guichet.kernel.actor import Actor
from guichet.kernel.errors import NotFound


def draft_for(actor: Actor, key: str, *, lock: bool = False) -> DraftPerson:
    """Find a draft by the key of one of its people, whom the actor proved to be; `person.draft` is the draft.

    Another's, one that expired or was sent, and one that is not there are the same NotFound.
    """
    rows = DraftPerson.objects.select_related("draft__service__group", "draft__version")
    if lock:
        rows = rows.select_for_update(of=("self", "draft"))
    person = rows.filter(key=key, draft__expires_at__gt=moment.now(), draft__sent_as="").first()
    if person is None or not rules.may_read_draft(actor, person):
        raise NotFound(_("This form is no longer here: it was sent, or nobody wrote on it for two months."))
    return person


def people_of(actor: Actor, person: DraftPerson) -> list[DraftPerson]:
    """Give everybody who fills a draft, its owner first."""
    if not rules.may_read_draft(actor, person):
        return []
    return list(person.draft.people.order_by("-owner", "id"))


def drafts_of_actor(actor: Actor) -> list[DraftPerson]:
    """Give the drafts that this browser (or this agent) started or was let into, the last touched first."""
    rows = DraftPerson.objects.select_related("draft__service").filter(
        draft__expires_at__gt=moment.now(), draft__sent_as=""
    )
    mine = (
        rows.filter(draft__started_by_id=actor.id, owner=True)
        if actor.is_staff
        else rows.filter(key__in=actor.drafts)
    )
    return list(mine.order_by("-draft__saved_at")[:20])


def draft_exists(key: str) -> bool:
    """Tell whether a link leads to a draft that can still be resumed, without telling anything of it."""
    return DraftPerson.objects.filter(key=key, draft__expires_at__gt=moment.now(), draft__sent_as="").exists()


def lost_draft(key: str) -> Service | None:
    """Give the service of a draft that nobody can prove to be theirs any more, since it has no address; else None."""
    rows = DraftPerson.objects.select_related("draft__service").filter(key=key, email="")
    person = rows.filter(draft__expires_at__gt=moment.now(), draft__sent_as="").first()
    return person.draft.service if person is not None else None


def sent_draft(actor: Actor, became: str) -> Draft | None:
    """Find the draft that became something, for who follows up on it."""
    if not (actor.is_system or actor.is_staff):
        return None
    return Draft.objects.select_related("service", "version").filter(sent_as=became).order_by("-id").first()
