"""What every page of finance has: the desk's navigation and finance's own parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from guichet.billing.queries.visible import city_currency
from guichet.kernel.actor import Actor
from guichet.web.desk.entrance import DeskRequest
from guichet.web.desk.navigation import navigation

GRANTS = (
    "bill.read",
    "bill.issue",
    "credit.ask",
    "credit.approve",
    "payment.record",
    "payment.refund",
    "finance.close",
    "finance.export",
)


@dataclass(frozen=True, slots=True)
class FinanceTab:
    """One part of finance."""

    url: str
    label: str
    icon: str
    current: bool


def tabs(actor: Actor, here: str) -> list[FinanceTab]:
    """Give the parts of finance that an actor works with."""
    reads = actor.has("bill.read")
    signs = reads or actor.has("credit.approve") or actor.has("credit.ask")
    takes = actor.has("payment.record")
    listed = [
        ("home", "finance_home", _("Overview"), "speedometer2", reads),
        ("counter", "finance_counter", _("Take a payment"), "cash-coin", takes),
        ("register", "finance_register", _("Register of credits"), "journal-text", signs),
        ("owed", "finance_owed", _("Unpaid invoices"), "s-late", reads),
        ("bank", "finance_bank", _("Bank files"), "bank", takes or reads),
        ("day", "finance_day", _("Close the day"), "calendar-check", takes or actor.has("finance.close")),
        ("exports", "finance_exports", _("Accounting"), "download", actor.has("finance.export")),
    ]
    return [
        FinanceTab(reverse(name), label, icon, code == here)
        for code, name, label, icon, shown in listed
        if shown
    ]


def show(
    request: DeskRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    here: str = "",
    sent: Sequence[forms.Form] = (),
) -> HttpResponse:
    """Give a page of finance, `here` being its part. A refused form answers 422."""
    status = 422 if any(form.is_bound and form.errors for form in sent) else 200
    shell: dict[str, Any] = {
        "section": "finance",
        "nav": navigation(request.actor, views=False),
        "tabs": tabs(request.actor, here),
        "currency": city_currency(),
    }
    return render(request, template, shell | dict(context), status=status)
