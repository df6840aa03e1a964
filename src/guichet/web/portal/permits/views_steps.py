"""The steps of a request: the place, the dates, the form's own pages, the people, the documents."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from guichet.documents.actions import Place, keep_upload, remove_draft
from guichet.kernel.errors import Refused
from guichet.permits.queries.types import earliest_start, too_late_words
from guichet.web.kit.areas import AreaForm
from guichet.web.kit.runner import CHECK as FORM_END
from guichet.web.kit.runner import LEAVE, Running, Wanted, run_page
from guichet.web.portal.entrance import PortalRequest, own_page, see
from guichet.web.portal.permits.asking import (
    AREA,
    CHECK,
    DATES,
    DETAILS,
    DOCUMENTS,
    FILES,
    PARTIES,
    PEOPLE,
    PERIOD,
    PLACE,
    Asking,
    keep,
    no_store,
)
from guichet.web.portal.permits.estimates import estimate_of_asking, typed_over
from guichet.web.portal.permits.forms import (
    ROLES,
    DocumentsForm,
    PartyForm,
    PeriodForm,
    ask_address,
    period_initial,
)
from guichet.web.portal.permits.leaving import show_leave
from guichet.web.portal.permits.places import AddressForm
from guichet.web.portal.permits.prefilling import offered_documents, take_document
from guichet.web.portal.permits.steps import asking_step, open_asking, show_step
from guichet.web.portal.permits.views_send import check


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def step(request: PortalRequest, key: str, name: str) -> HttpResponseBase:
    """Lead to the view of a step; a step that this request does not have leads to the first that is undone."""
    asking = open_asking(request, key)
    if isinstance(asking, HttpResponse):
        return asking
    views = {PLACE: place, DATES: dates, PEOPLE: people, FILES: documents, CHECK: check}
    if name not in views or name not in asking.step_names():
        return see(asking.url(asking.first_undone()))
    return views[name](request, asking)


def onward(request: PortalRequest, asking: Asking, step: str) -> HttpResponse:
    """Lead to the next step, or to the page that says how to come back."""
    if request.POST.get("do") == LEAVE:
        return show_leave(asking)
    return see(asking.url(asking.after(step)))


def place(request: PortalRequest, asking: Asking) -> HttpResponseBase:
    """Ask where: drawn on the map or typed; what is there already is told beside it."""
    form = _place_form(asking, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if form.is_valid():
            answer = form.answer()
            district = form.area.district if isinstance(form, AreaForm) and form.area else form.district
            keep(request, asking, {AREA: answer | {"district": district}}, step=PLACE)
            return onward(request, asking, PLACE)
        if request.POST.get("do") == LEAVE:
            return show_leave(asking)
    return show_step(
        request, asking, PLACE, {"form": form, "is_drawn": asking.kind.drawn}, refused=form.is_bound
    )


def _place_form(asking: Asking, data: Any) -> Any:
    if asking.kind.drawn:
        return AreaForm("area", data, initial=asking.area)
    return AddressForm(data, initial=asking.area)


def dates(request: PortalRequest, asking: Asking) -> HttpResponseBase:
    """Ask from when to when; the first lawful day is said while choosing, and what to do when it is too soon."""
    earliest = earliest_start(request.actor, asking.kind.code, district=asking.district)
    if request.method == "POST":
        form = PeriodForm(asking.kind, earliest, request.POST)
        form.is_valid()
        keep(request, asking, {PERIOD: form.kept()}, step=DATES)
        too_soon = form.period is not None and form.period.starts < earliest.day
        if form.period is not None and not too_soon:
            return onward(request, asking, DATES)
        if request.POST.get("do") == LEAVE:
            return show_leave(asking)
    else:
        form, too_soon = (
            PeriodForm(asking.kind, earliest, initial=period_initial(asking.answers.get(PERIOD), earliest)),
            False,
        )
        period = asking.period
        too_soon = period is not None and period.starts < earliest.day
    words = too_late_words(asking.kind, earliest) if too_soon else None
    context = {"form": form, "earliest": earliest, "too_late": words}
    return show_step(request, asking, DATES, context, refused=form.is_bound)


@asking_step
def page(request: PortalRequest, asking: Asking) -> HttpResponseBase:
    """Ask a page of the city's own questions."""
    code = request.resolver_match.kwargs["page"] if request.resolver_match else ""
    if code not in asking.pages():
        return see(asking.url(asking.first_undone()))
    wanted = Wanted(url=lambda each: _page_url(asking, each), takes_files=True)
    running = Running(request.actor, wanted, files_key=asking.files_key)
    ran = run_page(request, asking.form_for_pages(), asking.answers, code, running)
    if ran.given:
        keep(request, asking, ran.given, step=DETAILS)
    if not ran.go:
        run = ran.shown if ran.shown.page.title else replace(ran.shown, title=_("The details"))
        return show_step(request, asking, DETAILS, {"run": run}, refused=ran.status != 200)
    if ran.go == LEAVE:
        return show_leave(asking)
    if ran.go == FORM_END:
        return see(asking.url(asking.after(DETAILS)))
    return see(f"{_page_url(asking, ran.go)}{'#' + ran.anchor if ran.anchor else ''}")


