"""Leaving a request for a permit and coming back to it, alone or with others."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from guichet.catalogue.forms import page_title
from guichet.catalogue.queries.drafts import people_of
from guichet.web.portal.coming_back import REFUSED, PageChoices, do_leave, leave_forms, resume_with_code
from guichet.web.portal.entrance import EMAIL, PortalRequest, language, own_page, see
from guichet.web.portal.permits.asking import Asking
from guichet.web.portal.permits.steps import open_asking


def show_leave(asking: Asking) -> HttpResponse:
    """Lead to the page that says how to come back."""
    return see(reverse("portal_permit_leave", args=[asking.key]))


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def leave(request: PortalRequest, key: str) -> HttpResponseBase:
    """Say that all is kept, and send the link; share the request with others."""
    asking = open_asking(request, key)
    if isinstance(asking, HttpResponse):
        return asking
    known = asking.person.email or request.session.get(EMAIL, "")
    mine, theirs = leave_forms(request, known, _pages(asking))
    if request.method == "POST" and do_leave(request, key, mine, theirs):
        return see(request.path)
    context = {
        "name": asking.kind.name, "owner": asking.person.owner, "mine": mine, "theirs": theirs, "shares": True,
        "people": people_of(request.actor, asking.person), "onward": asking.url(asking.first_undone()),
    }  # fmt: skip
    status = REFUSED if mine.errors or theirs.errors else 200
    return render(request, "portal/leave.html", context, status=status)


def _pages(asking: Asking) -> PageChoices:
    shown = asking.pages()
    return [
        (page.code, page_title(asking.form, page, language()))
        for page in asking.form.pages
        if page.code in shown
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def resume(request: PortalRequest, key: str) -> HttpResponseBase:
    """Come back to a request: at once in the browser that knows it, else with a code sent to its own address."""
    if key not in request.actor.drafts:
        return resume_with_code(request, key)
    asking = open_asking(request, key)
    return asking if isinstance(asking, HttpResponse) else see(asking.url(asking.first_undone()))
