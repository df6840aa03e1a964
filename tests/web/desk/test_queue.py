"""The lists of the desk."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from guichet.cases.models import SavedView
from guichet.cases.queries.queue import PAGE
from tests.factories import make_case, make_district, make_resident, make_service

MOST_QUERIES = 15


def lines(answer) -> list[str]:
    return [line.reference for group in answer.context["groups"] for line in group.lines]


def test_list_takes_as_many_queries_for_thirty_lines_as_for_one(agent, team, other_team) -> None:
    service = make_service(team=team)
    fields = {"team": team, "district": make_district("rosemont"), "assignee": agent.account}
    counts = []
    for more in (1, 29):
        for _turn in range(more):
            make_case(service, requester=make_resident(), main_case=None, **fields)
        agent.get("/desk/")  # what a process keeps is there
        with CaptureQueriesContext(connection) as seen:
            answer = agent.get("/desk/")
        counts.append(len(seen))
    assert len(lines(answer)) == 30
    assert counts[0] == counts[1] <= MOST_QUERIES


def test_words_that_name_a_service_and_a_district_lead_to_their_list(agent, service) -> None:
    make_district("saint-laurent", name={"fr": "Saint-Laurent"})
    make_district("saint-leonard", name={"fr": "Saint-Léonard"})
    found = agent.get("/desk/?q=nids de poule à saint laurent")["Location"]
    assert ("service=nid-de-poule" in found, "district=saint-laurent" in found) == (True, True)
    some = agent.get("/desk/?q=laurent boulangerie")
    assert (some.context["read"].called, some.context["read"].rest) == (("Saint-Laurent",), "boulangerie")
    assert agent.get("/desk/?q=saint").context["read"] is None


def test_last_digits_of_a_number_lead_to_its_case(agent, opened) -> None:
    case = opened()
    digits = str(int(case.reference.partition("-")[2]))
    assert agent.get(f"/desk/?q={digits.zfill(3)}")["Location"] == f"/desk/cases/{case.reference}/"


def test_list_groups_by_promise(agent, team) -> None:
    now = timezone.now()
    late = make_case(team=team, next_due_at=now - dt.timedelta(days=2, hours=1))
    later = make_case(team=team, next_due_at=now + dt.timedelta(days=9))
    soon = make_case(team=team, next_due_at=now + dt.timedelta(minutes=5))
    paused = make_case(team=team, state="waiting", waiting_for="resident")
    answer = agent.get("/desk/?view=team")
    assert lines(answer) == [case.reference for case in (late, soon, later, paused)]
    assert [group.group for group in answer.context["groups"]] == ["late", "soon", "later", "paused"]
    assert "2\u00a0j de retard" in answer.content.decode() or "2\u00a0days late" in answer.content.decode()


@pytest.mark.parametrize(
    ("view", "fields"),
    [
        ("mine", {"state": "in_progress"}),
        ("late", {"next_due_at": timezone.now() - dt.timedelta(hours=3)}),
        ("soon", {"next_due_at": timezone.now() + dt.timedelta(hours=3)}),
        ("waiting", {"state": "waiting", "waiting_for": "resident"}),
        ("new", {"state": "received"}),
    ],
)
def test_view_shows_its_cases_only(agent, team, view: str, fields: dict) -> None:
    fields = dict(fields)
    assignee = agent.account if view == "mine" else None
    wanted = make_case(team=team, assignee=assignee, **fields)
    other = make_case(team=team, state="in_progress", next_due_at=timezone.now() + dt.timedelta(days=20))
    found = lines(agent.get(f"/desk/?view={view}"))
    assert wanted.reference in found
    assert other.reference not in found


def test_ended_cases_are_listed_by_newest(agent, team) -> None:
    now = timezone.now()
    ended = {"team": team, "state": "resolved", "outcome": "done", "ended_at": now}
    old = make_case(opened_at=now - dt.timedelta(days=4), **ended)
    new = make_case(opened_at=now - dt.timedelta(days=1), **ended)
    assert lines(agent.get("/desk/?view=ended")) == [new.reference, old.reference]


def test_cases_of_other_teams_are_not_listed(agent, other_team) -> None:
    make_case(team=other_team)
    assert lines(agent.get("/desk/?view=open")) == []


def test_number_typed_in_the_search_leads_to_its_case(agent, case) -> None:
    year, number = case.reference.split("-")
    answer = agent.get("/desk/", {"q": f"{year} {number}"})
    assert answer.status_code == 303
    assert answer["Location"] == f"/desk/cases/{case.reference}/"


def test_words_find_what_was_written(agent, opened) -> None:
    found, _other = opened("De l’eau brune au robinet."), opened("Une branche cassée.")
    assert lines(agent.get("/desk/", {"q": "eau brune"})) == [found.reference]


def test_filters_narrow_the_list_and_are_offered_again(agent, team, service) -> None:
    wanted, _other = make_case(service, team=team), make_case(team=team)
    answer = agent.get("/desk/", {"view": "team", "service": service.code})
    assert lines(answer) == [wanted.reference]
    assert 'value="nid-de-poule" selected' in answer.content.decode()


def test_states_are_offered_by_the_words_of_their_tags(agent, team) -> None:
    make_case(team=team, state="reopened")
    answer = agent.get("/desk/", headers={"accept-language": "fr"})
    (line,) = answer.context["groups"][0].lines
    offered = re.search(r'<option value="reopened"[^>]*>([^<]+)<', answer.content.decode())
    assert offered is not None
    assert line.state_tag.endswith(f" {offered[1].strip()}</span>")
    assert offered[1].startswith("Rouvert")


@pytest.mark.parametrize("query", ["priority=²", "assignee=²", "opened_from=hier", "view=zorglub", "page=2"])
def test_damaged_filters_are_left_aside(agent, case, query: str) -> None:
    assert lines(agent.get(f"/desk/?{query}")) == [case.reference]


def test_next_page_goes_on_where_the_first_stopped(agent, team) -> None:
    now = timezone.now()
    made = [make_case(team=team, next_due_at=now + dt.timedelta(days=5, minutes=n)) for n in range(PAGE + 2)]
    first = agent.get("/desk/?view=team")
    after = agent.get(first.context["next_url"])
    assert lines(first) + lines(after) == [case.reference for case in made]
    assert after.context["groups"][0].continued


def test_next_lines_come_alone_when_a_part_of_the_page_is_asked_for(lead, team) -> None:
    make_case(team=team)
    answer = lead.get("/desk/?view=team", headers={"HX-Request": "true", "HX-Target": "more"})
    assert "<html" not in answer.content.decode()
    assert "data-row" in answer.content.decode()
    assert 'name="ref"' in answer.content.decode()


@pytest.mark.parametrize("view", ["mine", "team", "late", "soon", "waiting", "new", "open", "ended"])
def test_empty_list_says_what_to_do(agent, view: str) -> None:
    assert "g-empty" in agent.get(f"/desk/?view={view}").content.decode()


def test_role_that_reads_no_case_is_told_so(sign_in) -> None:
    page = sign_in("administrator").get("/desk/").content.decode()
    assert "/config/" in page
    assert "g-empty" in page


def test_view_is_kept_then_removed(agent, service) -> None:
    kept = agent.post("/desk/views/", {"name": "Nids", "view": "team", "service": service.code})
    assert kept.status_code == 303
    view = SavedView.objects.get()
    assert view.filters == {"view": "team", "service": service.code}
    assert "Nids" in agent.get("/desk/").content.decode()
    agent.post(f"/desk/views/{view.pk}/remove/")
    assert not SavedView.objects.exists()


def test_view_without_a_name_is_refused_in_words(agent) -> None:
    answer = agent.post("/desk/views/", {"name": " ", "view": "team"}, follow=True)
    assert not SavedView.objects.exists()
    assert "g-note g-late" in answer.content.decode()


def test_view_of_someone_else_cannot_be_removed(agent, lead) -> None:
    lead.post("/desk/views/", {"name": "À moi", "view": "mine"})
    assert agent.post(f"/desk/views/{SavedView.objects.get().pk}/remove/").status_code == 404
    assert SavedView.objects.exists()


def test_visitor_is_led_to_the_sign_in_and_back(client) -> None:
    answer = client.get("/desk/?view=late")
    assert answer.status_code == 302
    assert answer["Location"] == "/desk/sign-in/?next=/desk/%3Fview%3Dlate"


def test_part_of_a_page_asked_after_the_session_ended_leads_the_whole_window(client) -> None:
    answer = client.get("/desk/?view=late", headers={"HX-Request": "true"})
    assert answer["HX-Redirect"].startswith("/desk/sign-in/")


def test_view_is_shared_with_one_s_team_only(agent, lead, team, other_team) -> None:
    agent.post("/desk/views/", {"name": "À nous", "view": "late", "share": str(team.pk)})
    assert "À nous" in lead.get("/desk/").content.decode()
    agent.post("/desk/views/", {"name": "À eux", "view": "late", "share": str(other_team.pk)})
    assert SavedView.objects.get().name == "À nous"
