"""Real calls, played by keyboard alone at the contact console; each takes less than twenty seconds of the agent's time.

Typing is as fast as an agent types (60 ms a key); what the person says is not counted, what the page takes is.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from django_tenants.utils import tenant_context
from playwright.sync_api import Page, expect

from guichet.tenancy.queries import city_named
from tests import database
from tests.browser import LiveCity, OpenPage
from tests.journeys.calls import EXPERT, FIRST_LINE, HOLE, LATE, READER, build_calls
from tests.journeys.scene import PASSWORD

pytestmark = pytest.mark.browser
KEY_MS, MOST_SECONDS = 60, 20.0
SUBJECTS = (
    "SELECT s.result FROM contacts_subject s JOIN contacts_contact c ON c.id = s.contact_id "
    "WHERE c.reference = %s ORDER BY s.id"
)
Console = Callable[..., Page]


@pytest.fixture(scope="module")
def calls(live_city: LiveCity, addresses: object, django_db_blocker: object) -> LiveCity:
    """Give the live city with what the calls are about."""
    expect.set_options(timeout=15_000)
    with django_db_blocker.unblock():
        database.use(live_city.database)
        city = city_named("ville-a")
        assert city is not None
        with tenant_context(city):
            build_calls()
        database.use(addresses)
    return live_city


@pytest.fixture(scope="module")
def entered() -> dict[str, list[Any]]:
    """Keep who signed in already, by address: a second page of theirs begins signed in."""
    return {}


@pytest.fixture
def sat_down(open_page: OpenPage, calls: LiveCity, entered: dict[str, list[Any]]) -> Console:
    """Give a function that signs someone of the staff in, at the console unless told otherwise."""

    def opened(path: str = "/desk/contact/", who: str = FIRST_LINE) -> Page:
        page = open_page()
        page.context.add_cookies(entered.get(who, []))
        page.goto(path)
        if who not in entered:
            page.locator("[name=login]").fill(who)
            page.locator("[name=password]").fill(PASSWORD)
            page.keyboard.press("Enter")
            expect(page.locator("[name=password]")).to_have_count(0)
            entered[who] = page.context.cookies()
        if who == FIRST_LINE:
            expect(page.locator("#words")).to_be_focused()
        return page

    return opened


class Stopwatch:
    """Counts the agent's seconds and says them at the end; what is checked meanwhile is not the agent's time."""

    def __init__(self, what: str) -> None:
        self.what, self.started = what, time.monotonic()

    def apart(self, look: Callable[[Page], None], page: Page) -> None:
        """Look at a page while the clock stands still."""
        began = time.monotonic()
        look(page)
        self.started += time.monotonic() - began

    def stop(self) -> None:
        """Fail when the call took the agent too long."""
        taken = time.monotonic() - self.started
        print(f"{self.what}: {taken:.1f} s")  # noqa: T201  # noted in docs/rooms/contacts.md
        assert taken < MOST_SECONDS


def typed(page: Page, words: str) -> None:
    """Type in the field, where the console puts the agent, and wait for what is found."""
    expect(page.locator("#words")).to_be_focused()
    page.keyboard.type(words, delay=KEY_MS)


def reference(page: Page) -> str:
    """Give the number that the contact got as it was kept."""
    page.wait_for_url(re.compile("/desk/contact/C"))
    return re.search(r"C\d\d-\d+", page.url)[0]


def said_done(page: Page) -> None:
    """Wait for the empty console that follows the end of a contact."""
    expect(page.locator("main .g-above")).to_contain_text("terminé")
    expect(page.locator("#words")).to_have_value("")


def test_someone_known_asks_where_a_late_case_stands(
    sat_down: Console, axe: Callable[[Page], None], calls: LiveCity
) -> None:
    page = sat_down("/desk/contact/?phone=4385550142")
    watch = Stopwatch("known person, late case")
    who = page.locator("#part-who")
    expect(who).to_contain_text("Colette Pelletier")
    expect(who).to_contain_text(LATE)
    expect(who).to_contain_text("retard")
    watch.apart(axe, page)
    number = reference(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")  # from the case to « I told them where it stands »
    page.keyboard.press("Enter")
    expect(page.locator("main .g-above")).to_contain_text(LATE)
    page.keyboard.press("Alt+0")
    said_done(page)
    watch.stop()
    assert calls.rows(SUBJECTS, number) == [("case_followed",)]


def test_hole_already_reported_is_added_to(sat_down: Console, calls: LiveCity) -> None:
    page = sat_down("/desk/contact/?phone=4385550142")
    watch = Stopwatch("hole already reported")
    page.keyboard.press("End")
    page.keyboard.type(" trou 2214 rue beaubien est", delay=KEY_MS)
    expect(page.locator("#part-right")).to_contain_text(HOLE)
    number = reference(page)
    page.keyboard.press("Alt+6")
    expect(page.locator("main .g-above")).to_contain_text(HOLE)
    page.keyboard.press("Alt+0")
    said_done(page)
    watch.stop()
    assert calls.rows(SUBJECTS, number) == [("case_followed",)]
    assert calls.rows("SELECT follower_count FROM cases_case WHERE reference = %s", HOLE) == [(1,)]


def test_question_is_answered_from_the_bank(
    sat_down: Console, axe: Callable[[Page], None], calls: LiveCity
) -> None:
    page = sat_down()
    watch = Stopwatch("question from the bank")
    typed(page, "quand passe le bac brun")
    expect(page.locator("#part-answers .g-say")).to_contain_text("mardi")
    number = reference(page)
    watch.apart(axe, page)
    page.keyboard.press("Alt+1")
    said_done(page)
    watch.stop()
    assert calls.rows(SUBJECTS, number) == [("answered_bank",)]


def test_case_is_opened_with_what_was_said_and_its_promise_is_read_back(
    sat_down: Console, axe: Callable[[Page], None], calls: LiveCity
) -> None:
    page = sat_down("/desk/contact/?phone=4385550142")
    watch = Stopwatch("new case")
    page.keyboard.press("End")
    page.keyboard.type(" trou dans la chaussée", delay=KEY_MS)
    expect(page.locator("#part-right")).to_contain_text("Trou dans la chaussée")
    number = reference(page)
    page.keyboard.press("Alt+2")
    expect(page.locator("[name=name]")).to_have_value("Colette Pelletier")
    watch.apart(axe, page)
    page.keyboard.press("Control+Enter")
    say = page.locator("main .g-above .g-say")
    expect(say).to_contain_text(re.compile(r"26-\d{6}"))
    expect(say).to_contain_text("au plus tard")
    page.keyboard.press("Alt+0")
    said_done(page)
    watch.stop()
    assert calls.rows(SUBJECTS, number) == [("case_opened",)]


def test_question_that_nobody_can_answer_becomes_a_call_back(
    sat_down: Console, axe: Callable[[Page], None], calls: LiveCity
) -> None:
    page = sat_down("/desk/contact/?phone=4385550142")
    watch = Stopwatch("question to an expert")
    page.keyboard.press("End")
    page.keyboard.type(" pose de ralentisseurs", delay=KEY_MS)
    number = reference(page)
    page.keyboard.press("Alt+3")
    page.locator("#id_words").wait_for()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#answer")).to_be_visible()
    watch.apart(axe, page)
    page.keyboard.press("Alt+4")
    said_done(page)
    watch.stop()
    assert calls.rows(SUBJECTS, number) == [("expert_calls",)]
    page.goto("/desk/contact/callbacks/")
    expect(page.locator("main")).to_contain_text("ralentisseurs")
    axe(page)


def test_expert_answers_while_the_person_waits_and_the_bank_learns_it(
    sat_down: Console, axe: Callable[[Page], None], calls: LiveCity
) -> None:
    expert = sat_down("/desk/rooms/salle-voirie/", EXPERT)
    page = sat_down("/desk/contact/?phone=4385550142")
    watch = Stopwatch("expert answers while the person waits")
    page.keyboard.press("End")
    page.keyboard.type(" signatures, rue lente", delay=KEY_MS)
    number = reference(page)
    page.keyboard.press("Alt+3")
    page.locator("#id_words").wait_for()
    page.keyboard.press("Control+Enter")
    expect(page.locator("main")).to_contain_text("Là en ce moment\u00a0: Victor Expert")
    expect(page.locator("#told button")).to_have_count(0)  # nothing to tell yet
    watch.apart(answer_as_expert, expert)
    expect(page.locator("#answer")).to_contain_text("quarante signatures")
    page.keyboard.press("Alt+1")
    said_done(page)
    watch.stop()
    assert calls.rows(SUBJECTS, number) == [("expert_answered",)]
    draft_from_answer(expert)
    [(key,)] = calls.rows("SELECT key FROM knowledge_answer WHERE state = 'review'")
    publish(sat_down(f"/desk/bank/{key}/do/publish/", READER), key)
    watch = Stopwatch("the same question, the day after")
    typed(page, "ralentir une rue, signatures")  # the day after, someone else asks
    expect(page.locator("#part-answers .g-say")).to_contain_text("quarante signatures")
    number = reference(page)
    page.keyboard.press("Alt+1")
    said_done(page)
    watch.stop()
    assert calls.rows(SUBJECTS, number) == [("answered_bank",)]


def answer_as_expert(page: Page) -> None:
    """Answer the question, which came to the expert's room by itself with the caller on hold."""
    waiting = page.locator("#waiting .r-hold")
    expect(waiting).to_contain_text("signatures")
    waiting.get_by_role("link").last.click()
    text = page.locator("form[data-draft] textarea")
    text.fill("Un ralentisseur se demande avec quarante signatures de la rue.")
    text.press("Control+Enter")
    expect(page.locator(".r-answer, .r-reply").first).to_be_visible()


