"""Parts of the work, given to other teams."""

from __future__ import annotations

import datetime as dt

import pytest

from guichet.cases.actions.tasks import add_task, cancel_task, finish_task
from guichet.cases.queries.queue import team_tasks, view_counts
from guichet.cases.queries.visible import case_for
from guichet.kernel.errors import Conflict, Denied, Invalid, NotFound
from guichet.kernel.moment import as_if
from tests.cases.scene import TUESDAY, agent, fresh, happened, in_hand, last_entry, refuses
from tests.factories import make_task, make_team


@pytest.fixture
def paint(city):
    return make_team("paint")


def test_add_task_shows_the_case_to_the_other_team(handler, paint):
    case, painter = in_hand(handler), agent(paint)
    task = add_task(handler, case.reference, "paint", " Repeindre  la ligne ", dt.date(2026, 12, 1))
    assert (task.team, task.title, task.due_on) == (paint, "Repeindre la ligne", dt.date(2026, 12, 1))
    assert case_for(painter, case.reference) == case
    assert team_tasks(painter) == [task]
    assert view_counts(painter)["tasks"] == 1
    assert last_entry(case).data == {"version": 3, "team": case.team_id, "task": task.pk, "to": paint.pk}


@pytest.mark.parametrize(
    ("goes_to", "title", "fields"),
    [("nowhere", "x", {"team"}), ("paint", " ", {"title"}), ("", "", {"team", "title"})],
)
def test_add_task_without_a_team_or_words_is_refused(handler, paint, goes_to, title, fields):
    case = in_hand(handler)
    with refuses(Invalid) as caught:
        add_task(handler, case.reference, goes_to, title)
    assert set(caught.value.fields) == fields


def test_finish_task_by_its_team_is_new_for_the_handler(handler, paint):
    case = in_hand(handler)
    task = make_task(case, paint)
    with as_if(TUESDAY):
        finish_task(agent(paint), case.reference, task.pk, "Repeint")
    task.refresh_from_db()
    assert (task.done_at, task.result, fresh(case).unread) == (TUESDAY, "Repeint", True)
    assert happened(case)[-1] == "task_done"
    assert team_tasks(agent(paint)) == []


def test_finish_task_again_or_of_another_case_is_refused(handler, paint):
    case, other = in_hand(handler), in_hand(handler)
    task = make_task(case, paint)
    with refuses(NotFound):
        finish_task(handler, other.reference, task.pk, "")
    finish_task(handler, case.reference, task.pk, "")
    with refuses(Conflict):
        finish_task(handler, case.reference, task.pk, "")
    with refuses(Conflict):
        cancel_task(handler, case.reference, task.pk)


def test_finish_task_of_a_third_team_is_denied(handler, paint):
    parks = make_team("parks")
    case = in_hand(handler)
    task = make_task(case, paint)
    make_task(case, parks)
    with refuses(Denied):
        finish_task(agent(parks), case.reference, task.pk, "")


def test_cancel_task_hides_the_case_again(handler, paint):
    case = in_hand(handler)
    task = make_task(case, paint)
    with refuses(Denied):
        cancel_task(agent(paint), case.reference, task.pk)
    cancel_task(handler, case.reference, task.pk)
    with pytest.raises(NotFound):
        case_for(agent(paint), case.reference)
    assert happened(case)[-1] == "task_cancelled"


def test_add_task_on_a_case_of_another_team_is_denied(handler, paint):
    case = in_hand(handler)
    make_task(case, paint)
    with refuses(Denied):
        add_task(agent(paint), case.reference, "paint", "Encore")


def test_team_tasks_come_by_their_day_with_constant_queries(handler, paint, django_assert_num_queries):
    days = [None, dt.date(2026, 12, 2), dt.date(2026, 12, 1)]
    for day in days:
        make_task(in_hand(handler), paint, due_on=day)
    painter = agent(paint)
    with django_assert_num_queries(1):
        found = [(task.due_on, task.case.service.code, task.team.code) for task in team_tasks(painter)]
    assert [day for day, _service, _team in found] == [days[2], days[1], None]
