"""The link by which someone comes back to their file: sent again to whoever the file knows, never shown."""

from __future__ import annotations

from django.db import transaction

from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.words import clean_line
from guichet.people.contact_keys import email_key
from guichet.permits import rules
from guichet.permits.actions.sharing import mail_part_link
from guichet.permits.lifecycle import Role
from guichet.permits.models import Party, Permit
from guichet.permits.queries.visible import as_number


@transaction.atomic
def send_link(actor: Actor, reference: str, address: str) -> None:
    """Send someone of a file their own link, once an hour at most: the applicant's opens all of it.

    Says nothing of whether the number and the address go together: the answer is the same either way.
    """
    authorise(actor, rules.may_send_link)
    key = email_key(clean_line(address, 254))
    rows = Permit.objects.select_related("type", "type__service").defer("search", "answers")
    permit = rows.filter(reference=as_number(reference)).first()
    if permit is None or not key:
        return
    parties = Party.objects.filter(permit=permit).exclude(email="")
    theirs = [party for party in parties if email_key(party.email) == key]
    whole = [party for party in theirs if party.role == Role.APPLICANT]
    for party in whole or theirs:
        mail_part_link(actor, permit, party)
