"""Visits on site: an inspector's list, and the page filled with a phone in one hand."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from guichet.documents.actions import Place, keep_upload
from guichet.documents.queries import attachments_of
from guichet.kernel.errors import Refused
from guichet.permits.actions.inspecting import inspect
from guichet.permits.queries.inspections import inspection_page, inspections_for
from guichet.permits.queries.page import permit_shown
from guichet.web.desk.answers import add_refusal, go, once
from guichet.web.desk.entrance import DeskRequest, staff_page
from guichet.web.desk.permits.forms_visit import VisitDoneForm
from guichet.web.desk.permits.navigation import permit_navigation
from guichet.web.desk.permits.review import area_plan


@require_safe
@staff_page
def visits(request: DeskRequest) -> HttpResponseBase:
    """Show the visits to make, those that are late and today's first; mine, everybody's, or those that were done."""
    view = request.GET.get("view", "mine" if request.actor.has("permit.inspect") else "all")
    lines = inspections_for(request.actor, mine=view == "mine", done=view == "done")
    today = timezone.localdate()
    groups = [
        (_("Late"), [each for each in lines if each.planned_on < today]),
        (_("Today"), [each for each in lines if each.planned_on == today]),
        (_("Later"), [each for each in lines if each.planned_on > today]),
    ]
    context = {
        "view": view,
        "groups": [("", lines)] if view == "done" else [group for group in groups if group[1]],
        "nav": permit_navigation(request.actor, "visits"),
        "section": "permits",
    }
    return render(request, "desk/permits/visits.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def visit(request: DeskRequest, visit_id: int) -> HttpResponseBase:
    """Fill a visit on site: what to look at, yes or no, photos, as allowed or not."""
    row, shown = inspection_page(request.actor, visit_id)
    form = VisitDoneForm(shown, request.POST or None, request.FILES or None, auto_id="v-%s")
    if request.method == "POST" and form.is_valid() and _done(request, visit_id, form):
        messages.success(request, _("The visit is recorded."))
        return go(request, reverse("desk_permit_visits"))
    permit = permit_shown(request.actor, shown.reference)
    context = {
        "visit": shown,
        "permit": permit,
        "form": form,
        "photos": attachments_of(request.actor, row, published_only=False),
        "area_plan": area_plan(permit, ()),
        "nav": permit_navigation(request.actor, "visits"),
        "section": "permits",
    }
    return render(request, "desk/permits/visit.html", context, status=422 if form.errors else 200)


def _done(request: DeskRequest, visit_id: int, form: VisitDoneForm) -> bool:
    given = form.cleaned_data
    follow_up: dt.date | None = given["follow_up_on"]

    def record() -> None:
        row, _shown = inspection_page(request.actor, visit_id)
        for file in form.photos:
            keep_upload(request.actor, file, Place(subject=row), name=file.name or "")
        inspect(
            request.actor, visit_id, form.answers(), conform=given["conform"] == "yes", findings=given["findings"],
            follow_up_on=follow_up,
        )  # fmt: skip

    try:
        once(request.actor, given["once"], record)
    except Refused as refusal:
        add_refusal(form, refusal)
    return not form.errors
