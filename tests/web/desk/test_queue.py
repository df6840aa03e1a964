"""The lists of the desk."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from guichet.cases.models import SavedView
from tests.factories import make_case, make_district, make_resident, make_service, make_team


@pytest.fixture
def team(city):
    return make_team("voirie", name="Voirie")


@pytest.fixture
def agent(sign_in, team):
    return sign_in("second_line", teams=[team])


def queries(browser, address: str) -> int:
    with CaptureQueriesContext(connection, ) as seen:
        assert browser.get(address).status_code == 200
    return len(seen)


def test_list_takes_as_many_queries_for_thirty_lines_as_for_one(agent, team) -> None:
    district, service = make_district("rosemont"), make_service("nid-de-poule", team=team)
    person = agent.account
    make_case(service, team=team, requester=make_resident(), district=district, assignee=person)
    agent.get("/desk/")
    one = queries(agent, "/desk/")
    for _turn in range(29):
        make_case(service, team=team, requester=make_resident(), district=district, assignee=person)
    thirty = queries(agent, "/desk/")
    assert (one, thirty <= 15) == (thirty, True), (one, thirty)
