"""Issuing invoices: the first of a bill, and the supplement that a later version leads to."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from guichet.billing import events, rules
from guichet.billing.actions.change_credits import versions_between
from guichet.billing.actions.journal import told
from guichet.billing.actions.papers import NewPaper, check_payer, issue_papers
from guichet.billing.lifecycle import PaperKind
from guichet.billing.lines import Line, difference, lines_of, sums_of
from guichet.billing.models import Bill, Instalment, Invoice
from guichet.billing.queries.visible import bill_for, office
from guichet.billing.values import Payer, write_payer
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Conflict
from guichet.kernel.words import clean_line
from guichet.ledger.actions import record
from guichet.tariffs.values import read_computed


@transaction.atomic
def issue_invoice(actor: Actor, reference: str) -> Invoice:
    """Issue what a bill's last version adds to the papers that it has: an invoice, or a supplement.

    Raises Conflict when nothing is to be issued (said why), Invalid when the payer has no address.
    """
    bill = bill_for(actor, reference, lock=True)
    authorise(actor, rules.may_issue)
    lines = _due_lines(bill)
    check_payer(bill.payer)
    kind = PaperKind.SUPPLEMENT if bill.settled_version else PaperKind.INVOICE
    paper = issue_papers([NewPaper(bill, kind, bill.version_count, lines)], office(), actor.label)[0]
    bill.settled_version = bill.version_count
    bill.save(update_fields=["settled_version", "invoiced_cents"])
    record(actor, events.INVOICE_ISSUED, bill, **told(bill, paper=paper.number))
    return paper


def _due_lines(bill: Bill) -> list[Line]:
    before, after = versions_between(bill)
    if bill.by_month:
        return _rest_of_months(bill)
    if before is not None and before.number == after.number:
        raise Conflict(_("The invoice of this version was issued already."))
    lines = difference(read_computed(before.computed) if before else None, read_computed(after.computed))
    total = sums_of(lines).total
    if total < 0:
        raise Conflict(
            _("This version costs less than what was invoiced: it leads to a credit, to be signed.")
        )
    if total == 0:
        raise Conflict(_("There is nothing to ask for: no invoice is issued."))
    return lines


def _rest_of_months(bill: Bill) -> list[Line]:
    """Give what a change adds to a bill by month after its last month was invoiced."""
    if Instalment.objects.filter(bill=bill, invoice__isnull=True).exists():
        raise Conflict(_("This bill is invoiced month by month. Its next month comes by itself."))
    after = versions_between(bill)[1]
    taken: dict[str, Line] = {}
    for paper in Invoice.objects.filter(bill=bill).exclude(kind=PaperKind.CREDIT_NOTE):
        for line in paper.lines:
            held = taken.get(line["key"])
            taken[line["key"]] = {**line, "cents": line["cents"] + (held["cents"] if held else 0)}
    found = []
    for line in lines_of(read_computed(after.computed)):
        rest = line["cents"] - taken.pop(line["key"], {"cents": 0})["cents"]
        found += [{**line, "cents": rest}] if rest else []
    found += [{**line, "cents": -line["cents"]} for line in taken.values()]
    if sums_of(found).total <= 0:
        raise Conflict(_("There is nothing to ask for: no invoice is issued."))
    return found


@transaction.atomic
def change_payer(actor: Actor, reference: str, payer: Payer) -> Bill:
    """Say who pays what is still to be invoiced; papers that were issued keep theirs."""
    bill = bill_for(actor, reference, lock=True)
    authorise(actor, rules.may_issue)
    bill.payer = write_payer(payer)
    bill.payer_key, bill.payer_name = payer.key, clean_line(payer.name, 200)
    bill.language = payer.language[:2]
    bill.save(update_fields=["payer", "payer_key", "payer_name", "language"])
    record(actor, events.BILL_STATED, bill, **told(bill, version=bill.version_count, changed=["payer"]))
    return bill
