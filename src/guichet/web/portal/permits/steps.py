"""What every step of a request does first: find the draft, and lose nothing when it is gone."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guichet.catalogue.queries.drafts import draft_exists
from guichet.kernel.errors import NotFound
from guichet.web.kit.parts import Step
from guichet.web.portal.entrance import PortalRequest, own_page, see
from guichet.web.portal.expired import keep_words
from guichet.web.portal.permits.asking import CHECK, DATES, DETAILS, FILES, PEOPLE, PLACE, Asking, find_asking
from guichet.web.portal.permits.estimates import estimate_of_asking

StepView = Callable[[PortalRequest, Asking], HttpResponseBase]


def step_words() -> dict[str, str]:
    """Give what each step is called."""
    return {
        PLACE: _("The place"),
        DATES: _("The dates"),
        DETAILS: _("The details"),
        PEOPLE: _("The people"),
        FILES: _("The documents"),
        CHECK: _("Check and send"),
    }


def asking_step(view: StepView) -> Callable[..., HttpResponseBase]:
    """Make a view of a step: `view(request, asking)` with the draft of the key in the address."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @own_page
    @wraps(view)
    def stepped(request: PortalRequest, key: str, page: str = "") -> HttpResponseBase:
        del page  # read by the view of the form's pages
        asking = open_asking(request, key)
        return asking if isinstance(asking, HttpResponse) else view(request, asking)

    return stepped


def open_asking(request: PortalRequest, key: str) -> Asking | HttpResponse:
    """Give the draft, or where to go instead: proving that it is one's own, or starting again."""
    try:
        return find_asking(request, key)
    except NotFound:
        if draft_exists(key):
            return keep_words(request, key, reverse("portal_permit_resume", args=[key]))
        messages.warning(
            request, _("This request is no longer here: it was sent, or nobody wrote on it for two months.")
        )
        return see(reverse("portal_permits"))


def steps_shown(asking: Asking, current: str) -> list[Step]:
    """Give the steps as the page shows them: those done can be come back to."""
    words = step_words()
    return [
        Step(
            words[step],
            done=step != current and asking.is_done(step),
            current=step == current,
            url=asking.url(step) if step != current and asking.is_done(step) else "",
        )
        for step in asking.step_names()
    ]


def show_step(
    request: PortalRequest, asking: Asking, step: str, context: dict[str, Any], *, refused: bool = False
) -> HttpResponse:
    """Show the page of a step, with the estimate beside it."""
    names = asking.step_names()
    before = asking.before(step)
    whole = {
        "asking": asking,
        "kind": asking.kind,
        "step": step,
        "steps": steps_shown(asking, step),
        "number": names.index(step) + 1,
        "count": len(names),
        "here": asking.url(step),
        "back": asking.url(before) if before else reverse("portal_permit_type", args=[asking.kind.code]),
        "estimate": estimate_of_asking(request.actor, asking),
    }
    template = f"portal/permits/step_{TEMPLATES[step]}.html"
    return render(request, template, whole | context, status=422 if refused else 200)


TEMPLATES = {
    PLACE: "place",
    DATES: "dates",
    DETAILS: "details",
    PEOPLE: "people",
    FILES: "documents",
    CHECK: "check",
}
