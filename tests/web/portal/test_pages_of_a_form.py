"""A report whose form has pages: one at a time, groups that grow, nothing lost, one case at the end."""

from __future__ import annotations

import pytest

from guichet.cases.models import Case
from guichet.catalogue.actions import publish_form
from guichet.kernel.actor import system
from tests.catalogue.questions import question
from tests.factories import make_service, make_team
from tests.web.portal.resident import words

PARTY = [
    question("who", required=True),
    question("when", "period", required=True, most=3),
    question("guests", "group", least=1, most=2, questions=[question("name", required=True)]),
    question("loud", "yes_no"),
    question("why", "long_text", shown_if="answers.loud"),
]
PAGES = [
    {"code": "you", "title": {"fr": "Vous", "en": "You"}, "questions": ["who", "when"]},
    {"code": "rest", "title": {"fr": "Le reste", "en": "The rest"}, "questions": ["guests", "loud", "why"]},
]
WHEN = {"q_when_starts": "2026-12-01", "q_when_ends": "2026-12-02"}


@pytest.fixture
def party(places):
    made = make_service("fete", team=make_team("fetes"), name={"fr": "Fête", "en": "Party"}, published=False)
    publish_form(system(), made.code, PARTY, pages=PAGES)
    return made


def test_report_with_pages_becomes_a_case_with_all_its_answers(visitor, party):
    first = "/services/fete/signaler/details/"
    assert "Page 1 of 2" in words(visitor.get(first))
    wrong = visitor.post(
        first, {"asked": ["who", "when"], "q_who": "Ana", "q_when_starts": "2026-12-01", "do": "next"}
    )
    assert wrong.status_code == 422
    assert 'value="2026-12-01"' in wrong.content.decode()
    page = wrong.context["run"].action
    visitor.post(page, {"asked": ["who", "when"], "q_who": "Ana", "do": "next", **WHEN})
    assert visitor.at.endswith("?page=rest")
    rest = {"asked": ["guests", "loud"], "rows_guests": "1", "q_guests-0-name": "Bob"}
    here = visitor.at
    visitor.post(here, {**rest, "do": "add:guests"})
    assert 'name="q_guests-1-name"' in visitor.get(here).content.decode()
    visitor.post(here, {**rest, "do": "next"})
    assert visitor.at.endswith("?page=fin")
    visitor.post(visitor.at, {"description": "Dans la ruelle.", "next": "1", "asked": []})
    visitor.contact()
    visitor.send()
    case = Case.objects.get()
    assert {item["code"]: item["value"] for item in case.answers} == {
        "who": "Ana",
        "when": {"starts": "2026-12-01", "ends": "2026-12-02", "starts_at": "", "ends_at": ""},
        "guests": [{"name": "Bob"}],
    }
    assert case.description == "Dans la ruelle."


def test_end_is_not_reached_before_what_is_missing(visitor, party):
    visitor.post(
        "/services/fete/signaler/details/", {"asked": ["who", "when"], "q_who": "Ana", "do": "back", **WHEN}
    )
    visitor.post(visitor.step("details") + "?page=fin", {"description": "x", "next": "1"})
    assert visitor.at.endswith("?page=rest#id_q_guests")
