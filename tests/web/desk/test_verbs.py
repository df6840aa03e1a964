"""Doing something to a case from its page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from guichet.cases.actions import ending, grouping, handling, waiting
from guichet.cases.models import Case, CaseLink, Message, Task
from guichet.kernel import moment
from guichet.web.desk.forms import NothingForm
from guichet.web.desk.table import VERBS
from tests.web.desk.conftest import page_of

FROM_DIALOG = {"HX-Request": "true", "HX-Target": "ask-body"}
Given = Callable[[Any], dict[str, Any]]


def taken(actor, case) -> None:
    handling.take(actor, case.reference)


def ended(actor, case) -> None:
    ending.end_case(actor, case.reference, ending.Ending("done", "C’est réparé depuis hier."))


def paused(actor, case) -> None:
    waiting.wait_for_third_party(actor, case.reference, "Hydro")


def withdrawn(actor, case) -> None:
    handling.set_published(actor, case.reference, on=False)


def published(actor, case) -> None:
    handling.set_published(actor, case.reference, on=True)


# verb → how the case comes to be ready, what is typed, what is true afterwards
DONE: dict[str, tuple[Callable | None, dict[str, Any], Callable[[Case], object]]] = {
    "take": (None, {}, lambda case: case.state == "in_progress" and case.assignee is not None),
    "triage": (None, {}, lambda case: case.state == "triaged"),
    "end": (
        taken,
        {"outcome": "done", "answer": "Le trou a été rempli ce matin."},
        lambda case: case.state == "resolved" and case.answer == "Le trou a été rempli ce matin.",
    ),
    "plan": (taken, {"on": "+3", "words": "Équipe 2"}, lambda case: case.waiting_for == "date"),
    "ask": (taken, {"question": "Une photo ?", "days": "5"}, lambda case: case.waiting_for == "resident"),
    "wait": (taken, {"who": "Hydro", "until": "+5"}, lambda case: case.waiting_reason == "Hydro"),
    "resume": (paused, {}, lambda case: case.state == "in_progress"),
    "reschedule": (taken, {"due": "+30", "reason": "Le gel."}, lambda case: case.due_at > case.promised_at),
    "assign": (None, {"assignee": "none"}, lambda case: case.assignee is None),
    "transfer": (
        None,
        {"team": "parcs", "reason": "Un arbre."},
        lambda case: case.team.code == "parcs" and case.hops == 1,
    ),
    "task": (
        taken,
        {"title": "Couper", "team": "parcs"},
        lambda case: Task.objects.get(case=case).title == "Couper",
    ),
    "priority": (None, {"priority": "1"}, lambda case: case.priority == 1),
    "publish": (withdrawn, {}, lambda case: case.published),
    "withdraw": (published, {}, lambda case: not case.published),
    "read": (None, {}, lambda case: not case.unread),
    "reopen": (ended, {"why": "Il est revenu."}, lambda case: case.state == "reopened"),
}


def typed(given: dict[str, Any], in_days) -> dict[str, Any]:
    return {
        name: in_days(int(value)) if str(value).startswith("+") else value for name, value in given.items()
    }


@pytest.mark.parametrize("verb", DONE)
def test_verb_is_asked_then_done(lead, case, other_team, in_days, verb: str) -> None:
    ready, given, is_done = DONE[verb]
    if ready:
        ready(lead.actor, case)
    address = page_of(case, "do", verb)
    assert lead.get(address).status_code == 200
    assert "<html" not in lead.get(address, headers=FROM_DIALOG).content.decode()
    case.refresh_from_db()
    answer = lead.post(address, {"version": case.version, "once": "k1", **typed(given, in_days)})
    assert answer.status_code == 303, answer.context and answer.context["form"].errors
    case.refresh_from_db()
    assert is_done(case)


@pytest.mark.parametrize("verb", [name for name, verb in VERBS.items() if verb.form is not NothingForm])
def test_verb_without_what_it_needs_says_so_by_the_field(lead, case, verb: str) -> None:
    if verb == "reopen":
        ended(lead.actor, case)
    case.refresh_from_db()
    before = case.version
    answer = lead.post(page_of(case, "do", verb), {"version": case.version})
    assert answer.status_code == 422
    assert 'class="g-errors"' in answer.content.decode()
    case.refresh_from_db()
    assert case.version == before


def test_attach_then_detach(lead, opened) -> None:
    main, report = opened(), opened("Le même trou.")
    lead.post(
        page_of(report, "do", "attach"), {"version": report.version, "main": main.reference.replace("-", " ")}
    )
    report.refresh_from_db()
    assert report.main_case == main
    assert main.reference in lead.get(page_of(report)).context["step"].sentence
    lead.post(page_of(report, "do", "detach"))
    report.refresh_from_db()
    assert report.main_case is None


def test_link_to_another_case(lead, opened) -> None:
    one, other = opened(), opened("À côté.")
    lead.post(page_of(one, "do", "link"), {"other": other.reference, "kind": "related"})
    assert CaseLink.objects.filter(case=one, other=other).exists()


def test_refusal_of_the_room_is_read_by_its_field(lead, case) -> None:
    answer = lead.post(page_of(case, "do", "attach"), {"version": case.version, "main": case.reference})
    assert answer.status_code == 422
    assert lead.post(page_of(case, "do", "attach"), {"main": "26-999999"}).status_code in {404, 422}


@pytest.mark.parametrize("outcome", ["not_ours", "refused"])
def test_ending_that_needs_a_detail_asks_for_it(lead, case, outcome: str) -> None:
    given = {"version": case.version, "outcome": outcome, "answer": "Ce trou est sur un terrain privé."}
    answer = lead.post(page_of(case, "do", "end"), given)
    assert answer.status_code == 422
    assert "detail" in answer.context["form"].errors
    assert "Ce trou est sur un terrain privé." in answer.content.decode()
    assert lead.post(page_of(case, "do", "end"), {**given, "detail": "Son propriétaire"}).status_code == 303


def test_ready_answer_fills_the_form(lead, case) -> None:
    page = lead.get(page_of(case, "do", "end") + "?reply=filled").content.decode()
    assert "Le trou a été rempli hier." in page
    assert 'value="done" checked' in page


def test_case_changed_meanwhile_is_told_and_what_was_typed_is_kept(lead, agent, case) -> None:
    seen = case.version
    taken(agent.actor, case)
    given = {"version": seen, "outcome": "done", "answer": "Le trou a été rempli ce matin."}
    answer = lead.post(page_of(case, "do", "end"), given)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Samuel Roy" in page
    assert "Le trou a été rempli ce matin." in page
    case.refresh_from_db()
    assert case.state == "in_progress"
    assert f'name="version" value="{case.version}"' in page
    assert lead.post(page_of(case, "do", "end"), {**given, "version": case.version}).status_code == 303


def test_form_sent_twice_is_done_once(lead, case) -> None:
    taken(lead.actor, case)
    case.refresh_from_db()
    given = {"version": case.version, "once": "same", "title": "Couper", "team": "voirie"}
    for _turn in range(2):
        assert lead.post(page_of(case, "do", "task"), given).status_code == 303
    assert Task.objects.count() == 1


def test_refused_form_can_be_sent_again(lead, case, opened) -> None:
    given = {"version": case.version, "once": "again", "main": "26-999999"}
    assert lead.post(page_of(case, "do", "attach"), given).status_code == 422
    other = opened("Le même.")
    assert lead.post(page_of(case, "do", "attach"), {**given, "main": other.reference}).status_code == 303


def test_dialog_shows_the_refusal_in_place_and_leaves_when_done(lead, case) -> None:
    refused = lead.post(page_of(case, "do", "transfer"), {"version": case.version}, headers=FROM_DIALOG)
    assert refused.status_code == 200
    assert "g-errors" in refused.content.decode()
    done = lead.post(page_of(case, "do", "take"), {"version": case.version}, headers=FROM_DIALOG)
    assert done["HX-Redirect"] == page_of(case)


def test_case_that_leaves_one_s_reach_leads_back_to_the_list(agent, case, other_team) -> None:
    given = {"version": case.version, "team": "parcs", "reason": "Un arbre."}
    assert agent.post(page_of(case, "do", "transfer"), given)["Location"] == "/desk/"


def test_verb_that_is_no_longer_possible_says_so(lead, case) -> None:
    ended(lead.actor, case)
    answer = lead.get(page_of(case, "do", "take"), follow=True)
    assert answer.redirect_chain == [(page_of(case), 303)]
    assert "g-note g-warn" in answer.content.decode()


def test_verb_without_the_right_is_refused_and_changes_nothing(sign_in, case) -> None:
    reader = sign_in(grants=["case.read_all"])
    page = reader.get(page_of(case))
    assert page.context["offered"] == set()
    assert reader.post(page_of(case, "do", "take"), {"version": case.version}).status_code == 422
    case.refresh_from_db()
    assert case.state == "received"


def test_unknown_verb_is_not_there(lead, case) -> None:
    assert lead.get(page_of(case, "do", "zorglub")).status_code == 404


def test_task_is_done_by_its_team_then_no_more(lead, case) -> None:
    lead.post(page_of(case, "do", "task"), {"version": case.version, "title": "Couper", "team": "voirie"})
    task = Task.objects.get()
    address = page_of(case, "tasks", str(task.pk), "done")
    assert lead.get(address).status_code == 200
    assert lead.post(address, {"result": "Coupé."}).status_code == 303
    task.refresh_from_db()
    assert task.result == "Coupé."
    answer = lead.post(page_of(case, "tasks", str(task.pk), "cancel"), follow=True)
    assert "g-note g-warn" in answer.content.decode()


def test_note_and_message_are_kept_apart(lead, case) -> None:
    for who, kind in (("note", "note"), ("message", "message")):
        case.refresh_from_db()
        given = {"who": who, "body": f"Mots {who}", "version": case.version}
        assert lead.post(page_of(case, "write"), given).status_code == 303
        assert Message.objects.get(body=f"Mots {who}").kind == kind
    page = lead.get(page_of(case)).content.decode()
    assert "g-inner" in page


def test_message_to_a_case_changed_meanwhile_is_kept_with_its_files(lead, agent, case, picture) -> None:
    seen = case.version
    taken(agent.actor, case)
    given = {
        "who": "message",
        "body": "Nous passons jeudi.",
        "version": seen,
        "draft": "d9",
        "attached": picture("toit.jpg"),
    }
    answer = lead.post(page_of(case, "write"), given)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Nous passons jeudi." in page
    assert "toit.jpg" in page
    case.refresh_from_db()
    del given["attached"]
    assert lead.post(page_of(case, "write"), {**given, "version": case.version}).status_code == 303
    assert lead.get(page_of(case)).context["said"][-1].files[0].name == "toit.jpg"


def test_file_of_a_note_stays_inside(lead, case, picture) -> None:
    lead.post(page_of(case, "write"), {"who": "note", "body": "Vu.", "draft": "d3", "attached": picture()})
    assert lead.get(page_of(case)).context["said"][-1].files[0].internal


def test_message_sent_twice_leaves_once(lead, case) -> None:
    given = {"who": "note", "body": "Une fois.", "once": "twice"}
    for _turn in range(2):
        lead.post(page_of(case, "write"), given)
    assert Message.objects.filter(body="Une fois.").count() == 1


def test_attached_report_shows_where_to_act(lead, opened) -> None:
    main, report = opened(), opened("Le même.")
    grouping.attach(lead.actor, report.reference, main.reference)
    page = lead.get(page_of(report))
    assert "take" not in page.context["offered"]
    assert page_of(main) in page.content.decode()
    assert report.reference in lead.get(page_of(main, "around")).content.decode()


def test_closing_time_of_a_working_day_is_what_is_promised(lead, case, in_days) -> None:
    lead.post(
        page_of(case, "do", "reschedule"), {"version": case.version, "due": in_days(40), "reason": "Le gel."}
    )
    case.refresh_from_db()
    assert case.due_at > moment.now()
    assert "Le gel." in lead.get(page_of(case)).content.decode()
