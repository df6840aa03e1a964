"""The register of credits, shared with finance: to read, to sign, to take away as a file."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import HttpResponseBase, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from guichet.billing.actions.crediting import approve, refuse, withdraw
from guichet.billing.lifecycle import ASKED_WORDS, DECISION_WORDS
from guichet.billing.queries.register import Wanted, register, register_lines
from guichet.kernel.errors import NotFound, Refused
from guichet.web.desk.entrance import DeskRequest, staff_page
from guichet.web.desk.finance.shell import show


def _wanted(query: QueryDict) -> Wanted:
    what, state = query.get("what", ""), query.get("state", "")
    return Wanted(
        what=what if what in set(DECISION_WORDS) else "",
        state=state if state in set(ASKED_WORDS) else "",
        cause=query.get("cause", "")[:40],
        since=_day(query.get("since", "")),
        until=_day(query.get("until", "")),
        mine=query.get("mine") == "1",
    )


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


@require_safe
@staff_page
def register_page(request: DeskRequest) -> HttpResponseBase:
    """Show the register with its totals by cause."""
    page = request.GET.get("page", "1")
    number = int(page) if page.isdecimal() and len(page) < 6 else 1
    wanted = _wanted(request.GET)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "register": register(request.actor, wanted, number),
        "wanted": wanted,
        "whats": DECISION_WORDS.items(),
        "states": ASKED_WORDS.items(),
        "page": number,
        "query": query.urlencode(),
        "back": request.get_full_path(),
    }
    return show(request, "finance/register.html", context, here="register")


@require_safe
@staff_page
def register_file(request: DeskRequest) -> HttpResponseBase:
    """Give the register as CSV."""
    lines = register_lines(request.actor, _wanted(request.GET))
    return StreamingHttpResponse(
        lines,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="credits.csv"'},
    )


@require_POST
@staff_page
def decide(request: DeskRequest, decision: int) -> HttpResponseBase:
    """Sign, refuse or take back a request."""
    act = request.POST.get("do", "")
    try:
        if act == "approve":
            approve(request.actor, decision)
        elif act == "withdraw":
            withdraw(request.actor, decision)
        else:
            refuse(request.actor, decision, request.POST.get("why", ""))
    except NotFound:
        raise
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Done, and written down with your name."))
    return redirect(_back(request))


def _back(request: DeskRequest) -> str:
    back = request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return back if safe else reverse("finance_register")
