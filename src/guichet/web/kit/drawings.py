"""Geometry of the drawings that the server makes: the clock of a promise and the plan of a place."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from guichet.web.kit.parts import PlanPin, PlanShape, Point, Segment

METRES_PER_DEGREE = 111_320.0
PLAN_WIDTH, PLAN_HEIGHT = 480, 300
ROAD_METRES = {1: 7.0, 2: 9.0, 3: 11.0, 4: 14.0}
LETTER = 6.1
MARGIN = 30.0  # a wide panel shows less than the whole height
CLEAR = 24.0
PIN_MIDDLE = 10.0
ALONG = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8)
EDGE = 0.14
ROOM_FOR_LABEL = 0.17


@dataclass(frozen=True, slots=True)
class Bar:
    """A segment as drawn: start and width in percent of the whole, and where its label goes."""

    kind: str
    start: float
    width: float
    label: str
    middle: float


@dataclass(frozen=True, slots=True)
class Path:
    """A line or an area as drawn: class, SVG path data and stroke widths of its edge and of its middle."""

    kind: str
    data: str
    edge: float = 0.0
    width: float = 0.0


@dataclass(frozen=True, slots=True)
class Name:
    """A written name: middle point and turn in degrees, never upside down."""

    text: str
    x: float
    y: float
    turn: float


@dataclass(frozen=True, slots=True)
class Drawn:
    """A plan ready for its template; pins stand on (x, y)."""

    paths: tuple[Path, ...]
    names: tuple[Name, ...]
    pins: tuple[tuple[float, float, str], ...]
    here: tuple[tuple[float, float], ...]


def clock_bars(segments: Sequence[Segment]) -> tuple[Bar, ...]:
    """Lay segments one after another; raises ValueError when their shares do not make a whole (to 1 %)."""
    whole = sum(segment.share for segment in segments)
    if abs(whole - 1) > 0.01:
        message = f"shares of a clock make {whole:.3f}, not 1"
        raise ValueError(message)
    bars, start = [], 0.0
    for segment in segments:
        share = segment.share / whole
        label = segment.label if share >= ROOM_FOR_LABEL and EDGE < start + share / 2 < 1 - EDGE else ""
        middle = round(100 * (start + share / 2), 2)
        bars.append(Bar(segment.kind, round(100 * start, 2), round(100 * share, 2), label, middle))
        start += share
    return tuple(bars)


def anchor(position: float) -> str:
    """Give the SVG text-anchor that keeps a word inside the drawing, for a position from 0 to 1."""
    if position < EDGE:
        return "start"
    return "end" if position > 1 - EDGE else "middle"


def draw_plan(
    shapes: Iterable[PlanShape], pins: Iterable[PlanPin], centre: Point, metres_across: float
) -> Drawn:
    """Project a neighbourhood on a 480 by 300 drawing, `metres_across` wide, north up.

    A flat projection is exact to a metre at this size. What lies outside is left out.
    """
    scale = PLAN_WIDTH / metres_across
    east = METRES_PER_DEGREE * math.cos(math.radians(centre[1]))

    def place(point: Point) -> Point:
        x = PLAN_WIDTH / 2 + (point[0] - centre[0]) * east * scale
        y = PLAN_HEIGHT / 2 - (point[1] - centre[1]) * METRES_PER_DEGREE * scale
        return round(x, 1), round(y, 1)

    standing = [(place(pin.at), pin) for pin in pins]
    taken = [(x, y - PIN_MIDDLE) for (x, y), _ in standing]
    paths: list[Path] = []
    names: list[Name] = []
    for shape in sorted(shapes, key=lambda shape: (shape.kind == "road", shape.rank)):
        placed = [place(point) for point in shape.points]
        if not _seen(placed):
            continue
        paths.append(_path(shape, placed, scale))
        name = _name(shape, placed, taken)
        if name and all(name.text != other.text for other in names):
            names.append(name)
            taken.append((name.x, name.y))
    return Drawn(
        paths=tuple(paths),
        names=tuple(names),
        pins=tuple((*at, pin.text) for at, pin in standing if not pin.here),
        here=tuple(at for at, pin in standing if pin.here),
    )


def _seen(points: Sequence[Point]) -> bool:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs) < PLAN_WIDTH and max(xs) > 0 and min(ys) < PLAN_HEIGHT and max(ys) > 0


def _path(shape: PlanShape, points: Sequence[Point], scale: float) -> Path:
    data = "M" + "L".join(f"{x:g} {y:g}" for x, y in points)
    if shape.kind != "road":
        return Path(shape.kind, data + "Z")
    width = max(2.5, ROAD_METRES[min(max(shape.rank, 1), 4)] * scale)
    return Path("road", data, round(width + 2, 1), round(width, 1))


def _name(shape: PlanShape, points: Sequence[Point], taken: Sequence[Point]) -> Name | None:
    """Find where a name fits: along the longest straight part, clear of pins and of other names."""
    need = LETTER * len(shape.name)
    if not shape.name or shape.kind not in {"road", "park"}:
        return None
    if shape.kind == "park":
        xs, ys = [x for x, _ in points], [y for _, y in points]
        name = Name(shape.name, (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2, 0.0)
        return name if max(xs) - min(xs) > need and _fits(name, need, taken) else None
    for (x1, y1), (x2, y2) in sorted(itertools.pairwise(points), key=_length, reverse=True):
        if math.dist((x1, y1), (x2, y2)) < need:
            return None
        turn = (math.degrees(math.atan2(y2 - y1, x2 - x1)) + 90) % 180 - 90
        for part in ALONG:
            name = Name(
                shape.name, round(x1 + part * (x2 - x1), 1), round(y1 + part * (y2 - y1), 1), round(turn, 1)
            )
            if _fits(name, need, taken):
                return name
    return None


def _length(pair: tuple[Point, Point]) -> float:
    return math.dist(*pair)


def _fits(name: Name, need: float, taken: Sequence[Point]) -> bool:
    reach_x = need / 2 * abs(math.cos(math.radians(name.turn))) + 6
    reach_y = need / 2 * abs(math.sin(math.radians(name.turn))) + 6
    inside = (
        reach_x < name.x < PLAN_WIDTH - reach_x and MARGIN + reach_y < name.y < PLAN_HEIGHT - MARGIN - reach_y
    )
    return inside and all(math.dist((name.x, name.y), other) > max(need / 2, CLEAR) + 8 for other in taken)
