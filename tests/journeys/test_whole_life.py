"""A report goes through its whole life: sent, taken, answered, told, said not settled, taken up again."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import LiveCity, OpenPage
from tests.journeys.scene import AGENT, PASSWORD
from tests.web.portal.test_in_browser import reported

pytestmark = pytest.mark.browser

ANSWER = "Le trou a été rempli ce matin par notre équipe."
BODY = "main form [type=submit].btn-primary, main form button.btn-primary"


def signed_in(page: Page) -> Page:
    page.goto("/desk/")
    page.locator("[name=login]").fill(AGENT)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form [type=submit], main form button").first.click()
    return page


def do_verb(page: Page, number: str, verb: str, fill: dict[str, str]) -> None:
    page.goto(f"/desk/cases/{number}/do/{verb}/")
    for name, value in fill.items():
        field = page.locator(f"main [name={name}]")
        if field.first.get_attribute("type") == "radio":
            page.locator(f"main [name={name}][value={value}]").check()
        elif field.first.evaluate("element => element.tagName") == "SELECT":
            field.first.select_option(value)
        else:
            field.first.fill(value)
    page.locator(BODY).first.click()
    expect(page).to_have_url(re.compile(f"/desk/cases/{number}/"))


@pytest.mark.parametrize(
    ("javascript", "language"), [(True, "fr"), (False, "fr"), (True, "en"), (False, "en")]
)
def test_report_lives_from_its_sending_to_its_reopening(
    open_page: OpenPage, axe: Callable[[Page], None], live_city: LiveCity, language: str, *, javascript: bool
) -> None:
    resident = open_page(javascript=javascript, language=language)
    number = reported(resident, axe, is_checked=False)
    agent = signed_in(open_page(javascript=javascript, language=language))
    do_verb(agent, number, "take", {})
    do_verb(agent, number, "end", {"outcome": "done", "answer": ANSWER})
    sent = "SELECT m.id FROM messaging_mail m JOIN cases_case c ON c.id = m.subject_id "
    live_city.eventually(f"{sent} WHERE c.reference = %s AND m.event = 'case_resolved'", number)
    resident.goto(f"/suivre/{number}/")
    expect(resident.locator("main")).to_contain_text(ANSWER)
    if javascript:
        axe(resident)
        axe(agent)
    resident.locator("main details summary.btn-danger").click()
    resident.locator("main [name=reason]").first.check()
    resident.locator("form[action$='/rouvrir/'] button").click()
    assert live_city.rows("SELECT state FROM cases_case WHERE reference = %s", number) == [("reopened",)]
    agent.goto(f"/desk/cases/{number}/")
    expect(agent.locator("main")).to_contain_text(ANSWER)
