"""One's own permit: where it stands, what is asked, its papers, its bill, what one can do or ask for."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from guichet.billing.queries.bills import bills_of
from guichet.billing.values import Subject
from guichet.documents.queries import attachment_for, attachments_of
from guichet.documents.store import open_for_download, response_headers
from guichet.kernel.errors import Refused
from guichet.permits.actions.changing import renew
from guichet.permits.actions.filing import file as file_permit
from guichet.permits.actions.filing import withdraw as withdraw_permit
from guichet.permits.actions.following import send_link
from guichet.permits.actions.sharing import note_link_opened
from guichet.permits.actions.talking import write_to_city
from guichet.permits.actions.wishing import wish
from guichet.permits.papers import part_paper, permit_paper
from guichet.permits.queries.page import permit_shown
from guichet.permits.queries.visible import permit_for, permit_with_key
from guichet.permits.shapes import PermitShown
from guichet.web.kit.area_plan import draw_area
from guichet.web.portal.answers import add_refusal
from guichet.web.portal.entrance import (
    EMAIL,
    PortalRequest,
    language,
    let_in,
    own_page,
    remember_language,
    see,
    with_permit,
)
from guichet.web.portal.expired import take_up
from guichet.web.portal.permits.estimates import estimate_of_permit
from guichet.web.portal.permits.forms_own import (
    AgainForm,
    CompleteForm,
    GiveUpForm,
    LinkForm,
    MessageForm,
    WishForm,
)
from guichet.web.portal.permits.own import next_moments, own_view
from guichet.web.portal.permits.views_part import as_someone_else, change_link, links_shown
from guichet.web.portal.throttle import is_too_often

REFUSED, TOO_OFTEN = 422, 429
PAPERS = ("permit", "poster")
OwnView = Callable[[PortalRequest, PermitShown], HttpResponseBase]


def own_permit(view: OwnView) -> Callable[..., HttpResponseBase]:
    """Make a view of one's own permit; whoever has not proved that it is theirs is asked for the link."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @own_page
    @wraps(view)
    def owned(request: PortalRequest, reference: str) -> HttpResponseBase:
        key = request.GET.get("cle", "")
        if reference in request.actor.case_references:
            return view(request, permit_shown(request.actor, reference))
        opened = permit_with_key(request.actor, key)
        if opened is not None and opened.reference == reference:
            let_in(request, reference)
            request.actor = with_permit(request.actor, reference)
            note_link_opened(request.actor, reference)
            return remember_language(request, take_up(request, reference) or see(request.path))
        return remember_language(request, as_someone_else(request, reference, key))

    return owned


@own_permit
def own(request: PortalRequest, shown: PermitShown) -> HttpResponseBase:
    """Show one's own permit."""
    return remember_language(request, _show(request, shown, MessageForm()))


def _show(request: PortalRequest, shown: PermitShown, message: MessageForm) -> HttpResponse:
    permit = permit_for(request.actor, shown.reference)
    context = {
        "permit": shown,
        "view": own_view(shown),
        "bills": bills_of(request.actor, Subject("permit", shown.reference)),
        "files": attachments_of(request.actor, permit, published_only=False),
        "area_plan": draw_area(shown.area),
        "complete": CompleteForm(shown),
        "estimate": estimate_of_permit(request.actor, shown) if shown.state == "draft" else None,
        "links": links_shown(request.actor, shown),
        "message": message if shown.state != "draft" and not shown.elsewhere else None,
    }
    return render(request, "portal/permits/own.html", context, status=REFUSED if message.errors else 200)


@own_permit
def message(request: PortalRequest, shown: PermitShown) -> HttpResponseBase:
    """Answer the City, or write to it, about one's own permit."""
    form = MessageForm(request.POST or None)
    if request.method != "POST":
        return _home(shown)
    if form.is_valid() and _tried(
        form, lambda: write_to_city(request.actor, shown.reference, form.cleaned_data["words"])
    ):
        messages.success(request, _("Your message is on the file: whoever studies it reads it."))
        return _home(shown)
    return _show(request, shown, form)


@own_permit
def done(request: PortalRequest, shown: PermitShown) -> HttpResponseBase:
    """Hand over the number, the promise as a date, and what happens next."""
    view = own_view(shown)
    context = {
        "permit": shown,
        "view": view,
        "moments": next_moments(shown),
        "clock": view.clocks[0] if view.clocks else None,
    }
    return render(request, "portal/permits/done.html", context)


def _tried(form: Any, act: Callable[[], object], field: str = "") -> bool:
    """Do something for a form; what is refused is said in it."""
    try:
        act()
    except Refused as refusal:
        if field:
            form.add_error(field, refusal.message)
        else:
            add_refusal(form, refusal)
    return not form.errors


