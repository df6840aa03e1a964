"""The page of one file, on one screen, and what is done from it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from guichet.kernel.errors import Refused
from guichet.permits.papers import permit_paper
from guichet.permits.queries.page import permit_shown
from guichet.permits.shapes import PermitShown
from guichet.web.desk.answers import add_refusal, go, once
from guichet.web.desk.entrance import DeskRequest, staff_page
from guichet.web.desk.permits.bills import bill_context
from guichet.web.desk.permits.forms import PermitForm
from guichet.web.desk.permits.forms_message import MessageForm
from guichet.web.desk.permits.navigation import permit_navigation
from guichet.web.desk.permits.review import address_of, ground_context, review_context
from guichet.web.desk.permits.verbs import VERBS, Doing, PermitVerb, offered, title_of
from guichet.web.desk.templatetags.desk import language
from guichet.web.desk.views_verb import shown_fields

PAPERS = ("permit", "poster")


@require_safe
@staff_page
def review(request: DeskRequest, reference: str) -> HttpResponseBase:
    """Show a file: what is asked and where, who, what clashes, opinions, clocks, bill, history, what to do now."""
    shown = permit_shown(request.actor, reference)
    context = review_context(request.actor, shown)
    return render(
        request,
        "desk/permits/review.html",
        context | {"nav": permit_navigation(request.actor), "section": "permits"},
    )


@require_safe
@staff_page
def ground(request: DeskRequest, reference: str) -> HttpResponseBase:
    """Draw the area with who else wants the place, and list them."""
    shown = permit_shown(request.actor, reference)
    return _part(request, shown, "ground", ground_context(request.actor, shown))


@require_safe
@staff_page
def bill(request: DeskRequest, reference: str) -> HttpResponseBase:
    """Show what a file costs, line by line, version by version."""
    shown = permit_shown(request.actor, reference)
    return _part(request, shown, "bill", bill_context(request.actor, shown))


def _part(request: DeskRequest, shown: PermitShown, name: str, context: dict[str, Any]) -> HttpResponse:
    """Give a part of the page of a file; on a page of its own without scripts."""
    if request.htmx:
        return render(request, f"desk/permits/parts/{name}.html", context)
    more = {
        "permit": shown,
        "part": f"desk/permits/parts/{name}.html",
        "address": address_of(shown.reference),
    }
    page = {
        "nav": permit_navigation(request.actor),
        "section": "permits",
        "title": title_of(shown, language()),
    }
    return render(request, "desk/permits/part.html", context | more | page)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def do_verb(request: DeskRequest, reference: str, verb: str) -> HttpResponseBase:
    """Ask what a verb needs, say what will happen, do it once, and go back to the file."""
    shown, found = permit_shown(request.actor, reference), VERBS.get(verb)
    if found is None:
        raise Http404
    if request.method != "POST" and found not in offered(request.actor, shown):
        messages.warning(
            request, _("This can no longer be done: the file changed. Here is where it stands now.")
        )
        return go(request, address_of(shown.reference))
    form = _form(request, shown, found)
    changes: tuple[str, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            once(
                request.actor, form.cleaned_data["once"], lambda: found.act(Doing(request.actor, shown, form))
            )
        except Refused as refusal:
            changes = add_refusal(form, refusal)
        else:
            messages.success(request, str(found.done))
            return go(request, _back(request, shown))
    return _ask(request, shown, found, form, changes)


def _form(request: DeskRequest, shown: PermitShown, verb: PermitVerb) -> PermitForm:
    """Give the form of a verb, as it was sent or as it begins: a message may begin with a ready text."""
    form = verb.form(request.actor, shown, request.POST or None, auto_id=f"{verb.name}-%s")
    if isinstance(form, MessageForm):
        form.begin_with(request.GET.get("reply", ""))
    return form


def _back(request: DeskRequest, shown: PermitShown) -> str:
    """Give where one came from: a list of the desk, or the file."""
    back = request.POST.get("back", "")
    return back if back.startswith("/desk/") else address_of(shown.reference)


def _ask(
    request: DeskRequest, shown: PermitShown, verb: PermitVerb, form: PermitForm, changes: tuple[str, ...]
) -> HttpResponse:
    if form.is_bound and form.errors:
        sent = request.POST.copy()
        sent["version"] = str(shown.version)
        form.data = sent
    context: dict[str, Any] = {
        "permit": shown,
        "title": title_of(shown, language()),
        "verb": verb,
        "form": form,
        "fields": shown_fields(form),
        "changes": changes,
        "replies": form.replies if isinstance(form, MessageForm) else [],
        "action": request.path,
        "back": request.POST.get("back") or request.GET.get("back", ""),
        "address": address_of(shown.reference),
    }
    if request.htmx:
        return render(request, "desk/permits/parts/verb_form.html", context)
    status = 409 if changes else 422 if form.errors else 200
    nav = {"nav": permit_navigation(request.actor), "section": "permits"}
    return render(request, "desk/permits/verb.html", context | nav, status=status)


@require_safe
@staff_page
def paper(request: DeskRequest, reference: str, kind: str) -> HttpResponseBase:
    """Give the permit, or its poster, as a PDF."""
    if kind not in PAPERS:
        raise Http404
    response = HttpResponse(
        permit_paper(request.actor, reference, kind, language()), content_type="application/pdf"
    )
    response.headers["Content-Disposition"] = f'inline; filename="{reference}-{kind}.pdf"'
    return response
