"""Ending with an answer that will be read, and opening again what is not settled."""

from __future__ import annotations

import datetime as dt

import pytest

from guichet.cases.actions.ending import Ending, abandon, end_case, reopen
from guichet.cases.actions.grouping import attach
from guichet.cases.actions.tasks import add_task, finish_task
from guichet.cases.actions.waiting import ask_resident, wait_for_third_party
from guichet.cases.lifecycle import CHOSEN_OUTCOMES, SETTLING_OUTCOMES
from guichet.cases.models import Message, Pause
from guichet.kernel.actor import system, visitor
from guichet.kernel.errors import Conflict, Denied, Invalid, NotFound
from guichet.kernel.moment import as_if
from tests.cases.scene import TUESDAY, agent, at, fresh, happened, in_hand, last_entry, opened, owner, refuses
from tests.factories import make_task, make_team

ANSWER = "Le trou a été bouché ce matin par l’équipe."
DONE = Ending("done", ANSWER)


@pytest.mark.parametrize("outcome", CHOSEN_OUTCOMES)
def test_end_with_each_outcome_gives_the_answer(handler, outcome):
    case = in_hand(handler)
    with as_if(TUESDAY):
        end_case(handler, case.reference, Ending(outcome, ANSWER, "Ville de Laval"))
    found, settles = fresh(case), outcome in SETTLING_OUTCOMES
    assert (found.state, found.public_state) == (("resolved", "done") if settles else ("closed", "closed"))
    assert (found.outcome, found.answer, found.outcome_detail) == (outcome, ANSWER, "Ville de Laval")
    assert (found.ended_at, found.next_due_at) == (TUESDAY, None)
    assert Message.objects.get(case=case, kind="answer").body == ANSWER
    assert happened(case)[-1] == ("resolved" if settles else "closed")
    assert last_entry(case).data["outcome"] == outcome
    assert ANSWER not in str(last_entry(case).data)


@pytest.mark.parametrize(
    ("ending", "fields"),
    [
        (Ending("done", "Réglé."), {"answer"}),
        (Ending("done", "   \n          \n   "), {"answer"}),
        (Ending("", ANSWER), {"outcome"}),
        (Ending("abandoned", ANSWER), {"outcome"}),
        (Ending("unstated", ANSWER), {"outcome"}),
        (Ending("not_ours", ANSWER), {"detail"}),
        (Ending("refused", "non"), {"detail", "answer"}),
    ],
)
def test_end_without_what_the_requester_will_read_is_refused(handler, ending, fields):
    case = in_hand(handler)
    with refuses(Invalid) as caught:
        end_case(handler, case.reference, ending)
    assert set(caught.value.fields) == fields


def test_end_ends_the_pause(handler):
    case = in_hand(handler)
    wait_for_third_party(handler, case.reference, "Bell")
    end_case(handler, case.reference, DONE)
    assert (fresh(case).waiting_for, fresh(case).waiting_reason) == ("", "")
    assert Pause.objects.get(case=case).ended_at == fresh(case).ended_at


def test_end_twice_is_a_conflict(handler):
    case = in_hand(handler)
    end_case(handler, case.reference, DONE)
    with refuses(Conflict):
        end_case(handler, case.reference, DONE)


def test_end_while_a_colleague_acted_is_a_conflict(handler):
    case = in_hand(handler)
    with refuses(Conflict) as caught:
        end_case(handler, case.reference, DONE, seen_version=1)
    assert len(caught.value.changes) == 1


def test_end_as_done_waits_for_the_tasks(handler):
    case = in_hand(handler)
    task = add_task(handler, case.reference, make_team("paint").code, "Repeindre")
    with refuses(Conflict):
        end_case(handler, case.reference, DONE)
    finish_task(handler, case.reference, task.pk, "Fait")
    assert end_case(handler, case.reference, DONE).state == "resolved"


def test_end_without_doing_cancels_the_tasks(handler):
    case = in_hand(handler)
    task = make_task(case)
    with as_if(TUESDAY):
        end_case(handler, case.reference, Ending("not_ours", ANSWER, "Ville de Laval"))
    task.refresh_from_db()
    assert task.cancelled_at == TUESDAY
    assert happened(case)[-2:] == ["closed", "task_cancelled"]


