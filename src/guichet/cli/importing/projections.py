"""Positions in metres made into degrees: the projections in which cities of Québec and France keep theirs.

Transverse Mercator (MTM, UTM) by Krüger's series to the third order, Lambert's conic by its own formulas (EPSG Guidance
Note 7-2), both on the GRS 80 ellipsoid; right to less than a metre. NAD 83, RGF 93 and WGS 84 count as one, which they
are to a metre or two.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from functools import lru_cache

A, F = 6_378_137.0, 1 / 298.257222101
E = math.sqrt(F * (2 - F))
Degrees = Callable[[float, float], tuple[float, float]]
_N = F / (2 - F)
_MEAN = A / (1 + _N) * (1 + _N**2 / 4 + _N**4 / 64)
_BETA = (_N / 2 - 2 * _N**2 / 3 + 37 * _N**3 / 96, _N**2 / 48 + _N**3 / 15, 17 * _N**3 / 480)
# Of Québec's and Canada's zones of three degrees.
_MTM = {zone: -49.5 - 3 * zone for zone in range(3, 11)} | {1: -53.0, 2: -56.0}
_EPSG = {
    "2154": "lambert-93", "32198": "lambert-quebec", "3857": "web-mercator",
    **{str(3900 + zone): f"cc-{zone}" for zone in range(42, 51)},
    **{str(32180 + zone): f"mtm-{zone}" for zone in range(3, 11)},
    **{str(2942 + zone): f"mtm-{zone}" for zone in range(3, 11)},
    **{str(start + zone): f"utm-{zone}" for start in (32600, 26900, 25800) for zone in range(1, 61)},
}  # fmt: skip
# Where the numbers of each lie: least and most of the east, of the north; Lambert's nine zones say theirs in the north.
_LIKELY = (
    (90_000, 1_250_000, 6_000_000, 7_200_000, "lambert-93"),
    (1_100_000, 2_300_000, 900_000, 9_900_000, ""),
    (150_000, 460_000, 4_900_000, 5_700_000, "mtm-8"),
    (-9_300_000, 0, 5_000_000, 7_000_000, "web-mercator"),
)
KNOWN = "lambert-93, cc-42 to cc-50, mtm-1 to mtm-10, lambert-quebec, utm-1 to utm-60, web-mercator, or EPSG:2154…"


@lru_cache(maxsize=8)
def degrees_of(name: str) -> Degrees | None:
    """Give what turns metres east and north into latitude and longitude; None when the projection is not known."""
    plain = re.sub(r"[\s_]+", "-", name.strip().lower())
    plain = _EPSG.get(plain.removeprefix("epsg:"), plain)
    kind, _sign, zone = plain.rpartition("-")
    number = int(zone) if zone.isdigit() else 0
    if plain == "lambert-93":
        return _conic(44, 49, 46.5, 3, 700_000, 6_600_000)
    if plain == "lambert-quebec":
        return _conic(46, 60, 44, -68.5, 0, 0)
    if kind == "cc" and 42 <= number <= 50:
        return _conic(number - 0.75, number + 0.75, number, 3, 1_700_000, (number - 41) * 1_000_000 + 200_000)
    if kind == "mtm" and number in _MTM:
        return _transverse(_MTM[number], 0.9999, 304_800)
    if kind == "utm" and 1 <= number <= 60:
        return _transverse(number * 6 - 183, 0.9996, 500_000)
    return _web if plain == "web-mercator" else None


def likely_projection(east: tuple[float, float], north: tuple[float, float]) -> str:
    """Guess a projection by the least and the most of both numbers; empty when none of them fits."""
    for least_east, most_east, least_north, most_north, name in _LIKELY:
        if least_east < east[0] and east[1] < most_east and least_north < north[0] and north[1] < most_north:
            return name or f"cc-{round((north[0] - 200_000) / 1_000_000) + 41}"
    return ""


def _transverse(meridian: float, scale: float, false_east: float) -> Degrees:
    def degrees(east: float, north: float) -> tuple[float, float]:
        xi, eta = north / (scale * _MEAN), (east - false_east) / (scale * _MEAN)
        turned_xi = xi - sum(
            b * math.sin(2 * j * xi) * math.cosh(2 * j * eta) for j, b in enumerate(_BETA, 1)
        )
        turned_eta = eta - sum(
            b * math.cos(2 * j * xi) * math.sinh(2 * j * eta) for j, b in enumerate(_BETA, 1)
        )
        conformal = math.asin(math.sin(turned_xi) / math.cosh(turned_eta))
        lon = meridian + math.degrees(math.atan2(math.sinh(turned_eta), math.cos(turned_xi)))
        return math.degrees(_geodetic(math.atanh(math.sin(conformal)))), lon

    return degrees


def _conic(
    one: float, other: float, origin: float, meridian: float, false_east: float, false_north: float
) -> Degrees:
    first, second = math.radians(one), math.radians(other)
    n = math.log(_shrunk(first) / _shrunk(second)) / (_isometric(second) - _isometric(first))
    size = A * _shrunk(first) * math.exp(n * _isometric(first)) / n
    radius_of_origin = size * math.exp(-n * _isometric(math.radians(origin)))

    def degrees(east: float, north: float) -> tuple[float, float]:
        x, y = east - false_east, radius_of_origin - (north - false_north)
        lat = _geodetic(-math.log(math.hypot(x, y) / size) / n)
        return math.degrees(lat), meridian + math.degrees(math.atan2(x, y)) / n

    return degrees


def _web(east: float, north: float) -> tuple[float, float]:
    return math.degrees(math.atan(math.sinh(north / A))), math.degrees(east / A)


def _shrunk(lat: float) -> float:
    return math.cos(lat) / math.sqrt(1 - (E * math.sin(lat)) ** 2)


def _isometric(lat: float) -> float:
    return math.asinh(math.tan(lat)) - E * math.atanh(E * math.sin(lat))


def _geodetic(isometric: float) -> float:
    """Give the latitude of an isometric one, in radians; seven turns bring it below a millimetre."""
    lat = math.atan(math.sinh(isometric))
    for _turn in range(7):
        lat = math.atan(math.sinh(isometric + E * math.atanh(E * math.sin(lat))))
    return lat
