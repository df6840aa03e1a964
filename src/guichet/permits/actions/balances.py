"""Parts of actions: what the former system billed for a permit becomes a bill here, once it is handled here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from guichet.billing.actions.opening import OpeningBalance, open_balances
from guichet.billing.actions.paying import NewPayment, record_payment
from guichet.billing.lifecycle import Means
from guichet.billing.queries.bills import bills_of_references
from guichet.billing.values import Payer, Subject
from guichet.kernel.actor import Actor, system
from guichet.kernel.money import ZERO
from guichet.permits.actions.filing import NewParty
from guichet.permits.lifecycle import Role, State
from guichet.permits.models import Permit

RUNNING = frozenset({State.ISSUED, State.ACTIVE, State.EXTENDED, State.ENDED})


@dataclass(frozen=True, slots=True)
class FormerBill:
    """What the former system tells of a file's bill: its total, what is owed (negative: to the payer), number, days."""

    fee: Decimal | None = None
    balance: Decimal | None = None
    number: str = ""
    issued_on: date | None = None
    due_on: date | None = None


def opened(permit: Permit, former: FormerBill, parties: Sequence[NewParty]) -> OpeningBalance | None:
    """Give the bill that a file begins with; None when it needs none.

    A file that still runs needs one even when it is paid: a later change is then billed as the difference, not whole. A
    file that the former system still handles is paid there.
    """
    fee, owed = former.fee or ZERO, former.balance or ZERO
    if permit.elsewhere or not (owed or (fee > ZERO and permit.state in RUNNING)):
        return None
    total = max(fee, owed, ZERO)
    return OpeningBalance(
        subject=Subject("permit", permit.reference),
        payer=_payer(parties, permit.language),
        title=permit.type.service.name,
        total=total,
        paid=total - owed,
        number=former.number,
        issued_on=former.issued_on,
        due_on=former.due_on,
        starts=permit.starts_on,
        ends=permit.ends_on,
    )


def _payer(parties: Sequence[NewParty], language: str) -> Payer:
    by_role = {party.role: party for party in parties}
    party = by_role.get(Role.PAYER) or by_role.get(Role.APPLICANT)
    if party is None:
        return Payer(name="", language=language)
    lines = tuple(line.strip() for line in party.address.splitlines() if line.strip())
    return Payer(party.organisation or party.name, lines, party.email, party.number, party.language)


def take_over(actor: Actor, balances: Iterable[OpeningBalance | None]) -> None:
    """Make the bills of files that came over; those that have one keep it."""
    open_balances(system(actor.label), [one for one in balances if one is not None])


def follow_payments(actor: Actor, seen: Sequence[tuple[Permit, Decimal]]) -> list[Permit]:
    """Record what was paid in the former system since the last import; gives the files whose balance there changed.

    `seen` are files handled here with the balance that the former system tells now; the permit keeps the one before.
    """
    changed = [(permit, now) for permit, now in seen if permit.balance is not None and now != permit.balance]
    house = system(actor.label)
    lines = bills_of_references(house, "permit", [permit.reference for permit, _now in changed])
    for permit, now in changed:
        before = permit.balance or ZERO
        bill = next((line for line in lines.get(permit.reference, ()) if not line.subject.part), None)
        if bill is not None and now < before:
            key = f"import:{permit.reference}:{before}:{now}"
            record_payment(house, NewPayment(key, before - now, Means.IMPORTED, bill=bill.reference))
        permit.balance = now
    return [permit for permit, _now in changed]