def test_end_needs_the_right_and_the_team(team, handler):
    case = in_hand(handler)
    with refuses(Denied):
        end_case(agent(team, grants=["case.read_team", "case.handle"]), case.reference, DONE)
    with refuses(NotFound):
        end_case(agent(make_team("parks")), case.reference, DONE)
    with refuses(Denied):
        end_case(owner(case), case.reference, DONE)


def ended(handler, **given):
    case = in_hand(handler, **given)
    end_case(handler, case.reference, DONE)
    return fresh(case)


def test_reopen_by_its_requester_gives_it_back_to_the_team(handler):
    with as_if(TUESDAY):
        case = ended(handler)
    with as_if(TUESDAY + dt.timedelta(days=30)):
        reopen(owner(case), case.reference, "Le trou est revenu", reopen_days=30)
    found = fresh(case)
    assert (found.state, found.public_state, found.outcome, found.ended_at) == (
        "reopened",
        "reopened",
        "",
        None,
    )
    assert (found.taken_at, found.reopened_count, found.unread) == (None, 1, True)
    assert (found.team_id, found.assignee_id) == (case.team_id, case.assignee_id)
    assert Message.objects.get(case=case, kind="reopening").body == "Le trou est revenu"
    assert last_entry(case).data["before"] == "done"


def test_reopen_after_the_window_is_for_staff(handler):
    with as_if(TUESDAY):
        case = ended(handler)
    with as_if(TUESDAY + dt.timedelta(days=30, minutes=1)):
        with refuses(Conflict):
            reopen(owner(case), case.reference, "Encore", reopen_days=30)
        assert reopen(handler, case.reference, "Encore", reopen_days=30).state == "reopened"


def test_reopen_without_a_word_is_refused(handler):
    case = ended(handler)
    with refuses(Invalid):
        reopen(owner(case), case.reference, "  ", reopen_days=30)


def test_reopen_what_is_open_is_a_conflict(handler):
    case = in_hand(handler)
    for who in (owner(case), handler):
        with refuses(Conflict):
            reopen(who, case.reference, "Encore", reopen_days=30)


def test_reopen_someone_else_s_case_finds_nothing(handler):
    case = ended(handler)
    with refuses(NotFound):
        reopen(visitor(), case.reference, "Encore", reopen_days=30)
    with refuses(Denied):
        reopen(agent(case.team, grants=["case.read_team"]), case.reference, "Encore", reopen_days=30)


def test_reopen_a_report_by_its_requester_leaves_the_others_content(team, handler):
    main, report = in_hand(handler), opened(team=team)
    attach(handler, report.reference, main.reference)
    end_case(handler, main.reference, DONE)
    reopen(owner(report), report.reference, "Pas chez moi", reopen_days=30)
    assert (fresh(report).state, fresh(report).main_case_id) == ("reopened", None)
    assert (fresh(main).state, fresh(main).follower_count) == ("resolved", 0)
    assert happened(report)[-2:] == ["detached", "reopened"]


def test_reopen_a_report_by_staff_is_a_conflict(team, handler):
    main, report = in_hand(handler), opened(team=team)
    attach(handler, report.reference, main.reference)
    end_case(handler, main.reference, DONE)
    with refuses(Conflict):
        reopen(handler, report.reference, "Encore", reopen_days=30)


def test_abandon_says_why_in_the_requester_s_language(handler):
    french, english = in_hand(handler), in_hand(handler, language="en")
    for case in (french, english):
        with as_if(TUESDAY):
            ask_resident(handler, case.reference, "Où ?", days=1)
        with as_if(at(2026, 11, 25, 9, 0)):
            abandon(system(), case.reference)
    assert (fresh(french).state, fresh(french).outcome) == ("closed", "abandoned")
    assert "renseignements" in fresh(french).answer
    assert fresh(english).answer.startswith("We did not receive")
    assert last_entry(french).data["outcome"] == "abandoned"


def test_abandon_before_its_day_does_nothing(handler):
    case = in_hand(handler)
    ask_resident(handler, case.reference, "Où ?", days=5)
    assert abandon(system(), case.reference).state == "waiting"
    assert happened(case)[-1] == "asked"
    with refuses(Denied):
        abandon(handler, case.reference)


def test_abandoned_can_be_reopened_by_its_requester(handler):
    case = in_hand(handler)
    with as_if(TUESDAY):
        ask_resident(handler, case.reference, "Où ?", days=1)
    with as_if(at(2026, 11, 25, 9, 0)):
        abandon(system(), case.reference)
        assert reopen(owner(case), case.reference, "Devant le 12", reopen_days=30).state == "reopened"