def draft_from_answer(page: Page) -> None:
    """Make a draft of the answer in the bank, and send it to a second reader."""
    page.locator(".r-answer a.r-more").click()
    page.get_by_role("button", name="Commencer le brouillon").click()
    page.wait_for_url(re.compile("/desk/bank/"))
    page.goto(f"{page.url}do/submit/")
    page.locator("main form .btn-primary").last.click()
    expect(page.locator("main")).to_contain_text("relit")


def publish(page: Page, key: str) -> None:
    """Publish a draft as its second reader."""
    expect(page.locator("main")).to_contain_text("quarante signatures")
    page.locator("main form .btn-primary").last.click()
    page.wait_for_url(re.compile(f"/desk/bank/{key}/$"))
    expect(page.locator("main")).to_contain_text("Publié")


def test_other_city_is_told_with_its_number(sat_down: Console, calls: LiveCity) -> None:
    page = sat_down()
    watch = Stopwatch("wrong city")
    typed(page, "nid de poule à longueuil")
    expect(page.locator("#understood")).to_contain_text("450 463-7311")
    number = reference(page)
    page.keyboard.press("Alt+5")
    said_done(page)
    watch.stop()
    assert calls.rows(SUBJECTS, number) == [("outside",)]


def test_call_cut_in_the_middle_is_taken_up_again(sat_down: Console, calls: LiveCity) -> None:
    page = sat_down()
    watch = Stopwatch("call cut and resumed")
    typed(page, "bac brun volé chez colette pelletier")
    number = reference(page)
    expect(page.locator("#kept")).to_contain_text("gardé")
    calls.eventually(
        "SELECT id FROM contacts_contact WHERE reference = %s AND words LIKE %s", number, "%pelletier"
    )
    page.goto("about:blank")  # the browser dies
    page.goto("/desk/contact/list/?view=drafts")
    expect(page.locator("main table")).to_contain_text(number)
    page.goto(f"/desk/contact/{number}/")
    expect(page.locator("#words")).to_have_value("bac brun volé chez colette pelletier")
    expect(page.locator("#part-who")).to_contain_text("Colette Pelletier")
    page.keyboard.press("Alt+1")
    said_done(page)
    watch.stop()
    assert [result for (result,) in calls.rows(SUBJECTS, number)] in (["answered_bank"], ["answered"])


@pytest.mark.parametrize("width", [390])
def test_console_without_scripts_loses_nothing(open_page: OpenPage, calls: LiveCity, width: int) -> None:
    page = open_page(javascript=False, width=width)
    page.goto("/desk/contact/")
    page.locator("[name=login]").fill(FIRST_LINE)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form [type=submit], main form button").first.click()
    page.locator("#words").fill("quand passe le bac brun")
    page.locator("#notes").fill("Deux bacs.")
    page.keyboard.press("Tab")
    page.locator("#words").press("Enter")
    expect(page.locator("#part-answers")).to_contain_text("mardi")
    expect(page.locator("#notes")).to_have_value("Deux bacs.")
    page.locator("#part-exits .btn-primary").click()
    expect(page.locator("main")).to_contain_text("terminé")
