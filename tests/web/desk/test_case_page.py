"""The page of one case."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from guichet.cases.actions import ending, grouping, handling, talking, tasks, waiting
from guichet.cases.actions.opening import NewCase, Where, open_case
from guichet.kernel import moment
from guichet.kernel.actor import system, visitor
from guichet.people.actions import Contact
from guichet.places.actions.calendar import set_hours
from tests.factories import make_case, make_resident, make_service
from tests.web.desk.conftest import page_of

MOST_QUERIES = 15


def test_page_shows_what_was_asked_and_promised(agent, case) -> None:
    page = agent.get(page_of(case)).content.decode()
    for words in (
        "Un trou profond.",
        "De quelle taille",
        "Petit",
        "Alice Tremblay",
        "alice@exemple.ca",
        "g-clock",
        "Voirie",
    ):
        assert words in page


def test_page_takes_few_queries_however_much_hangs_on_the_case(agent, case, other_team) -> None:
    set_hours(system(), {1: [(dt.time(8), dt.time(16))]})

    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert agent.get(page_of(case)).status_code == 200
        return len(seen)

    count()
    few = count()
    for _turn in range(10):
        talking.note(agent.actor, case.reference, "Vu sur place.")
        tasks.add_task(agent.actor, case.reference, other_team.code, "Élaguer")
        grouping.link(agent.actor, case.reference, make_case(case.service, team=case.team).reference)
    assert few == count() <= MOST_QUERIES


def test_case_of_another_team_is_not_there(agent, other_team) -> None:
    hidden = make_case(team=other_team)
    for part in ((), ("place",), ("around",), ("write",), ("do", "take")):
        assert agent.get(page_of(hidden, *part)).status_code == 404


def test_contact_is_kept_from_those_who_may_not_read_it(sign_in, case) -> None:
    manager = sign_in("manager")
    for part in ((), ("around",)):
        page = manager.get(page_of(case, *part)).content.decode()
        assert "Alice" not in page
        assert "alice@" not in page


def test_task_opens_the_case_to_the_team_that_has_it(sign_in, agent, case, other_team) -> None:
    helper = sign_in("second_line", teams=[other_team])
    tasks.add_task(agent.actor, case.reference, other_team.code, "Couper la branche")
    assert "Couper la branche" in helper.get(page_of(case)).content.decode()
    assert "Couper la branche" in helper.get("/desk/tasks/").content.decode()


def test_history_names_people_teams_and_tasks_and_gives_the_reason(sign_in, lead, case, other_team) -> None:
    everywhere = sign_in("first_line", teams=[])
    handling.assign(lead.actor, case.reference, lead.account.pk)
    tasks.add_task(lead.actor, case.reference, other_team.code, "Couper la branche")
    handling.transfer(lead.actor, case.reference, other_team.code, "Une branche, pas un trou")
    said = [line.words for line in everywhere.get(page_of(case)).context["history"]]
    assert all(part in said[0] for part in ("Voirie", "Parcs", "Une branche, pas un trou"))
    assert all(part in said[1] for part in ("Parcs", "Couper la branche"))
    assert lead.account.name in said[2]


@pytest.mark.parametrize(
    ("act", "verb"),
    [
        (lambda *_nothing: None, "take"),
        (lambda actor, case: handling.take(actor, case.reference), "plan"),
        (lambda actor, case: waiting.wait_for_third_party(actor, case.reference, "Hydro"), "resume"),
        (lambda actor, case: waiting.plan(actor, case.reference, moment.today()), "end"),
        (lambda actor, case: waiting.ask_resident(actor, case.reference, "Une photo ?"), ""),
        (
            lambda actor, case: ending.end_case(
                actor, case.reference, ending.Ending("done", "C’est réparé depuis hier.")
            ),
            "",
        ),
    ],
)
def test_next_step_follows_the_state(agent, case, act, verb: str) -> None:
    act(agent.actor, case)
    assert agent.get(page_of(case)).context["step"].verb == verb


def test_reply_of_the_resident_is_what_to_do_now(agent, case) -> None:
    resident = visitor(case_references=frozenset({case.reference}))
    handling.take(agent.actor, case.reference)
    talking.reply(resident, case.reference, "Le trou grandit.")
    answer = agent.get(page_of(case))
    assert answer.context["step"].verb == "write"
    assert "Alice Tremblay" in answer.context["step"].sentence
    assert "Le trou grandit." in answer.content.decode()
    agent.post(page_of(case, "do", "read"))
    assert agent.get(page_of(case)).context["step"].verb != "write"


def test_promise_passed_asks_for_a_new_date(agent, service, opened) -> None:
    with moment.as_if(timezone.now() - dt.timedelta(days=40)):
        old = opened()
        handling.take(agent.actor, old.reference)
    answer = agent.get(page_of(old))
    assert answer.context["step"].verb == "reschedule"
    assert answer.context["clock"].tone == "late"


def test_pauses_are_drawn_and_said(agent, case) -> None:
    with moment.as_if(timezone.now() + dt.timedelta(days=1)):
        waiting.wait_for_third_party(agent.actor, case.reference, "Hydro-Québec")
    with moment.as_if(timezone.now() + dt.timedelta(days=3)):
        page = agent.get(page_of(case)).content.decode()
    assert "c-pause" in page
    assert "Hydro-Québec" in page


def test_probably_same_report_nearby_is_proposed(agent, team) -> None:
    service = make_service("lampadaire", team=team, location="required")
    where = Where(45.5, -73.6, "6540, rue Chabot")
    first = open_case(visitor(), NewCase(service=service.code, where=where))
    second = open_case(visitor(), NewCase(service=service.code, where=where))
    around = agent.get(page_of(second, "around"), headers={"HX-Request": "true"}).content.decode()
    assert first.reference in around
    assert f"/do/attach/?main={first.reference}" in around
    assert "<svg" in agent.get(page_of(second, "place")).content.decode()


def test_other_cases_of_the_person_are_listed(agent, opened) -> None:
    first, second = opened(), opened("Un autre trou.")
    assert first.reference in agent.get(page_of(second, "around")).content.decode()


def test_links_are_seen_from_both_sides(agent, opened) -> None:
    first, second = opened(), opened("Encore un.")
    grouping.link(agent.actor, first.reference, second.reference, "follow_up")
    assert second.reference in agent.get(page_of(first, "around")).content.decode()
    assert first.reference in agent.get(page_of(second, "around")).content.decode()


def test_photo_is_served_to_who_may_see_the_case_and_nobody_else(
    agent, sign_in, client, case, other_team, picture
) -> None:
    agent.post(
        page_of(case, "write"),
        {"who": "note", "body": "Voir la photo.", "draft": "d1", "attached": picture()},
    )
    page = agent.get(page_of(case))
    file = page.context["said"][-1].files[0]
    address = page_of(case, "files", str(file.key))
    for small, kind in (("", "image/jpeg"), ("?small=1", "image/webp")):
        answer = agent.get(address + small)
        assert answer["Content-Type"] == kind
        assert b"".join(answer.streaming_content)
        for close in answer._resource_closers:
            close()
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]
    assert sign_in("second_line", teams=[other_team]).get(address).status_code == 404
    assert client.get(address).status_code == 302


def test_photo_is_made_public_and_private_again(lead, case, picture) -> None:
    lead.post(
        page_of(case, "write"), {"who": "message", "body": "Voici.", "draft": "d1", "attached": picture()}
    )
    file = lead.get(page_of(case)).context["said"][-1].files[0]
    address = page_of(case, "files", str(file.key), "public")
    for show in ("1", "0"):
        assert lead.post(address, {"show": show}).status_code == 303
        file.refresh_from_db()
        assert file.published is (show == "1")


def test_anonymous_case_says_that_there_is_nobody_to_write_to(agent, team) -> None:
    case = make_case(make_service(team=team), team=team)
    page = agent.get(page_of(case))
    assert page.status_code == 200
    assert page.context["reply_to"] == ""


def test_requester_without_address_is_told_by_telephone(agent, team) -> None:
    case = make_case(make_service(team=team), team=team, requester=make_resident(email="", name="Bob"))
    assert "Bob" in agent.get(page_of(case)).content.decode()


def test_words_typed_by_a_resident_are_never_run(agent, opened) -> None:
    case = opened("<script>alert(1)</script>")
    assert "<script>alert(1)" not in agent.get(page_of(case)).content.decode()


def test_file_that_a_browser_could_run_is_refused_and_the_words_are_kept(agent, case) -> None:
    page = SimpleUploadedFile(
        "photo.jpg", b"<html><script>alert(1)</script></html>", content_type="image/jpeg"
    )
    answer = agent.post(
        page_of(case, "write"), {"who": "message", "body": "Mes mots.", "draft": "d2", "attached": page}
    )
    assert answer.status_code == 422
    assert "Mes mots." in answer.content.decode()
    assert not case.messages.exists()


def test_contact_of_the_city_is_not_needed_to_open(agent, service) -> None:
    made = open_case(system(), NewCase(service=service.code, answers={"size": "small"}, contact=Contact()))
    assert agent.get(page_of(made)).status_code == 200
