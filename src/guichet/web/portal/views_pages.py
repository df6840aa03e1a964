"""Plain pages: how to reach the city, what is kept of what people write, how accessible this site is; and robots.txt."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guichet.documents.actions import MAX_FILES, STALE_AFTER
from guichet.tenancy.queries import current_city
from guichet.web.portal.entrance import PortalRequest, open_page
from guichet.web.portal.pages import hours, is_demonstration

PAGES = {
    "contact": "portal/page_contact.html",
    "vie-privee": "portal/page_privacy.html",
    "accessibilite": "portal/page_accessibility.html",
}
CLOSED_TO_ROBOTS = ("/suivre/", "/services/*/signaler/", "/desk/", "/config/", "/accounts/")


@require_safe
@open_page
def page(request: PortalRequest, slug: str) -> HttpResponseBase:
    """Show a plain page."""
    if slug not in PAGES:
        raise Http404
    context = {
        "hours": hours(),
        "reopen_days": current_city().reopen_days,
        "most_files": MAX_FILES,
        "stale": STALE_AFTER,
    }
    return render(request, PAGES[slug], context)


@require_safe
def robots(request: PortalRequest) -> HttpResponse:
    """Tell search engines what to leave alone: everything in a demonstration, else what is personal."""
    closed = ("/",) if is_demonstration() else CLOSED_TO_ROBOTS
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
