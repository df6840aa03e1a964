"""One bill: versions side by side, papers, money, decisions; and what may be done with it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from guichet.billing.queries.bills import bill_shown
from guichet.billing.queries.visible import paper_file, receipt_file
from guichet.kernel.errors import NotFound, Refused
from guichet.web.desk.answers import add_refusal
from guichet.web.desk.entrance import DeskRequest, staff_page
from guichet.web.desk.finance.shell import show
from guichet.web.desk.finance.verbs import PLAIN, VERBS, blank_forms, filled


def _page(
    request: DeskRequest, reference: str, verb: str = "", sent: forms.Form | None = None
) -> HttpResponse:
    bill = bill_shown(request.actor, reference)
    given: dict[str, Any] = blank_forms(bill)
    if sent is not None:
        given[verb] = sent
    context = {
        "bill": bill,
        "forms": given,
        "open_verb": verb,
        "versions": {version.number: version for version in bill.versions},
        "back": request.path,
    }
    return show(request, "finance/bill.html", context, here="home", sent=[sent] if sent is not None else [])


@require_safe
@staff_page
def bill(request: DeskRequest, reference: str) -> HttpResponseBase:
    """Show a bill whole."""
    return _page(request, reference)


@require_POST
@staff_page
def do(request: DeskRequest, reference: str, verb: str) -> HttpResponseBase:
    """Do something to a bill; a refusal is said beside what was typed, and nothing typed is lost."""
    if verb in PLAIN:
        return _do_plainly(request, reference, verb)
    if verb not in VERBS:
        raise Http404
    form = filled(verb, request.POST, bill_shown(request.actor, reference))
    if form.is_valid():
        try:
            VERBS[verb](request.actor, reference, form.cleaned_data)
        except NotFound:
            raise
        except Refused as refusal:
            add_refusal(form, refusal)
    if form.errors:
        return _page(request, reference, verb, form)
    messages.success(request, _("Done, and written down with your name."))
    return redirect("finance_bill", reference)


def _do_plainly(request: DeskRequest, reference: str, verb: str) -> HttpResponseBase:
    try:
        PLAIN[verb](request.actor, reference)
    except NotFound:
        raise
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Done, and written down with your name."))
    return redirect("finance_bill", reference)


@require_safe
@staff_page
def paper(request: DeskRequest, number: str) -> HttpResponseBase:
    """Give the PDF of an invoice or a credit note."""
    found, pdf = paper_file(request.actor, number)
    headers = {"Content-Disposition": f'inline; filename="{found.number}.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


@require_safe
@staff_page
def receipt(request: DeskRequest, payment: int) -> HttpResponseBase:
    """Give the PDF of the receipt of a payment, to print over the counter."""
    number, _reference, pdf = receipt_file(request.actor, payment)
    headers = {"Content-Disposition": f'inline; filename="{number}.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)
