"""The counter: a payment in ten seconds by keyboard, and the end of the day."""

from __future__ import annotations

import datetime as dt
import uuid

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from guichet.billing import rules
from guichet.billing.actions.closing import confirm_day, count_day
from guichet.billing.actions.paying import NewPayment, record_payment
from guichet.billing.queries.bills import bill_shown
from guichet.billing.queries.counter import day_shown, days_to_close
from guichet.billing.queries.overview import find_bills
from guichet.kernel.access import authorise
from guichet.kernel.errors import NotFound, Refused
from guichet.kernel.money import say_money
from guichet.web.desk.answers import add_refusal
from guichet.web.desk.entrance import DeskRequest, staff_page
from guichet.web.desk.finance.forms import CountForm, PaymentForm
from guichet.web.desk.finance.shell import show
from guichet.web.desk.templatetags.desk import language


@require_safe
@staff_page
def counter(request: DeskRequest) -> HttpResponseBase:
    """Find a bill by what is on the paper in one's hand; a single one opens at once."""
    authorise(request.actor, rules.may_receive)
    words = request.GET.get("q", "")
    found = find_bills(request.actor, words) if words else []
    if len(found) == 1:
        return redirect("finance_receive", found[0].reference)
    context = {"words": words, "found": found, "today": day_shown(request.actor)}
    return show(request, "finance/counter.html", context, here="counter")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def receive(request: DeskRequest, reference: str) -> HttpResponseBase:
    """Take a payment for a bill: what is owed is filled in already."""
    authorise(request.actor, rules.may_receive)
    bill = bill_shown(request.actor, reference)
    blank = PaymentForm(initial={"key": uuid.uuid4().hex, "amount": bill.balance, "means": "card"})
    form = PaymentForm(request.POST) if request.method == "POST" else blank
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            new = NewPayment(
                f"desk:{given['key']}", given["amount"], given["means"], bill=reference, note=given["note"]
            )
            record_payment(request.actor, new)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            amount = say_money(given["amount"], bill.currency, language())
            messages.success(
                request, _("Received: %(amount)s. The receipt leaves by e-mail.") % {"amount": amount}
            )
            return redirect("finance_counter")
    return show(request, "finance/receive.html", {"bill": bill, "form": form}, here="counter", sent=[form])


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def day(request: DeskRequest) -> HttpResponseBase:
    """Count a day, or confirm what someone else counted."""
    shown = day_shown(request.actor, _day(request.GET.get("day", "")))
    form = CountForm(initial={one.means: one.counted for one in shown.means if one.counted is not None})
    if request.method == "POST":
        form = CountForm(request.POST) if request.POST.get("do") != "confirm" else form
        answer = _confirm(request, shown.day) if not form.is_bound else _count(request, form, shown.day)
        if answer is not None:
            return answer
    context = {"shown": shown, "form": form, "to_close": days_to_close(request.actor)}
    return show(request, "finance/day.html", context, here="day", sent=[form])


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _count(request: DeskRequest, form: CountForm, on: dt.date) -> HttpResponse | None:
    if not form.is_valid():
        return None
    counted = {name: form.cleaned_data[name] for name in ("cash", "card", "cheque")}
    try:
        count_day(request.actor, on, counted, form.cleaned_data["reason"])
    except Refused as refusal:
        add_refusal(form, refusal)
        return None
    messages.success(request, _("Counted. A second person confirms; payments now fall on the next day."))
    return redirect(f"{reverse('finance_day')}?day={on.isoformat()}")


def _confirm(request: DeskRequest, on: dt.date) -> HttpResponse:
    try:
        confirm_day(request.actor, on)
    except NotFound:
        raise
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The day is closed."))
    return redirect(f"{reverse('finance_day')}?day={on.isoformat()}")
