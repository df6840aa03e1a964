"""Pages of the register of planned works."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guichet.kernel.access import authorise
from guichet.kernel.errors import Conflict, Invalid
from guichet.occupations import rules
from guichet.occupations.actions import move_work, save_work
from guichet.occupations.queries import conflicts
from guichet.occupations.queries.works import (
    WorkFilters,
    WorkRow,
    clashing_works,
    planned_work,
    planned_works,
)
from guichet.web.desk.answers import go
from guichet.web.desk.entrance import DeskRequest, staff_page
from guichet.web.desk.navigation import navigation
from guichet.web.desk.works.forms import FilterForm, TableForm, WorkForm, initial_of
from guichet.web.desk.works.table import COLUMNS, read_table, take_in
from guichet.web.desk.works.words import clash_lines, features_of, line_of
from guichet.web.kit.area_found import Found, tell
from guichet.web.kit.areas import AreaForm, instants
from guichet.web.kit.layers import map_centre, plan_layers_url

NEW = "new"
MOST = 300


def _shell(request: DeskRequest, context: dict[str, Any]) -> dict[str, Any]:
    return {
        "section": "works",
        "nav": navigation(request.actor, views=False),
        "may_plan": rules.may_plan_works(request.actor),
        **context,
    }


@require_safe
@staff_page
def register(request: DeskRequest) -> HttpResponseBase:
    """List what is planned, with what should be spoken about before anybody asks for a permit."""
    form = FilterForm(request.GET)
    rows = planned_works(request.actor, form.filters(), limit=MOST)
    everything = rows if not form.has_changed() else planned_works(request.actor, limit=MOST)
    lines = {row.reference: line_of(row) for row in everything}
    longitude, latitude = map_centre()
    context = {
        "form": form,
        "lines": [line_of(row) for row in rows],
        "clashes": clash_lines(clashing_works(request.actor), lines),
        "query": f"?{urlencode({name: str(request.GET[name]) for name in form.fields if request.GET.get(name)})}",
        "layers": plan_layers_url(),
        "longitude": longitude,
        "latitude": latitude,
    }
    return render(request, "works/register.html", _shell(request, context))


@require_safe
@staff_page
def shapes(request: DeskRequest) -> HttpResponseBase:
    """Give what the map of the register draws."""
    rows = planned_works(request.actor, FilterForm(request.GET).filters(), limit=MOST)
    features = [feature for row in rows for feature in features_of(line_of(row))]
    return JsonResponse(
        {"type": "FeatureCollection", "features": features}, content_type="application/geo+json"
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def work(request: DeskRequest, reference: str) -> HttpResponseBase:
    """Show one planned work with whom it disturbs; those who may plan write it here."""
    row = None if reference == NEW else planned_work(request.actor, reference)
    if row is None or request.method == "POST":
        authorise(request.actor, rules.may_plan_works)
    sent = request.POST if request.method == "POST" else None
    form = WorkForm(sent, initial=initial_of(row) if row else None)
    area = AreaForm("area", sent, initial={"geometry": row.geometry} if row else None)
    is_right = form.is_valid() and area.is_valid() if sent is not None else False
    saved = _saved(request, row, form, area) if is_right else ""
    if saved:
        messages.success(request, _("Kept: it is told with every request for the same place."))
        return go(request, reverse("works_work", args=[saved]))
    return _show(request, row, form, area)


def _saved(request: DeskRequest, row: WorkRow | None, form: WorkForm, area: AreaForm) -> str:
    """Keep what was written; gives the reference, or nothing when it was refused (the form says why)."""
    reference, seen = (row.reference if row else ""), form.cleaned_data["seen"]
    try:
        return save_work(request.actor, form.new_work(area), reference=reference, seen_version=seen).reference
    except Invalid as refusal:
        form.refuse(refusal)
    except Conflict as refusal:
        form.add_error(None, refusal.message)
    return ""


def _show(request: DeskRequest, row: WorkRow | None, form: WorkForm, area: AreaForm) -> HttpResponse:
    """Give the page of a work; a refused form answers 422."""
    refused = form.is_bound and bool(form.errors or area.errors)
    context: dict[str, Any] = {"row": row, "line": line_of(row) if row else None, "form": form, "area": area}
    context |= {"but": f"works:{row.reference}" if row else "", "kind": row.kind if row else "works"}
    context |= {"found": None, "clashes": []}
    if row is not None:
        found = clashing_works(request.actor, only=row.reference)
        others = planned_works(request.actor, WorkFilters(all_phases=True), limit=MOST) if found else []
        context["clashes"] = clash_lines(found, {each.reference: line_of(each) for each in others})
        context["found"] = _met(request, row, area)
    return render(request, "works/work.html", _shell(request, context), status=422 if refused else 200)


def _met(request: DeskRequest, row: WorkRow, area: AreaForm) -> Found | None:
    """Tell what a work measures, and who else is there on its days."""
    if area.area is None:
        return None
    period = instants(row.starts, row.ends)
    met = conflicts(request.actor, area.area, *period, kind=row.kind, but=("works", row.reference))
    return tell(area.area, met)


@require_POST
@staff_page
def move(request: DeskRequest, reference: str, verb: str) -> HttpResponseBase:
    """Say what became of a planned work."""
    planned_work(request.actor, reference)
    try:
        saved = move_work(request.actor, reference, verb)
    except (Conflict, ValueError) as refusal:
        messages.error(
            request, getattr(refusal, "message", _("This can no longer be done. Reload the page."))
        )
    else:
        messages.success(
            request,
            _("Noted: %(phase)s.") % {"phase": line_of(planned_work(request.actor, saved.reference)).phase},
        )
    return go(request, reverse("works_work", args=[reference]))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def from_table(request: DeskRequest) -> HttpResponseBase:
    """Take a table of planned works in: good lines are kept, the others are told with their reasons."""
    authorise(request.actor, rules.may_plan_works)
    form = TableForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "columns": COLUMNS}
    if request.method == "POST" and form.is_valid():
        try:
            read = read_table(form.cleaned_data["file"].read(), form.cleaned_data["source"])
        except Invalid as refusal:
            form.add_error("file", refusal.message)
        else:
            context["report"] = take_in(request.actor, read)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "works/import.html", _shell(request, context), status=status)
