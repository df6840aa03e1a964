"""Notes, messages, replies: who reads what, and what a reply starts again."""

from __future__ import annotations

import pytest

from guichet.cases.actions.ending import Ending, end_case
from guichet.cases.actions.grouping import attach
from guichet.cases.actions.handling import take
from guichet.cases.actions.talking import mark_read, note, reply, write
from guichet.cases.actions.waiting import ask_resident
from guichet.cases.models import Message, Pause
from guichet.kernel.errors import Conflict, Denied, Invalid, NotFound
from tests.cases.scene import agent, fresh, happened, in_hand, last_entry, opened, owner, refuses
from tests.factories import make_team


def test_note_stays_inside(handler):
    case = in_hand(handler)
    made = note(handler, case.reference, "  Voir avec\r\nPaul ")
    assert (made.kind, made.body, made.author_id) == ("note", "Voir avec\nPaul", handler.id)
    assert last_entry(case).data == {"version": 3, "team": case.team_id, "message": made.pk}
    assert "Paul" not in str(last_entry(case).__dict__)


def test_note_does_not_stop_a_colleague_s_note(handler):
    case, colleague = in_hand(handler), agent(fresh(in_hand(handler)).team)
    note(handler, case.reference, "un")
    note(colleague, case.reference, "deux")
    assert Message.objects.filter(case=case).count() == 2


def test_write_is_a_message_that_reads_what_was_new(team, handler):
    case = opened(team=team)
    made = write(handler, case.reference, "Nous passerons jeudi.")
    assert (made.kind, fresh(case).unread) == ("message", False)
    assert happened(case) == ["opened", "written"]


def test_write_while_a_colleague_acted_is_a_conflict(team, handler):
    case = opened(team=team)
    take(agent(team), case.reference)
    with refuses(Conflict) as caught:
        write(handler, case.reference, "Nous passerons jeudi.", seen_version=case.version)
    assert len(caught.value.changes) == 1


def test_reply_of_the_requester_is_new_for_the_team(handler):
    case = in_hand(handler)
    made = reply(owner(case), case.reference, "C’est devant le 12.")
    found = fresh(case)
    assert (made.kind, found.unread, found.state) == ("reply", True, "in_progress")
    assert happened(case)[-1] == "replied"


def test_reply_to_a_question_starts_the_clock_again(handler):
    case = in_hand(handler)
    ask_resident(handler, case.reference, "Où ?")
    reply(owner(case), case.reference, "Devant le 12.")
    found = fresh(case)
    assert (found.state, found.waiting_for, found.waiting_until, found.unread) == (
        "in_progress",
        "",
        None,
        True,
    )
    assert Pause.objects.get(case=case).ended_at is not None
    assert happened(case)[-2:] == ["replied", "resumed"]


def test_reply_on_a_report_shows_on_the_main_case(team, handler):
    main, report = in_hand(handler), opened(team=team)
    attach(handler, report.reference, main.reference)
    reply(owner(report), report.reference, "C’est pire ce matin.")
    assert (fresh(report).unread, fresh(main).unread) == (True, True)
    assert happened(main)[-1] != "replied"


def test_reply_on_an_ended_case_is_a_conflict(handler):
    case = in_hand(handler)
    end_case(handler, case.reference, Ending("done", "Le trou a été bouché."))
    with refuses(Conflict):
        reply(owner(case), case.reference, "Merci")


def test_reply_is_for_residents(handler):
    case = in_hand(handler)
    with refuses(Denied):
        reply(handler, case.reference, "Bonjour")


def test_reply_on_someone_else_s_case_finds_nothing(handler):
    mine, other = in_hand(handler), in_hand(handler)
    with refuses(NotFound):
        reply(owner(mine), other.reference, "Bonjour")


@pytest.mark.parametrize("text", ["", " \n ", "\x00\x07"])
def test_write_nothing_is_refused(handler, text):
    case = in_hand(handler)
    for act, who in ((note, handler), (write, handler), (reply, owner(case))):
        with refuses(Invalid):
            act(who, case.reference, text)


def test_note_is_for_staff_of_the_case(team):
    case = opened(team=team)
    reader, stranger = agent(role="privacy_officer"), agent(make_team("parks"))
    with refuses(Denied):
        note(reader, case.reference, "x")
    with refuses(NotFound):
        note(stranger, case.reference, "x")
    with refuses(Denied):
        note(owner(case), case.reference, "x")


def test_mark_read_tells_nobody_when_nothing_is_new(team, handler):
    case = opened(team=team)
    mark_read(handler, case.reference)
    assert (fresh(case).unread, fresh(case).version) == (False, 2)
    mark_read(handler, case.reference)
    assert (fresh(case).version, happened(case)) == (2, ["opened", "corrected"])
    with refuses(Denied):
        mark_read(agent(role="privacy_officer"), case.reference)
