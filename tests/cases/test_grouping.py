"""Several reports of one thing: followed, attached, taken off, linked, converted."""

from __future__ import annotations

import datetime as dt

import pytest

from guichet.cases.actions.ending import Ending, end_case, reopen
from guichet.cases.actions.grouping import attach, convert, detach, follow, link, unfollow
from guichet.cases.actions.handling import take, transfer
from guichet.cases.actions.opening import NewCase
from guichet.cases.actions.waiting import ask_resident, plan, resume, wait_for_third_party
from guichet.cases.models import CaseLink, Follower, Pause
from guichet.kernel.actor import visitor
from guichet.kernel.errors import Conflict, Denied, Invalid, NotFound
from guichet.kernel.moment import as_if
from guichet.people.actions import Contact
from tests.cases.scene import (
    HERE,
    LUCIE,
    TUESDAY,
    agent,
    fresh,
    happened,
    in_hand,
    last_entry,
    opened,
    refuses,
)
from tests.factories import make_service, make_team

NOAH = Contact(name="Noah Côté", email="noah@example.org")
DONE = Ending("done", "Le trou a été bouché ce matin.")


@pytest.fixture
def published(team):
    return opened(team=team, where=HERE)


@pytest.fixture
def main(handler):
    return in_hand(handler)


@pytest.fixture
def report(team):
    return opened(team=team, contact=NOAH)


def test_follow_a_published_case_counts_once(published):
    for _twice in range(2):
        follow(visitor(), published.reference, NOAH)
    assert fresh(published).follower_count == Follower.objects.filter(case=published).count() == 1
    assert happened(published) == ["opened", "followed"]
    assert "noah" not in str(last_entry(published).__dict__)


def test_follow_one_s_own_report_changes_nothing(published):
    follow(visitor(), published.reference, LUCIE)
    assert fresh(published).follower_count == 0
    assert happened(published) == ["opened"]


def test_follow_what_is_not_published_finds_nothing(report):
    with refuses(NotFound):
        follow(visitor(), report.reference, NOAH)


def test_follow_without_an_address_or_after_the_end_is_refused(published, handler):
    with refuses(Invalid) as caught:
        follow(visitor(), published.reference, Contact(name="Noah"))
    assert set(caught.value.fields) == {"email"}
    end_case(handler, published.reference, DONE)
    with refuses(Conflict):
        follow(visitor(), published.reference, NOAH)


def test_follow_a_report_follows_its_main_case(published, main, handler):
    attach(handler, published.reference, main.reference)
    assert follow(visitor(), published.reference, NOAH) == main
    assert fresh(main).follower_count == 2


def test_unfollow_takes_one_off_and_again_nothing(published):
    follow(visitor(), published.reference, NOAH)
    resident = Follower.objects.get().resident_id
    for _twice in range(2):
        unfollow(visitor(), published.reference, resident)
    assert (fresh(published).follower_count, Follower.objects.count()) == (0, 0)
    assert happened(published) == ["opened", "followed", "unfollowed"]


def test_unfollow_a_report_counts_on_its_main_case_too(published, main, handler):
    follow(visitor(), published.reference, NOAH)
    attach(handler, published.reference, main.reference)
    assert fresh(main).follower_count == 2
    unfollow(visitor(), published.reference, Follower.objects.get().resident_id)
    assert (fresh(published).follower_count, fresh(main).follower_count) == (0, 1)


def test_attach_gives_the_course_of_the_main_case(main, report, handler):
    attach(handler, report.reference, main.reference)
    found = fresh(report)
    assert (found.main_case_id, found.state, found.public_state) == (main.pk, "in_progress", "working")
    assert (found.next_due_at, found.team_id) == (None, report.team_id)
    assert fresh(main).follower_count == 1
    assert (happened(report), last_entry(report).data["main"]) == (["opened", "attached"], main.reference)


def test_attach_again_or_to_oneself_or_to_a_report_or_to_what_ended(main, report, handler, team):
    attach(handler, report.reference, main.reference)
    assert attach(handler, report.reference, main.reference).pk == report.pk
    assert happened(report) == ["opened", "attached"]
    third = opened(team=team)
    for one, other in ((main, main), (third, report), (main, report)):
        with refuses(Conflict):
            attach(handler, one.reference, other.reference)
    end_case(handler, main.reference, DONE)
    with refuses(Conflict):
        attach(handler, third.reference, main.reference)


def test_attach_a_main_case_brings_its_reports_along(main, report, handler, team):
    bigger = in_hand(handler)
    attach(handler, report.reference, main.reference)
    attach(handler, main.reference, bigger.reference)
    assert fresh(report).main_case_id == fresh(main).main_case_id == bigger.pk
    assert (fresh(bigger).follower_count, fresh(main).follower_count) == (2, 0)
    detach(handler, main.reference)
    assert fresh(bigger).follower_count == 1


