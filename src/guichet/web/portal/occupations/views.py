"""Pages of what stands on public space: the list with its map, one occupation, the open data."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Iterator

from django.http import HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from guichet.occupations.queries.public import (
    COLUMNS,
    MAP_MOST,
    PAGE,
    as_row,
    licence,
    open_data,
    public_occupation,
    public_occupations,
)
from guichet.web.kit.layers import map_centre, plan_layers_url
from guichet.web.portal.entrance import PortalRequest, open_page
from guichet.web.portal.occupations.shown import feature_of, line_of, read_filters
from guichet.web.portal.steps import plan_of

MINUTES = "public, max-age=300"
ABOUT_METRES = 220.0
FILTERS = ("q", "when", "on", "kind")


class _Echo:
    """What csv writes to: gives each line back."""

    def write(self, value: str) -> str:
        """Give the line back."""
        return value


def _kept(request: PortalRequest) -> dict[str, str]:
    """Give the filters of the address, for the addresses of other pages."""
    return {name: str(request.GET[name])[:200] for name in FILTERS if request.GET.get(name)}


@require_safe
@open_page
def occupations(request: PortalRequest) -> HttpResponseBase:
    """List what stands on public space, near an address or by its end, with a map beside it."""
    asked = read_filters(request.GET)
    found = public_occupations(asked.filters, after=request.GET.get("after", "")[:60], limit=PAGE + 1)
    kept = _kept(request)
    more = f"?{urlencode(kept | {'after': found[PAGE - 1].key})}" if len(found) > PAGE else ""
    longitude, latitude = map_centre()
    context = {
        "asked": asked,
        "form": asked.form,
        "lines": [line_of(one) for one in found[:PAGE]],
        "following": more if not asked.filters.near else "",
        "is_first": "after" not in request.GET,
        "query": f"?{urlencode(kept)}" if kept else "",
        "layers": plan_layers_url(),
        "longitude": asked.place.lon if asked.place else longitude,
        "latitude": asked.place.lat if asked.place else latitude,
        "licence": licence(),
    }
    return render(request, "portal/occupations/list.html", context)


@require_safe
@open_page
def occupation(request: PortalRequest, number: int) -> HttpResponseBase:
    """Show one occupation: what, until when, on which ground; and how to say that it is still there."""
    one = public_occupation(number)
    context = {"line": line_of(one), "plan": plan_of(one.middle, ABOUT_METRES), "one": one}
    return render(request, "portal/occupations/one.html", context)


@require_safe
@open_page
def shapes(request: PortalRequest) -> HttpResponseBase:
    """Give what the map draws: each shape and its middle, with its words."""
    found = public_occupations(read_filters(request.GET).filters, limit=MAP_MOST)
    features = [feature for one in found for feature in feature_of(line_of(one))]
    response = JsonResponse(
        {"type": "FeatureCollection", "features": features}, content_type="application/geo+json"
    )
    response.headers["Cache-Control"] = "private, max-age=60"
    return response


@require_safe
@open_page
def data_geojson(request: PortalRequest) -> HttpResponseBase:
    """Give the open data as GeoJSON: all that is public and has not ended (docs/open-data.md)."""
    return _sent(_geojson(timezone.get_current_timezone()), "application/geo+json", "occupations.geojson")


@require_safe
@open_page
def data_csv(request: PortalRequest) -> HttpResponseBase:
    """Give the open data as a table, one line each, with the middle of each shape."""
    return _sent(_table(timezone.get_current_timezone()), "text/csv", "occupations.csv")


def _table(zone: dt.tzinfo) -> Iterator[str]:
    writer, name = csv.writer(_Echo()), licence()[0]
    yield str(writer.writerow([*COLUMNS, "licence"]))
    for one in open_data():
        yield str(writer.writerow([*as_row(one, zone), name]))


def _geojson(zone: dt.tzinfo) -> Iterator[str]:
    name, address = licence()
    head = {"type": "FeatureCollection", "licence": name, "licence_url": address}
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "features": [\n'
    comma = ""
    for one in open_data():
        properties = dict(zip(COLUMNS[:-2], as_row(one, zone)[:-2], strict=True))
        feature = {"type": "Feature", "id": one.id, "geometry": one.geometry, "properties": properties}
        yield comma + json.dumps(feature, ensure_ascii=False)
        comma = ",\n"
    yield "\n]}\n"


def _sent(parts: Iterator[str], kind: str, name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(parts, content_type=f"{kind}; charset=utf-8")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["Cache-Control"] = MINUTES
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
