"""One's own case: what was done, what was written, what one can say; and a case that one only follows."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from guichet.cases.actions.ending import confirm_settled, reopen
from guichet.cases.actions.grouping import unfollow
from guichet.cases.actions.talking import reply
from guichet.cases.queries.public import followed_case, own_case
from guichet.documents.queries import drafts_of
from guichet.kernel.errors import Conflict, Refused
from guichet.tenancy.queries import current_city
from guichet.web.portal.answers import add_refusal
from guichet.web.portal.details import keep_files
from guichet.web.portal.entrance import FOLLOWED, PortalRequest, follower_id, own_page, remember_language, see
from guichet.web.portal.following import ReopenForm, ReplyForm
from guichet.web.portal.own import past_lines, view_of
from guichet.web.portal.steps import plan_of

if TYPE_CHECKING:
    from guichet.documents.models import Attachment

REFUSED = 422
WAITING = "reply_files"


@require_safe
@own_page
def case(request: PortalRequest, reference: str) -> HttpResponseBase:
    """Show one's own case; whoever has not proved that it is theirs is asked for a code."""
    if reference in request.actor.case_references:
        return _show(request, reference)
    resident_id = follower_id(request, reference)
    if resident_id is not None:
        return _show_followed(request, reference, resident_id)
    return remember_language(request, see(f"{reverse('portal_follow')}?number={reference}"))


def _show(
    request: PortalRequest,
    reference: str,
    *,
    reply_form: ReplyForm | None = None,
    reopen_form: ReopenForm | None = None,
    kept: Sequence[Attachment] = (),
) -> HttpResponse:
    own = own_case(request.actor, reference)
    view = view_of(own)
    point = (own.case.lat, own.case.lon) if own.case.lat is not None and own.case.lon is not None else None
    context = {
        "case": own.case,
        "main": own.main,
        "view": view,
        "reply": reply_form or ReplyForm(is_question=bool(view.question)),
        "reopen": reopen_form or ReopenForm(),
        "is_glad": own.case.confirmed_at is not None,
        "plan": plan_of(point),
        "kept": kept,
        "sent": request.GET.get("sent") == "1",
    }
    status = 200 if reply_form is None and reopen_form is None else REFUSED
    return remember_language(request, render(request, "portal/case.html", context, status=status))


def _show_followed(request: PortalRequest, reference: str, resident_id: int) -> HttpResponse:
    followed = followed_case(request.actor, reference, resident_id)
    context = {"followed": followed, "case": followed.case, "moments": past_lines(followed.lines)}
    return remember_language(request, render(request, "portal/followed.html", context))


@require_POST
@own_page
def message(request: PortalRequest, reference: str) -> HttpResponseBase:
    """Write to the team, or answer its question, with photos."""
    own = own_case(request.actor, reference)
    form = ReplyForm(request.POST, is_question=own.question is not None)
    form.full_clean()
    waiting: dict[str, str] = request.session.get(WAITING, {})
    key = waiting.get(reference) or secrets.token_urlsafe(24)
    keep_files(request.actor, key, request.FILES.getlist("joined"), form, "joined")
    if not form.errors and _said(request, reference, form, key):
        waiting.pop(reference, None)
        messages.success(request, _("Your message has reached the team."))
        answer = see(reverse("portal_case", args=[reference]) + "?sent=1")
    else:
        waiting[reference] = key
        answer = _show(request, reference, reply_form=form, kept=drafts_of(request.actor, key))
    request.session[WAITING] = waiting
    return answer


def _said(request: PortalRequest, reference: str, form: ReplyForm, key: str) -> bool:
    try:
        reply(request.actor, reference, form.cleaned_data["body"], draft_key=key)
    except Refused as refusal:
        add_refusal(form, refusal)
    return not form.errors


@require_POST
@own_page
def not_settled(request: PortalRequest, reference: str) -> HttpResponseBase:
    """Reopen what is not settled, with the reason."""
    own_case(request.actor, reference)
    form = ReopenForm(request.POST)
    if form.is_valid():
        try:
            reopen(request.actor, reference, form.why, reopen_days=current_city().reopen_days)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("It is open again. The same team takes it up, with a new date."))
            return see(reverse("portal_case", args=[reference]))
    return _show(request, reference, reopen_form=form)


@require_POST
@own_page
def settled(request: PortalRequest, reference: str) -> HttpResponseBase:
    """Keep that it is settled; it can still be reopened as long as the city allows."""
    try:
        confirm_settled(request.actor, reference)
    except Conflict as refusal:
        messages.error(request, refusal.message)
    return see(reverse("portal_case", args=[reference]))


@require_POST
@own_page
def stop_following(request: PortalRequest, reference: str) -> HttpResponseBase:
    """Stop the news of a case that one follows."""
    resident_id = follower_id(request, reference)
    if resident_id is None:
        return see(f"{reverse('portal_follow')}?number={reference}")
    unfollow(request.actor, reference, resident_id)
    request.session[FOLLOWED] = {
        known: who for known, who in request.session.get(FOLLOWED, {}).items() if known != reference
    }
    messages.success(request, _("You will get no more news of %(number)s.") % {"number": reference})
    return see(reverse("portal_follow"))
