from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.db import OperationalError
from django.http import Http404
from django.test import RequestFactory

from guichet.tenancy.hosts import city_at
from guichet.web.kit import views
from guichet.web.kit.errors import error_page, server_error

KNOWN = SimpleNamespace(
    slug="x", colour="#c8102e", flower="#ffd9a0", languages=["fr", "en"], logo="", locale="fr-ca", phone="311",
    name={"fr": "Ville-sous-Bois"}, banner={}, phone_hours={}, attribution={},
    vocabulary={"case": {"fr": {"one": "signalement", "gender": "m"}, "en": {"one": "report"}}},
)  # fmt: skip
CITY = SimpleNamespace(slug="x", colour="#c8102e", flower="#ffd9a0", languages=["fr", "en"], logo="")


def ask(path: str, city: object = CITY, **headers: str):
    request = RequestFactory().get(path, headers=headers)
    request.tenant = city
    return request


def test_theme_has_the_colours_of_the_city_asked():
    answer = views.theme_css(ask("/theme.css"))
    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert b"--facade: #6d0a17;" in answer.content


def test_theme_is_not_sent_twice():
    tag = views.theme_css(ask("/theme.css"))["ETag"]
    again = views.theme_css(ask("/theme.css", if_none_match=tag))
    assert (again.status_code, again.content) == (304, b"")


def test_theme_changes_its_mark_with_the_colours():
    other = SimpleNamespace(slug="y", colour="#0a4f5c", flower="#f5c542")
    assert views.theme_css(ask("/"))["ETag"] != views.theme_css(ask("/", other))["ETag"]


def test_theme_can_be_tried_and_ignores_what_is_no_colour():
    assert b"--facade: #ffd400;" in views.theme_css(ask("/theme.css?try=ffd400-ff7a59")).content
    assert b"--facade: #6d0a17;" in views.theme_css(ask("/theme.css?try=ffd400-%7D%7D%7D%7D%7D%7D")).content


def test_theme_without_a_city_is_guichets_own():
    assert b"--facade: #00414d;" in views.theme_css(ask("/theme.css", None)).content


def test_mark_is_served_asleep():
    city = SimpleNamespace(
        slug="x", logo="<svg xmlns='http://www.w3.org/2000/svg'><script>x()</script></svg>"
    )
    answer = views.city_logo(ask("/mark.svg", city))
    assert answer["Content-Type"].startswith("image/svg+xml")
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "sandbox" in answer["Content-Security-Policy"]


def test_mark_of_a_city_that_gave_none_is_not_found():
    with pytest.raises(Http404):
        views.city_logo(ask("/mark.svg"))


def test_language_is_remembered_and_leads_back():
    answer = views.choose_language(ask("/language/en/?next=/suivre/%3Fa=1"), "en")
    assert (answer.status_code, answer["Location"]) == (302, "/suivre/?a=1")
    assert answer.cookies["guichet_language"].value == "en"


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com", "javascript:alert(1)"])
def test_language_never_leads_away(elsewhere):
    answer = views.choose_language(ask("/language/en/?next=" + elsewhere), "en")
    assert answer["Location"] == "/"


def test_language_that_the_city_does_not_speak_is_not_found():
    with pytest.raises(Http404):
        views.choose_language(ask("/language/de/"), "de")


@pytest.mark.parametrize("status", [400, 403, 404, 413, 429, 500, 503])
def test_error_page_speaks_french_and_english_without_a_city(status):
    answer = error_page(RequestFactory().get("/x/"), status)
    text = answer.content.decode()
    assert answer.status_code == status
    assert text.count("<h1>") == 1
    assert '<section lang="en"><h2>' in text.replace("\n", "")


@pytest.mark.parametrize(("wish", "words"), [("fr-CA", "un signalement"), ("en", "a report")])
def test_error_page_stands_under_the_city_in_the_readers_language(wish, words):
    text = error_page(ask("/x/", KNOWN, accept_language=wish), 404).content.decode()
    assert f'<html lang="{wish.lower()}"' in text
    assert text.count("<h1>") == 1
    assert "<h2>" not in text
    assert words in text
    assert "Ville-sous-Bois" in text
    assert "/theme.css?v=c8102effd9a0" in text


def _database_away() -> None:
    raise OperationalError


def test_colours_of_a_city_are_given_while_the_database_is_away(city):
    host = "ville-a.localhost"
    assert city_at(host) is not None
    try:
        _database_away()
    except OperationalError:  # as Django asks for the page: while it handles the exception
        answer = server_error(RequestFactory().get("/theme.css", headers={"host": host}))
        unknown = server_error(RequestFactory().get("/theme.css", headers={"host": "ailleurs.localhost"}))
    assert (answer.status_code, b"--facade:" in answer.content) == (200, True)
    assert unknown.status_code == 503


def test_error_page_escapes_the_address():
    text = error_page(RequestFactory().get("/<script>alert(1)</script>"), 404).content.decode()
    assert "<script>alert" not in text