def _page_url(asking: Asking, code: str) -> str:
    from_details = asking.url(DETAILS).rsplit("/", 2)[0]
    return f"{from_details}/{code}/"


def people(request: PortalRequest, asking: Asking) -> HttpResponseBase:
    """Ask who asks, who benefits, who is on site, who pays: each named, the same person in one tick."""
    data = request.POST if request.method == "POST" else None
    forms = [PartyForm(role, data, initial=asking.parties.get(role)) for role in ROLES]
    if data is not None:
        right = not sum(len(form.errors) for form in forms)
        if right and asking.kind.tariff:
            ask_address({form.role: form for form in forms})
            right = not sum(len(form.errors) for form in forms)
        keep(
            request,
            asking,
            {PARTIES: {form.role.value: form.kept() for form in forms}},
            step=PEOPLE if right else "",
        )
        if right or request.POST.get("do") == LEAVE:
            return onward(request, asking, PEOPLE)
    applicant, *others = forms
    context = {"applicant": applicant, "others": others, "forms": forms}
    return show_step(request, asking, PEOPLE, context, refused=data is not None)


def documents(request: PortalRequest, asking: Asking) -> HttpResponseBase:
    """Ask for the documents, one box each; what comes later is allowed, and it is said what that costs in time."""
    form = DocumentsForm(asking.needed(), asking.documents, request.POST or None, request.FILES or None)
    if request.method == "POST":
        form.full_clean()
        _take_files(request, asking, form)
        stays = request.POST.get("remove") or request.POST.get("again") or request.POST.get("do") == "attach"
        if not form.errors and not stays:
            return onward(request, asking, FILES)
    rows = form.rows(asking.documents)
    context = {"form": form, "rows": rows, "offered": offered_documents(request.actor, asking)}
    return show_step(request, asking, FILES, context, refused=form.is_bound and bool(form.errors))


def _take_files(request: PortalRequest, asking: Asking, form: DocumentsForm) -> None:
    """Keep each file under the name of its document (« plan.pdf »), which is how the city finds it again."""
    joined = dict(asking.documents)
    removed = request.POST.get("remove", "")
    if removed in joined:
        _drop(request, asking, joined.pop(removed))
    again = request.POST.get("again", "")
    if again and f"d_{again}" in form.fields:
        try:
            if taken := take_document(request.actor, asking, again):
                joined[again] = taken
        except Refused as refusal:
            form.add_error(f"d_{again}", refusal.message)
    for document in form.documents:
        sent = request.FILES.get(f"d_{document.code}")
        if sent is None:
            continue
        ending = (sent.name or "").rpartition(".")[2].lower()[:5]
        try:
            kept = keep_upload(
                request.actor, sent, Place(draft_key=asking.files_key), name=f"{document.code}.{ending}"
            )
        except Refused as refusal:
            form.add_error(f"d_{document.code}", refusal.message)
            continue
        if document.code in joined:
            _drop(request, asking, joined[document.code])
        joined[document.code] = {"key": str(kept.key), "name": (sent.name or "")[:120]}
    keep(request, asking, {DOCUMENTS: joined}, step=FILES)


def _drop(request: PortalRequest, asking: Asking, file: Any) -> None:
    try:
        remove_draft(request.actor, asking.files_key, file["key"])
    except Refused:  # it is gone already
        return


@require_POST
@own_page
def moving(request: PortalRequest, key: str) -> HttpResponseBase:
    """Give the estimate for what is typed just now on the step of the place or of the dates; nothing is kept."""
    if key not in request.actor.drafts:
        raise Http404
    asking = open_asking(request, key)
    if isinstance(asking, HttpResponse):
        raise Http404
    estimate = estimate_of_asking(request.actor, typed_over(asking, request.POST))
    return no_store(
        render(request, "portal/permits/parts/estimate.html", {"estimate": estimate, "kind": asking.kind})
    )
