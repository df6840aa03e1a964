"""Who may open which page of the backoffice."""

from __future__ import annotations

import pytest

from guichet.catalogue.models import Service
from guichet.people.models import Team
from guichet.people.rules import GRANTS
from guichet.web.backoffice.grants import GRANT_WORDS
from guichet.web.backoffice.navigation import PARTS
from tests.factories import make_district, make_service

NEEDED = {
    "": {"config.catalogue", "config.templates", "config.people", "config.city", "ledger.read"},
    "services/": {"config.catalogue"},
    "services/new/": {"config.catalogue"},
    "headings/": {"config.catalogue"},
    "routing/": {"config.catalogue"},
    "routing/new/": {"config.catalogue"},
    "commitments/": {"config.catalogue"},
    "services/nid/": {"config.catalogue"},
    "services/nid/questions/": {"config.catalogue"},
    "services/nid/questions/versions/": {"config.catalogue"},
    "services/nid/commitments/": {"config.catalogue"},
    "districts/": {"config.city"},
    "districts/nord/": {"config.city"},
    "hours/": {"config.city"},
    "city/": {"config.city"},
    "history/": {"ledger.read"},
    "mails/": {"config.templates"},
    "mails/case_received/": {"config.templates"},
    "teams/": {"config.people"},
    "teams/new/": {"config.people"},
    "people/": {"config.people"},
    "people/new/": {"config.people"},
    "roles/": {"config.people"},
    "roles/new/": {"config.people"},
}


@pytest.mark.parametrize(
    "grant",
    ["config.catalogue", "config.templates", "config.people", "config.city", "ledger.read", "case.read_all"],
)
def test_each_grant_opens_its_pages_and_no_other(sign_in, grant):
    make_service("nid")
    make_district("nord")
    browser = sign_in(grants=[grant])
    seen = {path: browser.get(f"/config/{path}").status_code for path in NEEDED}
    assert seen == {path: 200 if grant in needed else 403 for path, needed in NEEDED.items()}


@pytest.mark.parametrize("path", NEEDED)
def test_page_asks_who_it_is(client, path):
    answer = client.get(f"/config/{path}")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/desk/sign-in/")


def test_navigation_shows_what_is_open_and_nothing_else(sign_in):
    page = sign_in(grants=["config.templates"]).get("/config/").content.decode()
    shown = {part.name for part in PARTS if f'href="{part.url}"' in page}
    assert shown == {"mails"}


def test_every_right_has_its_words():
    assert set(GRANT_WORDS) == set(GRANTS)


def test_saving_without_the_grant_changes_nothing(sign_in):
    make_service("nid")
    browser = sign_in(grants=["config.templates"])
    for path in (
        "teams/new/",
        "services/nid/switch/",
        "routing/order/",
        "hours/",
        "city/",
        "districts/",
        "roles/",
    ):
        assert browser.post(f"/config/{path}", {"name_fr": "X", "on": "0"}).status_code == 403, path
    assert Service.objects.get().active
    assert not Team.objects.exists()
