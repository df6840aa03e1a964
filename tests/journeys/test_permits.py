"""Two permits played in a browser: a container from the estimate to its end, with an amendment and a credit; a terrace again."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable

import pytest
from django_tenants.utils import tenant_context
from PIL import Image
from playwright.sync_api import Page, expect

from guichet.tenancy.queries import city_named
from tests import database
from tests.browser import LiveCity, OpenPage
from tests.journeys.permits import CHIEF, build_permits
from tests.journeys.scene import PASSWORD

pytestmark = pytest.mark.browser
Axe = Callable[[Page], None]
FACTS = "SELECT state, starts_on, ends_on, facts_version FROM permits_permit WHERE reference = %s"


def png() -> bytes:
    """Give a small picture."""
    made = io.BytesIO()
    Image.new("RGB", (64, 48), "#8899aa").save(made, "PNG")
    return made.getvalue()


@pytest.fixture(scope="module")
def terrace(live_city: LiveCity, addresses: object, django_db_blocker: object) -> str:
    """Give the number of last year's terrace, in the live city with its types of permits."""
    expect.set_options(timeout=20_000)
    with django_db_blocker.unblock():
        database.use(live_city.database)
        city = city_named("ville-a")
        assert city is not None
        with tenant_context(city):
            made = build_permits()
        database.use(addresses)
    return made


def signed_in(page: Page, who: str, path: str) -> Page:
    """Sign someone of the staff in and lead them to a page."""
    page.goto(path)
    page.locator("[name=login]").fill(who)
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(".g-main")).to_be_visible()
    return page


def done(page: Page, number: str, verb: str, **given: str) -> None:
    """Do a verb to a file on its own page."""
    page.goto(f"/desk/permits/{number}/do/{verb}/")
    for name, value in given.items():
        field = page.locator(f"main [name={name}]")
        if field.first.get_attribute("type") in ("radio", "checkbox"):
            page.locator(f"main [name={name}][value={value}]").check()
        else:
            field.first.fill(value)
    page.locator("main form button.btn-primary").first.click()
    expect(page).to_have_url(re.compile(f"/desk/permits/{number}/$"))


def onward(page: Page, address: str) -> None:
    """Go on to the next step."""
    page.locator("main button[value=next]:visible").last.click()
    expect(page).to_have_url(re.compile(address))


def test_container_lives_from_its_estimate_to_its_end_with_an_amendment_and_a_credit(
    open_page: OpenPage, axe: Axe, live_city: LiveCity, terrace: str
) -> None:
    del terrace
    page = open_page(width=390)
    page.goto("/permis/")
    axe(page)
    page.get_by_role("link", name=re.compile("Conteneur")).click()
    expect(page.locator("#estimate")).to_contain_text("182,75")  # 62 + 15 m² × 7 jours × 1,15
    axe(page)
    number = asked_for(page, axe)
    resident = page
    agent = signed_in(open_page(), CHIEF, "/desk/permits/")
    expect(agent.locator("main")).to_contain_text(number)
    axe(agent)
    agent.goto(f"/desk/permits/{number}/")
    expect(agent.locator(".g-bill-part")).to_contain_text("269,00")
    expect(agent.locator("main")).to_contain_text("Personne : ni permis")
    axe(agent)
    done(agent, number, "approve")
    done(agent, number, "issue")
    amended_then_ended(agent, number, live_city)
    axe(agent)
    resident.goto(f"/permis/{number}/")
    expect(resident.locator("main")).to_contain_text("terminé")
    axe(resident)


def asked_for(page: Page, axe: Axe) -> str:
    """Ask for a container, step by step; gives the number."""
    page.get_by_role("button", name=re.compile("Demander ce permis")).click()
    page.locator("[name=area_place]").fill("6540, rue Chabot")
    page.locator("[name=area_length]").fill("6")
    page.locator("[name=area_width]").fill("2,5")
    axe(page)
    onward(page, "/dates/")
    first = dt.date.fromisoformat(page.locator("[name=starts]").get_attribute("min"))
    page.locator("[name=starts]").fill((first - dt.timedelta(days=1)).isoformat())
    expect(page.locator("#estimate")).to_contain_text("trop tôt")
    page.locator("[name=starts]").fill(first.isoformat())
    page.locator("[name=ends]").fill((first + dt.timedelta(days=11)).isoformat())
    expect(page.locator("#estimate")).to_contain_text("269,00")  # 62 + 15 × 12 × 1,15
    expect(page.locator("#estimate")).not_to_contain_text("trop tôt")
    axe(page)
    onward(page, "/details/")
    page.locator("[name=q_content]").fill("Gravats")
    axe(page)
    onward(page, "/personnes/")
    for name, value in {
        "name": "Lucie Morin",
        "email": "lucie@example.org",
        "address": "6540, rue Chabot",
    }.items():
        page.locator(f"[name=applicant-{name}]").fill(value)
    axe(page)
    onward(page, "/documents/")
    page.locator("[name=d_plan]").set_input_files(
        {"name": "rue.png", "mimeType": "image/png", "buffer": png()}
    )
    axe(page)
    onward(page, "/verifier/")
    axe(page)
    page.get_by_role("button", name="Envoyer ma demande").click()
    expect(page).to_have_url(re.compile(r"/permis/P-\d\d-\d+/merci/"))
    axe(page)
    return re.search(r"P-\d\d-\d+", page.url)[0]


def amended_then_ended(agent: Page, number: str, live_city: LiveCity) -> None:
    """Take three days off an issued permit, then let it begin, end and be closed."""
    ((_state, _starts, ends, _version),) = live_city.rows(FACTS, number)
    shorter = ends - dt.timedelta(days=3)
    done(agent, number, "amend", ends_on=shorter.isoformat(), reason="Le chantier finit plus tôt")
    ((state, _starts, ends, version),) = live_city.rows(FACTS, number)
    assert (state, ends, version > 1) == ("issued", shorter, True)
    expect(agent.locator(".g-bill-part")).to_contain_text("51,75")  # the credit: 15 m² × 3 jours × 1,15 $
    done(agent, number, "begin")
    done(agent, number, "end")
    done(agent, number, "close")
    assert live_city.rows(FACTS, number)[0][0] == "closed"


def test_terrace_is_asked_for_again_from_last_year(
    open_page: OpenPage, axe: Axe, live_city: LiveCity, terrace: str
) -> None:
    ((key,),) = live_city.rows("SELECT key FROM permits_permit WHERE reference = %s", terrace)
    page = open_page(language="en", width=390)
    page.goto(f"/permis/{terrace}/?cle={key}")
    axe(page)
    page.get_by_role("link", name="Ask for the same again").click()
    axe(page)
    page.get_by_role("button", name=re.compile("Prepare the request")).click()
    expect(page.locator("#estimate")).to_contain_text(
        "542"
    )  # 62 + 12 m² × 40, without the study of the first year
    axe(page)
    page.get_by_role("button", name=re.compile("Send this request")).click()
    expect(page).to_have_url(re.compile("/merci/"))
    number = re.search(r"P-\d\d-\d+", page.url)[0]
    agent = signed_in(open_page(language="en"), CHIEF, f"/desk/permits/{number}/")
    expect(agent.locator("main")).to_contain_text(terrace)
    done(agent, number, "approve")
    for path in ("opinions/", "lapses/", "fairness/", "inspections/"):
        agent.goto(f"/desk/permits/{path}")
        axe(agent)
