"""The questions of a report whose form has pages: one page at a time, before its own words and photos."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from guichet.catalogue.forms import Form
from guichet.catalogue.queries import ServiceForm
from guichet.web.kit.runner import CHECK, LEAVE, Ran, Running, Wanted, lacking, run_page
from guichet.web.portal.details import details_of
from guichet.web.portal.drafts import Draft, keep_draft, move_to_server
from guichet.web.portal.entrance import PortalRequest, see
from guichet.web.portal.questions import Given, needs_pages
from guichet.web.portal.reporting import leave_later, of_owner, step_context
from guichet.web.portal.steps import DETAILS, step_url

END = "fin"


def paged_form(asked: ServiceForm) -> Form | None:
    """Give the form of a service when it is filled page by page; None when one page has room for it."""
    form = asked.form.for_residents()
    return form if needs_pages(form) else None


def without_questions(asked: ServiceForm) -> ServiceForm:
    """Give a service whose questions are answered already, for the page of its own words and photos."""
    return ServiceForm(asked.service, asked.version, ())


def wanted_of(asked: ServiceForm, draft: Draft) -> Wanted:
    """Tell the runner where the pages of this report are."""
    here = step_url(asked, draft, DETAILS)

    def file_url(key: str) -> str:
        return reverse("portal_draft_file", args=[asked.service.code, draft.key, key]) if draft.key else ""

    def may_fill(code: str) -> bool:
        page = asked.form.page_of(code)
        return draft.owner or not draft.pages or (page is not None and page.code in draft.pages)

    return Wanted(lambda code: f"{here}?page={code}", may_fill, draws=True, file_url=file_url)


def run_details(request: PortalRequest, asked: ServiceForm, form: Form, draft: Draft) -> HttpResponse | None:
    """Show a page of the questions, or keep what was typed and lead on; None past the last page."""
    page = request.GET.get("page", "")
    if page == END:
        return None if draft.owner else of_owner(request, asked, draft)
    if request.method == "POST":
        draft = move_to_server(request, draft)
    given, description = details_of(draft)
    running = Running(request.actor, wanted_of(asked, draft), files_key=draft.files)
    ran = run_page(request, form, given, page, running)
    if request.method == "POST":
        draft.details = {"answers": given | ran.given, "description": description}
        draft.undo(DETAILS)
        keep_draft(request, draft)
        if ran.go == LEAVE:
            return leave_later(request, asked, draft)
        if ran.go:
            return see(_address(asked, draft, ran))
    context = step_context(asked, draft, DETAILS) | {"run": ran.shown}
    return render(request, "portal/details_page.html", context, status=ran.status)


def _address(asked: ServiceForm, draft: Draft, ran: Ran) -> str:
    here = step_url(asked, draft, DETAILS)
    page = END if ran.go == CHECK else ran.go
    return f"{here}?page={page}" + (f"#{ran.anchor}" if ran.anchor else "")


def first_fault(asked: ServiceForm, form: Form, draft: Draft, given: Given) -> str:
    """Give the address of the first thing that is missing; empty when nothing is."""
    found: list[Any] = lacking(form, given, wanted_of(asked, draft))
    return found[0].url if found else ""
