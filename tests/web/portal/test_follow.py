"""Coming back by number, address and code; nobody learns whether they go together."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache

from guichet.cases.actions import codes
from guichet.cases.actions.grouping import follow
from guichet.cases.actions.opening import NewCase, Where, open_case
from guichet.cases.models import Follower
from guichet.kernel.actor import visitor as anybody
from guichet.messaging.models import Mail
from guichet.people.actions import Contact
from tests.factories import make_service
from tests.web.portal.resident import words

LUCIE, NOAH = "lucie@example.org", "noah@example.org"


@pytest.fixture(autouse=True)
def no_tries(city):
    cache.clear()


@pytest.fixture
def case(pothole):
    """A published case of Lucie's that Noah follows."""
    new = NewCase(
        "nid-de-poule",
        description="Ma rue est dangereuse",
        answers={"size": "small"},
        where=Where(45.5263, -73.5697, "12, rue Secrète"),
        contact=Contact(name="Lucie Gagnon", email=LUCIE),
    )
    made = open_case(anybody(), new)
    follow(anybody(), made.reference, Contact(email=NOAH))
    return made


def ask(visitor, case, email):
    return visitor.post("/suivre/", {"number": case.reference, "email": email})


def code_sent(to):
    mail = Mail.objects.filter(event="access_code", to=to).latest("id")
    return re.search(r"(?<!\d)(?<!-)(\d{6})(?!\d)", mail.text)[1]


def let_in(visitor, case, email):
    ask(visitor, case, email)
    return visitor.post(visitor.at, {"code": code_sent(email)})


def test_number_and_address_bring_a_code_that_opens_the_case(visitor, case):
    ask(visitor, case, LUCIE)
    assert visitor.at == f"/suivre/{case.reference}/code/"
    visitor.post(visitor.at, {"code": code_sent(LUCIE)})
    assert "Ma rue est dangereuse" in words(visitor.get())


def test_same_answer_whether_they_go_together_or_not(visitor, case, client_of, city):
    def said(number, email):
        answer = visitor.post("/suivre/", {"number": number, "email": email})
        return answer.status_code, words(visitor.get()).replace(number, "N")

    right = said(case.reference, "lucie@example.org")
    assert said(case.reference, "lea@example.org") == right
    assert said("26-999999", "lea@example.org") == right
    assert Mail.objects.filter(event="access_code").count() == 1


def test_codes_of_an_hour_run_out_without_a_word(visitor, case):
    answers = {words(visitor.get(ask(visitor, case, LUCIE)["Location"])) for _time in range(7)}
    assert len(answers) == 1
    assert Mail.objects.filter(event="access_code").count() == 5


@pytest.mark.parametrize("code", ["000000", "abc", "", "1" * 12])
def test_wrong_code_opens_nothing_and_says_what_to_do(visitor, case, code):
    ask(visitor, case, LUCIE)
    answer = visitor.post(visitor.at, {"code": code})
    assert answer.status_code == 422
    assert "Ask for another code" in words(answer)
    assert visitor.get(f"/suivre/{case.reference}/").status_code == 303


def test_used_code_opens_nothing_elsewhere(visitor, case, client_of, city):
    let_in(visitor, case, LUCIE)
    other = client_of(city)
    answer = other.post(f"/suivre/{case.reference}/code/", {"code": code_sent(LUCIE)})
    assert answer.status_code == 422


def test_too_many_tries_are_slowed_down(visitor, case):
    statuses = [
        visitor.post(f"/suivre/{case.reference}/code/", {"code": "000000"}).status_code for _try in range(32)
    ]
    assert statuses[0] == 422
    assert statuses[-1] == 429


def test_follower_sees_what_they_were_told_and_nothing_private(visitor, case):
    let_in(visitor, case, NOAH)
    page = words(visitor.get())
    assert "You follow it" in page
    for private in ("Ma rue est dangereuse", "rue Secrète", "Lucie", LUCIE):
        assert private not in page
    assert visitor.post(f"/suivre/{case.reference}/message/", {"body": "Bonjour"}).status_code == 404


def test_follower_stops_following(visitor, case):
    let_in(visitor, case, NOAH)
    visitor.post(f"/suivre/{case.reference}/ne-plus-suivre/", {})
    assert not Follower.objects.exists()
    assert visitor.get(f"/suivre/{case.reference}/").status_code == 303


def test_one_who_proved_nothing_stops_nobody(visitor, case):
    visitor.post(f"/suivre/{case.reference}/ne-plus-suivre/", {})
    assert Follower.objects.count() == 1


def test_link_of_a_mail_keeps_its_language(client, case):
    client.cookies["guichet_language"] = "fr"
    answer = client.get(f"/suivre/{case.reference}/?lang=en")
    assert answer["Location"] == f"/suivre/?number={case.reference}"
    assert client.cookies["guichet_language"].value == "en"


def test_number_is_read_as_people_write_it(visitor, case):
    typed = case.reference.replace("-", " ")
    visitor.post("/suivre/", {"number": typed, "email": LUCIE})
    assert visitor.at == f"/suivre/{case.reference}/code/"


def test_what_is_no_number_is_refused_and_kept(visitor, city):
    answer = visitor.post("/suivre/", {"number": "mon numéro", "email": LUCIE})
    assert "It looks like 26-041873" in words(answer)
    assert 'value="mon numéro"' in answer.content.decode()


def test_lost_number_is_mailed_without_telling_who_is_known(visitor, case):
    def said(email):
        visitor.post("/suivre/numeros/", {"email": email})
        return words(visitor.get("/suivre/numeros/"))

    assert said(LUCIE) == said("lea@example.org")
    said(LUCIE)
    mail = Mail.objects.get(event="case_numbers")
    assert mail.to == LUCIE
    assert f"{case.reference} – Nid-de-poule" in mail.text
    said(NOAH)
    assert case.reference in Mail.objects.get(event="case_numbers", to=NOAH).text


def test_codes_of_one_person_run_out_whatever_the_case(visitor, case):
    new = NewCase("autre", contact=Contact(name="Lucie Gagnon", email=LUCIE))
    make_service("autre")
    others = [open_case(anybody(), new) for _time in range(codes.MOST_CODES_OF_ONE_PERSON)]
    for each in (case, *others):
        ask(visitor, each, LUCIE)
    assert Mail.objects.filter(event="access_code").count() == codes.MOST_CODES_OF_ONE_PERSON


def test_browser_forgets_when_asked(visitor, case):
    let_in(visitor, case, LUCIE)
    assert case.reference in words(visitor.get("/suivre/"))
    visitor.post("/suivre/oublier/", {})
    assert case.reference not in words(visitor.get("/suivre/"))
    assert visitor.get(f"/suivre/{case.reference}/").status_code == 303