def test_attach_a_waiting_report_ends_its_pause(main, handler):
    waiting = in_hand(handler)
    wait_for_third_party(handler, waiting.reference, "Bell")
    attach(handler, waiting.reference, main.reference)
    assert fresh(waiting).state == "in_progress"
    assert Pause.objects.get(case=waiting).ended_at is not None


def test_attach_to_a_case_that_asks_does_not_ask_the_other_person(main, report, handler):
    ask_resident(handler, main.reference, "Où ?")
    attach(handler, report.reference, main.reference)
    assert (fresh(report).state, fresh(report).public_state) == ("in_progress", "working")


def test_attach_needs_the_right_and_both_cases(main, report, team, handler):
    with refuses(Denied):
        attach(agent(team, grants=["case.read_team"]), report.reference, main.reference)
    hidden = opened(team=make_team("parks"))
    for pair in ((hidden, main), (main, hidden)):
        with refuses(NotFound):
            attach(handler, pair[0].reference, pair[1].reference)


@pytest.mark.parametrize("step", ["plan", "resume", "end", "reopen"])
def test_each_step_of_the_main_case_is_one_of_its_reports(main, report, handler, step):
    attach(handler, report.reference, main.reference)
    plan(handler, main.reference, dt.date(2040, 1, 1))
    steps = {
        "plan": lambda: None,
        "resume": lambda: resume(handler, main.reference),
        "end": lambda: end_case(handler, main.reference, DONE),
        "reopen": lambda: (
            end_case(handler, main.reference, DONE),
            reopen(handler, main.reference, "Encore", reopen_days=30),
        ),
    }
    steps[step]()
    one, other = fresh(main), fresh(report)
    for name in ("state", "public_state", "waiting_for", "outcome", "answer", "ended_at", "waiting_until"):
        assert getattr(one, name) == getattr(other, name)
    assert other.next_due_at is None
    assert happened(main)[-1] == happened(report)[-1]
    assert last_entry(report).data["carried"]


@pytest.mark.parametrize(
    "act",
    [
        take,
        lambda who, number: transfer(who, number, "parks", "x"),
        lambda who, number: plan(who, number, dt.date(2040, 1, 1)),
        lambda who, number: end_case(who, number, DONE),
        lambda who, number: ask_resident(who, number, "Où ?"),
    ],
)
def test_act_on_a_report_alone_is_a_conflict(main, report, handler, act):
    make_team("parks")
    attach(handler, report.reference, main.reference)
    with refuses(Conflict):
        act(handler, report.reference)


def test_detach_lets_it_go_its_own_way(main, report, handler):
    attach(handler, report.reference, main.reference)
    detach(handler, report.reference)
    assert (fresh(report).main_case_id, fresh(main).follower_count) == (None, 0)
    assert (happened(report)[-1], last_entry(report).data["main"]) == ("detached", main.reference)
    with refuses(Conflict):
        detach(handler, report.reference)


def test_detach_from_a_waiting_case_does_not_wait(main, report, handler):
    attach(handler, report.reference, main.reference)
    plan(handler, main.reference, dt.date(2040, 1, 1))
    detach(handler, report.reference)
    assert (fresh(report).state, fresh(report).waiting_until) == ("in_progress", None)
    assert fresh(main).state == "waiting"


def test_link_is_seen_from_both_sides_once(main, report, handler):
    link(handler, main.reference, report.reference)
    link(handler, main.reference, report.reference)
    link(handler, report.reference, main.reference)
    assert CaseLink.objects.count() == 1
    assert (happened(main)[-1], happened(report)[-1]) == ("linked", "linked")


def test_link_to_oneself_or_in_an_unknown_way_is_refused(main, report, handler):
    with refuses(Conflict):
        link(handler, main.reference, main.reference)
    with refuses(Invalid):
        link(handler, main.reference, report.reference, "cousin")
    hidden = opened(team=make_team("parks"))
    with refuses(NotFound):
        link(handler, main.reference, hidden.reference)


def test_convert_opens_another_case_linked_to_it(main, handler):
    with as_if(TUESDAY):
        other = convert(handler, main.reference, NewCase(make_service().code, contact=LUCIE, channel="phone"))
    assert CaseLink.objects.get(case=main, other=other).kind == "converted"
    assert (fresh(main).state, fresh(other).state) == ("in_progress", "received")
    assert (happened(main)[-1], last_entry(main).data["other"]) == ("converted", other.reference)


def test_convert_to_a_closed_service_changes_nothing(main, handler):
    closed, offered = make_service(active=False), make_service()
    with refuses(Invalid):
        convert(handler, main.reference, NewCase(closed.code))
    reader = agent(fresh(main).team, grants=["case.read_team", "case.handle"])
    with refuses(Denied):
        convert(reader, main.reference, NewCase(offered.code))
