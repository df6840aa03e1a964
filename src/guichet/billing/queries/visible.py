"""Which bills an actor sees. Not yours and not there are the same answer."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from guichet.billing import rules
from guichet.billing.lifecycle import Means
from guichet.billing.models import Bill, Invoice, Office, Payment
from guichet.billing.office import OfficeShown, office_of, write_seller
from guichet.billing.paper import paper_pdf
from guichet.billing.receipt import receipt_number, receipt_pdf
from guichet.kernel.actor import Actor
from guichet.kernel.errors import NotFound
from guichet.kernel.money import Currency
from guichet.kernel.texts import localise
from guichet.kernel.words import clean_line
from guichet.tenancy.queries import current_city

LONGEST_TOKEN = 64


def bills_for(actor: Actor) -> QuerySet[Bill]:
    """Give the bills that an actor sees; the only place where this is written as a query."""
    if rules.may_read_all(actor) or (actor.is_staff and _works_with_money(actor)):
        return Bill.objects.all()
    if actor.is_staff:
        return Bill.objects.none()
    return Bill.objects.filter(
        Q(reference__in=actor.case_references) | Q(subject_reference__in=actor.case_references)
    )


def _works_with_money(actor: Actor) -> bool:
    return any(actor.has(grant) for grant in ("bill.issue", "payment.record", "credit.approve"))


def bill_for(actor: Actor, reference: str, *, lock: bool = False) -> Bill:
    """Find one bill by its reference, locked until the end of the transaction when asked. Raises NotFound."""
    rows = bills_for(actor)
    if lock:
        rows = rows.select_for_update()
    bill = rows.filter(reference=clean_line(reference, 20)).first()
    if bill is None:
        raise NotFound(_("There is no such bill, or it is not yours."))
    return bill


def bill_with_id(actor: Actor, bill_id: int, *, lock: bool = False) -> Bill:
    """Find one bill by its id. Raises NotFound."""
    rows = bills_for(actor)
    if lock:
        rows = rows.select_for_update()
    bill = rows.filter(pk=bill_id).first()
    if bill is None:
        raise NotFound(_("There is no such bill, or it is not yours."))
    return bill


def reference_of_token(token: str) -> str:
    """Give the reference of the bill that an unguessable link leads to. Raises NotFound."""
    found = Bill.objects.filter(token=clean_line(token, LONGEST_TOKEN)).values_list("reference", flat=True)
    reference = found.first() if token else None
    if reference is None:
        raise NotFound(_("This link leads to no bill. Open the one of our last e-mail."))
    return reference


def paper_for(actor: Actor, number: str) -> Invoice:
    """Find an invoice or a credit note by its number. Raises NotFound."""
    paper = (
        Invoice.objects.filter(number=clean_line(number, 20).upper(), bill__in=bills_for(actor))
        .select_related("bill", "about")
        .first()
    )
    if paper is None:
        raise NotFound(_("There is no such invoice, or it is not yours."))
    return paper


def paper_file(actor: Actor, number: str) -> tuple[Invoice, bytes]:
    """Give a paper and its PDF. Raises NotFound."""
    paper = paper_for(actor, number)
    return paper, paper_pdf(paper)


def receipt_file(actor: Actor, payment_id: int) -> tuple[str, str, bytes]:
    """Give the receipt of a payment: its number, the reference of its bill, its PDF. Raises NotFound."""
    rows = Payment.objects.select_related("bill", "invoice").filter(bill__in=bills_for(actor))
    payment = rows.filter(pk=payment_id).exclude(means=Means.IMPORTED).first()
    if payment is None:
        raise NotFound(_("There is no such payment."))
    seller = payment.invoice.seller if payment.invoice is not None else write_seller(office())
    return receipt_number(payment.pk), payment.bill.reference, receipt_pdf(payment, seller)


def office() -> OfficeShown:
    """Give the finance settings of the current city."""
    city = current_city()
    return office_of(Office.objects.filter(pk=1).first(), city.legal_world, localise(city.name, "fr"))


def city_currency() -> str:
    """Give the currency that the current city bills in."""
    return (Currency.EUR if current_city().legal_world == "france" else Currency.CAD).value
