"""Handing the journal to finance: every entry goes out once, and its debits equal its credits."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from guichet.billing import events, rules
from guichet.billing.models import Export, JournalEntry, Posting
from guichet.billing.timing import city_today
from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Conflict, Invalid
from guichet.ledger.actions import record


@transaction.atomic
def export_journal(actor: Actor, until: dt.date) -> Export:
    """Gather the entries up to a day that were not handed over yet. Raises Conflict when there is none.

    The file is read by `queries.journal.export_lines`, as often as needed, always the same.
    """
    authorise(actor, rules.may_export)
    if until > city_today():
        raise Invalid(_("Choose a day up to today."), fields={"until": until.isoformat()})
    rows = JournalEntry.objects.select_for_update().filter(export__isnull=True, day__lte=until)
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    if not ids:
        raise Conflict(_("Everything up to this day was exported already."))
    sums = Posting.objects.filter(entry__in=ids).aggregate(
        debit=Sum("debit_cents"), credit=Sum("credit_cents")
    )
    if sums["debit"] != sums["credit"]:
        raise Conflict(_("Debits and credits differ: call whoever looks after Guichet before you export."))
    export = Export.objects.create(
        at=moment.now(),
        by_label=actor.label[:120],
        until=until,
        entry_count=len(ids),
        debit_cents=sums["debit"],
    )
    JournalEntry.objects.filter(pk__in=ids).update(export=export)
    record(actor, events.EXPORTED, export, entries=len(ids), until=until.isoformat())
    return export
