"""A link for each person of a permit: sent to their own address, taken back when it should open nothing any more."""

from __future__ import annotations

import hashlib
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
from guichet.permits.models import Party, Permit, new_secret
from guichet.permits.queries.sharing import part_found
from guichet.permits.queries.visible import as_number, permit_for
from guichet.permits.signing import KEY_BYTES


@transaction.atomic
def send_part_link(actor: Actor, reference: str, role: str) -> Party:
    """Send someone of a file a link of their own. Raises Invalid when they have no address, Conflict within the hour."""
    permit, party = _party(actor, reference, role)
    if permit.state == State.DRAFT:
        raise Conflict(_("This request is not sent yet. Send it first."))
    _must_have_address(party)
    if not mail_part_link(actor, permit, party):
        raise Conflict(_("This link left less than an hour ago. Ask them to look in their junk mail first."))
    return party


def mail_part_link(actor: Actor, permit: Permit, party: Party) -> bool:
    """Queue the mail that holds someone's own link, and remember that it left; False when it did within the hour."""
    authorise(actor, rules.may_send_link)
    language, now, link = party.language, moment.now(), own_link(permit, party)
    seal = hashlib.sha256(link.encode()).hexdigest()[:12]
    mail = queue_mail(
        actor,
        key=f"permit_link:{permit.pk}:{party.pk}:{seal}:{now:%Y-%m-%dT%H}",
        event="permit_link",
        to=party.email,
        language=language,
        service_code=permit.type.service.code,
        values={
            "reference": permit.reference,
            "service": localise(permit.type.service.name, language),
            "link": link,
            "message": localise(OPENS[party.role], language),
        },
        subject_type=permit._meta.label_lower,
        subject_id=permit.pk,
    )
    if mail is None or mail.created_at < now:
        return False
    note_link_sent(actor, permit, party, asked=True)
    return True


def note_link_sent(actor: Actor, permit: Permit, party: Party, *, asked: bool = False) -> None:
    """Keep when someone's link last left, with whatever mail held it; the first time, and when asked for, is remembered."""
    authorise(actor, rules.may_send_link)
    Party.objects.filter(pk=party.pk).update(link_sent_at=moment.now())
    if asked or party.link_sent_at is None:
        remember(actor, events.LINK_SENT, permit, role=party.role)


@transaction.atomic
def note_link_opened(actor: Actor, reference: str) -> None:
    """Keep when a link was last opened by whoever has just proved that it is theirs. Raises NotFound for anyone else."""
    authorise(actor, rules.may_open_link)
    number = as_number(reference)
    whole = number in actor.case_references
    permit, roles = (permit_for(actor, number), (Role.APPLICANT,)) if whole else part_found(actor, number)
    theirs = Party.objects.filter(permit=permit, role__in=roles)
    first = theirs.filter(link_opened_at=None).exists()
    theirs.update(link_opened_at=moment.now())
    if first:
        remember(actor, events.LINK_OPENED, permit, role=roles[0])


@transaction.atomic
def take_link_back(actor: Actor, reference: str, role: str) -> None:
    """Make someone's link open nothing any more, at once, wherever it was opened; another can be sent to them.

    The applicant's own link is replaced, and the new one sent to their address.
    """
    permit, party = _party(actor, reference, role)
    if party.role == Role.APPLICANT:
        _must_have_address(party)
        permit.key = secrets.token_urlsafe(KEY_BYTES)
        permit.save(update_fields=["key"])
    party.secret, party.link_sent_at, party.link_opened_at = new_secret(), None, None
    party.save(update_fields=["secret", "link_sent_at", "link_opened_at"])
    remember(actor, events.LINK_TAKEN_BACK, permit, role=party.role)
    if party.role == Role.APPLICANT:
        mail_part_link(actor, permit, party)


def _must_have_address(party: Party) -> None:
    if not party.email:
        words = _("No e-mail address is known for this person: there is nowhere to send a link.")
        raise Invalid(words, fields={"role": words})


def _party(actor: Actor, reference: str, role: str) -> tuple[Permit, Party]:
    permit = permit_for(actor, reference, lock=True)
    authorise(actor, rules.may_share, permit)
    party = Party.objects.filter(permit=permit, role=role).first()
    if party is None:
        words = _("Nobody has this role in the file.")
        raise Invalid(words, fields={"role": words})
    return permit, party
