"""A link for each person of a permit: sent to their own address, taken back when it should open nothing any more."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.utils.translation import gettext as _

from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Conflict, Invalid
from guichet.kernel.texts import localise
from guichet.messaging.actions import queue_mail
from guichet.permits import events, rules
from guichet.permits.actions.keeping import remember
from guichet.permits.lifecycle import Role, State
from guichet.permits.linking import OPENS, own_link
from guichet.permits.models import Party, Permit
from guichet.permits.queries.visible import permit_for
from guichet.permits.signing import KEY_BYTES


@transaction.atomic
def send_part_link(actor: Actor, reference: str, role: str) -> Party:
    """Send someone of a file a link of their own, once an hour at most. Raises Invalid when they have no address."""
    permit, party = _party(actor, reference, role)
    if permit.state == State.DRAFT:
        raise Conflict(_("This request is not sent yet. Send it first."))
    if not party.email:
        words = _("No e-mail address is known for this person: there is nowhere to send a link.")
        raise Invalid(words, fields={"role": words})
    mail_part_link(actor, permit, party)
    return party


def mail_part_link(actor: Actor, permit: Permit, party: Party) -> None:
    """Queue the mail that holds someone's own link, once an hour at most, and remember that it left."""
    authorise(actor, rules.may_send_link)
    language = party.language
    queue_mail(
        actor,
        key=f"permit_link:{permit.pk}:{party.pk}:{moment.now():%Y-%m-%dT%H}",
        event="permit_link",
        to=party.email,
        language=language,
        service_code=permit.type.service.code,
        values={
            "reference": permit.reference,
            "service": localise(permit.type.service.name, language),
            "link": own_link(permit, party),
            "message": localise(OPENS[party.role], language),
        },
        subject_type=permit._meta.label_lower,
        subject_id=permit.pk,
    )
    remember(actor, events.LINK_SENT, permit, role=party.role)


@transaction.atomic
def take_link_back(actor: Actor, reference: str, role: str) -> None:
    """Make someone's link open nothing any more, at once, wherever it was opened; another can be sent to them.

    The applicant's own link is replaced, and the new one sent to their address.
    """
    permit, party = _party(actor, reference, role)
    if party.role == Role.APPLICANT:
        if not party.email:
            words = _("No e-mail address is known for this person: there is nowhere to send a link.")
            raise Invalid(words, fields={"role": words})
        permit.key = secrets.token_urlsafe(KEY_BYTES)
        permit.save(update_fields=["key"])
    old = party.pk
    party.delete()
    party.pk, party.id = None, None
    party.save(force_insert=True)  # links are sealed with the row's number, which is never given again
    remember(actor, events.LINK_TAKEN_BACK, permit, role=party.role, party=old)
    if party.role == Role.APPLICANT:
        mail_part_link(actor, permit, party)


def _party(actor: Actor, reference: str, role: str) -> tuple[Permit, Party]:
    permit = permit_for(actor, reference, lock=True)
    authorise(actor, rules.may_share, permit)
    party = Party.objects.filter(permit=permit, role=role).first()
    if party is None:
        words = _("Nobody has this role in the file.")
        raise Invalid(words, fields={"role": words})
    return permit, party
