"""What was promised, as dates: nights, weekends, holidays, changes of clocks, pauses, reopening."""

from __future__ import annotations

import datetime as dt

import pytest

from guichet.cases.actions.ending import Ending, end_case, reopen
from guichet.cases.actions.grouping import attach, detach
from guichet.cases.actions.handling import take, transfer, triage
from guichet.cases.actions.talking import reply
from guichet.cases.actions.waiting import ask_resident, plan, reschedule, resume, wait_for_third_party
from guichet.cases.queries.page import case_page
from guichet.cases.queries.queue import Filters, queue, view_counts
from guichet.catalogue.actions import remove_commitment, save_commitment
from guichet.kernel.actor import system
from guichet.kernel.moment import as_if
from guichet.places.actions.calendar import fill_holidays, set_hours
from tests.cases.scene import TUESDAY, agent, at, fresh, in_hand, opened, owner
from tests.factories import make_district, make_service, make_team

OFFICE = [(dt.time(8, 30), dt.time(16, 30))]
DONE = Ending("done", "Le trou a été bouché ce matin.")


@pytest.fixture(autouse=True)
def hours(city):
    """Open the city's offices on weekdays, but for Québec's holidays."""
    set_hours(system(), {weekday: OFFICE if weekday <= 5 else [] for weekday in range(1, 8)})
    fill_holidays(system(), [2026, 2027])


@pytest.fixture
def promised(team):
    """Give a function that makes a service of the team which promises something."""

    def made(resolve=(3, "working_days"), **steps):
        service = make_service(team=team)
        save_commitment(system(), service.code, {"resolve": resolve, **steps})
        return service

    return made


# When it comes, what is promised, and until when that is.
DATES = {
    "a day of work": (at(2026, 11, 17, 10, 0), (1, "working_days"), at(2026, 11, 18, 16, 30)),
    "in the night": (at(2026, 11, 17, 23, 0), (1, "working_days"), at(2026, 11, 19, 16, 30)),
    "before dawn on a Monday": (at(2026, 11, 16, 0, 30), (1, "working_days"), at(2026, 11, 17, 16, 30)),
    "over a weekend": (at(2026, 11, 20, 10, 0), (1, "working_days"), at(2026, 11, 23, 16, 30)),
    "on a Sunday": (at(2026, 11, 22, 10, 0), (1, "working_days"), at(2026, 11, 24, 16, 30)),
    "over the national holiday": (at(2026, 6, 23, 10, 0), (1, "working_days"), at(2026, 6, 25, 16, 30)),
    "over the patriots' day": (at(2026, 5, 15, 10, 0), (1, "working_days"), at(2026, 5, 19, 16, 30)),
    "over Christmas": (at(2026, 12, 23, 10, 0), (1, "working_days"), at(2026, 12, 28, 16, 30)),
    "some hours of work": (at(2026, 11, 20, 15, 0), (4, "working_hours"), at(2026, 11, 23, 11, 0)),
    "hours when clocks go forward": (at(2026, 3, 7, 12, 0), (24, "hours"), at(2026, 3, 8, 13, 0)),
    "hours when clocks go back": (at(2026, 10, 31, 12, 0), (24, "hours"), at(2026, 11, 1, 11, 0)),
    "days when clocks go back": (at(2026, 10, 30, 10, 0), (1, "working_days"), at(2026, 11, 2, 16, 30)),
}


@pytest.mark.parametrize(("opens", "span", "due"), DATES.values(), ids=DATES)
def test_open_dates_the_promise(promised, opens, span, due):
    with as_if(opens):
        case = opened(service=promised(span))
    assert (fresh(case).due_at, fresh(case).promised_at, fresh(case).next_due_at) == (due, due, due)


def test_next_due_is_the_first_promise_not_yet_kept(promised, handler):
    service = promised(acknowledge=(1, "working_days"), take=(2, "working_days"))
    with as_if(TUESDAY):
        case = opened(service=service)
        steps = [fresh(case).next_due_at]
        for act in (triage, take):
            act(handler, case.reference)
            steps.append(fresh(case).next_due_at)
    assert steps == [at(2026, 11, day, 16, 30) for day in (18, 19, 20)]


def test_most_precise_commitment_is_the_one_kept(promised):
    service, district = promised((10, "working_days")), make_district("verdun")
    for steps, where in (
        ({"resolve": (5, "working_days")}, {"priority": 1}),
        ({"resolve": (2, "working_days")}, {"district": "verdun"}),
    ):
        save_commitment(system(), service.code, steps, **where)
    assert district
    staff = agent(make_team())
    with as_if(TUESDAY):
        usual, urgent = opened(staff, service=service), opened(staff, service=service, priority=1)
    assert usual.promise == {"resolve": [10, "working_days"]}
    assert urgent.promise == {"resolve": [5, "working_days"]}


def test_changed_commitment_leaves_open_cases_their_promise(promised, handler):
    service = promised()
    with as_if(TUESDAY):
        case = opened(service=service)
        save_commitment(system(), service.code, {"resolve": (30, "days")})
        wait_for_third_party(handler, case.reference, "Bell")
    with as_if(TUESDAY + dt.timedelta(days=1)):
        resume(handler, case.reference)
    assert fresh(case).due_at == at(2026, 11, 23, 16, 30)
    remove_commitment(system(), service.code, service.commitments.get().pk)
    assert fresh(case).promise == {"resolve": [3, "working_days"]}


