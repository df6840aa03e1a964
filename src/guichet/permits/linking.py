"""The link of each person of a permit, and what it opens, in words."""

from __future__ import annotations

from guichet.kernel.texts import Text
from guichet.permits.lifecycle import Role
from guichet.permits.models import Party, Permit
from guichet.permits.signing import is_part_key, link_of_part, link_to
from guichet.permits.wording import say

OPENS: dict[str, Text] = {
    Role.APPLICANT: say("tout le dossier", "the whole file"),
    Role.BENEFICIARY: say("les dates, les conditions, le plan et le document à imprimer", "the dates, the conditions, the plan and the permit"),
    Role.CONTRACTOR: say(
        "les dates, les conditions, le plan, le document à imprimer et les messages avec la Ville",
        "the dates, the conditions, the plan, the permit and the messages with the City",
    ),
    Role.PAYER: say("les dates, la facture et son paiement", "the dates, the bill and its payment"),
}  # fmt: skip
"""What each person's link opens, as the mail and the pages say it."""


def own_link(permit: Permit, party: Party) -> str:
    """Give the link of someone of a file: the applicant's opens all of it, another's what their role sees."""
    if party.role == Role.APPLICANT:
        return link_to(permit.reference, permit.key)
    return link_of_part(permit.reference, _secret(party), party.email)


def opens(party: Party, key: str) -> bool:
    """Tell whether a key is the one that someone's own link holds now."""
    return is_part_key(key, _secret(party), party.email)


def _secret(party: Party) -> str:
    """Give what a link is sealed with; the number of the row for links that were sent before secrets were kept."""
    return party.secret or str(party.pk)
