"""The page of a bill, its papers, questions about a line, what becomes of a credit."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guichet.billing.actions.contesting import contest
from guichet.billing.actions.holding import wish
from guichet.billing.queries.bills import bill_shown
from guichet.billing.queries.visible import paper_file, receipt_file
from guichet.kernel.errors import NotFound, Refused
from guichet.kernel.typography import long_date
from guichet.web.portal.answers import add_refusal
from guichet.web.portal.bills.forms import QuestionForm
from guichet.web.portal.bills.shown import line_choices, owner, page_of
from guichet.web.portal.entrance import PortalRequest, language, own_page, remember_language, see

REFUSED = 422


def _show(request: PortalRequest, token: str, form: QuestionForm | None = None) -> HttpResponse:
    actor, reference = owner(request, token)
    context = page_of(actor, reference)
    context["question"] = form or QuestionForm(lines=context["lines"])
    context["just_paid"] = "fait" in request.GET and context["bill"].balance > 0
    status = REFUSED if form is not None and form.errors else 200
    return remember_language(request, render(request, "bills/bill.html", context, status=status))


@require_safe
@own_page
def bill(request: PortalRequest, token: str) -> HttpResponseBase:
    """Show a bill, line by line, to whoever has its link."""
    return _show(request, token)


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def question(request: PortalRequest, token: str) -> HttpResponseBase:
    """Say that a line is wrong; whoever comes back to this address, in another language say, sees the bill."""
    if request.method != "POST":
        return remember_language(request, see(f"{reverse('portal_bill', args=[token])}#question"))
    actor, reference = owner(request, token)
    lines = line_choices(bill_shown(actor, reference))
    form = QuestionForm(request.POST, lines=lines)
    if form.is_valid():
        try:
            row = contest(actor, reference, form.cleaned_data["line"], form.cleaned_data["words"])
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            day = long_date(row.answer_by, language())
            messages.success(
                request, _("Your question is with us. We will answer by %(day)s.") % {"day": day}
            )
            return see(reverse("portal_bill", args=[token]))
    return _show(request, token, form)


@require_POST
@own_page
def held(request: PortalRequest, token: str, holding: int) -> HttpResponseBase:
    """Say what to do with money held: refund it, or keep it for a next bill."""
    actor, _reference = owner(request, token)
    try:
        wish(actor, holding, request.POST.get("do", ""))
    except NotFound:
        raise
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("It is noted. You will receive an e-mail when it is done."))
    return see(reverse("portal_bill", args=[token]))


@require_safe
@own_page
def paper(request: PortalRequest, token: str, number: str) -> HttpResponseBase:
    """Give the PDF of an invoice or of a credit note of this bill."""
    actor, reference = owner(request, token)
    found, pdf = paper_file(actor, number)
    if found.bill.reference != reference:
        raise NotFound(_("There is no such invoice, or it is not yours."))
    return _pdf(found.number, pdf)


@require_safe
@own_page
def receipt(request: PortalRequest, token: str, payment: int) -> HttpResponseBase:
    """Give the PDF of the receipt of a payment of this bill."""
    actor, reference = owner(request, token)
    number, of, pdf = receipt_file(actor, payment)
    if of != reference:
        raise NotFound(_("There is no such payment."))
    return _pdf(number, pdf)


def _pdf(number: str, pdf: bytes) -> HttpResponse:
    headers = {
        "Content-Disposition": f'inline; filename="{number}.pdf"',
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)
