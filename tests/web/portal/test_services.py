"""Every service, what it promises, and when it is open."""

from __future__ import annotations

import datetime as dt

from guichet.kernel.moment import as_if
from guichet.tenancy.models import City
from tests.factories import make_hours, make_service
from tests.web.portal.resident import words

TUESDAY = dt.datetime(2026, 11, 17, 15, 0, tzinfo=dt.UTC)


def test_list_gives_public_services_by_group(visitor, pothole):
    make_service("patrouille", name={"en": "Patrol"}, public=False)
    page = words(visitor.get("/services/"))
    assert "Pothole" in page
    assert "Patrol" not in page


def test_page_says_the_promise_as_a_date(visitor, pothole):
    make_hours()
    with as_if(TUESDAY):
        page = words(visitor.get("/services/nid-de-poule/"))
    assert "Tuesday, November 24, 2026" in page
    assert "5 working days" in page
    assert "Internal code" not in page


def test_page_warns_of_urgency_and_claims(visitor, city, pothole):
    City.objects.filter(pk=city.pk).update(
        claims={"title": {"en": "Damage?"}, "text": {"en": "Within 15 days."}}
    )
    pothole.claim_words, pothole.urgent_note = True, {"en": "Call 911."}
    pothole.save()
    page = words(visitor.get("/services/nid-de-poule/"))
    assert "Call 911." in page
    assert "Within 15 days." in page


def test_service_out_of_season_says_when_it_opens(visitor, city):
    make_service("gazon", name={"en": "Lawns"}, season_from="04-15", season_to="11-15")
    with as_if(TUESDAY):
        page = visitor.get("/services/gazon/")
        start = visitor.get("/services/gazon/signaler/")
    assert "opens again on Thursday, April 15, 2027" in words(page)
    assert "opens again" in words(start)


def test_internal_and_unknown_services_are_not_there(visitor, city):
    make_service("patrouille", public=False)
    assert visitor.get("/services/patrouille/").status_code == 404
    assert visitor.get("/services/rien/signaler/").status_code == 404
