"""Changing one's own file, or completing it: days, place, documents, words; the estimate follows what is typed."""

from __future__ import annotations

import secrets

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from guichet.documents.actions import Place, keep_upload
from guichet.kernel.errors import Invalid, Refused
from guichet.permits.actions.changing import Changes, revise
from guichet.permits.actions.talking import write_to_city
from guichet.permits.actions.wishing import wish
from guichet.permits.lifecycle import STUDIED, State
from guichet.permits.shapes import PermitShown
from guichet.web.portal.answers import add_refusal
from guichet.web.portal.entrance import PortalRequest, see
from guichet.web.portal.permits.asking import no_store
from guichet.web.portal.permits.changes import ChangePage, blank, change_page, estimate_of_change
from guichet.web.portal.permits.forms_own import CompleteForm
from guichet.web.portal.permits.own import own_view
from guichet.web.portal.permits.views_own import own_permit

REFUSED = 422


@own_permit
def complete(request: PortalRequest, shown: PermitShown) -> HttpResponseBase:
    """Bring what is missing: documents, other days, another place, an answer in words; the clock runs again."""
    if shown.state != State.INCOMPLETE:
        return _home(shown)
    page = change_page(request, shown, complete=True)
    if request.method == "POST" and page.is_valid() and request.POST.get("do") != "look":
        key = secrets.token_urlsafe(24)
        if _kept_documents(request, page.rest, key) and _done(request, page, key):
            messages.success(request, _("Thank you: your file is complete, and our clock runs again."))
            return _home(shown)
    return _show(request, page, "complete")


def _kept_documents(request: PortalRequest, form: forms.Form, key: str) -> bool:
    """Keep what was joined under the names of its documents; what is refused is said beside its box."""
    for lack in form.asked if isinstance(form, CompleteForm) else []:
        sent = request.FILES.get(f"d_{lack.code}")
        if sent is None:
            continue
        ending = (sent.name or "").rpartition(".")[2].lower()[:5]
        try:
            keep_upload(request.actor, sent, Place(draft_key=key), name=f"{lack.code}.{ending}")
        except Refused as refusal:
            form.add_error(f"d_{lack.code}", refusal.message)
    return not form.errors


def _done(request: PortalRequest, page: ChangePage, draft_key: str = "") -> bool:
    """Change the file; what is refused is said in the form that can mend it."""
    words = str(page.rest.cleaned_data.get("words", ""))
    try:
        revise(request.actor, page.shown.reference, page.changes(), words, draft_key=draft_key)
    except Invalid as refusal:
        _place(page, refusal)
    except Refused as refusal:
        add_refusal(page.rest, refusal)
    return not page.refused


def _place(page: ChangePage, refusal: Invalid) -> None:
    for field, words in (refusal.fields or {"": refusal.message}).items():
        name = field.removesuffix("_on")
        if name in page.period.fields and page.period.is_bound:
            page.period.add_error(name, words)
        elif field == "area" and page.area is not None and page.area.is_bound:
            page.area.add_error("area_place", words)
        else:
            page.rest.add_error(field if field in page.rest.fields else None, words)


@own_permit
def change(request: PortalRequest, shown: PermitShown) -> HttpResponseBase:
    """Change a request that is not decided yet, or ask the city to change what was approved."""
    page = change_page(request, shown)
    if request.method == "POST" and page.is_valid() and request.POST.get("do") != "look":
        said = _asked(request, page) if State(shown.state) not in STUDIED else _revised(request, page)
        if said:
            messages.success(request, said)
            return _home(shown)
    return _show(request, page, "change")


def _revised(request: PortalRequest, page: ChangePage) -> str:
    """Change the file at once, or only say something; gives what to say, empty when it was refused."""
    changes, given = page.changes(), page.rest.cleaned_data
    if blank(changes, given):
        page.rest.add_error("words", _("Change something, or write what you want to say."))
        return ""
    if changes == Changes():
        write_to_city(request.actor, page.shown.reference, given["words"])
        return _("Your message is on the file: whoever studies it reads it.")
    return _("Your file is changed. Whoever studies it sees what is new.") if _done(request, page) else ""


def _asked(request: PortalRequest, page: ChangePage) -> str:
    """Ask for the change of what is decided already; gives what to say, empty when it was refused."""
    changes = page.changes()
    try:
        wish(
            request.actor,
            page.shown.reference,
            "change",
            page.rest.cleaned_data["words"],
            changes=None if changes == Changes() else changes,
        )
    except Invalid as refusal:
        _place(page, refusal)
    except Refused as refusal:
        add_refusal(page.rest, refusal)
    return "" if page.refused else _("We have your request. You are told as soon as it is decided.")


@own_permit
def moving(request: PortalRequest, shown: PermitShown) -> HttpResponseBase:
    """Give the estimate for what is typed just now, and how it differs from the file; nothing is kept."""
    if request.method != "POST":
        return _home(shown)
    found = estimate_of_change(request.actor, shown, change_page(request, shown).changes())
    context = {"estimate": found, "kind": shown.type}
    return no_store(render(request, "portal/permits/parts/estimate.html", context))


def _home(shown: PermitShown) -> HttpResponse:
    return see(reverse("portal_permit_own", args=[shown.reference]))


def _show(request: PortalRequest, page: ChangePage, what: str) -> HttpResponse:
    shown = page.shown
    context = {
        "permit": shown, "view": own_view(shown), "page": page, "what": what, "action": request.path, "kind": shown.type,
        "at_once": what == "complete" or State(shown.state) in STUDIED,
        "estimate": estimate_of_change(request.actor, shown, page.changes()),
        "but": f"permit:{shown.reference}",
    }  # fmt: skip
    status = REFUSED if page.refused else 200
    return render(request, "portal/permits/own_change.html", context, status=status)
