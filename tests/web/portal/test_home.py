"""The first page finds what the city can do, in the person's own words."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.cache import cache
from django.utils import timezone

from tests.factories import make_case
from tests.web.portal.resident import words


@pytest.fixture(autouse=True)
def nothing_counted(city):
    cache.clear()


def test_home_offers_services_and_the_way_back(visitor, pothole):
    page = words(visitor.get("/"))
    assert "What can we do for you?" in page
    assert "Pothole" in page
    assert "Follow your request" in page


def test_home_asks_few_queries(visitor, pothole, django_assert_max_num_queries):
    visitor.get("/")
    with django_assert_max_num_queries(15):
        visitor.get("/?q=trou")


def test_search_marks_the_words_that_were_meant(visitor, pothole):
    answer = visitor.get("/?q=potholes")
    assert b"<mark>Pothole</mark>" in answer.content
    assert "1 result for “potholes”" in words(answer)


def test_search_while_typing_gives_the_results_alone(visitor, pothole):
    answer = visitor.get("/?q=trou", headers={"HX-Request": "true"})
    assert answer.content.strip().startswith(b'<div id="results">')
    assert "HX-Request" in answer["Vary"]


def test_search_without_result_leads_to_the_general_service(visitor, pothole, question):
    answer = visitor.get("/?q=zorglub")
    assert "Describe your situation" in words(answer)
    assert b'href="/services/autre/signaler/"' in answer.content


def test_search_without_result_nor_general_service_leads_to_all(visitor, pothole):
    assert "See every service" in words(visitor.get("/?q=zorglub"))


def test_search_for_a_number_leads_to_the_case(visitor, pothole):
    answer = visitor.get("/?q=26 041873")
    assert answer["Location"] == "/suivre/?number=26-041873"


def test_home_says_how_many_promises_were_kept_with_the_definition(visitor, pothole):
    now = timezone.now()
    for days_late in (-1, -1, -1, 1) * 5:
        ended = {"state": "resolved", "public_state": "done", "outcome": "done", "ended_at": now}
        promised = now - dt.timedelta(days=days_late)
        make_case(
            pothole, published=True, promised_at=promised, opened_at=now - dt.timedelta(days=9), **ended
        )
    page = words(visitor.get("/"))
    assert "75% of our promises kept" in page
    assert "Of 20 published requests" in page


def test_home_says_nothing_of_promises_from_too_few_cases(visitor, pothole):
    assert "promises kept" not in words(visitor.get("/"))


def test_text_that_was_searched_is_never_a_tag(visitor, pothole):
    answer = visitor.get("/?q=<script>alert(1)</script>")
    assert b"<script>alert" not in answer.content
