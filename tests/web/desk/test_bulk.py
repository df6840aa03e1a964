"""Acting on many cases at once."""

from __future__ import annotations

import pytest

from guichet.cases.actions import ending
from guichet.cases.models import Case, Message
from tests.web.desk.conftest import page_of

GIVEN = {
    "take": {},
    "assign": {"assignee": "none"},
    "transfer": {"team": "parcs", "reason": "Des arbres."},
    "write": {"body": "L’équipe passe jeudi."},
    "end": {"outcome": "done", "answer": "Les trous ont été remplis."},
}


@pytest.mark.parametrize("act", GIVEN)
def test_act_says_what_will_happen_then_does_it(lead, opened, other_team, act: str) -> None:
    chosen = [opened(f"Trou {number}").reference for number in range(3)]
    asked = lead.post(f"/desk/bulk/{act}/", {"ref": chosen})
    assert asked.status_code == 200
    assert Message.objects.count() == 0
    done = lead.post(f"/desk/bulk/{act}/", {"ref": chosen, "confirmed": "1", "once": "b1", **GIVEN[act]})
    assert done["Location"] == "/desk/bulk/report/"
    report = lead.get("/desk/bulk/report/")
    assert report.context["done"] == chosen
    assert report.context["left"] == []


def test_whole_list_is_chosen_by_number_before_anything_is_done(lead, opened) -> None:
    shown, hidden = opened(), opened("Sur la page suivante.")
    sent = {"ref": [shown.reference], "whole": "1", "list": "view=team"}
    asked = lead.post("/desk/bulk/take/", sent)
    assert set(asked.context["chosen"]) == {shown.reference, hidden.reference}


def test_reports_are_attached_to_one(lead, opened) -> None:
    main, one, other = opened(), opened("Le même."), opened("Encore.")
    chosen = [main.reference, one.reference, other.reference]
    lead.post("/desk/bulk/attach/", {"ref": chosen, "confirmed": "1", "main": main.reference})
    assert set(Case.objects.filter(main_case=main)) == {one, other}


def test_what_cannot_be_done_is_left_and_its_reason_told(lead, opened) -> None:
    good, over = opened(), opened("Déjà réglé.")
    ending.end_case(lead.actor, over.reference, ending.Ending("done", "C’était déjà réparé."))
    lead.post("/desk/bulk/take/", {"ref": [good.reference, over.reference], "confirmed": "1"})
    report = lead.get("/desk/bulk/report/")
    assert report.context["done"] == [good.reference]
    assert [references for _reason, references in report.context["left"]] == [[over.reference]]
    assert page_of(over) in report.content.decode()


def test_act_without_what_it_needs_keeps_the_choice(lead, case) -> None:
    answer = lead.post("/desk/bulk/end/", {"ref": [case.reference], "confirmed": "1", "answer": "Court"})
    assert answer.status_code == 422
    assert f'value="{case.reference}"' in answer.content.decode()
    case.refresh_from_db()
    assert case.state == "received"


def test_act_sent_twice_is_done_once(lead, case) -> None:
    given = {"ref": [case.reference], "confirmed": "1", "once": "b2", "body": "Une seule fois."}
    for _turn in range(2):
        assert lead.post("/desk/bulk/write/", given).status_code == 303
    assert Message.objects.count() == 1


def test_nothing_chosen_is_said(lead) -> None:
    answer = lead.post("/desk/bulk/take/", {})
    assert answer.status_code == 200
    assert answer.context["chosen"] == []


def test_too_many_are_refused_whole(lead, case) -> None:
    many = [case.reference, *(f"26-{number:06d}" for number in range(500_000, 501_000))]
    answer = lead.post("/desk/bulk/take/", {"ref": many, "confirmed": "1"})
    assert answer.status_code == 422
    case.refresh_from_db()
    assert case.state == "received"


def test_acting_on_many_asks_for_the_right(agent, case) -> None:
    assert agent.post("/desk/bulk/take/", {"ref": [case.reference], "confirmed": "1"}).status_code == 403
    assert not agent.get("/desk/").context["acts"]


def test_report_without_an_act_leads_to_the_list(lead) -> None:
    assert lead.get("/desk/bulk/report/")["Location"] == "/desk/"


def test_unknown_act_is_not_there(lead) -> None:
    assert lead.post("/desk/bulk/zorglub/", {}).status_code == 404
