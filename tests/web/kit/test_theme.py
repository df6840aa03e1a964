from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

import guichet.web.kit
from guichet.web.kit.colour import Oklch, contrast, to_hex, to_oklch
from guichet.web.kit.theme import (
    DEFAULT_COLOUR,
    DEFAULT_FLOWER,
    FLOORS,
    FLOWER_RATIO,
    MEANINGS,
    check_colours,
    city_stylesheet,
    city_theme,
)

HARD = [
    "#ffd400",
    "#ffff00",
    "#ff7f00",
    "#ffffff",
    "#000000",
    "#808080",
    "#00ff00",
    "#00ffff",
    "#ff00ff",
    "#0000ff",
]
STYLES = Path(guichet.web.kit.__file__).parent / "static" / "kit" / "css"
colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def broken_floors(colour: str, flower: str = DEFAULT_FLOWER) -> list[str]:
    return [
        f"{colour}: {floor.name} on {ground} is {contrast(values[floor.name], values[ground]):.2f}"
        for values in city_theme(colour, flower)
        for floor in FLOORS
        for ground in floor.grounds
        if contrast(values[floor.name], values[ground]) < floor.ratio
    ]


@settings(max_examples=60, deadline=None)
@given(colour=colours, flower=colours)
def test_any_colour_of_a_city_gives_readable_pages(colour, flower):
    assert broken_floors(colour, flower) == []
    for values in city_theme(colour, flower):
        assert contrast(values["flower"], values["facade"]) >= FLOWER_RATIO
        assert contrast(values["on-hot"], values["hot"]) >= 4.5


@pytest.mark.parametrize("colour", HARD)
def test_hard_colours_give_readable_pages(colour):
    assert broken_floors(colour) == []


@pytest.mark.parametrize("name", ["late", "warn", "ok", "info", "inner"])
@pytest.mark.parametrize("dark", [False, True])
def test_meanings_are_read_on_their_own_ground_and_on_any_page(name, dark):
    words, ground = MEANINGS[name][dark], MEANINGS[f"{name}-bg"][dark]
    values = city_theme("#c8102e")[dark]
    assert contrast(words, ground) >= 7
    assert contrast(words, values["surface"]) >= 7
    assert contrast(values["ink"], ground) >= 7


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#ffffff") == 1
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@given(colour=colours)
def test_a_colour_read_and_written_is_the_same(colour):
    assert to_hex(to_oklch(colour)) == colour


def test_a_colour_that_no_screen_shows_keeps_its_lightness_and_hue():
    shown = to_oklch(to_hex(Oklch(0.7, 0.4, 150)))
    assert shown.lightness == pytest.approx(0.7, abs=0.01)
    assert shown.hue == pytest.approx(150, abs=2)


def test_a_yellow_city_keeps_its_yellow_header_under_dark_words():
    theme = city_theme("#ffd400")
    assert theme.light["facade"] == "#ffd400"
    assert to_oklch(theme.light["on-facade"]).lightness < 0.3
    assert to_oklch(theme.dark["facade"]).chroma < 0.03


@pytest.mark.parametrize("wrong", ["red", "#fff", "#12345g", "", "url(x)", "#ffffff;}"])
def test_another_format_is_refused(wrong):
    with pytest.raises(ValueError, match="not a colour"):
        city_stylesheet(wrong)
    with pytest.raises(ValueError, match="not a colour"):
        city_stylesheet("#000000", wrong)


def test_stylesheet_gives_plain_values_before_what_only_new_browsers_read():
    text = city_stylesheet("#0a4f5c", "#f5c542")
    plain, new = text.split("@supports")
    assert "--brand: #0a4f5c;" in plain
    assert "light-dark" not in plain
    assert new.count("light-dark(") == 1 + len(MEANINGS) + len(city_theme("#0a4f5c").light)


def test_stylesheet_without_a_city_is_the_one_that_is_shipped():
    shipped = (STYLES / "theme-default.css").read_text().split("*/\n", 1)[1]
    assert shipped == city_stylesheet(DEFAULT_COLOUR, DEFAULT_FLOWER)


def test_every_colour_named_by_the_styles_exists():
    theme = city_theme(DEFAULT_COLOUR)
    known = {*theme.light, *MEANINGS}
    assert set(theme.light) == set(theme.dark)
    for sheet in STYLES.glob("*.css"):
        text = sheet.read_text()
        for name in known:
            text = text.replace(f"var(--{name})", "")
        own = {"halo", "dot", "measure", "target", "shadow", "arch", "r", "r-l", "font-text", "font-display"}
        rest = {part.split(")")[0] for part in text.split("var(--")[1:]}
        unknown = {name for name in rest - own if not name.startswith(("bs-", "t-", "s"))}
        assert unknown == set(), sheet.name


@pytest.mark.parametrize(
    "colour, flower, words",
    [
        ("#808080", DEFAULT_FLOWER, "grey"),
        ("#ffd400", "#ff7a59", "too bright"),
        ("#9fc5e8", DEFAULT_FLOWER, "too light"),
        ("#b0172c", "#ffffff", "means late"),
        ("#0a4f5c", "#0a4f5c", "hardly be seen"),
    ],
)
def test_check_says_what_a_city_should_know(colour, flower, words):
    with translation.override("en"):
        assert any(words in sentence for sentence in check_colours(colour, flower))


def test_check_is_silent_for_a_good_colour():
    assert check_colours("#0a4f5c", "#f5c542") == []
