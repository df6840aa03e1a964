"""Leaving a report for later and coming back to it; a form of several pages can be filled with others."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guichet.catalogue.forms import page_title
from guichet.catalogue.queries import ServiceForm
from guichet.catalogue.queries.drafts import draft_exists, draft_for, people_of
from guichet.web.portal.coming_back import REFUSED, PageChoices, do_leave, leave_forms, resume_with_code
from guichet.web.portal.details_pages import paged_form
from guichet.web.portal.drafts import find_draft
from guichet.web.portal.entrance import EMAIL, PortalRequest, language, own_page, see
from guichet.web.portal.reporting import closed
from guichet.web.portal.steps import asked_service, first_undone, step_names, step_url


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def leave(request: PortalRequest, code: str, key: str) -> HttpResponseBase:
    """Say that all is kept, send the link; share a form of several pages with others."""
    asked, draft = asked_service(request.actor, code), find_draft(request, code, key)
    if asked is None or draft is None or not draft.on_server:
        return _gone(request, asked, code, key)
    person = draft_for(request.actor, draft.key)
    pages = _pages(asked)
    known = person.email or draft.contact.get("email") or request.session.get(EMAIL, "")
    mine, theirs = leave_forms(request, str(known), pages)
    if request.method == "POST" and do_leave(request, draft.key, mine, theirs):
        return see(request.path)
    context = {
        "name": asked.service.name, "owner": draft.owner, "mine": mine, "theirs": theirs, "shares": bool(pages),
        "people": people_of(request.actor, person), "onward": step_url(asked, draft, first_undone(asked, draft)),
    }  # fmt: skip
    status = REFUSED if mine.errors or theirs.errors else 200
    return render(request, "portal/leave.html", context, status=status)


def _pages(asked: ServiceForm) -> PageChoices:
    form = paged_form(asked)
    return [(page.code, page_title(form, page, language())) for page in form.pages] if form else []


def _gone(request: PortalRequest, asked: ServiceForm | None, code: str, key: str) -> HttpResponse:
    """Lead to where a report that this browser does not know can be opened, or begun again."""
    if asked is None:
        return closed(request, code)
    if key not in request.actor.drafts and draft_exists(key):
        return see(reverse("portal_resume", args=[code, key]))
    messages.warning(request, _("This form is no longer open. Start here: it takes a minute."))
    return see(step_url(asked, None, step_names(asked)[0]))


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def resume(request: PortalRequest, code: str, key: str) -> HttpResponseBase:
    """Come back to a report: at once in the browser that knows it, else with a code sent to its own address."""
    if key not in request.actor.drafts:
        return resume_with_code(request, key)
    asked, draft = asked_service(request.actor, code), find_draft(request, code, key)
    if asked is None:
        return closed(request, code)
    if draft is None:
        raise Http404
    return see(step_url(asked, draft, first_undone(asked, draft) if draft.owner else step_names(asked)[0]))
