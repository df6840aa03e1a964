"""What each person of a permit sees by a link of their own: the payer the bill, the contractor the site, and so on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import NotFound
from guichet.kernel.words import clean_line
from guichet.people.contact_keys import email_key
from guichet.permits.lifecycle import Role, State
from guichet.permits.linking import opens
from guichet.permits.models import Party, Permit
from guichet.permits.queries.page import as_shown
from guichet.permits.queries.visible import HEAVY, as_number, parties_of, permit_for
from guichet.permits.rules import may_share
from guichet.permits.shapes import PermitShown
from guichet.places.editions import CALENDAR, one_look

CONDITIONS, PLAN, PAPERS, MESSAGES, BILL = "conditions", "plan", "papers", "messages", "bill"
SEES: Mapping[Role, frozenset[str]] = {
    Role.BENEFICIARY: frozenset({CONDITIONS, PLAN, PAPERS}),
    Role.CONTRACTOR: frozenset({CONDITIONS, PLAN, PAPERS, MESSAGES}),
    Role.PAYER: frozenset({BILL}),
}
"""What a role sees beside the state, the place and the days, which all see. The applicant sees and does everything."""


@dataclass(frozen=True, slots=True)
class PartShown:
    """A file as someone of it sees it who is not its applicant: their roles, what they see, the file without the rest."""

    roles: tuple[Role, ...]
    sees: frozenset[str]
    permit: PermitShown


@dataclass(frozen=True, slots=True)
class LinkShown:
    """Someone who may have a link of their own, when it last left and was last opened, as far as is known.

    Whoever has the applicant's address is `same`: the link that opens the whole file is theirs already.
    """

    role: Role
    name: str
    email: str
    sent_at: dt.datetime | None = None
    opened_at: dt.datetime | None = None
    same: bool = False


def opens_part(reference: str, key: str) -> bool:
    """Tell whether a key is that of someone of a file, as it is now: a link that was taken back opens nothing."""
    rows = Party.objects.filter(permit__reference=as_number(reference)).exclude(permit__state=State.DRAFT)
    parties = rows.exclude(role=Role.APPLICANT)
    text = clean_line(key, 60)
    return any(opens(party, text) for party in parties)


def part_found(actor: Actor, reference: str, *, lock: bool = False) -> tuple[Permit, tuple[Role, ...]]:
    """Find a file in which someone proved to have a part, with their roles. Raises NotFound, as for one not there."""
    number = as_number(reference)
    keys = [key for proved, key in actor.parts if proved == number]
    rows = Permit.objects.select_related(
        "type", "type__service", "type__service__group", "district", "team", "agent"
    )
    if lock:
        rows = rows.select_for_update(of=("self",))
    permit = rows.defer(*HEAVY).filter(reference=number).exclude(state=State.DRAFT).first() if keys else None
    parties = parties_of(permit) if permit is not None else []
    held = tuple(
        Role(party.role)
        for party in parties
        if party.role != Role.APPLICANT and any(opens(party, key) for key in keys)
    )
    if permit is None or not held:
        raise NotFound(_("This permit does not exist, or is not one of yours."))
    return permit, held


def part_shown(actor: Actor, reference: str) -> PartShown:
    """Give a file as someone of it sees it: what is not theirs to read is not even in the value. Raises NotFound."""
    permit, roles = part_found(actor, reference)
    sees = seen_by(roles)
    with one_look(CALENDAR):
        whole = as_shown(actor, permit)
    return PartShown(roles, sees, _trimmed(whole, sees))


def seen_by(roles: tuple[Role, ...]) -> frozenset[str]:
    """Give what some roles see together."""
    return frozenset().union(*(SEES[role] for role in roles))


def _trimmed(whole: PermitShown, sees: frozenset[str]) -> PermitShown:
    """Leave out what nobody but the applicant reads, then what these roles do not."""
    bare = replace(
        whole, key="", answers=(), parties=(), missing=(), clocks=(), opinions=(), versions=(), history=(), decision={},
        renewed_from="", renewals=(), verbs=(), fee=None, balance=None, external_id="",
    )  # fmt: skip
    if CONDITIONS not in sees:
        bare = replace(bare, conditions=())
    if MESSAGES not in sees:
        bare = replace(bare, messages=())
    if PLAN not in sees:
        bare = replace(bare, area=None, measures={})
    return bare if PAPERS in sees else replace(bare, check_code="", check_url="")


def links_of(actor: Actor, reference: str) -> list[LinkShown]:
    """Give who may have a link of their own to a file: those with an address that is not the applicant's."""
    return [
        link
        for link in all_links_of(actor, reference)
        if link.role != Role.APPLICANT and link.email and not link.same
    ]


def all_links_of(actor: Actor, reference: str) -> list[LinkShown]:
    """Give everybody of a file with the state of their link, the applicant first. Raises Denied for who may not share."""
    permit = permit_for(actor, reference)
    authorise(actor, may_share, permit)
    parties = parties_of(permit)
    own = {email_key(party.email) for party in parties if party.role == Role.APPLICANT and party.email}
    return [
        LinkShown(
            Role(party.role),
            party.organisation or party.name,
            party.email,
            party.link_sent_at,
            party.link_opened_at,
            same=party.role != Role.APPLICANT and bool(party.email) and email_key(party.email) in own,
        )
        for party in parties
    ]
