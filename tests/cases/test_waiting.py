"""Planning, waiting for someone, asking, going on, saying a new date."""

from __future__ import annotations

import datetime as dt

import pytest

from guichet.cases.actions.ending import Ending, end_case
from guichet.cases.actions.waiting import ask_resident, plan, reschedule, resume, wait_for_third_party
from guichet.cases.models import Message, Pause
from guichet.kernel.errors import Conflict, Invalid, NotFound
from guichet.kernel.moment import as_if
from guichet.people.actions import Contact
from tests.cases.scene import (
    TUESDAY,
    agent,
    at,
    fresh,
    happened,
    in_hand,
    last_entry,
    opened,
    refuses,
)
from tests.factories import make_team

ANSWER = Ending("done", "Le trou a été bouché ce matin.")


def pauses(case):
    return [(pause.reason, pause.words, pause.ended_at) for pause in Pause.objects.filter(case=case)]


def test_plan_waits_until_the_end_of_the_day_in_the_city(handler):
    with as_if(TUESDAY):
        case = in_hand(handler)
        plan(handler, case.reference, dt.date(2026, 11, 20), "Équipe de jour")
    found = fresh(case)
    assert (found.state, found.public_state, found.waiting_for) == ("waiting", "planned", "date")
    assert found.waiting_until == at(2026, 11, 20, 23, 59)
    assert (found.waiting_reason, found.next_due_at) == ("Équipe de jour", None)
    assert pauses(case) == [("date", "Équipe de jour", None)]
    assert last_entry(case).data["on"] == "2026-11-20"


def test_plan_takes_in_charge_what_nobody_had_taken(team, handler):
    case = opened(team=team)
    with as_if(TUESDAY):
        plan(handler, case.reference, dt.date(2026, 11, 20))
    assert fresh(case).taken_at == TUESDAY
    assert fresh(case).waiting_reason == "2026-11-20"


def test_plan_today_late_in_the_evening_is_today_in_the_city(handler):
    case = in_hand(handler)
    with as_if(at(2026, 11, 17, 22, 0)):  # already Wednesday in Greenwich
        plan(handler, case.reference, dt.date(2026, 11, 17))
    assert fresh(case).waiting_until == at(2026, 11, 17, 23, 59)


def test_plan_in_the_past_is_refused(handler):
    case = in_hand(handler)
    with as_if(TUESDAY), refuses(Invalid) as caught:
        plan(handler, case.reference, dt.date(2026, 11, 16))
    assert set(caught.value.fields) == {"on"}


def test_plan_again_keeps_one_pause_running(handler):
    with as_if(TUESDAY):
        case = in_hand(handler)
        plan(handler, case.reference, dt.date(2026, 11, 20))
    with as_if(at(2026, 11, 18, 9, 0)):
        plan(handler, case.reference, dt.date(2026, 11, 27))
    assert [end for _reason, _words, end in pauses(case)] == [at(2026, 11, 18, 9, 0), None]


def test_wait_for_a_third_party_names_it(handler):
    case = in_hand(handler)
    wait_for_third_party(handler, case.reference, "Hydro-Québec", dt.date(2030, 1, 2))
    found = fresh(case)
    assert (found.waiting_for, found.waiting_reason) == ("third_party", "Hydro-Québec")
    assert (found.public_state, found.waiting_until) == ("working", at(2030, 1, 2, 23, 59))
    assert happened(case)[-1] == "paused"
    with refuses(Invalid):
        wait_for_third_party(handler, case.reference, " ")


def test_ask_stops_the_clock_and_writes_the_question(handler):
    with as_if(TUESDAY):
        case = in_hand(handler)
        ask_resident(handler, case.reference, "Quel est le numéro du lampadaire ?", days=7)
    found = fresh(case)
    assert (found.waiting_for, found.public_state) == ("resident", "asking")
    assert found.waiting_until == TUESDAY + dt.timedelta(days=7)
    message = Message.objects.get(case=case)
    assert (message.kind, message.body) == ("question", "Quel est le numéro du lampadaire ?")
    assert last_entry(case).data["message"] == message.pk


@pytest.mark.parametrize(("question", "days"), [("", 10), ("Où ?", 0), ("Où ?", 91)])
def test_ask_without_a_question_or_for_too_long_is_refused(handler, question, days):
    case = in_hand(handler)
    with refuses(Invalid):
        ask_resident(handler, case.reference, question, days)


def test_ask_someone_who_left_no_address_is_a_conflict(handler):
    case = in_hand(handler, contact=Contact(name="Lucie", phone="514 555-0142"))
    with refuses(Conflict):
        ask_resident(handler, case.reference, "Où ?")


def test_resume_ends_the_pause(handler):
    with as_if(TUESDAY):
        case = in_hand(handler)
        wait_for_third_party(handler, case.reference, "Bell")
    with as_if(at(2026, 11, 19, 15, 0)):
        resume(handler, case.reference)
    found = fresh(case)
    assert (found.state, found.waiting_for, found.waiting_reason, found.waiting_until) == (
        "in_progress",
        "",
        "",
        None,
    )
    assert pauses(case) == [("third_party", "Bell", at(2026, 11, 19, 15, 0))]
    assert happened(case)[-1] == "resumed"


def test_resume_what_does_not_wait_is_a_conflict(handler):
    case = in_hand(handler)
    with refuses(Conflict):
        resume(handler, case.reference)


def test_reschedule_says_the_new_date_and_keeps_the_first_promise(handler):
    with as_if(TUESDAY):
        case = in_hand(handler)
        reschedule(handler, case.reference, at(2026, 12, 1, 16, 0), "Le camion est en panne")
    found = fresh(case)
    assert (found.due_at, found.next_due_at) == (at(2026, 12, 1, 16, 0), at(2026, 12, 1, 16, 0))
    assert found.promised_at == case.promised_at
    assert Message.objects.get(case=case).body == "Le camion est en panne"
    data = last_entry(case).data
    assert (data["before"], data["after"]) == (None, "2026-12-01T16:00:00-05:00")


@pytest.mark.parametrize(("day", "reason"), [(18, ""), (16, "Le camion")])
def test_reschedule_without_a_reason_or_into_the_past_is_refused(handler, day, reason):
    case = in_hand(handler)
    with as_if(TUESDAY), refuses(Invalid):
        reschedule(handler, case.reference, at(2026, 11, day, 16, 0), reason)


@pytest.mark.parametrize(
    "act",
    [
        lambda who, number, **seen: plan(who, number, dt.date(2040, 1, 1), **seen),
        lambda who, number, **seen: wait_for_third_party(who, number, "Bell", **seen),
        lambda who, number, **seen: ask_resident(who, number, "Où ?", **seen),
        lambda who, number, **seen: reschedule(who, number, at(2040, 1, 1), "x", **seen),
    ],
    ids=["plan", "third_party", "ask", "reschedule"],
)
def test_wait_on_what_ended_or_changed_or_is_not_ours_is_refused(handler, act):
    case, stranger = in_hand(handler), agent(make_team("parks"))
    with refuses(NotFound):
        act(stranger, case.reference)
    with refuses(Conflict) as caught:
        act(handler, case.reference, seen_version=1)
    assert caught.value.changes
    end_case(handler, case.reference, ANSWER)
    with refuses(Conflict):
        act(handler, case.reference)
