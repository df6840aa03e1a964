"""The link by which someone comes back to their file: sent again to whoever the file knows, never shown."""

from __future__ import annotations

from django.db import transaction

from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.texts import localise
from guichet.kernel.words import clean_line
from guichet.messaging.actions import queue_mail
from guichet.people.contact_keys import email_key
from guichet.permits import events, rules
from guichet.permits.actions.keeping import remember
from guichet.permits.models import Party, Permit
from guichet.permits.queries.visible import as_number
from guichet.permits.signing import link_to


@transaction.atomic
def send_link(actor: Actor, reference: str, address: str) -> None:
    """Send the link of a file to someone of it, once an hour at most.

    Says nothing of whether the number and the address go together: the answer is the same either way.
    """
    authorise(actor, rules.may_send_link)
    key = email_key(clean_line(address, 254))
    rows = Permit.objects.select_related("type", "type__service").defer("search", "answers")
    permit = rows.filter(reference=as_number(reference)).first()
    if permit is None or not key:
        return
    parties = Party.objects.filter(permit=permit).exclude(email="")
    known = next((party for party in parties if email_key(party.email) == key), None)
    if known is None:
        return
    queue_mail(
        actor,
        key=f"permit_link:{permit.pk}:{known.pk}:{moment.now():%Y-%m-%dT%H}",
        event="permit_link",
        to=known.email,
        language=known.language,
        service_code=permit.type.service.code,
        values={
            "reference": permit.reference,
            "service": localise(permit.type.service.name, known.language),
            "link": link_to(permit.reference, permit.key),
        },
        subject_type=permit._meta.label_lower,
        subject_id=permit.pk,
    )
    remember(actor, events.LINK_SENT, permit, role=known.role)
