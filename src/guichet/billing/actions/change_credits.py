"""Parts of actions: the credit that a lower version leads to, asked for by itself, and taken back by the next version."""

from __future__ import annotations

from guichet.billing.changes import compare
from guichet.billing.lifecycle import Asked, Decision
from guichet.billing.models import Adjustment, Bill, BillVersion, CreditReason
from guichet.kernel import moment
from guichet.kernel.actor import Actor
from guichet.kernel.words import clean_line
from guichet.tariffs.values import read_computed


def versions_between(bill: Bill) -> tuple[BillVersion | None, BillVersion]:
    """Give the version that papers were issued up to (None: none), and the last."""
    found = {
        version.number: version
        for version in BillVersion.objects.filter(
            bill=bill, number__in=(bill.settled_version, bill.version_count)
        )
    }
    return found.get(bill.settled_version), found[bill.version_count]


def withdraw_changes(bill: Bill) -> None:
    """Take back the credits that an earlier change asked for and nobody signed: the new version asks anew."""
    Adjustment.objects.filter(bill=bill, state=Asked.ASKED, to_version__isnull=False).update(
        state=Asked.WITHDRAWN, decided_at=moment.now()
    )


def ask_for_change(bill: Bill, cause: str, reason: str, asker: Actor) -> Adjustment | None:
    """Ask for the credit between what was invoiced and the last version, as far as it can still be credited.

    For a bill by month only what no month to come can make up for is asked. None when nothing is to be given back.
    """
    before, after = versions_between(bill)
    if before is None:
        return None
    possible = bill.invoiced_cents - bill.credited_cents
    over = before.total_cents - after.total_cents
    if bill.by_month:
        over = possible - after.total_cents
    amount = min(over, possible)
    if amount <= 0:
        return None
    changes = compare(
        (before.number, read_computed(before.computed), before.facts),
        (after.number, read_computed(after.computed), after.facts),
    )
    return Adjustment.objects.create(
        what=Decision.CREDIT,
        bill=bill,
        reason=CreditReason.objects.filter(code=cause, active=True).first(),
        amount_cents=amount,
        article=changes.article[:80],
        bylaw=changes.bylaw[:60],
        words=clean_line(reason, 500),
        from_version=before.number,
        to_version=after.number,
        asked_by_id=asker.id,
        asked_by=asker.label[:120],
        asked_at=moment.now(),
    )
