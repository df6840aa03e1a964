"""What a permit costs, said to the room of bills: stated at approval, again at each change, billed as its type says.

The house states and issues in the name of whoever acted: that they may change the permit was asked; money that goes back
is signed by people, in the room of bills.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext as _

from guichet.billing.actions.invoicing import change_payer, issue_invoice
from guichet.billing.actions.stating import NewBill, state_bill
from guichet.billing.queries.bills import bill_shown, bills_of
from guichet.billing.shapes import BillShown
from guichet.billing.values import Fact, Payer, Subject
from guichet.kernel.actor import Actor, system
from guichet.kernel.errors import Conflict, Invalid
from guichet.kernel.money import ZERO
from guichet.permits.facts import facts_in_words
from guichet.permits.lifecycle import Role
from guichet.permits.models import Party, Permit, PermitVersion
from guichet.permits.models.types import Billed
from guichet.permits.pricing import price, priced
from guichet.places.queries import calendar
from guichet.tariffs.values import Computed, no_fee

OVERRUN = "overrun"


def subject_of(permit: Permit, part: str = "") -> Subject:
    """Give the subject under which a permit's bill is known."""
    return Subject("permit", permit.reference, part)


def _house(actor: Actor) -> Actor:
    return system(actor.label)


def computed_now(actor: Actor, permit: Permit) -> Computed | None:
    """Compute what a permit costs as it is now; None when it is free by nature. Raises Invalid with what is lacking."""
    on = calendar().local(permit.filed_at).date() if permit.filed_at else permit.starts_on
    return price(actor, priced(permit, on=on))


def restate(actor: Actor, permit: Permit, reason: str, *, cause: str = "amendment") -> Decimal | None:
    """State the bill of a permit as it is now: a new version when one exists, with a credit or a supplement.

    Puts the new total on the permit (not saved). Raises Conflict when the by-law cannot say what it costs.
    """
    try:
        computed = computed_now(actor, permit)
    except Invalid as fault:
        words = _("The fee cannot be computed. %(why)s") % {"why": fault.message}
        raise Conflict(words, code="fee") from fault
    permit.fee = computed.total if computed is not None else ZERO
    if computed is None or (permit.fee == ZERO and not _bills(permit)):
        return permit.fee
    _state(actor, permit, computed, reason, cause=cause)
    return permit.fee


def _state(
    actor: Actor, permit: Permit, computed: Computed, reason: str, *, part: str = "", cause: str = "amendment"
) -> None:
    by_month = permit.type.billed == Billed.MONTHLY and permit.starts_on != permit.ends_on and not part
    state_bill(
        _house(actor),
        NewBill(
            subject=subject_of(permit, part),
            computed=computed,
            payer=payer_of(permit),
            title=permit.type.service.name,
            reason=reason,
            facts=tuple(Fact(*fact) for fact in facts_in_words(_facts(permit))),
            by_month=by_month,
            starts=permit.starts_on,
            ends=permit.ends_on,
            cause=cause,
        ),
    )


def _facts(permit: Permit) -> dict[str, object]:
    last = PermitVersion.objects.filter(permit=permit).order_by("-number").first()
    return dict(last.facts) if last else {}


def payer_of(permit: Permit) -> Payer:
    """Give who pays: whoever was named for it, else the applicant. Their address is asked when a bill is issued.

    An address that the file does not have may have been written on the bill, under « who pays »: it is theirs then.
    """
    payer = _payer_named(permit)
    if payer.address:
        return payer
    known = (bill.payer for bill in _bills(permit))
    return next((each for each in known if each.name == payer.name and each.address), payer)


def _payer_named(permit: Permit) -> Payer:
    parties = {party.role: party for party in Party.objects.filter(permit=permit)}
    party = parties.get(Role.PAYER) or parties.get(Role.APPLICANT)
    if party is None:
        return Payer(name="", language=permit.language)
    return Payer(
        name=party.organisation or party.name,
        address=tuple(line.strip() for line in party.address.splitlines() if line.strip()),
        email=party.email,
        number=party.number,
        language=party.language,
    )


