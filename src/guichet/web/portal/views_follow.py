"""Coming back to a case: its number, an address, a code; the same answer whether they go together or not."""

from __future__ import annotations

from contextlib import suppress

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from guichet.cases.actions.codes import MINUTES, check_code, send_code, send_numbers
from guichet.kernel.errors import Conflict
from guichet.kernel.references import read_reference
from guichet.kernel.words import mask_email
from guichet.web.kit.middleware import PROVED
from guichet.web.portal.entrance import (
    EMAIL,
    FOLLOWED,
    PortalRequest,
    let_follow,
    let_in,
    own_page,
    remember_language,
    see,
)
from guichet.web.portal.following import CodeForm, FollowForm, NumbersForm
from guichet.web.portal.throttle import is_too_often

REFUSED, TOO_OFTEN = 422, 429
WRITTEN_TO = "written_to"
NUMBERS_TO = "numbers_to"


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def follow(request: PortalRequest) -> HttpResponseBase:
    """Ask for the number and the address, and send a code there if they go together."""
    if request.method != "POST":
        known = {"number": request.GET.get("number", "")[:30], "email": request.session.get(EMAIL, "")}
        return _show_follow(request, FollowForm(initial=known))
    form = FollowForm(request.POST)
    if not form.is_valid():
        return _show_follow(request, form, REFUSED)
    if is_too_often(request, "follow"):
        form.add_error(None, _("Too many attempts from here. Wait ten minutes, or call us."))
        return _show_follow(request, form, TOO_OFTEN)
    number, email = form.cleaned_data["number"], form.cleaned_data["email"]
    _send(request, number, email)
    return see(reverse("portal_code", args=[number]))


def _send(request: PortalRequest, number: str, email: str) -> None:
    """Send a code; that several were sent already is not told here, since it would tell that the two go together."""
    with suppress(Conflict):
        send_code(request.actor, number, email)
    request.session[EMAIL] = email
    request.session[WRITTEN_TO] = mask_email(email)


def _show_follow(request: PortalRequest, form: FollowForm, status: int = 200) -> HttpResponse:
    known = [*reversed(request.session.get(PROVED, [])), *request.session.get(FOLLOWED, {})]
    response = render(request, "portal/follow.html", {"form": form, "known": known}, status=status)
    return remember_language(request, response)


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def numbers(request: PortalRequest) -> HttpResponseBase:
    """Send someone who lost a number all of theirs, at their address; the answer does not tell whether it is known."""
    if request.method != "POST":
        asked = request.session.pop(NUMBERS_TO, "")
        form = NumbersForm(initial={"email": request.session.get(EMAIL, "")})
        return remember_language(
            request, render(request, "portal/numbers.html", {"form": form, "asked": asked})
        )
    form, status = NumbersForm(request.POST), REFUSED
    if form.is_valid():
        if not is_too_often(request, "numbers"):
            send_numbers(request.actor, form.cleaned_data["email"])
            request.session[NUMBERS_TO] = mask_email(form.cleaned_data["email"])
            return see(reverse("portal_numbers"))
        form.add_error(None, _("Too many attempts from here. Wait ten minutes, or call us."))
        status = TOO_OFTEN
    return render(request, "portal/numbers.html", {"form": form, "asked": ""}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def code(request: PortalRequest, reference: str) -> HttpResponseBase:
    """Ask for the code that came by e-mail, and open the case."""
    number = read_reference(reference)
    if number is None:
        return see(reverse("portal_follow"))
    form = CodeForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = TOO_OFTEN if is_too_often(request, "code") else REFUSED
        if status == TOO_OFTEN:
            form.add_error(None, _("Too many attempts from here. Wait ten minutes, or call us."))
        elif form.is_valid() and _open(request, number, form.cleaned_data["code"]):
            return see(reverse("portal_case", args=[number]))
        elif not form.errors:
            form.add_error(
                "code",
                _(
                    "This code opens nothing: it is wrong, too old, or already used. Check it, or ask for another."
                ),
            )
    context = {"form": form, "number": number, "minutes": MINUTES, "to": request.session.get(WRITTEN_TO, "")}
    return remember_language(request, render(request, "portal/code.html", context, status=status))


def _open(request: PortalRequest, number: str, digits: str) -> bool:
    """Let in whoever holds a code: the requester to everything, a follower to what they were told."""
    opened = check_code(request.actor, number, digits)
    if opened is None:
        return False
    request.session.cycle_key()
    if opened.is_requester:
        let_in(request, number)
    else:
        let_follow(request, number, opened.resident_id)
    return True


@require_POST
@own_page
def forget(request: PortalRequest) -> HttpResponseBase:
    """Forget in this browser what it may open, and what was typed: for a computer that is shared."""
    request.session.flush()
    messages.success(
        request, _("This browser has forgotten everything. Your number and a new code will open it again.")
    )
    return see(reverse("portal_follow"))
