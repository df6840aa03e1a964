"""The kit in a real browser: what is seen, what keys do, and that nothing is lost."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_page_of_components_breaks_no_rule_and_never_scrolls_sideways(open_page, axe, width, scheme):
    page = open_page(width=width, scheme=scheme)
    page.goto("/kit/")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.parametrize("colours", ["ffd400-ff7a59", "ff7f00-1d3557", "ffffff-c8102e"])
def test_other_cities_break_no_rule(open_page, axe, colours):
    page = open_page()
    page.goto(f"/kit/?try={colours}")
    axe(page)


def test_page_is_whole_without_scripts(open_page):
    page = open_page(javascript=False)
    page.goto("/kit/")
    expect(page.locator(".g-js:visible")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_dark_is_chosen_and_kept(open_page):
    page = open_page()
    page.goto("/kit/")
    page.locator("footer [data-theme]").click()
    page.reload()
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"


def test_error_summary_has_the_focus_and_leads_to_the_field(open_page):
    page = open_page()
    page.goto("/kit/")
    expect(page.locator("#errors")).to_be_focused()
    page.locator("#errors a").first.click()
    assert page.evaluate("location.hash") == "#id_last_name"


def test_text_is_counted_and_a_large_file_is_told_before_it_is_sent(open_page):
    page = open_page()
    page.goto("/kit/")
    page.locator("#id_story").fill("x" * 498)
    expect(page.locator("#id_story_count")).to_have_text(re.compile("2"))
    page.locator("#id_photo").evaluate("box => { box.dataset.maxBytes = '10'; }")
    page.locator("#id_photo").set_input_files(
        {"name": "gros.jpg", "mimeType": "image/jpeg", "buffer": b"x" * 99}
    )
    expect(page.get_by_role("alert").filter(has_text="gros.jpg")).to_be_visible()
    assert page.locator("#id_photo").evaluate("box => box.files.length") == 0


def test_dialog_opens_over_the_page_and_closes_on_escape(open_page):
    page = open_page()
    page.goto("/kit/")
    page.get_by_role("link", name="Ouvrir une confirmation").click()
    expect(page.locator("#k-dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#k-dialog")).to_be_hidden()


def test_thin_space_is_half_a_space_in_both_fonts(open_page):
    page = open_page()
    page.goto("/kit/")
    measure = """font => {
        const wide = (text) => {
            const word = document.body.appendChild(document.createElement("span"));
            word.textContent = text;
            word.style.cssText = `font: 100px ${font}; white-space: pre; position: absolute`;
            const width = word.getBoundingClientRect().width;
            word.remove();
            return width;
        };
        return (wide("a\u202fa") - wide("aa")) / (wide("a a") - wide("aa"));
    }"""
    for font in ('"Public Sans"', "Bricolage"):
        assert page.evaluate(measure, font) == pytest.approx(0.5, abs=0.1)


def test_page_before_a_map_weighs_little(open_page):
    page = open_page(width=390)
    weights = []
    page.on("requestfinished", lambda done: weights.append(done.sizes()["responseBodySize"]))
    page.goto("/", wait_until="networkidle")
    assert 60_000 < sum(weights) < 150_000
