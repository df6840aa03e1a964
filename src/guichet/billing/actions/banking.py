"""Transfers: a statement of the bank is read once; what names an invoice and its amount is paid, the rest waits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from guichet.billing import bankfiles, events, rules
from guichet.billing.actions.paying import NewPayment, record_payment
from guichet.billing.lifecycle import Means, PaperKind
from guichet.billing.models import BankFile, BankLine, Invoice, Receivable
from guichet.billing.queries.visible import city_currency, paper_for
from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Conflict, Invalid, NotFound
from guichet.kernel.words import clean_line
from guichet.ledger.actions import record


@transaction.atomic
def read_bank_file(actor: Actor, name: str, content: bytes) -> BankFile:
    """Read a camt.053 statement or a CSV list: invoices named with their exact balance are paid, the rest is listed.

    Raises Conflict for a file that was read already; movements that another file told are passed over.
    """
    authorise(actor, rules.may_receive)
    mark = bankfiles.fingerprint(content)
    if BankFile.objects.filter(fingerprint=mark).exists():
        raise Conflict(_("This file was read already: nothing was counted twice."))
    form, movements = bankfiles.read_statement(content)
    known = set(BankLine.objects.filter(key__in=[one.key for one in movements]).values_list("key", flat=True))
    fresh = [one for one in movements if one.key not in known]
    file = BankFile.objects.create(
        name=clean_line(name, 120) or form,
        fingerprint=mark,
        form=form,
        at=moment.now(),
        by_label=actor.label[:120],
        line_count=len(fresh),
    )
    papers = _papers_named(fresh)
    for movement in fresh:
        _place(actor, file, movement, papers)
    record(actor, events.BANK_FILE_READ, file, lines=len(fresh), known=len(known))
    return file


def _papers_named(movements: Sequence[bankfiles.Movement]) -> dict[str, Receivable]:
    numbers = {number for one in movements for number in bankfiles.numbers_in(one.text)}
    former = {number for one in movements for number in bankfiles.former_numbers_in(one.text)}
    wanted = Q(invoice__number__in=numbers) | Q(invoice__former_number__in=former)
    rows = Receivable.objects.select_related("invoice", "bill").filter(wanted)
    found = {}
    for row in rows:
        found[row.invoice.number] = row
        if row.invoice.former_number:
            found[row.invoice.former_number] = row
    return found


def _named(text: str, papers: Mapping[str, Receivable]) -> list[Receivable]:
    """Give the invoices that a text names, by our number or by that of the former system."""
    numbers = (*bankfiles.numbers_in(text), *bankfiles.former_numbers_in(text))
    return list({papers[number].pk: papers[number] for number in numbers if number in papers}.values())


def _place(
    actor: Actor, file: BankFile, movement: bankfiles.Movement, papers: Mapping[str, Receivable]
) -> None:
    named = _named(movement.text, papers)
    row = named[0] if len(named) == 1 else None
    why = _why_not(movement, named)
    line = BankLine(
        file=file,
        key=movement.key,
        on=movement.on,
        amount_cents=movement.cents,
        currency=movement.currency or city_currency(),
        text=movement.text,
        name=movement.name,
        why=why,
        invoice=row.invoice if row else None,
    )
    if row is not None and not why:
        line.payment = record_payment(
            actor,
            NewPayment(
                key=f"bank:{movement.key}"[:120],
                amount=Decimal(movement.cents) / 100,
                means=Means.TRANSFER,
                invoice=row.invoice.number,
                note=file.name,
            ),
        )
        line.state = "matched"
        row.balance_cents = 0
    line.save()


def _why_not(movement: bankfiles.Movement, named: Sequence[Receivable]) -> str:
    """Say why a movement is left to people; empty when it is sure."""
    if len(named) != 1:
        return "several" if named else "no_number"
    row = named[0]
    if movement.currency and movement.currency != row.bill.currency:
        return "currency"
    if row.balance_cents == 0:
        return "paid_already"
    return "" if row.balance_cents == movement.cents else "amount"


def _line(line_id: int) -> BankLine:
    line = BankLine.objects.select_for_update().filter(pk=line_id).first()
    if line is None:
        raise NotFound(_("There is no such line."))
    if line.state != "open":
        raise Conflict(_("This line was settled already."))
    return line


@transaction.atomic
def settle_line(actor: Actor, line_id: int, number: str) -> BankLine:
    """Say which invoice a transfer pays; what is over is held for the payer."""
    line = _line(line_id)
    authorise(actor, rules.may_receive)
    paper: Invoice = paper_for(actor, number)
    if paper.kind == PaperKind.CREDIT_NOTE:
        fault = _("This is a credit note: choose an invoice.")
        raise Invalid(fault, fields={"number": fault})
    if line.currency and line.currency != paper.currency:
        fault = _("This transfer is in another currency than the invoice.")
        raise Invalid(fault, fields={"number": fault})
    line.payment = record_payment(
        actor,
        NewPayment(
            key=f"bank:{line.key}"[:120],
            amount=Decimal(line.amount_cents) / 100,
            means=Means.TRANSFER,
            invoice=paper.number,
            note=clean_line(line.text, 120),
        ),
    )
    line.invoice, line.state = paper, "matched"
    line.save(update_fields=["payment", "invoice", "state"])
    record(actor, events.BANK_LINE_SETTLED, line, paper=paper.number)
    return line


@transaction.atomic
def set_aside(actor: Actor, line_id: int, why: str) -> BankLine:
    """Say that a movement is not for these books, and why."""
    line = _line(line_id)
    authorise(actor, rules.may_receive)
    words = clean_line(why, 200)
    if not words:
        fault = _("Say what this money is.")
        raise Invalid(fault, fields={"why": fault})
    line.state, line.why = "aside", words
    line.save(update_fields=["state", "why"])
    record(actor, events.BANK_LINE_SETTLED, line, paper="")
    return line
