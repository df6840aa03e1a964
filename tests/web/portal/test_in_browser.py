"""A report in a real browser, with scripts and without, in both languages; no page breaks a rule of accessibility."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

MAIN = "main form [type=submit].btn-primary"


def reported(page, axe, *, is_checked):
    """Go through a report from the service's page to the number, which is given."""
    look = axe if is_checked else lambda _page: None
    page.goto("/services/nid-de-poule/")
    look(page)
    page.locator("main .btn-primary").click()
    page.locator(f"{MAIN}:not(.sr)").click()
    look(page)
    page.fill("#id_email", "lucie@")
    page.locator(MAIN).click()
    expect(page.locator("#id_email")).to_have_value("lucie@")
    look(page)
    page.fill("#id_email", "lucie@example.org")
    page.locator(MAIN).click()
    look(page)
    page.locator(MAIN).click()
    expect(page).to_have_url(re.compile("/merci/$"))
    look(page)
    return page.locator(".g-ticket-no b").inner_text()


@pytest.mark.parametrize(
    ("javascript", "language", "width", "scheme"),
    [(True, "fr", 320, "light"), (True, "en", 1280, "dark"), (False, "fr", 320, "light")],
)
def test_report_from_the_service_to_the_case(open_page, axe, language, width, scheme, *, javascript):
    page = open_page(language=language, width=width, scheme=scheme, javascript=javascript)
    number = reported(page, axe, is_checked=javascript)
    page.goto(f"/suivre/{number}/")
    page.fill("#id_body", "Une précision.")
    page.locator("form[action$='/message/'] button").click()
    expect(page.locator("main")).to_contain_text("Une précision.")
    if javascript:
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        axe(page)


def test_answer_comes_while_one_types(open_page):
    page = open_page(language="en")
    page.goto("/")
    page.locator("#q").press_sequentially("zorglub")
    expect(page.locator("#found")).to_contain_text("zorglub")


def test_what_is_typed_is_there_after_going_back(open_page):
    page = open_page(language="en")
    page.goto("/services/nid-de-poule/signaler/")
    page.fill("#id_description", "Devant le banc vert")
    page.locator(f"{MAIN}:not(.sr)").click()
    page.locator("main a.btn-quiet").click()
    expect(page.locator("#id_description")).to_have_value("Devant le banc vert")


def test_case_is_opened_with_the_code_of_a_mail(open_page, axe, live_city):
    number = reported(open_page(language="en"), axe, is_checked=False)
    page = open_page(language="en")
    page.goto(f"/suivre/{number}/")
    page.fill("#id_email", "lucie@example.org")
    page.locator(MAIN).click()
    axe(page)
    query = "SELECT text FROM messaging_mail WHERE event = 'access_code' ORDER BY id DESC LIMIT 1"
    ((text,),) = live_city.eventually(query)
    page.fill("#id_code", re.search(r"(?<![\d-])\d{6}(?!\d)", text)[0])
    page.locator(MAIN).click()
    expect(page).to_have_url(re.compile(f"/suivre/{number}/$"))
    axe(page)


@pytest.mark.parametrize(
    "address", ["/requetes/", "/carte/", "/pages/contact/", "/pages/vie-privee/", "/pages/accessibilite/"]
)
@pytest.mark.parametrize(("language", "width", "scheme"), [("fr", 390, "light"), ("en", 1280, "dark")])
def test_open_page_breaks_no_rule(open_page, axe, address, language, width, scheme):
    page = open_page(language=language, width=width, scheme=scheme)
    page.goto(address)
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
