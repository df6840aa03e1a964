"""What every page of the bank has: the desk's navigation, the bank's own tabs, how many things wait in each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from guichet.kernel.actor import Actor
from guichet.knowledge.queries import BankCounts, bank_counts
from guichet.web.desk.entrance import DeskRequest
from guichet.web.desk.navigation import navigation


@dataclass(frozen=True, slots=True)
class BankTab:
    """One part of the bank."""

    url: str
    label: str
    icon: str
    count: int
    current: bool


def trail_at_bank(actor: Actor) -> str:
    """Name the searches that one person makes at the bank."""
    return f"bank:{actor.id}"


def tabs(request: DeskRequest, here: str, counts: BankCounts) -> list[BankTab]:
    """Give the parts of the bank that an actor works with."""
    writes = request.actor.has("bank.write") or request.actor.has("bank.publish")
    listed = [
        ("home", "bank_home", _("Search and read"), "search", 0, True),
        ("notices", "bank_notices", _("Notices of the day"), "megaphone", 0, True),
        ("scripts", "bank_scripts", _("Scripts"), "signpost-split", 0, True),
        ("elsewhere", "bank_elsewhere", _("Not ours"), "building", 0, True),
        ("words", "bank_words", _("Words of the place"), "translate", counts.words if writes else 0, True),
        ("review", "bank_review", _("To look at again"), "calendar-check", counts.due, writes),
        ("gaps", "bank_gaps", _("Missing answers"), "question-circle", counts.gaps, writes),
        ("remarks", "bank_remarks", _("Remarks"), "chat-left-text", counts.remarks, True),
        (
            "findings",
            "bank_findings",
            _("Contradictions"),
            "exclamation-triangle-fill",
            counts.findings,
            writes,
        ),
    ]
    return [
        BankTab(reverse(name), label, icon, count, current=code == here)
        for code, name, label, icon, count, shown in listed
        if shown
    ]


def show(
    request: DeskRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    here: str = "",
    sent: Sequence[forms.Form] = (),
    status: int = 200,
) -> HttpResponse:
    """Give a page of the bank, `here` being its tab. A refused form answers 422, a lost race 409."""
    for form in sent:
        if form.is_bound and form.errors:
            status = 422
        if getattr(form, "changes", ()):
            status = 409
    counts = bank_counts(request.actor)
    shell: dict[str, Any] = {
        "section": "bank",
        "nav": navigation(request.actor, views=False),
        "tabs": tabs(request, here, counts),
        "counts": counts,
        "may_write": request.actor.has("bank.write"),
        "may_publish": request.actor.has("bank.publish"),
        "may_notice": request.actor.has("bank.notices"),
    }
    return render(request, template, shell | dict(context), status=status)
