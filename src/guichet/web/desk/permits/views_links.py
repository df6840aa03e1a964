"""The links by which the people of a file open it: when each left and was opened, sent again, taken back."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guichet.kernel.actor import Actor
from guichet.kernel.errors import Refused
from guichet.kernel.texts import localise
from guichet.permits.actions.sharing import send_part_link, take_link_back
from guichet.permits.linking import OPENS
from guichet.permits.queries.page import permit_shown
from guichet.permits.queries.sharing import LinkShown, all_links_of
from guichet.web.desk.answers import go
from guichet.web.desk.entrance import DeskRequest, staff_page
from guichet.web.desk.permits.navigation import permit_navigation
from guichet.web.desk.permits.review import address_of
from guichet.web.desk.permits.verbs import title_of
from guichet.web.desk.templatetags.desk import language


@dataclass(frozen=True, slots=True)
class LinkLine:
    """Someone of a file with the state of their link, and what it opens in words."""

    link: LinkShown
    opens: str


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def links(request: DeskRequest, reference: str) -> HttpResponseBase:
    """Show who of a file has a link, and send one again or take it back; then the file's page says what was done."""
    shown = permit_shown(request.actor, reference)
    found = all_links_of(request.actor, reference)
    if request.method == "POST":
        _change(request, reference)
        return go(request, address_of(shown.reference))
    context = {
        "permit": shown,
        "title": title_of(shown, language()),
        "lines": [LinkLine(link, localise(OPENS[link.role], language())) for link in found],
        "shows_people": request.actor.has("resident.read"),
        "action": request.path,
        "address": address_of(shown.reference),
    }
    if request.htmx:
        return render(request, "desk/permits/parts/links.html", context)
    nav = {"nav": permit_navigation(request.actor), "section": "permits", "level": 2}
    return render(request, "desk/permits/links.html", context | nav)


def _change(request: DeskRequest, reference: str) -> None:
    role = request.POST.get("role", "")
    try:
        said = _done(request.actor, reference, role, back=request.POST.get("do") == "back")
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, said)


def _done(actor: Actor, reference: str, role: str, *, back: bool) -> str:
    """Do what the button says; gives the sentence that says so."""
    if not back:
        party = send_part_link(actor, reference, role)
        if not actor.has("resident.read"):
            return _("The link was sent.")
        return _("The link was sent to %(address)s.") % {"address": party.email}
    take_link_back(actor, reference, role)
    if role == "applicant":
        return _("The applicant’s old link opens nothing any more; the new one was sent to their e-mail.")
    return _("The link is taken back: it opens nothing any more.")
