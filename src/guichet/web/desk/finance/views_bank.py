"""Files of the bank: reading one, settling what it leaves."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from guichet.billing import bankfiles
from guichet.billing.actions.banking import read_bank_file, set_aside, settle_line
from guichet.billing.queries.overview import bank_lines
from guichet.kernel.errors import NotFound, Refused
from guichet.kernel.money import from_cents
from guichet.web.desk.entrance import DeskRequest, staff_page
from guichet.web.desk.finance.shell import show


def why_words(why: str) -> str:
    """Say why a movement was left to people."""
    return {
        "no_number": _("names no invoice of ours"),
        "several": _("names several invoices"),
        "currency": _("is in another currency"),
        "paid_already": _("names an invoice that is paid already"),
        "amount": _("is not the amount of the invoice it names"),
    }.get(why, why)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def bank(request: DeskRequest) -> HttpResponseBase:
    """Read a file, and list what it left to settle by hand."""
    if request.method == "POST":
        sent = request.FILES.get("file")
        try:
            content = sent.read(bankfiles.LARGEST + 1) if sent else b""
            file = read_bank_file(request.actor, sent.name or "" if sent else "", content)
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            left = sum(line.state == "open" for line in file.lines.all())
            words = _("%(all)d movements read, %(left)d left to settle by hand.")
            messages.success(request, words % {"all": file.line_count, "left": left})
        return redirect("finance_bank")
    state = request.GET.get("state", "open")
    state = state if state in {"open", "matched", "aside"} else "open"
    rows = [
        (line, why_words(line.why), from_cents(line.amount_cents))
        for line in bank_lines(request.actor, state)
    ]
    return show(request, "finance/bank.html", {"rows": rows, "state": state}, here="bank")


@require_POST
@staff_page
def settle(request: DeskRequest, line: int) -> HttpResponseBase:
    """Say which invoice a movement pays, or that it is not ours."""
    try:
        if request.POST.get("do") == "aside":
            set_aside(request.actor, line, request.POST.get("why", ""))
        else:
            settle_line(request.actor, line, request.POST.get("number", ""))
    except NotFound as refusal:
        messages.error(request, refusal.message)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Settled."))
    return redirect("finance_bank")
