"""Colours as numbers: sRGB hex, OKLCH (lightness, chroma, hue) and the contrast of WCAG 2.2."""

from __future__ import annotations

import math
import re
from typing import NamedTuple

HEX = re.compile(r"#[0-9a-fA-F]{6}")
GAMUT_STEPS = 18
GAMUT_SLACK = 0.0005


class Oklch(NamedTuple):
    """A colour as the eye orders it: lightness 0 to 1, chroma 0 (grey) to about 0.37, hue 0 to 360 degrees."""

    lightness: float
    chroma: float
    hue: float


def contrast(first: str, second: str) -> float:
    """Give the contrast of two "#rrggbb" colours, from 1 to 21 (WCAG 2.2, « contrast ratio »)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def to_oklch(colour: str) -> Oklch:
    """Read "#rrggbb"; raises ValueError for anything else. Greys get hue 0."""
    red, green, blue = _linear(colour)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    chroma = math.hypot(a, b)
    hue = math.degrees(math.atan2(b, a)) % 360 if chroma > GAMUT_SLACK else 0.0
    return Oklch(lightness, chroma, hue)


def to_hex(colour: Oklch) -> str:
    """Write "#rrggbb"; a colour that no screen shows loses chroma, never lightness nor hue, until one does."""
    lightness = min(max(colour.lightness, 0.0), 1.0)
    kept = Oklch(lightness, colour.chroma, colour.hue)
    if not _on_screen(_to_linear(kept)):
        low, high = 0.0, colour.chroma
        for _ in range(GAMUT_STEPS):
            middle = (low + high) / 2
            fits = _on_screen(_to_linear(Oklch(lightness, middle, colour.hue)))
            low, high = (middle, high) if fits else (low, middle)
        kept = Oklch(lightness, low, colour.hue)
    channels = (round(255 * _gamma(channel)) for channel in _to_linear(kept))
    return "#" + "".join(f"{channel:02x}" for channel in channels)


def _linear(colour: str) -> tuple[float, float, float]:
    if not HEX.fullmatch(colour):
        message = f"not a colour: {colour!r} (expected #rrggbb)"
        raise ValueError(message)
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels
    )
    return red, green, blue


def _luminance(colour: str) -> float:
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _to_linear(colour: Oklch) -> tuple[float, float, float]:
    a = colour.chroma * math.cos(math.radians(colour.hue))
    b = colour.chroma * math.sin(math.radians(colour.hue))
    long = (colour.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (colour.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (colour.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _on_screen(linear: tuple[float, float, float]) -> bool:
    return all(-GAMUT_SLACK <= channel <= 1 + GAMUT_SLACK for channel in linear)


def _gamma(linear: float) -> float:
    value = min(max(linear, 0.0), 1.0)
    return value * 12.92 if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055
