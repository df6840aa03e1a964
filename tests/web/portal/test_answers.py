"""Answers on the residents' site: found as one types, read, judged; what is true today."""

from __future__ import annotations

import datetime as dt

import pytest

from guichet.kernel import moment
from guichet.kernel.actor import system
from guichet.knowledge.actions import save_notice, withdraw
from guichet.knowledge.models import AnswerTask, Gap
from tests.factories import make_service
from tests.knowledge.bank import published, texts


@pytest.fixture(autouse=True)
def words_alone(settings):
    settings.SEARCH_MEANING = False


@pytest.fixture
def answer(city):
    mine = texts()
    mine["nord"] = {"fr": {"say": "Sortez vos ordures avant 8 h."}, "en": {"say": "Before 8 a.m."}}
    return published(texts=mine, keywords=["vidanges"])


def notice(effect="tell", **more):
    now = moment.now()
    values = {
        "title": {"fr": "Collecte reportée à jeudi", "en": "Collection moved to Thursday"},
        "console": {"fr": "À cause de la neige."},
        "portal": {"fr": "Sortez vos bacs jeudi.", "en": "Put your bins out on Thursday."},
        "effect": effect,
        "starts_at": now - dt.timedelta(hours=1),
        "ends_at": now + dt.timedelta(days=1),
    } | more
    return save_notice(system(), "", values)


def test_home_finds_answers_and_services_with_and_without_htmx(client, answer):
    for headers in ({}, {"HX-Request": "true"}):
        page = client.get("/?q=ordurs", headers=headers).content.decode()
        assert "/reponses/collecte-ordures/" in page
        assert "<mark>" in page
    assert "staff" not in page
    assert Gap.objects.count() == 0


def test_only_whole_searches_without_result_are_reported(client, answer):
    client.get("/?q=feux+d’artifice", headers={"HX-Request": "true"})
    assert not Gap.objects.exists()
    page = client.get("/?q=feux+d’artifice")
    assert page.status_code == 200
    assert Gap.objects.get().waiting == 1


@pytest.mark.parametrize(
    "words", ["x", "<script>alert(1)</script>", "' OR 1=1 --", "Привет", "z" * 5000, "\x00"]
)
def test_any_words_give_a_useful_page(client, answer, words):
    page = client.get("/", {"q": words})
    assert page.status_code == 200
    assert "<script>alert(1)" not in page.content.decode()


def test_answer_is_read_in_both_languages_and_by_district(client, answer):
    page = client.get("/reponses/collecte-ordures/").content.decode()
    assert "Sortez vos ordures avant 7" in page
    assert "<strong>avant 7" in page
    assert "21 h" not in page
    assert "21\u00a0h" not in page
    english = client.get("/reponses/collecte-ordures/", headers={"Accept-Language": "en"}).content.decode()
    assert "Garbage collection" in english
    assert client.get("/reponses/collecte-ordures/?district=nord").status_code == 200
    assert client.get("/reponses/collecte-ordures/?district=<b>").status_code == 200


def test_answers_that_are_not_public_are_not_there(client, city):
    published("secret", audience="staff")
    assert client.get("/reponses/secret/").status_code == 404
    assert client.get("/reponses/jamais-vu/").status_code == 404


def test_a_withdrawn_answer_leads_elsewhere(client, answer):
    published("bonne", texts=texts(fr_title="Bonne réponse"))
    withdraw(system(), "collecte-ordures", "fausse", replaced_by="bonne")
    page = client.get("/reponses/collecte-ordures/")
    assert page.status_code == 410
    assert "/reponses/bonne/" in page.content.decode()
    assert "avant 7" not in page.content.decode()


def test_an_opinion_becomes_a_task_and_loses_nothing_when_refused(client, answer):
    address = "/reponses/collecte-ordures/avis/"
    page = client.post(address, {"text": "Le vrai jour est mardi"})
    assert page.status_code == 422
    assert "Le vrai jour est mardi" in page.content.decode()
    assert client.post(address, {"kind": "wrong", "text": "Le vrai jour est mardi"}).status_code == 303
    assert AnswerTask.objects.get().text == "Le vrai jour est mardi"
    assert client.post(address, {"useful": "yes"}).status_code == 303
    assert AnswerTask.objects.count() == 1


def test_notices_are_told_on_the_first_page_and_stop_or_warn_on_the_form(client, answer):
    service = make_service("collecte", location="none")
    notice()
    assert "Collecte reportée à jeudi" in client.get("/").content.decode()
    start = f"/services/{service.code}/signaler/details/"
    assert "Collecte reportée" not in client.get(start).content.decode()
    notice("warn", services=[service.code], title={"fr": "Retards"})
    page = client.get(start).content.decode()
    assert "Retards" in page
    assert "<form" in page
    notice("stop", services=[service.code], title={"fr": "Suspendue"})
    page = client.get(start).content.decode()
    assert "Suspendue" in page
    assert "enctype" not in page
