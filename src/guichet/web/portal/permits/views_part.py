"""A permit seen by someone of it who did not ask for it: the payer, the contractor, the beneficiary, by their own link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import resolve, reverse
from django.utils.translation import gettext as _

from guichet.billing.queries.bills import bills_of
from guichet.billing.values import Subject
from guichet.kernel.actor import Actor
from guichet.kernel.errors import NotFound, Refused
from guichet.kernel.texts import localise
from guichet.permits.actions.sharing import note_link_opened, send_part_link, take_link_back
from guichet.permits.actions.talking import write_from_site
from guichet.permits.lifecycle import ROLE_WORDS, Role
from guichet.permits.linking import OPENS
from guichet.permits.queries.sharing import (
    BILL,
    MESSAGES,
    LinkShown,
    PartShown,
    links_of,
    opens_part,
    part_shown,
)
from guichet.permits.shapes import PermitShown
from guichet.web.kit.area_plan import draw_area
from guichet.web.portal.answers import add_refusal
from guichet.web.portal.entrance import PortalRequest, language, let_in_part, see
from guichet.web.portal.expired import keep_words, take_up
from guichet.web.portal.permits.forms_own import MessageForm
from guichet.web.portal.permits.own import part_view

REFUSED = 422
WRITES = "portal_permit_message"
ACTS = frozenset({"portal_permit_links", "portal_permit_give_up", "portal_permit_send"})
"""What is done again by hand, never by itself, once one has proved again that a permit is theirs."""


@dataclass(frozen=True, slots=True)
class LinkLine:
    """A line of the list of links: whose it is, what it opens."""

    link: LinkShown
    role_words: str
    opens: str


def as_someone_else(request: PortalRequest, reference: str, key: str) -> HttpResponseBase:
    """Show what someone of a permit sees of it; whoever proved nothing is asked for their link."""
    if key and opens_part(reference, key):
        let_in_part(request, reference, key)
        request.actor = replace(request.actor, parts=request.actor.parts | {(reference, key)})
        note_link_opened(request.actor, reference)
        return take_up(request, reference) or see(reverse("portal_permit_own", args=[reference]))
    where, ask = resolve(request.path_info).url_name, f"{reverse('portal_permit_follow')}?number={reference}"
    try:
        part = part_shown(request.actor, reference)
    except NotFound:
        return see(ask) if where in ACTS else keep_words(request, reference, ask)
    if where == WRITES and request.method == "POST" and MESSAGES in part.sees:
        return _write(request, part)
    if where != "portal_permit_own":
        return see(reverse("portal_permit_own", args=[reference]))
    return _show(request, part, MessageForm())


def _show(request: PortalRequest, part: PartShown, form: MessageForm) -> HttpResponseBase:
    permit = part.permit
    context = {
        "part": part,
        "permit": permit,
        "view": part_view(permit),
        "roles": [str(ROLE_WORDS[role]) for role in part.roles],
        "bills": _bills(request, permit.reference) if BILL in part.sees else [],
        "pays": BILL in part.sees,
        "area_plan": draw_area(permit.area) if permit.area else None,
        "message": form if MESSAGES in part.sees and not permit.elsewhere else None,
    }
    return render(request, "portal/permits/part.html", context, status=REFUSED if form.errors else 200)


def _bills(request: PortalRequest, reference: str) -> Sequence[object]:
    """Give the bills of a permit to whoever proved to pay them, or to have asked for it."""
    actor = replace(request.actor, case_references=request.actor.case_references | {reference})
    return bills_of(actor, Subject("permit", reference))


def _write(request: PortalRequest, part: PartShown) -> HttpResponseBase:
    form = MessageForm(request.POST)
    if form.is_valid():
        try:
            write_from_site(request.actor, part.permit.reference, form.cleaned_data["words"])
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Your message is on the file: whoever studies it reads it."))
            return see(reverse("portal_permit_own", args=[part.permit.reference]))
    return _show(request, part, form)


def links_shown(actor: Actor, shown: PermitShown) -> list[LinkLine]:
    """Give the people of one's own permit who may have a link of their own, with what it opens; none of a draft."""
    if shown.state == "draft" or shown.elsewhere:
        return []
    return [
        LinkLine(link, str(ROLE_WORDS[link.role]), localise(OPENS[link.role], language()))
        for link in links_of(actor, shown.reference)
    ]


def change_link(request: PortalRequest, shown: PermitShown) -> None:
    """Send a link, or take it back, as the button says; what is refused is said above the page."""
    role = request.POST.get("role", "")
    name = str(ROLE_WORDS[Role(role)]).lower() if role in set(Role) else ""
    try:
        if request.POST.get("do") == "back":
            take_link_back(request.actor, shown.reference, role)
            said = _("The link is taken back: it opens nothing any more.")
            if role == Role.APPLICANT:
                said = _("Your old link opens nothing any more. The new one was sent to your e-mail.")
        else:
            party = send_part_link(request.actor, shown.reference, role)
            said = _("The link was sent to %(address)s (%(role)s).") % {"address": party.email, "role": name}
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, said)
