"""The receipt of a payment: an accessible PDF in the payer's language that says what was received and what it paid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guichet.billing.accounts import HELD, RECEIVABLE
from guichet.billing.lifecycle import MEANS_WORDS, Means
from guichet.billing.models import Payment, Posting
from guichet.billing.paper import PAPER_SOURCE, seller_lines
from guichet.billing.timing import city_time
from guichet.billing.values import read_payer
from guichet.documents.printing import print_pdf
from guichet.kernel.money import from_cents, say_money
from guichet.kernel.texts import localise
from guichet.kernel.typography import long_date


def receipt_number(payment_id: int) -> str:
    """Give the number of a payment's receipt."""
    return f"Q-{payment_id:06d}"


def receipt_pdf(payment: Payment, seller: Mapping[str, Any]) -> bytes:
    """Give the PDF (PDF/UA-1) of a receipt; one of a payment that came back says so, and that it is worth nothing."""
    rows = Posting.objects.filter(payment=payment, entry__what="payment", credit_cents__gt=0)
    paid = list(rows.select_related("invoice").order_by("pk"))
    with translation.override(payment.bill.language):
        values = _values(payment, paid, seller)
    return print_pdf(PAPER_SOURCE, values, made_at=payment.at)


def _values(payment: Payment, paid: Sequence[Posting], seller: Mapping[str, Any]) -> dict[str, Any]:
    bill = payment.bill
    papers = [row.invoice for row in paid if row.invoice is not None]
    payer = read_payer(papers[0].payer if papers else bill.payer)  # whoever pays now may be someone else
    language = bill.language
    return {
        "title": _("Receipt %(number)s") % {"number": receipt_number(payment.pk)},
        "language": language,
        "page": "us-letter" if bill.currency == "CAD" else "a4",
        "xml": "",
        "seller": {"name": seller["name"], "lines": seller_lines(seller)},
        "payer": {"name": payer.name, "lines": [line for line in payer.address if line]},
        "head": _head(payment),
        "intro": _intro(payment),
        "lines": [_line(row, bill.currency, language) for row in paid if row.account in (RECEIVABLE, HELD)],
        "sums": [],
        "total": [pgettext("payment", "Received"), _money(payment.amount_cents, bill.currency, language)],
        "parts": [],
        "words": {
            "payer": pgettext("payment", "Received from"),
            "lines": _("What this payment settled"),
            "line": _("Invoice"),
            "amount": _("Amount"),
            "page": _("Page"),
            "data": "",
        },
    }


def _head(payment: Payment) -> list[str]:
    language = payment.bill.language
    day = long_date(city_time(payment.at).date(), language)
    lines = [localise(payment.bill.title, language), payment.bill.subject_reference]
    lines.append(_("Received on %(day)s") % {"day": day})
    lines.append(_("How: %(means)s") % {"means": str(MEANS_WORDS[Means(payment.means)]).lower()})
    return [line for line in lines if line]


def _intro(payment: Payment) -> str:
    if payment.returned_at is None:
        return ""
    day = long_date(city_time(payment.returned_at).date(), payment.bill.language)
    return _("The bank sent this payment back on %(day)s: it paid nothing.") % {"day": day}


def _line(row: Posting, currency: str, language: str) -> dict[str, str]:
    number = row.invoice.number if row.invoice is not None else ""
    label = number or _("Paid too much: the City keeps it for you, or gives it back if you ask.")
    amount = _money(row.credit_cents, currency, language)
    return {"label": label, "amount": amount, "calc": "", "sentence": "", "article": ""}


def _money(cents: int, currency: str, language: str) -> str:
    return say_money(from_cents(cents), currency, language)
