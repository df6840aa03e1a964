"""Which contacts an actor sees. Not yours and not there are the same answer."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from guichet.contacts.lifecycle import CallBackState
from guichet.contacts.models import CallBack, Contact
from guichet.kernel.actor import Actor
from guichet.kernel.errors import NotFound
from guichet.kernel.words import clean_line


def visible_to(actor: Actor) -> Q:
    """Give the condition under which an actor sees a contact: all for the first line, else one's own."""
    if actor.is_system or actor.has("contact.take"):
        return Q()
    return Q(agent=actor.id) if actor.is_staff else Q(pk__in=[])


def contacts_for(actor: Actor) -> QuerySet[Contact]:
    """Give the contacts that an actor sees, with who took them and who it was."""
    return Contact.objects.filter(visible_to(actor)).select_related("agent", "person", "district")


def contact_for(actor: Actor, reference: str, *, lock: bool = False) -> Contact:
    """Find one contact by its number, locked when asked. Raises NotFound."""
    rows = contacts_for(actor)
    if lock:
        rows = rows.select_for_update(of=("self",))
    contact = rows.filter(reference=clean_line(reference, 20)).first()
    if contact is None:
        raise NotFound(_("There is no such contact, or it is not one of yours."))
    return contact


def callbacks_for(actor: Actor) -> QuerySet[CallBack]:
    """Give the call-backs that an actor sees: all for the first line, else their own and their teams'."""
    rows = CallBack.objects.select_related("contact", "contact__person", "owner", "team", "subject")
    if actor.is_system or actor.has("contact.take"):
        return rows
    if not actor.is_staff:
        return rows.none()
    return rows.filter(Q(owner=actor.id) | Q(team__in=actor.teams))


def callback_for(actor: Actor, callback_id: int, *, lock: bool = False) -> CallBack:
    """Find one call-back, locked when asked. Raises NotFound."""
    rows = callbacks_for(actor)
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(pk=callback_id).first()
    if found is None:
        raise NotFound(_("There is no such call-back, or it is not one of yours."))
    return found


def open_callbacks(contact: Contact) -> list[CallBack]:
    """Give the call-backs of a contact that are still to be done, the soonest first."""
    rows = CallBack.objects.filter(contact=contact, state=CallBackState.WAITING)
    return list(rows.select_related("owner", "team").order_by("due_at", "id"))
