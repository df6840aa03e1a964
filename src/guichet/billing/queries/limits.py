"""Up to how much someone may sign: their own limit, else the highest of their roles'; nothing when none is set."""

from __future__ import annotations

from django.db.models import Max

from guichet.billing.models import SigningLimit
from guichet.kernel.actor import Actor


def signing_limit(actor: Actor) -> int:
    """Give the most cents that a member of the staff may approve (one or two queries)."""
    if not actor.is_staff or not actor.has("credit.approve"):
        return 0
    own = SigningLimit.objects.filter(account_id=actor.id).values_list("most_cents", flat=True).first()
    if own is not None:
        return own
    held = SigningLimit.objects.filter(role__holders__account_id=actor.id)
    return held.aggregate(most=Max("most_cents"))["most"] or 0
