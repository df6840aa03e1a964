"""Plain pages, and what search engines may read."""

from __future__ import annotations

import pytest

from guichet.tenancy.models import City
from tests.factories import make_hours
from tests.web.portal.resident import browser, words


@pytest.mark.parametrize("slug", ["contact", "vie-privee", "accessibilite"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_page_is_there_in_both_languages(client, slug, language):
    answer = browser(client, language).get(f"/pages/{slug}/")
    assert answer.status_code == 200
    assert answer["Content-Language"] == language


def test_unknown_page_is_not_there(visitor):
    assert visitor.get("/pages/rien/").status_code == 404


def test_contact_says_when_the_city_answers(visitor, city):
    make_hours()
    assert "Monday to Friday, 8:30 a.m. to 4:30 p.m." in words(visitor.get("/pages/contact/"))


def test_privacy_names_the_law_of_the_city(visitor, city, other_city, client_of):
    assert "Commission d’accès à l’information" in words(visitor.get("/pages/vie-privee/"))
    assert "CNIL" in words(client_of(other_city).get("/pages/vie-privee/"))


def test_language_link_keeps_the_page(visitor, pothole):
    page = visitor.get("/services/nid-de-poule/").content.decode()
    assert 'href="/language/fr/?next=/services/nid-de-poule/"' in page


def test_robots_stay_out_of_what_is_personal(visitor):
    assert "Disallow: /suivre/" in visitor.get("/robots.txt").content.decode()


def test_robots_stay_out_of_a_demonstration(visitor, city):
    City.objects.filter(pk=city.pk).update(banner={"en": "Demonstration."})
    assert visitor.get("/robots.txt").content.decode() == "User-agent: *\nDisallow: /\n"
