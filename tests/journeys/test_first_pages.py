"""The first pages that people see, in a real browser: they open, they are accessible, nothing is reported."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import NARROW, WIDE, OpenPage
from tests.journeys.scene import AGENT, PASSWORD

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("language", "width"), [("fr", NARROW), ("en", WIDE)])
@pytest.mark.parametrize(
    "address", ["/", "/services/", "/services/nid-de-poule/", "/suivre/", "/desk/sign-in/"]
)
def test_open_a_first_page(
    open_page: OpenPage, axe: Callable[[Page], None], address: str, language: str, width: int
) -> None:
    page = open_page(language=language, width=width)
    page.goto(address)
    expect(page.locator("html")).to_have_attribute("lang", re.compile(f"^{language}"))
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "it scrolls sideways"
    axe(page)


@pytest.mark.parametrize("javascript", [True, False])
def test_sign_in_leads_to_the_desk(open_page: OpenPage, *, javascript: bool) -> None:
    page = open_page(javascript=javascript)
    page.goto("/desk/")
    page.locator("[name=login]").fill(AGENT)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form [type=submit], main form button").first.click()
    expect(page).to_have_url(page.url.split("/desk/")[0] + "/desk/")
    expect(page.get_by_text("Camille Agent").first).to_be_attached()
