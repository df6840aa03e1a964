"""Acting on many cases: what will happen is said first; what was done, and what was left with its reason, after."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.http import Http404, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from guichet.cases import rules
from guichet.cases.actions.bulk import MOST, BulkReport
from guichet.cases.queries.queue import queue
from guichet.kernel.access import authorise
from guichet.kernel.errors import Refused
from guichet.web.desk.answers import REMEMBERED, add_refusal, go
from guichet.web.desk.bulk import BULK_ACTS, BulkAct, BulkDoing
from guichet.web.desk.entrance import DeskRequest, staff_page
from guichet.web.desk.forms import DeskForm
from guichet.web.desk.navigation import navigation
from guichet.web.desk.views_queue import wanted_filters
from guichet.web.desk.views_verb import shown_fields

REPORT = "bulk_report"


@require_POST
@staff_page
def bulk(request: DeskRequest, act: str) -> HttpResponseBase:
    """Say what will happen to the chosen cases, then, once confirmed, do it."""
    found = BULK_ACTS.get(act)
    if found is None:
        raise Http404
    authorise(request.actor, rules.may_act_in_bulk)
    confirmed = request.POST.get("confirmed") == "1"
    chosen = _whole_list(request) if request.POST.get("whole") == "1" and not confirmed else _ticked(request)
    form = found.form(request.actor, None, request.POST if confirmed else None, auto_id=f"bulk-{act}-%s")
    if confirmed and chosen and form.is_valid():
        try:
            _run(request, found, chosen, form)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            return go(request, reverse("desk_bulk_report"))
    return _ask(request, found, chosen, form)


def _ticked(request: DeskRequest) -> list[str]:
    return list(dict.fromkeys(str(one) for one in request.POST.getlist("ref")))[: MOST + 1]


def _whole_list(request: DeskRequest) -> list[str]:
    """Give the cases of the list that was read, those not shown yet too: what is confirmed is each of them by number."""
    filters = wanted_filters(request.actor, QueryDict(request.POST.get("list", "")))
    return [row.reference for row in queue(request.actor, filters, limit=MOST).rows]


def _run(request: DeskRequest, act: BulkAct, chosen: list[str], form: DeskForm) -> None:
    """Act once on the chosen cases and keep the report; a second sending of the same page only shows it again."""
    mark = f"desk-bulk:{request.actor.id}:{form.cleaned_data['once']}"
    if not cache.add(mark, 1, REMEMBERED):
        return
    try:
        report = act.run(BulkDoing(request.actor, chosen, form.cleaned_data))
    except Refused:
        cache.delete(mark)
        raise
    request.session[REPORT] = _kept(act, report)


def _kept(act: BulkAct, report: BulkReport) -> dict[str, Any]:
    return {"act": act.name, "done": report.done, "left": report.left}


def _ask(request: DeskRequest, act: BulkAct, chosen: list[str], form: DeskForm) -> HttpResponseBase:
    context: dict[str, Any] = {
        "act": act,
        "chosen": chosen,
        "form": form,
        "fields": shown_fields(form),
        "action": reverse("desk_bulk", args=[act.name]),
        "back": reverse("desk_home"),
    }
    if request.htmx:
        return render(request, "desk/parts/bulk_form.html", context)
    status = 422 if form.errors else 200
    return render(request, "desk/bulk.html", context | {"nav": navigation(request.actor)}, status=status)


@require_safe
@staff_page
def bulk_report(request: DeskRequest) -> HttpResponseBase:
    """Report the last act on many cases."""
    kept = request.session.get(REPORT)
    if not isinstance(kept, dict) or kept.get("act") not in BULK_ACTS:
        return go(request, reverse("desk_home"))
    reasons: dict[str, list[str]] = {}
    for reference, reason in kept["left"].items():
        reasons.setdefault(reason, []).append(reference)
    context = {
        "act": BULK_ACTS[kept["act"]],
        "done": kept["done"],
        "left": list(reasons.items()),
        "left_count": len(kept["left"]),
        "nav": navigation(request.actor),
        "title": _("What was done"),
    }
    return render(request, "desk/bulk_report.html", context)
