"""Maps on pages: a place to choose, published cases to read, the button of one's own position."""

from __future__ import annotations

from typing import Any

from django import template

register = template.Library()


@register.inclusion_tag("kit/parts/map_field.html")
def map_field(
    *,
    layers: str,
    longitude: float,
    latitude: float,
    longitude_field: str,
    latitude_field: str,
    zoom: float = 0,
    near: float = 0,
    credit: str = "",
) -> dict[str, Any]:
    """Let a place be chosen on a map; `layers` is the address of the city's GeoJSON, fields are selectors (« #id_lon »).

    `near` is the zoom at which a place that was chosen is shown (kit.layers.PlanFile).
    Hidden without scripts: the address field beside it does the same.
    """
    return {
        "layers": layers,
        "longitude": f"{longitude:.6f}",
        "latitude": f"{latitude:.6f}",
        "longitude_field": longitude_field,
        "latitude_field": latitude_field,
        "zoom": f"{zoom:.1f}" if zoom else "",
        "near": f"{near:.1f}" if near else "",
        "credit": credit,
        "cases": "",
    }


@register.inclusion_tag("kit/parts/map_field.html")
def map_cases(
    *, layers: str, cases: str, longitude: float, latitude: float, zoom: float = 11, credit: str = ""
) -> dict[str, Any]:
    """Show published cases on a map, gathered when they are many; `cases` is the address of their GeoJSON.

    Each point has `url` and `title`. Hidden without scripts: the list beside it says the same.
    """
    return {
        "layers": layers,
        "longitude": f"{longitude:.6f}",
        "latitude": f"{latitude:.6f}",
        "longitude_field": "",
        "latitude_field": "",
        "zoom": f"{zoom:.1f}",
        "near": "",
        "credit": credit,
        "cases": cases,
    }


@register.inclusion_tag("kit/parts/locate_button.html")
def locate_button(longitude_field: str, latitude_field: str, words: str) -> dict[str, Any]:
    """Offer « Ma position » beside an address field; `words` is the selector of the element that says what failed."""
    return {"longitude_field": longitude_field, "latitude_field": latitude_field, "words": words}
