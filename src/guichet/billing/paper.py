"""Papers as people and machines read them: an accessible PDF in the payer's language, with the data of the e-invoice."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from guichet.billing.changes import keyed
from guichet.billing.einvoice import mark_factur_x, write_xml
from guichet.billing.lifecycle import PAPER_WORDS, PaperKind
from guichet.billing.models import BillVersion, Invoice
from guichet.documents.printing import print_pdf, qr_svg
from guichet.kernel.money import ZERO, from_cents, say_money
from guichet.kernel.texts import localise
from guichet.kernel.typography import long_date
from guichet.tariffs.units import say_quantity
from guichet.tariffs.values import FeeLine, read_computed
from guichet.tenancy.queries import public_url

PAPER_SOURCE = (Path(__file__).parent / "invoice.typ").read_text(encoding="utf-8")


def paper_pdf(paper: Invoice) -> bytes:
    """Give the PDF of a paper: PDF/UA-1 and PDF/A-3, always the same, with its Factur-X data within.

    A balance taken over is no new invoice: the former system's is, so it carries no data for software.
    """
    wanted = (paper.version - 1, paper.version)
    rows = BillVersion.objects.filter(bill=paper.bill_id, number__in=wanted)
    fees = {row.number: keyed(read_computed(row.computed).lines) for row in rows}
    with translation.override(paper.language):
        values = _values(paper, fees.get(paper.version, {}), fees.get(paper.version - 1, {}))
    if paper.kind == PaperKind.OPENING:
        return print_pdf(PAPER_SOURCE, values, made_at=paper.issued_at)
    return mark_factur_x(print_pdf(PAPER_SOURCE, values, made_at=paper.issued_at, archive=True))


def _values(paper: Invoice, fees: Mapping[str, FeeLine], before: Mapping[str, FeeLine]) -> dict[str, Any]:
    language = paper.language
    title = f"{PAPER_WORDS[PaperKind(paper.kind)]} {paper.number}"
    back = paper.kind == PaperKind.CREDIT_NOTE
    return {
        "title": title,
        "language": language,
        "page": "us-letter" if paper.currency == "CAD" else "a4",
        "xml": "" if paper.kind == PaperKind.OPENING else write_xml(paper).decode(),
        "seller": {"name": paper.seller["name"], "lines": seller_lines(paper.seller)},
        "payer": {"name": paper.payer["name"], "lines": [line for line in paper.payer["address"] if line]},
        "head": _head(paper),
        "intro": localise(paper.words, language),
        "lines": [_line(line, fees, before, paper) for line in paper.lines],
        "sums": _sums(paper),
        "total": [
            _("Credit") if back else _("Total to pay"),
            say_money(from_cents(paper.total_cents), paper.currency, language),
        ],
        "parts": _parts(paper),
        "qr": qr_svg(public_url(f"/factures/{paper.bill.token}/")),
        "words": {
            "payer": _("To"),
            "lines": _("Line by line"),
            "line": _("What it is for"),
            "amount": _("Amount"),
            "page": _("Page"),
            "data": _("Data of this invoice, for software"),
            "qr": _("This invoice on line: its detail, payment, questions"),
        },
    }


def seller_lines(seller: Mapping[str, Any]) -> list[str]:
    """Give the address and the numbers of who issues a paper, line by line."""
    numbers = [f"{name} {number}" for name, number in seller.get("tax_numbers", {}).items()]
    return [*seller["address"], *([seller["number"]] if seller["number"] else []), *numbers]


def _head(paper: Invoice) -> list[str]:
    language = paper.language
    lines = [localise(paper.bill.title, language), paper.bill.subject_reference]
    lines.append(_("Issued on %(day)s") % {"day": long_date(paper.issued_on, language)})
    if paper.former_number:
        lines.append(_("Invoice %(number)s of the former system") % {"number": paper.former_number})
    if paper.about is not None:
        lines.append(_("About invoice %(number)s") % {"number": paper.about.number})
    else:
        lines.append(_("To be paid by %(day)s") % {"day": long_date(paper.due_on, language)})
    return [line for line in lines if line]


def _line(
    line: Mapping[str, Any], fees: Mapping[str, FeeLine], before: Mapping[str, FeeLine], paper: Invoice
) -> dict[str, str]:
    fee, language = fees.get(line["key"]), paper.language
    whole = paper.kind in {PaperKind.INVOICE, PaperKind.SUPPLEMENT} and fee is not None
    number = _("article %(article)s") % {"article": line["article"]} if line["article"] else ""
    article = ", ".join(part for part in (line["bylaw"], number) if part)
    return {
        "label": localise(line["label"], language),
        "amount": say_money(from_cents(line["cents"]), paper.currency, language),
        "calc": calculation(fee, language)
        if whole and fee is not None
        else _difference(line["cents"], before.get(line["key"]), fee, paper),
        "sentence": localise(line["sentence"], language),
        "article": article,
    }


def _difference(cents: int, was: FeeLine | None, now: FeeLine | None, paper: Invoice) -> str:
    """Say what a credited line cost before and costs now; nothing when the credit has another reason."""
    if paper.kind != PaperKind.CREDIT_NOTE or was is None:
        return ""
    amounts = (was.amount, now.amount if now is not None else ZERO)
    if from_cents(cents) != amounts[0] - amounts[1]:
        return ""
    before, after = (say_money(each, paper.currency, paper.language) for each in amounts)
    return _("Before: %(before)s; now: %(after)s.") % {"before": before, "after": after}


def calculation(fee: FeeLine, language: str) -> str:
    """Write the arithmetic of a line with its result: « 15 m² × 12 jours × 1,15 $ »; empty without terms."""
    said = ""
    for term in fee.terms:
        quantity = say_quantity(term.value, term.unit, language)
        said = f"{said} {term.sign or '×'} {quantity}" if said else quantity
    return said


def _sums(paper: Invoice) -> list[list[str]]:
    def said(cents: int) -> str:
        return say_money(from_cents(cents), paper.currency, paper.language)

    if not paper.tax_cents and not paper.deposit_cents:
        return []
    rows = [[_("Before taxes"), said(paper.net_cents)]]
    if paper.tax_cents:
        rows.append([_("Taxes"), said(paper.tax_cents)])
    if paper.deposit_cents:
        rows.append([_("Deposit, given back at the end"), said(paper.deposit_cents)])
    return rows


def _parts(paper: Invoice) -> list[list[Any]]:
    if paper.kind == PaperKind.CREDIT_NOTE:
        becomes = _("It lowers what you still have to pay. What you paid beyond that is yours: on the page of this "
                    "invoice, choose a refund or a credit for a next bill.")  # fmt: skip
        return [[_("What becomes of this credit"), [becomes]]]
    ways = [_("Online, at the counter, by cheque or by transfer. Write the number %(number)s with your payment.")
            % {"number": paper.number}]  # fmt: skip
    ways += [f"{name} {number}" for name, number in paper.seller.get("bank", {}).items()]
    if terms := localise(paper.seller.get("terms", {}), paper.language):
        ways.append(terms)
    until = _("You may contest this invoice until %(day)s.") % {
        "day": long_date(paper.contest_until, paper.language)
    }
    path = localise(paper.seller.get("contest_path", {}), paper.language)
    return [[_("How to pay"), ways], [_("Does a line look wrong?"), [until, path]]]
