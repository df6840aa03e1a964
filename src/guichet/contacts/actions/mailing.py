"""An answer of the bank in writing, to whoever asked for it during a contact."""

from __future__ import annotations

import hashlib

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from guichet.contacts import events, rules
from guichet.contacts.lifecycle import LIFECYCLE
from guichet.contacts.models import Contact
from guichet.contacts.queries.visible import contact_for
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor, visitor
from guichet.kernel.errors import Conflict, Invalid, NotFound
from guichet.kernel.words import clean_line
from guichet.knowledge.markdown import letter_words
from guichet.knowledge.queries import AnswerShown, answer_shown
from guichet.ledger.actions import record
from guichet.messaging.actions import queue_mail
from guichet.messaging.fields import MailEvent

_LIVE = "live"


@transaction.atomic
def mail_answer(actor: Actor, reference: str, key: str, to: str, *, consents: bool) -> str:
    """Send what residents may read of an answer to the person of a contact, in their language, as said where they are.

    Gives the title that was sent. Sending the same to the same address twice sends it once. Raises Invalid by field
    (`mail_to`, `mail_consent`), Conflict for an answer that residents may not read.
    """
    contact = contact_for(actor, reference, lock=True)
    authorise(actor, rules.may_write, contact)
    LIFECYCLE.next(contact.state, "write")
    address = _checked(to, consents=consents)
    shown = _for_residents(contact, key)
    mark = hashlib.sha256(f"{shown.key} {shown.number} {address.casefold()}".encode()).hexdigest()[:24]
    name = contact.name or (contact.person.name if contact.person else "")
    queue_mail(
        actor,
        key=f"{contact.reference}:answer:{mark}",
        event=MailEvent.ANSWER_SENT,
        to=address,
        language=contact.language,
        values={
            "title": shown.title,
            "answer": letter_words("\n\n".join(part for part in (shown.say, shown.read) if part)),
            "link": f"/reponses/{shown.key}/" + (f"?district={shown.district}" if shown.district else ""),
            "first_name": name.split()[0] if name else "",
        },
        subject_type=contact._meta.label_lower,
        subject_id=contact.pk,
    )
    record(actor, events.ANSWER_MAILED, contact, answer=shown.key, version=shown.number)
    return shown.title


def _checked(to: str, *, consents: bool) -> str:
    """Give the address, once the person agreed to be written to there."""
    faults: dict[str, str] = {}
    address = clean_line(to, 254)
    try:
        validate_email(address)
    except ValidationError:
        faults["mail_to"] = _("Write a whole e-mail address, such as name@example.org.")
    if not consents:
        faults["mail_consent"] = _("Ask the person whether they agree to be written to at this address.")
    if faults:
        raise Invalid(" ".join(faults.values()), fields=faults)
    return address


def _for_residents(contact: Contact, key: str) -> AnswerShown:
    """Read the answer with the eyes of a resident of the contact's district: nothing for staff can leave."""
    district = contact.district.code if contact.district else None
    try:
        shown = answer_shown(visitor(contact.language), key, language=contact.language, district=district)
    except NotFound:
        shown = None
    if shown is None or shown.status != _LIVE:
        raise Conflict(_("Residents may not read this answer today: it cannot be sent to them."))
    return shown
