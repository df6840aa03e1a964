"""A new case for someone on the phone."""

from __future__ import annotations

import pytest

from guichet.cases.models import Case, CaseLink
from guichet.catalogue.search import service_search_text
from guichet.people.models import Resident
from tests.factories import make_service
from tests.web.desk.conftest import page_of

FORM = "/desk/new/nid-de-poule/"
GIVEN = {
    "channel": "phone",
    "spoken": "fr",
    "q_size": "small",
    "q_gate": "1234#",
    "description": "Un trou devant chez elle.",
    "name": "Colette Pelletier",
    "phone": "438 555-0142",
    "email": "c.pelletier@exemple.ca",
    "address": "6540, rue Chabot",
    "lat": "45.5",
    "lon": "-73.6",
    "once": "call-1",
}


@pytest.fixture
def service(service):
    service.location = "optional"
    service.search_text = service_search_text(service)
    service.save()
    return service


def test_service_is_found_in_the_person_s_words(agent, service) -> None:
    assert FORM in agent.get("/desk/new/", {"q": "nid de poul"}).content.decode()
    part = agent.get("/desk/new/", {"q": "nid"}, headers={"HX-Request": "true"}).content.decode()
    assert FORM in part
    assert "<html" not in part


def test_every_service_is_listed_without_words(agent, service) -> None:
    make_service("travail-interne", public=False)
    page = agent.get("/desk/new/").content.decode()
    assert FORM in page
    assert "travail-interne" in page


def test_words_that_fit_nothing_say_what_to_do(agent, service) -> None:
    assert "g-empty" in agent.get("/desk/new/", {"q": "zorglub"}).content.decode()


def test_case_is_opened_for_someone(agent, service) -> None:
    answer = agent.post(FORM, GIVEN, follow=True)
    case = Case.objects.get()
    assert answer.redirect_chain == [(page_of(case), 303)]
    assert case.reference in answer.content.decode()
    assert (case.channel, case.address, case.lat) == ("phone", "6540, rue Chabot", 45.5)
    assert {item["code"]: item["value"] for item in case.answers} == {"size": "small", "gate": "1234#"}
    assert case.requester.name == "Colette Pelletier"


def test_form_sent_twice_opens_one_case(agent, service) -> None:
    for _turn in range(2):
        assert agent.post(FORM, GIVEN).status_code == 303
    assert Case.objects.count() == 1


def test_what_is_missing_is_said_by_the_question_and_nothing_is_lost(agent, service) -> None:
    answer = agent.post(FORM, {**GIVEN, "q_size": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "q_size" in answer.context["form"].errors
    for kept in ("Un trou devant chez elle.", "Colette Pelletier", "6540, rue Chabot"):
        assert kept in page
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "colette@"),
        ("lat", "95"),
        ("q_size", "zorglub"),
        ("channel", "zorglub"),
        ("description", "x" * 5000),
    ],
)
def test_bad_input_is_refused_in_words(agent, service, field: str, value: str) -> None:
    answer = agent.post(FORM, {**GIVEN, field: value})
    assert answer.status_code == 422
    assert 'class="g-errors"' in answer.content.decode()
    assert not Resident.objects.exists()


def test_check_shows_what_it_becomes_and_opens_nothing(agent, service, team) -> None:
    answer = agent.post(FORM, {**GIVEN, "check": "1"})
    outlook = answer.context["outlook"]
    assert outlook.team == "Voirie"
    assert "c.pelletier@exemple.ca" in " ".join(outlook.sentences)
    assert not Case.objects.exists()


def test_preview_follows_what_is_typed(agent, service) -> None:
    small = agent.post(f"{FORM}preview/", {**GIVEN, "q_size": ""}).context["outlook"]
    assert len(small.needed) == 1
    assert "q_why" not in small.shown
    large = agent.post(f"{FORM}preview/", {**GIVEN, "q_size": "large"}).context["outlook"]
    assert "q_why" in large.shown


def test_point_that_stands_for_a_street_is_told_to_the_agent(agent, service) -> None:
    assert agent.post(f"{FORM}preview/", {**GIVEN, "sure": "0"}).context["outlook"].about
    assert not agent.post(f"{FORM}preview/", GIVEN).context["outlook"].about


def test_report_of_something_known_is_attached_to_it(agent, service) -> None:
    agent.post(FORM, GIVEN)
    first = Case.objects.get()
    preview = agent.post(f"{FORM}preview/", {**GIVEN, "once": "call-2"})
    assert f'value="{first.reference}"' in preview.content.decode()
    agent.post(
        FORM,
        {**GIVEN, "once": "call-2", "email": "autre@exemple.ca", "name": "Bob", "attach_to": first.reference},
    )
    assert Case.objects.exclude(pk=first.pk).get().main_case == first


def test_case_is_opened_from_another(agent, case) -> None:
    page = agent.get(f"{FORM}?from={case.reference}").content.decode()
    assert "Un trou profond." in page
    assert "Alice Tremblay" in page
    agent.post(f"{FORM}?from={case.reference}", {**GIVEN, "once": "call-3"})
    assert CaseLink.objects.get(case=case).kind == "converted"


def test_photo_is_attached_to_the_new_case(agent, service, picture) -> None:
    agent.post(FORM, {**GIVEN, "attached": picture()})
    assert len(agent.get(page_of(Case.objects.get())).context["files"]) == 1


def test_places_are_proposed_as_one_types(agent, city) -> None:
    assert agent.get("/desk/places/", {"q": "rue"}).status_code == 200
    assert agent.get("/desk/places/").content.decode().strip() == ""


def test_opening_for_someone_asks_for_the_right(sign_in, service) -> None:
    manager = sign_in("manager")
    assert manager.get("/desk/new/").status_code == 403
    assert manager.post(FORM, GIVEN).status_code == 403
    assert not Case.objects.exists()


def test_closed_service_is_not_there(agent, service) -> None:
    service.active = False
    service.save()
    assert agent.get(FORM).status_code == 404
