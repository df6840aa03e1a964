"""What finance may set: reasons of credits, who signs up to how much, the settings as they are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count
from django.utils.translation import gettext as _

from guichet.billing import rules
from guichet.billing.models import Adjustment, CreditReason, Office, SigningLimit
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import NotFound
from guichet.kernel.money import from_cents
from guichet.kernel.texts import Text
from guichet.people.models import Account, Role
from guichet.people.queries import accounts_with_grant, roles_with_grant

SIGNING = "credit.approve"


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """A reason with how often it was given."""

    row: CreditReason
    used: int


@dataclass(frozen=True, slots=True)
class SignerShown:
    """A role or a person that may sign: their own limit (None: none of their own), the one that holds, whether it is oneself."""

    kind: str
    id: int
    name: str
    label: Text
    own: Decimal | None
    holds: Decimal
    is_reader: bool


Signer = tuple[SignerShown, Account | None, Role | None]


def office_kept(actor: Actor) -> Office:
    """Give the settings as they are kept: what is empty takes the defaults of the city's legal world."""
    authorise(actor, rules.may_configure)
    return Office.objects.filter(pk=1).first() or Office()


def reasons_listed(actor: Actor) -> Sequence[ReasonLine]:
    """Give every reason, in order, with how often it was given (two queries)."""
    authorise(actor, rules.may_configure)
    used = Adjustment.objects.exclude(reason=None).values("reason").annotate(count=Count("id")).order_by()
    counts = {row["reason"]: row["count"] for row in used}
    rows = CreditReason.objects.order_by("-active", "position", "code")
    return [ReasonLine(row, counts.get(row.pk, 0)) for row in rows]


def reason_named(actor: Actor, code: str) -> CreditReason:
    """Find a reason to change it. Raises NotFound."""
    authorise(actor, rules.may_configure)
    row = CreditReason.objects.filter(code=code).first()
    if row is None:
        raise NotFound(_("There is no such reason."))
    return row


def signers(actor: Actor) -> list[SignerShown]:
    """Give the roles and the people who may sign, with their limits (four queries)."""
    return [shown for shown, _account, _role in _signers(actor)]


def signer(actor: Actor, kind: str, signer_id: int) -> Signer:
    """Find one who may sign, to change their limit: as shown, and the account or the role. Raises NotFound."""
    found = next((one for one in _signers(actor) if (one[0].kind, one[0].id) == (kind, signer_id)), None)
    if found is None:
        raise NotFound(_("Nobody who may sign is there. Give the right to sign in the roles first."))
    return found


def _signers(actor: Actor) -> list[Signer]:
    authorise(actor, rules.may_configure)
    limits = list(SigningLimit.objects.all())
    by_role = {row.role_id: row.most_cents for row in limits if row.role_id}
    by_account = {row.account_id: row.most_cents for row in limits if row.account_id}
    roles = roles_with_grant(SIGNING)
    held: dict[int, list[int]] = {}
    for role in roles:
        for holder in role.holders.all():
            held.setdefault(holder.account_id, []).append(by_role.get(role.pk, 0))
    found: list[Signer] = [(_of_role(actor, role, by_role.get(role.pk)), None, role) for role in roles]
    for account in accounts_with_grant(SIGNING):
        most = max(held.get(account.pk, [0]))
        found.append((_of_person(actor, account, by_account.get(account.pk), most), account, None))
    return found


def _of_role(actor: Actor, role: Role, cents: int | None) -> SignerShown:
    mine = any(holder.account_id == actor.id for holder in role.holders.all())
    own = None if cents is None else from_cents(cents)
    return SignerShown("role", role.pk, role.code, role.name, own, own or from_cents(0), mine)


def _of_person(actor: Actor, account: Account, own: int | None, by_role: int) -> SignerShown:
    kept = None if own is None else from_cents(own)
    holds = from_cents(by_role if own is None else own)
    return SignerShown("person", account.pk, account.name, {}, kept, holds, account.pk == actor.id)
