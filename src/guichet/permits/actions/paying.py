"""What a payment changes in a permit: one that waited for it can be issued."""

from __future__ import annotations

from django.db import transaction

from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.permits import events, rules
from guichet.permits.actions.keeping import keep, remember
from guichet.permits.actions.money import settled
from guichet.permits.queries.visible import permit_for


@transaction.atomic
def note_paid(actor: Actor, reference: str) -> bool:
    """Note that nothing is left to pay for a permit; False when something is, or it was noted already."""
    permit = permit_for(actor, reference, lock=True)
    authorise(actor, rules.may_do_due_work)
    if permit.paid_at is not None or not settled(actor, permit):
        return False
    permit.paid_at = moment.now()
    keep(permit, ("paid_at",))
    remember(actor, events.PAID_FOR, permit)
    return True
