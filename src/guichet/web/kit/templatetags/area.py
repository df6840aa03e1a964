"""`{% load area %}{% area_field form … %}`: an area drawn on the map or typed, with what it measures and whom it disturbs."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context

from guichet.web.kit.area_found import Found, found_of
from guichet.web.kit.areas import AreaForm
from guichet.web.kit.layers import map_centre, plan_layers_url

register = template.Library()


@register.inclusion_tag("kit/parts/area_field.html", takes_context=True)
def area_field(
    context: Context,
    form: AreaForm,
    *,
    starts: str = "",
    ends: str = "",
    kind: str = "",
    but: str = "",
    found: Found | None = None,
) -> dict[str, Any]:
    """Let an area be drawn or typed; the page also loads kit/js/map.js, area.js and suggest.js.

    `starts` and `ends` are the names of the fields of the period in the same form, `kind` the kind of occupation
    (occupations.kinds), `but` the « source:reference » of the file that asks, which is no conflict with itself. `found`
    is what is known already (else it is worked out from the form's own dates).
    """
    request = context.get("request")
    longitude, latitude = map_centre()
    lat, lon = form.part("lat").value(), form.part("lon").value()
    asked = {"starts": starts, "ends": ends, "kind": kind, "but": but}
    if found is None and form.is_bound and form.is_valid() and request is not None:
        found = found_of(form, request.actor, form.data, asked)
    return {
        "form": form,
        "part": {
            part: form.part(part) for part in ("drawn", "place", "lat", "lon", "side", "length", "width")
        },
        "asked": asked,
        "found": found,
        "layers": plan_layers_url(),
        "longitude": f"{float(lon or longitude):.6f}",
        "latitude": f"{float(lat or latitude):.6f}",
        "zoom": "18.0" if lat and lon else "14.0",
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("kit/parts/area_found.html")
def area_found(found: Found | None) -> dict[str, Any]:
    """Show measures and conflicts of an area, such as the queries gave them (`kit.area_found.tell`)."""
    return {"found": found, "form": None}
