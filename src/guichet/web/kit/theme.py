"""A city gives one colour (and one for decoration); every colour of its pages is computed here, contrast kept.

Lightness is chosen by role and moved until the ratios of `FLOORS` hold, so a city may give any colour at all.
A bright warm colour (yellow, orange) would turn brown as a dark header: there the header keeps the city's own
colour under dark words, and links and buttons become a near-black of the same hue.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from django.utils.translation import gettext as _

from guichet.web.kit.colour import Oklch, contrast, to_hex, to_oklch

__all__ = [
    "DEFAULT_COLOUR",
    "DEFAULT_FLOWER",
    "Theme",
    "check_colours",
    "city_stylesheet",
    "city_theme",
    "contrast",
]

DEFAULT_COLOUR = "#0a4f5c"
DEFAULT_FLOWER = "#f5c542"
WHITE = "#ffffff"
HALO, ON_HALO = "#ffc933", "#2a2000"
STEP = 0.005


class Theme(NamedTuple):
    """Every colour of a city's pages, by name of CSS variable (without dashes in front), as "#rrggbb"."""

    light: Mapping[str, str]
    dark: Mapping[str, str]


class Role(NamedTuple):
    """What a colour is for: its lightness and the most chroma that it takes from the city's own."""

    lightness: float
    chroma: float


class Floor(NamedTuple):
    """A ratio that always holds, in light and in dark: `name` over each of `grounds`, at least `ratio`."""

    name: str
    grounds: tuple[str, ...]
    ratio: float


# Grounds come first, then what is drawn on them; WCAG 2.2 asks 4.5 for text and 3 for edges, we ask more.
FLOORS = (
    Floor("ink", ("page", "surface", "sunken", "tint"), 12.0),
    Floor("ink", ("tint-2",), 9.0),
    Floor("muted", ("page", "surface"), 7.0),
    Floor("muted", ("sunken", "tint", "tint-2"), 4.9),
    Floor("brand", ("surface",), 8.0),
    Floor("brand", ("page", "tint"), 7.0),
    Floor("brand", ("tint-2",), 5.0),
    Floor("brand-hover", ("surface", "tint"), 7.0),
    Floor("on-brand", ("brand", "brand-hover"), 8.0),
    Floor("on-facade", ("facade",), 8.0),
    Floor("on-facade", ("facade-2",), 6.0),
    Floor("line-strong", ("surface", "page"), 4.2),
    Floor("line-strong", ("sunken", "tint", "tint-2"), 3.0),
)

LIGHT_GROUNDS = {
    "page": Role(0.977, 0.005),
    "sunken": Role(0.957, 0.007),
    "tint": Role(0.96, 0.016),
    "tint-2": Role(0.918, 0.028),
    "line": Role(0.895, 0.01),
    "facade": Role(0.345, 0.13),
    "facade-2": Role(0.4, 0.13),
}
LIGHT_MARKS = {
    "ink": Role(0.235, 0.022),
    "muted": Role(0.44, 0.02),
    "brand-hover": Role(0.31, 0.14),
    "line-strong": Role(0.56, 0.018),
}
DARK_GROUNDS = {
    "page": Role(0.19, 0.012),
    "surface": Role(0.23, 0.014),
    "sunken": Role(0.165, 0.01),
    "tint": Role(0.29, 0.035),
    "tint-2": Role(0.36, 0.045),
    "line": Role(0.34, 0.016),
    "facade": Role(0.265, 0.055),
    "facade-2": Role(0.32, 0.06),
}
DARK_MARKS = {
    "ink": Role(0.945, 0.006),
    "muted": Role(0.775, 0.012),
    "brand": Role(0.83, 0.09),
    "brand-hover": Role(0.9, 0.07),
    "line-strong": Role(0.63, 0.016),
}
# A bright warm city: the header keeps its colour by day, charcoal by night, and yellow marks on dark.
BRIGHT_LIGHT = {"brand": Role(0.34, 0.035), "brand-hover": Role(0.24, 0.03), "tint-2": Role(0.925, 0.05)}
BRIGHT_DARK = {
    "facade": Role(0.255, 0.018),
    "facade-2": Role(0.32, 0.025),
    "brand": Role(0.86, 0.13),
    "brand-hover": Role(0.92, 0.11),
}
BRAND_LIGHTNESS = (0.3, 0.43)
BRIGHT_HUES = (45.0, 130.0)
BRIGHT_LIGHTNESS = 0.68
BRIGHT_CHROMA = 0.08
FLOWER_RATIO = 1.6