def _bills(permit: Permit) -> list[BillShown]:
    house = system()
    lines = bills_of(house, subject_of(permit))
    return [bill_shown(house, line.reference) for line in lines if not line.subject.part]


def _without_address() -> Conflict:
    words = _(
        "The payer has no postal address, and a bill needs one. Ask for it, then write it on the bill, under “Who pays”."
    )
    return Conflict(words)


def give_up_bill(actor: Actor, permit: Permit, reason: str) -> None:
    """State that nothing is owed for a permit that will not be: what was paid becomes a credit to sign."""
    bills = _bills(permit)
    if bills and bills[0].last.total != ZERO:
        last = bills[0].last.computed
        _state(actor, permit, no_fee(last.currency, last.bylaw), reason)
    if bills:
        permit.fee = ZERO


def follow_payer(actor: Actor, permit: Permit) -> None:
    """Say to the bills of a permit who pays from now on; papers that were issued keep theirs."""
    payer, house = payer_of(permit), _house(actor)
    for line in bills_of(house, subject_of(permit)):
        if bill_shown(house, line.reference).payer != payer:
            change_payer(house, line.reference, payer)


def settled(actor: Actor, permit: Permit) -> bool:
    """Tell whether nothing is left to pay for a permit."""
    del actor
    if not permit.fee:
        return True
    bills = _bills(permit)
    return bool(bills) and bills[0].settled


def bill_before_issue(actor: Actor, permit: Permit) -> None:
    """Send the bill of a permit that is paid before it is issued, as soon as it is approved and its payer can be reached."""
    if permit.type.paid_before_issue and permit.fee and payer_of(permit).address:
        _issue(actor, permit)


def bill_at_issue(actor: Actor, permit: Permit) -> None:
    """Send the bill when the type bills at issue. Raises Conflict when the payer has no address."""
    if not permit.fee:
        return
    if not payer_of(permit).address:
        raise _without_address()
    if permit.type.billed == Billed.ISSUE:
        _issue(actor, permit)


def bill_change(actor: Actor, permit: Permit) -> None:
    """Send the supplement that a change leads to, once a first bill was sent; a credit waits for its signatures."""
    bills = _bills(permit)
    if bills and bills[0].papers and bills[0].pending > ZERO and not bills[0].by_month:
        _issue(actor, permit)


def bill_at_end(actor: Actor, permit: Permit) -> None:
    """Send the bill when the type bills at the end."""
    if permit.fee and permit.type.billed == Billed.END and payer_of(permit).address:
        _issue(actor, permit)


def _issue(actor: Actor, permit: Permit) -> None:
    for bill in _bills(permit):
        if bill.pending > ZERO:
            issue_invoice(_house(actor), bill.reference)


def bill_overrun_days(actor: Actor, permit: Permit, until: dt.date, reason: str) -> None:
    """State and send the days of an overrun as a bill of its own: what the permit would have cost for them."""
    after = permit.ends_on + dt.timedelta(days=1)
    file = replace(priced(permit, on=after), starts=after, ends=until)
    try:
        computed = price(actor, file)
    except Invalid as fault:
        words = _("The fee cannot be computed. %(why)s") % {"why": fault.message}
        raise Conflict(words, code="fee") from fault
    if computed is None or computed.total == ZERO:
        raise Conflict(_("This permit is free: there is nothing to bill for its overrun."))
    if not payer_of(permit).address:
        raise _without_address()
    _state(actor, permit, computed, reason, part=OVERRUN)
    house = _house(actor)
    for line in bills_of(house, subject_of(permit)):
        if line.subject.part == OVERRUN and bill_shown(house, line.reference).pending > ZERO:
            issue_invoice(house, line.reference)
