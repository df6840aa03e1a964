"""Words between the city and whoever asked for a permit: written from the file, read and answered on one's own page."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from guichet.billing.shapes import FactChange
from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Conflict, Invalid
from guichet.kernel.texts import localise
from guichet.kernel.words import clean_line, clean_text
from guichet.permits import events, rules
from guichet.permits.actions.keeping import check_unchanged, remember
from guichet.permits.lifecycle import Role, State
from guichet.permits.models import Party, Permit, PermitMessage
from guichet.permits.queries.sharing import part_found
from guichet.permits.queries.visible import permit_for

LONGEST = 4_000
MOST_UNREAD = 10


@transaction.atomic
def write_to_applicant(
    actor: Actor, reference: str, words: str, *, template: str = "", seen_version: int | None = None
) -> PermitMessage:
    """Write to whoever asked, in free words or from a ready text (`template`, its code); it leaves by e-mail too.

    What they had written and nobody had answered is answered by it.
    """
    permit = permit_for(actor, reference, lock=True)
    authorise(actor, rules.may_handle, permit)
    check_unchanged(permit, seen_version)
    _must_be_sent(permit)
    message = _kept(actor, permit, words, outgoing=True, template=clean_line(template, 60))
    note_read(permit)
    remember(actor, events.WROTE, permit, message=message.pk)
    return message


@transaction.atomic
def write_to_city(actor: Actor, reference: str, words: str) -> PermitMessage:
    """Write to those who study a file, or answer them; it stands on the file until someone answers.

    Raises Conflict once MOST_UNREAD wait there already.
    """
    permit = permit_for(actor, reference, lock=True)
    authorise(actor, rules.may_write, permit)
    return _heard(actor, permit, words)


@transaction.atomic
def write_from_site(actor: Actor, reference: str, words: str) -> PermitMessage:
    """Write to those who study a file as its contractor, by a link of one's own; it says who wrote.

    Raises NotFound for whoever has no part in the file.
    """
    permit, roles = part_found(actor, reference, lock=True)
    authorise(actor, rules.may_write_from_site, permit, roles)
    party = Party.objects.get(permit=permit, role=Role.CONTRACTOR)
    return _heard(actor, permit, words, by=party.organisation or party.name)


def _heard(actor: Actor, permit: Permit, words: str, by: str = "") -> PermitMessage:
    _must_be_sent(permit)
    if PermitMessage.objects.filter(permit=permit, outgoing=False, seen_at=None).count() >= MOST_UNREAD:
        raise Conflict(_("We have all your messages and will answer them. If it cannot wait, call us."))
    message = _kept(actor, permit, words, outgoing=False)
    if by:
        message.by_label = by[:120]
        message.save(update_fields=["by_label"])
    remember(actor, events.HEARD, permit, message=message.pk)
    return message


def _must_be_sent(permit: Permit) -> None:
    if permit.state == State.DRAFT:
        raise Conflict(_("This request is not sent yet. Send it first."))


def _kept(actor: Actor, permit: Permit, words: str, *, outgoing: bool, template: str = "") -> PermitMessage:
    text = clean_text(words, LONGEST)
    if not text:
        raise Invalid(_("Write your message."), fields={"words": _("Write your message.")})
    return PermitMessage.objects.create(
        permit=permit,
        at=moment.now(),
        outgoing=outgoing,
        by_label=actor.label[:120] if outgoing else "",
        template=template,
        words=text,
    )


def tell_revision(permit: Permit, words: str, changes: Sequence[FactChange]) -> None:
    """Put what an applicant changed on the file as a message of theirs, so that nobody decides without reading it."""
    language = permit.language
    lines = [
        f"{localise(each.label, language)}\u00a0: {localise(each.before, language)} → {localise(each.after, language)}"
        for each in changes
    ]
    told = "\n".join([words.strip(), *lines]).strip()
    PermitMessage.objects.create(permit=permit, at=moment.now(), outgoing=False, words=told[:LONGEST] or "–")


def note_read(permit: Permit) -> None:
    """Say that what the applicant wrote no longer waits."""
    PermitMessage.objects.filter(permit=permit, outgoing=False, seen_at=None).update(seen_at=moment.now())
