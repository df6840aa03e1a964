"""The lists of the desk: what each view holds, pages that lose nothing, searches, in few queries."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guichet.cases.models import Case
from guichet.cases.queries.page import case_page, requester_cases
from guichet.cases.queries.queue import VIEWS, Filters, queue, read_filters, view_counts
from guichet.kernel.moment import as_if
from tests.cases.scene import TUESDAY, agent, at
from tests.factories import (
    make_account,
    make_case,
    make_district,
    make_mail,
    make_resident,
    make_service,
    make_task,
    make_team,
)

HOUR = dt.timedelta(hours=1)
ENDED = {"state": "resolved", "public_state": "done", "outcome": "done", "ended_at": TUESDAY}
ASKED = {"state": "waiting", "waiting_for": "resident"}


@pytest.fixture
def many(team, handler):
    """Give one case of each sort, by name."""
    service = make_service(team=team)
    sorts = {
        "late": {"next_due_at": TUESDAY - HOUR},
        "due now": {"next_due_at": TUESDAY, "state": "in_progress"},
        "soon": {"next_due_at": TUESDAY + 47 * HOUR, "state": "in_progress", "assignee_id": handler.id},
        "later": {"next_due_at": TUESDAY + 48 * HOUR, "state": "in_progress"},
        "no date": {"state": "reopened"},
        "asked": ASKED,
        "planned": {"state": "waiting", "waiting_for": "date"},
        "ended": ENDED,
        "given, untaken": {"assignee_id": make_account(teams=[team]).pk},
    }
    made = {name: make_case(service, team=team, title=name, **given) for name, given in sorts.items()}
    make_case(service, team=team, title="report", main_case=made["late"], next_due_at=None)
    make_case(service, team=make_team(), title="elsewhere", next_due_at=TUESDAY - HOUR)
    return made


HELD = {
    "mine": ["soon"],
    "team": ["late", "due now", "soon", "later", "no date", "asked", "planned", "given, untaken"],
    "late": ["late"],
    "soon": ["due now", "soon"],
    "waiting": ["asked"],
    "new": ["late", "no date"],
    "open": ["late", "due now", "soon", "later", "no date", "asked", "planned", "given, untaken"],
    "ended": ["ended"],
}


@pytest.mark.parametrize("view", VIEWS)
def test_view_holds_its_cases_by_due_date(many, handler, view):
    with as_if(TUESDAY):
        found = [case.title for case in queue(handler, Filters(view=view)).rows]
    assert found == HELD[view]


def test_counts_agree_with_the_views(many, handler):
    with as_if(TUESDAY):
        counts = view_counts(handler)
        expected = {view: len(queue(handler, Filters(view=view)).rows) for view in counts if view != "tasks"}
    assert {view: count for view, count in counts.items() if view != "tasks"} == expected
    assert counts["late"] == 1


def test_counts_follow_the_clock(many, handler):
    late = []
    for now in (TUESDAY, TUESDAY + dt.timedelta(days=30)):
        with as_if(now):
            late.append((view_counts(handler)["late"], len(queue(handler, Filters(view="late")).rows)))
    assert late[0][0] < late[1][0]
    assert all(count == shown for count, shown in late)


def test_view_of_someone_without_a_team_reaches_everywhere(many):
    manager = agent(None, "manager")
    with as_if(TUESDAY):
        assert {case.title for case in queue(manager, Filters(view="late")).rows} == {"late", "elsewhere"}
        assert view_counts(manager)["late"] == 2


@pytest.mark.parametrize("view", ["team", "ended"])
@pytest.mark.parametrize("limit", [1, 2, 3, 7, 50])
def test_pages_visit_every_row_once(team, handler, view, limit):
    service = make_service()
    dues = [None, TUESDAY, TUESDAY, TUESDAY, TUESDAY + HOUR, None, None, TUESDAY - HOUR, TUESDAY, None]
    ended = ENDED if view == "ended" else {}
    made = [make_case(service, team=team, next_due_at=due, opened_at=due or TUESDAY, **ended) for due in dues]
    seen, key = [], ""
    for _page in range(len(made) + 1):
        page = queue(handler, Filters(view=view), after=key, limit=limit)
        seen += [case.id for case in page.rows]
        key = page.next_key
        if not key:
            break
    assert len(seen) == len(set(seen)) == len(made)
    assert seen == [case.id for case in queue(handler, Filters(view=view)).rows]


@pytest.mark.parametrize(
    "key", ["nonsense", "|", "|²", "2026-11-17|x", "2026-11-17T10:00|5", "\x00|\x00", "|" + "9" * 40]
)
def test_page_after_a_tampered_key_is_still_a_page(many, handler, key):
    for view in ("team", "ended"):
        assert isinstance(queue(handler, Filters(view=view), after=key).rows, list)
    assert isinstance(queue(handler, Filters(q="late"), after=key).rows, list)


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"service": "hole"}, 1),
        ({"service": "nothing"}, 0),
        ({"state": "in_progress"}, 1),
        ({"district": "verdun"}, 1),
        ({"team": "roads"}, 2),
        ({"assignee": "none"}, 2),
        ({"assignee": "999999999999999999999999"}, 0),
        ({"channel": "phone"}, 1),
        ({"priority": "1"}, 1),
        ({"priority": "²"}, 2),
        ({"opened_from": "2026-11-17"}, 1),
        ({"opened_to": "2026-11-16"}, 1),
        ({"opened_from": "2026-11-16", "opened_to": "2026-11-17"}, 2),
        ({"opened_from": "2026-11-18"}, 0),
        ({"opened_from": "yesterday"}, 2),
        ({"service": "\x00", "district": "\x00"}, 2),
        ({"unknown": "x", "view": "unknown"}, 2),
    ],
)
def test_filters_narrow(team, handler, given, found):
    make_case(make_service("hole"), team=team, state="in_progress", opened_at=at(2026, 11, 17, 0, 10))
    make_case(
        make_service("tree"),
        team=team,
        district=make_district("verdun"),
        channel="phone",
        priority=1,
        opened_at=at(2026, 11, 16, 23, 50),
    )
    assert len(queue(handler, read_filters({"view": "team", **given})).rows) == found


def test_filters_that_are_set_make_the_link(city):
    filters = read_filters({"q": "  trou  profond ", "view": "late", "state": ""})
    assert filters.as_dict() == {"view": "late", "q": "trou profond"}
    assert filters.narrowed()
    assert not Filters(view="late").narrowed()


SOUGHT = {"description": "Un énorme nid-de-poule devant l’école", "address": "4200, rue Saint-Denis"}


@pytest.mark.parametrize(
    "words",
    [
        "26-041873",
        "26 041873",
        "26041873",
        "enorme",
        "ÉNORMES",
        "nid de poule ecole",
        "saint denis",
        '"devant l’école"',
    ],
)
def test_search_finds_by_number_and_by_words(team, handler, words):
    wanted = make_case(team=team, reference="26-041873", **SOUGHT)
    make_case(team=team, description="Un lampadaire éteint")
    assert [row.id for row in queue(handler, Filters(q=words)).rows] == [wanted.pk]


@pytest.mark.parametrize("number", ["101000295613", "14-834590", "S2021J1234567", "2024-1234", "10048593"])
def test_search_finds_by_the_number_of_where_it_came_from(team, handler, number):
    wanted = make_case(team=team, source="montreal-311", external_id=number)
    make_case(team=team, source="montreal-311", external_id="999")
    assert [row.id for row in queue(handler, Filters(q=number)).rows] == [wanted.pk]


def test_search_finds_ended_ones_too_within_what_one_sees(team, handler):
    ended = make_case(team=team, description="tilleul", **ENDED)
    report = make_case(team=team, description="tilleul", main_case=make_case(team=team))
    make_case(team=make_team(), description="tilleul")
    assert {case.id for case in queue(handler, Filters(q="tilleul")).rows} == {ended.pk, report.pk}


@pytest.mark.parametrize(
    "words", ["'", '"', "\\", "a & | !", "%", "<b>", "'); DROP TABLE cases_case; --", "🕳️", "-", "x" * 5_000]
)
def test_search_of_strange_words_finds_nothing_and_breaks_nothing(many, handler, words):
    assert queue(handler, read_filters({"q": words})).rows == []
    assert Case.objects.exists()


def test_list_takes_as_many_queries_for_thirty_rows_as_for_one(team, handler):
    service, district = make_service(), make_district()
    member = make_account(teams=[team])

    def read(filters):
        with CaptureQueriesContext(connection) as asked:
            for case in queue(handler, filters).rows:
                assert case.service.name
                assert case.district.name
                assert case.assignee.name
                assert case.excerpt == "x"
        return len(asked)

    counts = []
    queue(handler, Filters(q="rachel"))  # where the newest windows end is asked once in ten minutes
    for more in (1, 29):
        for _row in range(more):
            make_case(
                service,
                team=team,
                district=district,
                assignee=member,
                requester=make_resident(),
                description="x",
                address="rue Rachel",
            )
        counts.append((read(Filters(view="team")), read(Filters(q="rachel"))))
    assert counts == [(1, 2), (1, 2)]


def test_counts_are_one_query_and_stop_at_a_cap(team, handler, django_assert_num_queries):
    with django_assert_num_queries(1):
        view_counts(handler)


def test_page_of_a_case_takes_as_many_queries_with_thirty_of_each_as_with_one(team, handler):
    case = make_case(team=team, requester=make_resident(), follower_count=1)

    def read():
        with CaptureQueriesContext(connection) as asked:
            page = case_page(handler, case.reference)
            assert [task.team.code for task in page.tasks]
            requester_cases(handler, case)
        return len(asked)

    counts = []
    for more in (1, 29):
        for _row in range(more):
            make_task(case, team)
            make_case(team=team, main_case=case)
            make_mail(case)
        counts.append(read())
    assert counts[0] == counts[1] <= 15
