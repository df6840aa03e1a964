"""Which permit one needs, or none: what it asks, how long it takes, what it costs, who decides; and where to start."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from guichet.catalogue.actions.drafts import start_draft
from guichet.catalogue.queries import service_with_code
from guichet.catalogue.queries.drafts import drafts_of_actor
from guichet.kernel.errors import NotFound
from guichet.kernel.moment import today
from guichet.kernel.texts import localise
from guichet.permits.queries.earlier import earlier_files
from guichet.permits.queries.types import earliest_start, permit_type, permit_types
from guichet.permits.queries.visible import permits_of_resident
from guichet.permits.shapes import TypeShown
from guichet.permits.wording import days_words, field_words
from guichet.web.portal.entrance import (
    PortalRequest,
    language,
    open_page,
    own_page,
    remember_draft,
    see,
    with_draft,
)
from guichet.web.portal.permits.asking import find_asking, no_store
from guichet.web.portal.permits.estimates import estimate_of_price
from guichet.web.portal.permits.forms import PriceForm
from guichet.web.portal.permits.prefilling import begin_with

KINDS = ("temporary", "periodic", "permanent")


@require_safe
@own_page
def permits(request: PortalRequest) -> HttpResponseBase:
    """Show what one may want to do, each with its permit; and what was left unfinished in this browser."""
    types = permit_types(request.actor)
    codes = {each.code for each in types}
    context = {
        "groups": [group for group in _groups(types) if group[1]],
        "drafts": [each for each in drafts_of_actor(request.actor) if each.draft.service.code in codes],
        "own": permits_of_resident(request.actor)[:6],
    }
    return render(request, "portal/permits/permits.html", context)


def _groups(types: Sequence[TypeShown]) -> list[tuple[str, list[TypeShown]]]:
    titles = {
        "temporary": _("For some days or weeks"),
        "periodic": _("Every season"),
        "permanent": _("To stay"),
    }
    return [(titles[kind], [each for each in types if each.kind == kind]) for kind in KINDS]


@require_safe
@open_page
def permit(request: PortalRequest, code: str) -> HttpResponseBase:
    """Show one permit: whether one needs it, what it asks, from when, what it costs, who decides."""
    kind = permit_type(request.actor, code)
    earliest = earliest_start(request.actor, code)
    form = PriceForm(kind, earliest)
    words = language()
    context = {
        "kind": kind,
        "earliest": earliest,
        "form": form,
        "estimate": estimate_of_price(request.actor, kind, form),
        "lead": localise(days_words(kind.lead_amount, kind.lead_unit), words),
        "promise": localise(days_words(kind.promise_amount, kind.promise_unit), words)
        if kind.promise_amount
        else "",
        "clock": localise(days_words(kind.clock_amount, kind.clock_unit), words) if kind.clock_amount else "",
        "deciders": [localise(field_words(each.field), words) for each in kind.reviewers],
        "today": today(),
        "earlier": earlier_files(request.actor, code),
    }
    return render(request, "portal/permits/permit.html", context)


@require_safe
@open_page
def price(request: PortalRequest, code: str) -> HttpResponseBase:
    """Say what a permit would cost for the size and the days that are slid; a part of its page, or a page."""
    kind = permit_type(request.actor, code)
    earliest = earliest_start(request.actor, code)
    form = PriceForm(kind, earliest, request.GET or None)
    context = {
        "kind": kind,
        "form": form,
        "earliest": earliest,
        "estimate": estimate_of_price(request.actor, kind, form),
    }
    if request.htmx:
        return no_store(render(request, "portal/permits/parts/estimate.html", context))
    return render(request, "portal/permits/price.html", context)


@require_POST
@own_page
def start(request: PortalRequest, code: str) -> HttpResponseBase:
    """Start a request: a draft on the server, known to this browser; the place is asked first."""
    kind = permit_type(request.actor, code)
    service = service_with_code(kind.code)
    if service is None:
        raise NotFound(_("There is no such permit."))
    known = begin_with(request.actor, service, request.POST.get("like", "")[:20])
    person = start_draft(request.actor, service, answers=known, language=language())
    remember_draft(request, person.key)
    request.actor = with_draft(request.actor, person.key)
    asking = find_asking(request, person.key)
    return see(asking.url(asking.first_undone()))
