"""Leaving a request for a permit and coming back to it, alone or with others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guichet.catalogue.actions.drafts import start_draft
from guichet.catalogue.forms import page_title
from guichet.catalogue.queries.drafts import lost_draft, people_of
from guichet.web.portal.coming_back import REFUSED, PageChoices, do_leave, leave_forms, resume_with_code
from guichet.web.portal.entrance import (
    EMAIL,
    PortalRequest,
    language,
    own_page,
    remember_draft,
    see,
    with_draft,
)
from guichet.web.portal.expired import take_up, waits
from guichet.web.portal.permits.asking import PLACE, Asking
from guichet.web.portal.permits.steps import open_asking

if TYPE_CHECKING:
    from guichet.catalogue.models import Service


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
        lost = lost_draft(key) if request.method == "GET" and waits(request, key) else None
        return resume_with_code(request, key) if lost is None else _begin_again(request, key, lost)
    if sent := take_up(request, key):
        return sent
    asking = open_asking(request, key)
    return asking if isinstance(asking, HttpResponse) else see(asking.url(asking.first_undone()))


def _begin_again(request: PortalRequest, key: str, service: Service) -> HttpResponseBase:
    """Put what was just written in a new request, when the one begun in this browser has no address to prove it by."""
    person = start_draft(request.actor, service, language=language())
    remember_draft(request, person.key)
    request.actor = with_draft(request.actor, person.key)
    words = _(
        "This browser had forgotten your request. What you just wrote is in a new one; fill in the rest again."
    )
    messages.warning(request, words)
    return take_up(request, key, moved=(key, person.key)) or see(
        reverse("portal_permit_step", args=[person.key, PLACE])
    )