def _home(shown: PermitShown) -> HttpResponse:
    return see(reverse("portal_permit_own", args=[shown.reference]))


def _ask(request: PortalRequest, shown: PermitShown, form: Any, what: str) -> HttpResponse:
    context = {"permit": shown, "view": own_view(shown), "form": form, "what": what, "action": request.path}
    return render(request, "portal/permits/own_ask.html", context, status=REFUSED if form.errors else 200)


@own_permit
def extend(request: PortalRequest, shown: PermitShown) -> HttpResponseBase:
    """Ask to stay longer."""
    form = WishForm(request.POST or None, longer=True)
    if (
        request.method == "POST"
        and form.is_valid()
        and _tried(
            form,
            lambda: wish(
                request.actor,
                shown.reference,
                "extend",
                form.cleaned_data["words"],
                until=form.cleaned_data["until"],
            ),
        )
    ):
        messages.success(request, _("We have your request. Nothing may stay longer before our answer."))
        return _home(shown)
    return _ask(request, shown, form, "extend")


@own_permit
def give_up(request: PortalRequest, shown: PermitShown) -> HttpResponseBase:
    """Give a request up, after saying what will happen."""
    form = GiveUpForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and _tried(form, lambda: withdraw_permit(request.actor, shown.reference, form.cleaned_data["reason"]))
    ):
        messages.success(request, _("Your request is withdrawn."))
        return _home(shown)
    return _ask(request, shown, form, "withdraw")


@own_permit
def again(request: PortalRequest, shown: PermitShown) -> HttpResponseBase:
    """Ask for the same again from what is on file: a new request to check and send."""
    form = AgainForm(request.POST or None, initial=_next_season(shown))
    if request.method == "POST" and form.is_valid():
        made: list[str] = []
        given = form.cleaned_data

        def start() -> None:
            new = renew(request.actor, shown.reference, given["starts"], given["ends"],
                        submission_key=f"renew-{shown.reference}-{given['starts']}")  # fmt: skip
            made.append(new.reference)

        if _tried(form, start):
            let_in(request, made[0])
            return see(reverse("portal_permit_own", args=[made[0]]))
    return _ask(request, shown, form, "renew")


def _next_season(shown: PermitShown) -> dict[str, Any]:
    """Give last year's days, moved to the first year in which they are to come."""
    starts, ends = shown.starts_on, shown.ends_on
    while starts <= timezone.localdate():
        starts, ends = (
            day.replace(year=day.year + 1, day=min(day.day, 28) if day.month == 2 else day.day)
            for day in (starts, ends)
        )
    return {"starts": starts, "ends": ends}


@own_permit
def send(request: PortalRequest, shown: PermitShown) -> HttpResponseBase:
    """Send a renewal that was prepared, after one looked at it."""
    if request.method == "POST":
        try:
            file_permit(request.actor, shown.reference)
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            return see(reverse("portal_permit_done", args=[shown.reference]))
    return _home(shown)


@own_permit
def links(request: PortalRequest, shown: PermitShown) -> HttpResponseBase:
    """Send someone of one's permit a link of their own, or take it back."""
    if request.method == "POST":
        change_link(request, shown)
    return see(f"{reverse('portal_permit_own', args=[shown.reference])}#links")


@require_safe
@own_page
def paper(request: PortalRequest, reference: str, kind: str) -> HttpResponseBase:
    """Give the permit or its poster as a PDF."""
    if kind not in PAPERS:
        raise Http404
    of = permit_paper if reference in request.actor.case_references else part_paper
    body = of(request.actor, reference, kind, language())
    response = HttpResponse(body, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{reference}-{kind}.pdf"'
    return response


@require_safe
@own_page
def own_file(request: PortalRequest, reference: str, key: UUID) -> HttpResponseBase:
    """Send back a document that one joined."""
    permit = permit_for(request.actor, reference)
    download = open_for_download(
        attachment_for(request.actor, permit, key, published_only=False), thumbnail=False
    )
    return FileResponse(download.file, headers=response_headers(download))


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def follow(request: PortalRequest) -> HttpResponseBase:
    """Send the link of a permit to its own address; the answer does not tell whether the two go together."""
    known = {"number": request.GET.get("number", "")[:30], "email": request.session.get(EMAIL, "")}
    form = LinkForm(request.POST or None, initial=known)
    sent, status = False, 200
    if request.method == "POST":
        status = REFUSED
        if is_too_often(request, "permit-link"):
            form.add_error(None, _("Too many attempts from here. Wait ten minutes, or call us."))
            status = TOO_OFTEN
        elif form.is_valid():
            send_link(request.actor, form.cleaned_data["number"], form.cleaned_data["email"])
            sent, status = True, 200
    return remember_language(
        request, render(request, "portal/permits/follow.html", {"form": form, "sent": sent}, status=status)
    )
