"""The first step of a report: where it is, and whether it is known there already."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from guichet.catalogue.queries import ServiceForm
from guichet.kernel.references import read_reference
from guichet.places.queries import search_places, street_near
from guichet.web.kit.layers import map_centre, map_zoom, plan_layers_url
from guichet.web.portal.answers import add_faults
from guichet.web.portal.contact import known_address
from guichet.web.portal.drafts import Draft
from guichet.web.portal.entrance import EMAIL, NEWS, PortalRequest, open_page, own_page, see
from guichet.web.portal.place import PlaceForm, district_name, is_rough, kept_place, known_near, place_fault
from guichet.web.portal.reporting import closed, complete, faults_at, report_step, step_context
from guichet.web.portal.steps import FIELD_OF, PLACE, asked_service, next_step, step_names, step_url

REFUSED = 422


@require_safe
@open_page
def start(request: PortalRequest, code: str) -> HttpResponseBase:
    """Lead to the first step of a report."""
    asked = asked_service(request.actor, code)
    if asked is None:
        return closed(request, code)
    return redirect(step_url(asked, None, step_names(asked)[0]))


@report_step(PLACE)
def place(request: PortalRequest, asked: ServiceForm, draft: Draft) -> HttpResponseBase:
    """Ask where it is; what is known nearby is shown before going on."""
    if request.method != "POST":
        home = known_address(request) if "home" in request.GET else ""
        return _show(request, asked, draft, _form_of(asked, draft, home))
    form = PlaceForm(asked, request.POST)
    is_right = form.is_valid()
    returned = read_reference(request.POST.get("returned", "")) or ""
    draft.place = kept_place(form) | {"returned": returned}
    complete(request, draft, PLACE, is_right=is_right)
    if not is_right:
        return _show(request, asked, draft, form, status=REFUSED)
    point = draft.point
    was_seen = point is None or request.POST.get("seen") == seen_word(*point) or returned
    if not was_seen and point and known_near(asked, *point, form.where.address):
        return see(step_url(asked, draft, PLACE) + "#near")
    return see(step_url(asked, draft, next_step(asked, PLACE)))


def seen_word(lat: float, lon: float) -> str:
    """Give the word by which a page says that it has shown what is known around a point."""
    return f"{lat:.4f},{lon:.4f}"


def _form_of(asked: ServiceForm, draft: Draft, home: str = "") -> PlaceForm:
    """Show again what was chosen before; what the house refused at the end is said."""
    faults = faults_at(draft, PLACE)
    kept = {name: draft.place.get(name) for name in ("q", "lat", "lon", "nowhere")}
    if home and not kept["q"]:
        kept["q"] = home
    if not faults:
        return PlaceForm(asked, initial=kept)
    form = PlaceForm(asked, {name: value for name, value in kept.items() if value is not None})
    form.full_clean()
    add_faults(form, faults, FIELD_OF)
    return form


def _show(
    request: PortalRequest, asked: ServiceForm, draft: Draft, form: PlaceForm, status: int = 200
) -> HttpResponse:
    point = draft.point
    around = around_of(asked, *point, str(draft.place.get("address", ""))) if point else {"shown": False}
    context = step_context(asked, draft, PLACE) | around
    context |= {"form": form, "layers": plan_layers_url()} | _known_here(request)
    context["own_address"] = known_address(request) if not point else ""
    context["longitude"], context["latitude"] = map_centre()
    context["map_near"] = map_zoom()
    return render(request, "portal/place.html", context, status=status)


def _known_here(request: PortalRequest) -> dict[str, Any]:
    """Give what this browser told before: an address for the news, and the references whose news come already."""
    told = {*request.session.get(NEWS, ()), *request.actor.case_references}
    return {"email": request.session.get(EMAIL, ""), "told": told}


def around_of(asked: ServiceForm, lat: float, lon: float, address: str = "") -> dict[str, Any]:
    """Say what a point is, why it cannot be the place if so, and what is known around it."""
    fault = place_fault(asked, lat, lon)
    return {
        "shown": True,
        "fault": fault,
        "title": address or street_near(lat, lon) or _("The point you chose"),
        "district": district_name(lat, lon),
        "rough": is_rough(lat, lon, address),
        "near": [] if fault else known_near(asked, lat, lon, address),
        "seen": seen_word(lat, lon),
    }


@require_safe
@own_page
def near(request: PortalRequest, code: str) -> HttpResponseBase:
    """Give, while a place is being chosen, what it is and what is known there (a part of the page of the place)."""
    asked = asked_service(request.actor, code)
    if asked is None:
        raise Http404
    context: dict[str, Any] = {"service": asked.service, "fragment": True} | _known_here(request)
    try:
        lat, lon = float(request.GET["lat"]), float(request.GET["lon"])
    except (KeyError, ValueError):
        return render(request, "portal/parts/near.html", context | {"shown": False})
    address = request.GET.get("q", "")[:200]
    return render(request, "portal/parts/near.html", context | around_of(asked, lat, lon, address))


@require_safe
@open_page
def suggest(request: PortalRequest) -> HttpResponseBase:
    """Give the places that fit what is being typed, as lines of a list of suggestions."""
    words = request.GET.get("q", "").strip()[:200]
    hits = search_places(words) if len(words) > 1 else []
    return render(request, "portal/parts/suggestions.html", {"hits": hits})
