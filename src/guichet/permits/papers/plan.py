"""The plan of a permit's place: its area on the streets around it, as a drawing that any printer can print."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import shapely
from django.utils.html import escape
from shapely.geometry.base import BaseGeometry

from guichet.occupations.facts import ground_facts
from guichet.occupations.ground import plane_of

WIDTH, HEIGHT = 640, 250
LEAST_METRES = 60.0
AROUND = 2.4
MOST_NAMES = 8
# Metres of roadway by class of street, as they are usually.
_STREET = {"1": 14.0, "2": 14.0, "3": 11.0, "4": 9.0}
_LANE = 4.0
_BARS = (5, 10, 20, 50, 100, 200, 500)


def draw_plan(area: Mapping[str, Any] | None) -> str:
    """Give an SVG of an area and the streets around it, north up, with its scale; empty without an area."""
    if not area:
        return ""
    shape = shapely.from_geojson(json.dumps(area))
    plane = plane_of(shape)
    flat = plane.flat(shape)
    west, south, east, north = flat.bounds
    across = max((east - west) * AROUND, (north - south) * AROUND * WIDTH / HEIGHT, LEAST_METRES)
    scale = WIDTH / across
    middle = ((west + east) / 2, (south + north) / 2)
    view = _View(scale, middle)
    box = shapely.box(*_degrees(plane, across, middle))
    parts = [
        *_streets(view, plane, box),
        view.draw(flat, 'fill="#f5c542" fill-opacity="0.75" stroke="#111" stroke-width="2.5"'),
    ]
    return _svg([*parts, _north(), _bar(scale)])


def _degrees(plane: Any, across: float, middle: tuple[float, float]) -> tuple[float, float, float, float]:
    half = across / 2
    corners = shapely.box(middle[0] - half, middle[1] - half, middle[0] + half, middle[1] + half)
    bounds: tuple[float, float, float, float] = plane.round(corners).bounds
    return bounds


class _View:
    """From metres on the ground to places on the sheet."""

    def __init__(self, scale: float, middle: tuple[float, float]) -> None:
        self.scale = scale
        self.middle = middle

    def spot(self, east: float, north: float) -> tuple[float, float]:
        """Give where a point of the ground is on the sheet."""
        return (
            round(WIDTH / 2 + (east - self.middle[0]) * self.scale, 1),
            round(HEIGHT / 2 - (north - self.middle[1]) * self.scale, 1),
        )

    def path(self, shape: BaseGeometry) -> str:
        """Write the lines of a shape."""
        found = []
        for part in shapely.get_parts(shape):
            lines = [part.exterior, *part.interiors] if part.geom_type == "Polygon" else [part]
            for line in lines:
                points = [self.spot(x, y) for x, y in line.coords]
                found.append("M" + "L".join(f"{x} {y}" for x, y in points))
        return "".join(found)

    def draw(self, shape: BaseGeometry, style: str) -> str:
        """Draw a shape."""
        return f'<path d="{self.path(shape)}" {style}/>'


def _streets(view: _View, plane: Any, box: BaseGeometry) -> list[str]:
    layer = ground_facts().streets
    if layer is None:
        return []
    lines, names = [], []
    said: set[str] = set()
    for value, name, shape in layer.within(box):
        flat = plane.flat(shape)
        width = round(_STREET.get(value, _LANE) * view.scale, 1)
        lines.append(
            view.draw(flat, f'fill="none" stroke="#c9ccd1" stroke-width="{width}" stroke-linecap="round"')
        )
        visible = shape.intersection(box)
        if name and name not in said and len(said) < MOST_NAMES and not visible.is_empty:
            said.add(name)
            names.append(_name(view, plane.flat(visible), name))
    return [*lines, *names]


def _name(view: _View, flat: BaseGeometry, name: str) -> str:
    longest = max(shapely.get_parts(flat), key=lambda part: part.length)
    if longest.geom_type != "LineString":
        return ""
    spot = longest.interpolate(0.5, normalized=True)
    x, y = view.spot(spot.x, spot.y)
    x, y = min(max(x, 70), WIDTH - 70), min(max(y, 18), HEIGHT - 12)
    style = (
        'font-size="13" text-anchor="middle" fill="#222" stroke="#fff" stroke-width="3" paint-order="stroke"'
    )
    return f'<text x="{x}" y="{y}" {style}>{escape(name)}</text>'


def _north() -> str:
    return (
        f'<path d="M{WIDTH - 30} 44l8 -24l8 24l-8 -6z" fill="#111"/>'
        f'<text x="{WIDTH - 22}" y="60" font-size="13" text-anchor="middle">N</text>'
    )


def _bar(scale: float) -> str:
    metres = next((each for each in _BARS if each * scale >= 60), _BARS[-1])
    end = round(20 + metres * scale, 1)
    line = f'<path d="M20 {HEIGHT - 20}H{end}" stroke="#111" stroke-width="3"/>'
    return f'{line}<text x="20" y="{HEIGHT - 28}" font-size="13">{metres}\u00a0m</text>'


def _svg(parts: list[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="Public Sans">'
    )
    frame = f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#f4f5f6"/>'
    return f"{head}{frame}{''.join(parts)}</svg>"