# Meanings are the same in every city: text, ground, bar or dot, and hairline of a note; then the plans.
MEANINGS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "late": ("#9d1329", "#ffb0b4"),
        "late-bg": ("#fdecec", "#401a20"),
        "late-line": ("#d64b5b", "#c9606d"),
        "late-edge": ("#ebaeb3", "#7c3a42"),
        "warn": ("#744600", "#f6cd78"),
        "warn-bg": ("#fff1d0", "#392b0e"),
        "warn-line": ("#b57a14", "#a8842f"),
        "warn-edge": ("#e2c183", "#68521d"),
        "ok": ("#145c37", "#95ddb0"),
        "ok-bg": ("#e3f4e9", "#14331f"),
        "ok-line": ("#37885a", "#4f9a70"),
        "ok-edge": ("#9ac8ab", "#2e6043"),
        "info": ("#1c4d8c", "#abccff"),
        "info-bg": ("#e7f0fb", "#1a2d49"),
        "info-line": ("#4a7fc1", "#5b88c4"),
        "info-edge": ("#a5c0e3", "#375580"),
        "inner": ("#5d4a00", "#ecd98b"),
        "inner-bg": ("#fff9de", "#2d2814"),
        "inner-line": ("#c9a93a", "#84713a"),
        "inner-edge": ("#e8d99a", "#554925"),
        "m-ground": ("#f3f0e8", "#1b2224"),
        "m-park": ("#cde4c8", "#223d2c"),
        "m-water": ("#bfdcec", "#1d3647"),
        "m-road": ("#ffffff", "#39454a"),
        "m-case": ("#dcd6c8", "#12181a"),
        "m-building": ("#e6e0d3", "#253033"),
        "m-text": ("#3f4a4c", "#b9c5c9"),
        "m-park-text": ("#145c37", "#95ddb0"),
    }
)


def city_theme(colour: str, flower: str = DEFAULT_FLOWER) -> Theme:
    """Compute a city's colours from its one "#rrggbb" and its decoration; raises ValueError for another format."""
    city = to_oklch(colour)
    bright = _is_bright(city)
    low, high = BRAND_LIGHTNESS
    light = _drawn(LIGHT_GROUNDS | (BRIGHT_LIGHT if bright else {}), city) | {"surface": WHITE}
    marks = LIGHT_MARKS | {"brand": Role(min(max(city.lightness, low), high), 0.16)}
    light |= _drawn(marks | (BRIGHT_LIGHT if bright else {}), city) | {"on-brand": WHITE, "on-facade": WHITE}
    if bright:
        light |= {
            "facade": to_hex(city),
            "facade-2": to_hex(city._replace(lightness=city.lightness - 0.07)),
            "on-facade": to_hex(Oklch(0.2, 0.03, city.hue)),
        }
    dark = _drawn(DARK_GROUNDS | DARK_MARKS | (BRIGHT_DARK if bright else {}), city)
    dark |= {"on-brand": to_hex(Oklch(0.2, min(city.chroma, 0.03), city.hue)), "on-facade": WHITE}
    for colours in (light, dark):
        _keep_floors(colours)
        colours["flower"] = _apart(flower, colours["facade"])
        seen = contrast(HALO, colours["facade"]) >= FLOWER_RATIO
        colours["hot"], colours["on-hot"] = (
            (HALO, ON_HALO) if seen else (colours["on-facade"], colours["facade"])
        )
    return Theme(MappingProxyType(light), MappingProxyType(dark))


