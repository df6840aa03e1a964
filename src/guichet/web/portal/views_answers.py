"""The city's answers, as residents read them, and whether they were of use."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from guichet.kernel.errors import Invalid
from guichet.kernel.texts import localise
from guichet.knowledge.actions import give_feedback
from guichet.knowledge.queries import AnswerShown, answer_shown
from guichet.places.queries import district_names
from guichet.web.portal.entrance import PortalRequest, language, open_page, own_page, see
from guichet.web.portal.notices import notices_of_today
from guichet.web.portal.throttle import is_too_often

LIVE, GONE, REFUSED = "live", 410, 422
KINDS = {
    "unclear": gettext_lazy("It is not clear"),
    "missing": gettext_lazy("What I was looking for is not there"),
    "old": gettext_lazy("It is out of date"),
    "wrong": gettext_lazy("It is wrong"),
}


@require_safe
@open_page
def answer(request: PortalRequest, key: str) -> HttpResponseBase:
    """Show an answer, as said in a district when one is chosen; what is no longer said leads elsewhere."""
    shown = answer_shown(
        request.actor, key, language=language(), district=_district(request.GET.get("district"))
    )
    if shown.status != LIVE:
        return render(request, "portal/answer_gone.html", {"answer": shown}, status=GONE)
    return render(request, "portal/answer.html", _context(shown, request.GET.get("district")))


def _district(code: str | None) -> str | None:
    return code[:60] if code else None


def _context(shown: AnswerShown, district: str | None) -> dict[str, Any]:
    names = {code: localise(name, language()) for code, name in district_names()} if shown.variants else {}
    return {
        "answer": shown,
        "variants": [(code, names[code]) for code in shown.variants if code in names],
        "asked_district": district or "",
        "here": names.get(shown.district or "", ""),
        "notices": notices_of_today(shown.services, shown.district) if shown.services else [],
        "kinds": KINDS.items(),
        "kind": "",
        "text": "",
        "fault": "",
        "is_foreign": shown.language != language(),
    }


@require_POST
@own_page
def opinion(request: PortalRequest, key: str) -> HttpResponseBase:
    """Take what a reader says of an answer: thanks for a yes, a task of its team for anything wrong."""
    district = _district(request.POST.get("district"))
    shown = answer_shown(request.actor, key, language=language(), district=district)
    if request.POST.get("useful") == "yes":
        return _thank(request, shown, _("Thank you: we are glad that this helped."))
    if shown.status != LIVE:
        return see(reverse("portal_answer", args=[key]))
    if is_too_often(request, "opinion"):
        return _thank(request, shown, _("You told us a lot today. Reach us if something is urgent."))
    kind, text = request.POST.get("kind", ""), request.POST.get("text", "")
    try:
        give_feedback(request.actor, key, kind=kind, text=text, language=language())
    except Invalid as refusal:
        return _again(request, shown, district, refusal.message)
    return _thank(request, shown, _("Thank you. The team in charge of this page will read what you wrote."))


def _again(request: PortalRequest, shown: AnswerShown, district: str | None, fault: str) -> HttpResponse:
    """Show the page again with everything that was typed."""
    typed = {
        "kind": request.POST.get("kind", ""),
        "text": request.POST.get("text", "")[:4_000],
        "fault": fault,
    }
    return render(request, "portal/answer.html", _context(shown, district) | typed, status=REFUSED)


def _thank(request: PortalRequest, shown: AnswerShown, words: str) -> HttpResponse:
    messages.success(request, words)
    asked = request.POST.get("district", "")
    return see(
        reverse("portal_answer", args=[shown.key]) + (f"?district={asked}" if asked in shown.variants else "")
    )
