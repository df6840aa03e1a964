"""What anybody may see: published cases as a list and on a map, the page of one, the layers of the map, files."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from guichet.cases.actions.grouping import follow
from guichet.cases.queries.public import (
    MAP_POINTS,
    PAGE,
    PublicCase,
    case_with_files,
    public_page,
    published_case,
    published_cases,
)
from guichet.catalogue.queries import offered_services
from guichet.documents.queries import attachment_for
from guichet.documents.store import open_for_download, response_headers
from guichet.kernel import moment
from guichet.kernel.errors import Refused
from guichet.kernel.texts import localise
from guichet.kernel.words import fold, mask_email
from guichet.people.actions import Contact
from guichet.places.queries import district_names, map_layer
from guichet.web.kit.layers import PLAN, map_centre, plan_file, plan_layers_url
from guichet.web.portal.answers import add_refusal
from guichet.web.portal.contact import EmailForm
from guichet.web.portal.entrance import EMAIL, NEWS, PortalRequest, language, open_page, own_page, see
from guichet.web.portal.own import past_lines
from guichet.web.portal.steps import plan_of
from guichet.web.portal.templatetags.portal import ago, public_word
from guichet.web.portal.throttle import is_too_often

REFUSED, TOO_OFTEN = 422, 429
FILTERS = ("service", "district", "open")
ABOUT_METRES = 350.0
MINUTE, WEEK = 60, 7 * 24 * 3600


def _filters(request: PortalRequest) -> dict[str, str]:
    return {name: value[:80] for name in FILTERS if (value := request.GET.get(name, "").strip())}


def _cases(filters: dict[str, str], *, after: str = "", limit: int) -> list[PublicCase]:
    return published_cases(
        service=filters.get("service", ""),
        district=filters.get("district", ""),
        only_open="open" in filters,
        after=after,
        limit=limit,
    )


def _context(request: PortalRequest, filters: dict[str, str]) -> dict[str, Any]:
    """Give what the list and the map share: the filters and what they may be."""
    services = [each for each in offered_services(request.actor, moment.today()) if each.published]
    named = [(service.code, localise(service.name, language())) for service in services]
    return {
        "filters": filters,
        "query": f"?{urlencode(filters)}" if filters else "",
        "services": sorted(named, key=lambda pair: fold(pair[1])),
        "districts": [(code, localise(name, language())) for code, name in district_names()],
    }


@require_safe
@open_page
def public_list(request: PortalRequest) -> HttpResponseBase:
    """List published cases, the newest first, a page at a time."""
    filters, after = _filters(request), request.GET.get("after", "")[:80]
    found = _cases(filters, after=after, limit=PAGE + 1)
    cases = found[:PAGE]
    more = f"?{urlencode(filters | {'after': cases[-1].key})}" if len(found) > PAGE else ""
    context = _context(request, filters) | {"cases": cases, "following": more, "is_first": not after}
    return render(request, "portal/list.html", context)


@require_safe
@open_page
def public_map(request: PortalRequest) -> HttpResponseBase:
    """Show published cases on a map; the list says the same without one."""
    filters, (longitude, latitude) = _filters(request), map_centre()
    context = _context(request, filters) | {
        "layers": plan_layers_url(),
        "longitude": longitude,
        "latitude": latitude,
        "most": MAP_POINTS,
    }
    return render(request, "portal/map.html", context)


@require_safe
@open_page
def points(request: PortalRequest) -> HttpResponseBase:
    """Give the newest published cases as points for the map, each about where it is."""
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [case.lon, case.lat]},
            "properties": {
                "title": localise(case.service_name, language()),
                "text": f"{public_word(case.public_state)} · {ago(case.opened_at)}",
                "url": reverse("portal_public_case", args=[case.reference]),
                "state": "open" if case.ended_at is None else "ended",
            },
        }
        for case in _cases(_filters(request), limit=MAP_POINTS)
        if case.lat is not None
    ]
    response = JsonResponse(
        {"type": "FeatureCollection", "features": features}, content_type="application/geo+json"
    )
    response.headers["Cache-Control"] = f"private, max-age={MINUTE}"
    return response


@require_safe
@open_page
def public_case(request: PortalRequest, reference: str) -> HttpResponseBase:
    """Show one published case: what, about where, its course; nothing of who reported it."""
    return _show(request, reference, EmailForm(initial={"email": request.session.get(EMAIL, "")}))


def _show(request: PortalRequest, reference: str, form: EmailForm, status: int = 200) -> HttpResponse:
    page = public_page(request.actor, reference)
    known = request.session.get(EMAIL, "")
    point = (
        (page.case.lat, page.case.lon) if page.case.lat is not None and page.case.lon is not None else None
    )
    context = {
        "page": page,
        "case": page.case,
        "moments": past_lines(page.lines),
        "plan": plan_of(point, ABOUT_METRES),
        "form": form,
        "known_email": mask_email(known) if known else "",
        "is_own": reference in request.actor.case_references,
        "has_news": reference in request.session.get(NEWS, ()),
    }
    return render(request, "portal/public_case.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def follow_case(request: PortalRequest, reference: str) -> HttpResponseBase:
    """Follow a published case: one tap for whoever gave an address before in this browser, else the address alone."""
    if request.method != "POST":
        return see(reverse("portal_public_case", args=[reference]) + "#follow")
    known = request.session.get(EMAIL, "")
    form = EmailForm({"email": request.POST.get("email") or known})
    if not form.is_valid():
        return _show(request, reference, form, REFUSED)
    if is_too_often(request, "follow_case"):
        form.add_error(None, _("Too many attempts from here. Wait ten minutes, or call us."))
        return _show(request, reference, form, TOO_OFTEN)
    email = form.cleaned_data["email"]
    try:
        follow(request.actor, reference, Contact(email=email, language=language()))
    except Refused as refusal:
        if published_case(reference) is None:
            raise Http404(refusal.message) from refusal
        add_refusal(form, refusal)
        return _show(request, reference, form, REFUSED)
    request.session[EMAIL] = email
    request.session[NEWS] = [*request.session.get(NEWS, ()), reference][-30:]
    messages.success(request, _("Done: the news will go to %(address)s.") % {"address": email})
    return see(reverse("portal_public_case", args=[reference]))


@require_safe
@own_page
def case_file(request: PortalRequest, reference: str, key: UUID) -> HttpResponseBase:
    """Send a file of a case: one's own, or a photo that the city published; `?small=1` for its small picture."""
    case, published_only = case_with_files(request.actor, reference)
    attachment = attachment_for(request.actor, case, key, published_only=published_only)
    download = open_for_download(
        attachment, thumbnail=request.GET.get("small") == "1" and attachment.is_photo
    )
    return FileResponse(download.file, headers=response_headers(download))


@require_safe
@open_page
def layer(request: PortalRequest, code: str) -> HttpResponseBase:
    """Give a layer of the city's map as GeoJSON: « plan » is all that a map draws; each other one is as it is kept."""
    found = plan_file() if code == PLAN else map_layer(code)
    if found is None:
        raise Http404
    zipped = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(content_type="application/geo+json")
    response.headers["ETag"] = found.etag
    response.headers["Vary"] = "Accept-Encoding"
    lasting = f"max-age={WEEK}, immutable" if "v" in request.GET else f"max-age={MINUTE}"
    response.headers["Cache-Control"] = f"private, {lasting}"
    if request.headers.get("If-None-Match") == found.etag:
        response.status_code = 304
        return response
    response.content = found.gzipped if zipped else found.body
    if zipped:
        response.headers["Content-Encoding"] = "gzip"
    return response