def city_stylesheet(colour: str, flower: str = DEFAULT_FLOWER) -> str:
    """Write the CSS of a city: plain hex values that every browser reads, then `light-dark()` for those that know.

    The second block lets any part of a page be forced light or dark by `data-bs-theme`, without a script.
    """
    theme = city_theme(colour, flower)
    light = {name: pair[0] for name, pair in MEANINGS.items()} | dict(theme.light)
    dark = {name: pair[1] for name, pair in MEANINGS.items()} | dict(theme.dark)
    both = {name: f"light-dark({light[name]}, {dark[name]})" for name in light}
    return "\n".join(
        (
            ":root { color-scheme: light dark; }",
            '[data-bs-theme="light"] { color-scheme: light; }',
            '[data-bs-theme="dark"] { color-scheme: dark; }',
            _rule(':root, [data-bs-theme="light"]', light),
            _rule('[data-bs-theme="dark"]', dark),
            "@media screen and (prefers-color-scheme: dark) {",
            _rule(':root:not([data-bs-theme="light"])', dark),
            "}",
            "@supports (color: light-dark(#000, #fff)) {",
            _rule(':root, [data-bs-theme], :root:not([data-bs-theme="light"])', both),
            "}",
            "",
        )
    )


def check_colours(colour: str, flower: str = DEFAULT_FLOWER) -> list[str]:
    """Say in words, in the reader's language, what a city should know about the colours that it chose."""
    city, theme = to_oklch(colour), city_theme(colour, flower)
    warnings = []
    if city.chroma < 0.02:
        warnings.append(
            _("This colour is a grey: every page will be grey, and only the meanings will be in colour.")
        )
    elif _is_bright(city):
        warnings.append(
            _(
                "This colour is too bright for white words: the header keeps it with dark words, "
                "and links and buttons are almost black."
            )
        )
    elif city.lightness - to_oklch(theme.light["brand"]).lightness > 0.1:
        warnings.append(
            _(
                "This colour is too light to read on white: links and buttons use a darker shade of it, %(shade)s."
            )
            % {"shade": theme.light["brand"]}
        )
    if _near(city, to_oklch(MEANINGS["late"][0])):
        warnings.append(_("This colour is close to the red that means late: pages will look alarming."))
    if contrast(flower, theme.light["facade"]) < FLOWER_RATIO:
        warnings.append(
            _("The decoration can hardly be seen on the header: pages use a lighter or darker shade of it.")
        )
    return warnings


def _is_bright(city: Oklch) -> bool:
    warm = BRIGHT_HUES[0] <= city.hue <= BRIGHT_HUES[1]
    return warm and city.lightness >= BRIGHT_LIGHTNESS and city.chroma >= BRIGHT_CHROMA


def _near(one: Oklch, other: Oklch) -> bool:
    turn = abs(one.hue - other.hue) % 360
    return min(turn, 360 - turn) < 14 and one.chroma > 0.1 and abs(one.lightness - other.lightness) < 0.17


def _drawn(roles: Mapping[str, Role], city: Oklch) -> dict[str, str]:
    return {
        name: to_hex(Oklch(role.lightness, min(city.chroma, role.chroma), city.hue))
        for name, role in roles.items()
    }


def _keep_floors(colours: dict[str, str]) -> None:
    """Move lightness, never hue, until every ratio holds; words on a brand or header ground move that ground."""
    for name, grounds, ratio in FLOORS:
        for ground in grounds:
            moving, fixed = (ground, name) if name.startswith("on-") else (name, ground)
            colours[moving] = _away(colours[moving], colours[fixed], ratio)


def _away(moving: str, fixed: str, ratio: float) -> str:
    direction = STEP if to_oklch(moving).lightness > to_oklch(fixed).lightness else -STEP
    start, result, steps = to_oklch(moving), moving, 0
    while contrast(result, fixed) < ratio and abs(steps * STEP) < 1:
        steps += 1
        result = to_hex(start._replace(lightness=start.lightness + steps * direction))
    return result


def _apart(flower: str, ground: str) -> str:
    if contrast(flower, ground) >= FLOWER_RATIO:
        return flower.lower()
    start, choices = to_oklch(flower), []
    for direction in (STEP, -STEP):
        for steps in range(1, 200):
            shade = to_hex(start._replace(lightness=start.lightness + steps * direction))
            if contrast(shade, ground) >= FLOWER_RATIO:
                choices.append((steps, shade))
                break
    return min(choices)[1]


def _rule(selector: str, values: Mapping[str, str]) -> str:
    return f"{selector} {{ " + " ".join(f"--{name}: {value};" for name, value in values.items()) + " }"
