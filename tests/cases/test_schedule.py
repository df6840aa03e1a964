"""What Guichet does by itself when an awaited date has come."""

from __future__ import annotations

import datetime as dt

import pytest

from guichet.cases.actions.grouping import attach
from guichet.cases.actions.schedule import LAST_DAYS, do_due_work
from guichet.cases.actions.talking import reply
from guichet.cases.actions.waiting import ask_resident, plan, wait_for_third_party
from guichet.kernel.actor import system
from guichet.kernel.errors import Denied
from guichet.kernel.moment import as_if
from tests.cases.scene import TUESDAY, at, everything, fresh, happened, in_hand, opened, owner, refuses

DAY = dt.timedelta(days=1)


@pytest.fixture
def case(handler):
    with as_if(TUESDAY):
        return in_hand(handler)


def works(when: dt.datetime) -> int:
    with as_if(when):
        return do_due_work(system())


def test_planned_day_that_is_over_goes_on(case, handler):
    with as_if(TUESDAY):
        plan(handler, case.reference, dt.date(2026, 11, 20))
    before = everything()
    assert works(at(2026, 11, 20, 23, 58)) == 0
    assert everything() == before
    assert works(at(2026, 11, 20, 23, 59)) == 1
    found = fresh(case)
    assert (found.state, found.unread, found.waiting_until) == ("in_progress", True, None)
    assert happened(case)[-1] == "resumed"


def test_third_party_without_a_date_waits_for_ever_with_one_goes_on(case, handler):
    with as_if(TUESDAY):
        wait_for_third_party(handler, case.reference, "Bell")
        other = in_hand(handler)
        wait_for_third_party(handler, other.reference, "Bell", dt.date(2026, 11, 20))
    assert works(TUESDAY + 300 * DAY) == 1
    assert (fresh(case).state, fresh(other).state) == ("waiting", "in_progress")


def test_question_is_reminded_once_then_the_case_ends(case, handler):
    with as_if(TUESDAY):
        ask_resident(handler, case.reference, "Où ?", days=10)
    assert works(TUESDAY + 9 * DAY) == 0
    assert works(TUESDAY + 10 * DAY) == 1
    assert (fresh(case).state, happened(case)[-1]) == ("waiting", "reminded")
    assert fresh(case).waiting_until == TUESDAY + (10 + LAST_DAYS) * DAY
    assert works(TUESDAY + 11 * DAY) == 0
    assert works(TUESDAY + 15 * DAY) == 1
    assert (fresh(case).outcome, happened(case)[-1]) == ("abandoned", "closed")
    assert works(TUESDAY + 16 * DAY) == 0
    assert happened(case).count("reminded") == 1


def test_answered_question_is_not_reminded(case, handler):
    with as_if(TUESDAY):
        ask_resident(handler, case.reference, "Où ?", days=10)
        reply(owner(case), case.reference, "Devant le 12")
    assert works(TUESDAY + 30 * DAY) == 0
    assert fresh(case).state == "in_progress"


def test_second_question_is_reminded_anew(case, handler):
    with as_if(TUESDAY):
        ask_resident(handler, case.reference, "Où ?", days=1)
    works(TUESDAY + DAY)
    with as_if(TUESDAY + 2 * DAY):
        reply(owner(case), case.reference, "Devant le 12")
        ask_resident(handler, case.reference, "Quel 12 ?", days=1)
    assert works(TUESDAY + 4 * DAY) == 1
    assert happened(case)[-1] == "reminded"


def test_unanswered_question_does_not_end_what_others_reported(case, handler, team):
    report = opened(team=team)
    attach(handler, report.reference, case.reference)
    with as_if(TUESDAY):
        ask_resident(handler, case.reference, "Où ?", days=1)
    works(TUESDAY + DAY)
    works(TUESDAY + 10 * DAY)
    assert (fresh(case).state, fresh(case).unread, fresh(report).state) == (
        "in_progress",
        True,
        "in_progress",
    )


def test_reports_take_no_place_among_what_is_due(case, handler, team):
    report = opened(team=team)
    attach(handler, report.reference, case.reference)
    with as_if(TUESDAY):
        plan(handler, case.reference, dt.date(2026, 11, 17))
    assert works(TUESDAY + DAY) == 1
    assert (fresh(report).state, happened(report)[-1]) == ("in_progress", "resumed")


def test_due_work_is_the_house_s_own(case, handler):
    with refuses(Denied):
        do_due_work(handler)