def test_pause_for_the_resident_moves_the_date_by_its_days(promised, handler):
    with as_if(TUESDAY):
        case = opened(service=promised())
    with as_if(at(2026, 11, 18, 9, 0)):
        ask_resident(handler, case.reference, "Où ?")
    assert (fresh(case).next_due_at, fresh(case).due_at) == (None, at(2026, 11, 20, 16, 30))
    with as_if(at(2026, 11, 23, 9, 0)):  # Wednesday, Thursday and Friday did not count
        reply(owner(case), case.reference, "Devant le 12")
    assert fresh(case).next_due_at == at(2026, 11, 25, 16, 30)
    assert fresh(case).promised_at == at(2026, 11, 20, 16, 30)


def test_pause_over_a_weekend_costs_nothing(promised, handler):
    with as_if(at(2026, 11, 19, 10, 0)):
        case = opened(service=promised())
    with as_if(at(2026, 11, 20, 18, 0)):
        wait_for_third_party(handler, case.reference, "Bell")
    with as_if(at(2026, 11, 23, 8, 0)):
        resume(handler, case.reference)
    assert fresh(case).due_at == at(2026, 11, 24, 16, 30)


def test_two_pauses_add_up(promised, handler):
    with as_if(TUESDAY):
        case = opened(service=promised())
    for day in (17, 19):
        with as_if(at(2026, 11, day, 11, 0)):
            wait_for_third_party(handler, case.reference, "Bell")
        with as_if(at(2026, 11, day + 1, 11, 0)):
            resume(handler, case.reference)
    assert fresh(case).due_at == at(2026, 11, 24, 16, 30)


def test_planned_day_does_not_make_it_late(promised, handler):
    with as_if(TUESDAY):
        case = opened(service=promised())
        plan(handler, case.reference, dt.date(2026, 12, 10))
    with as_if(at(2026, 12, 9, 10, 0)):
        assert queue(handler, Filters(view="late")).rows == []


def test_reopened_case_has_a_new_date_and_old_pauses_do_not_count(promised, handler):
    with as_if(TUESDAY):
        case = opened(service=promised())
        wait_for_third_party(handler, case.reference, "Bell")
    with as_if(at(2026, 11, 19, 9, 0)):
        end_case(handler, case.reference, DONE)
    with as_if(at(2026, 12, 7, 10, 0)):
        reopen(owner(case), case.reference, "Encore", reopen_days=30)
    assert fresh(case).next_due_at == fresh(case).due_at == at(2026, 12, 10, 16, 30)
    with as_if(at(2026, 12, 8, 10, 0)):
        wait_for_third_party(handler, case.reference, "Bell")
    with as_if(at(2026, 12, 9, 10, 0)):
        resume(handler, case.reference)
    assert fresh(case).due_at == at(2026, 12, 11, 16, 30)


def test_transfer_does_not_move_the_promise(promised, handler):
    make_team("parks")
    with as_if(TUESDAY):
        case = opened(service=promised())
    with as_if(at(2026, 11, 19, 10, 0)):
        transfer(handler, case.reference, "parks", "Un arbre")
    assert fresh(case).next_due_at == case.due_at


def test_attached_report_has_no_date_of_its_own_until_taken_off(promised, handler):
    service = promised()
    with as_if(TUESDAY):
        main, report = opened(service=service), opened(service=service)
        attach(handler, report.reference, main.reference)
        assert (fresh(report).next_due_at, fresh(main).next_due_at) == (None, main.due_at)
        take(handler, main.reference)
        assert fresh(report).next_due_at is None
        detach(handler, report.reference)
    assert fresh(report).next_due_at == report.due_at


def test_ended_case_is_never_due(promised, handler):
    with as_if(TUESDAY):
        case = opened(service=promised())
        end_case(handler, case.reference, DONE)
    assert fresh(case).next_due_at is None


def test_reschedule_moves_what_is_late(promised, handler):
    with as_if(TUESDAY):
        case = opened(service=promised())
    with as_if(at(2026, 11, 20, 17, 0)):
        assert [row.id for row in queue(handler, Filters(view="late")).rows] == [case.pk]
        reschedule(handler, case.reference, at(2026, 11, 27, 16, 30), "La neige")
        assert queue(handler, Filters(view="late")).rows == []
    assert fresh(case).promised_at == at(2026, 11, 20, 16, 30)


@pytest.mark.parametrize(
    ("now", "view"),
    [
        (at(2026, 11, 18, 16, 29), None),
        (at(2026, 11, 18, 16, 31), "soon"),
        (at(2026, 11, 20, 16, 29), "soon"),
        (at(2026, 11, 20, 16, 31), "late"),
    ],
)
def test_late_and_soon_are_one_look_at_the_date(promised, handler, now, view):
    with as_if(TUESDAY):
        case = opened(service=promised())
        take(handler, case.reference)
    with as_if(now):
        found = {name for name in ("late", "soon") if queue(handler, Filters(view=name)).rows}
        counts = view_counts(handler)
    assert found == ({view} if view else set())
    assert {name for name in ("late", "soon") if counts.get(name)} == found


def test_page_draws_the_clock_of_the_promise(promised, handler):
    with as_if(TUESDAY):
        case, bare = opened(service=promised()), in_hand(handler)
        assert case_page(handler, case.reference).clock.due == at(2026, 11, 20, 16, 30)
        assert case_page(handler, bare.reference).clock is None
