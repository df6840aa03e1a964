"""Sending a report: once, whole, and nothing half-done."""

from __future__ import annotations

import datetime as dt

import pytest

from guichet.cases.models import Case
from guichet.documents.models import Attachment
from guichet.kernel.moment import as_if
from guichet.messaging.models import Mail
from guichet.tenancy.models import City
from tests.factories import make_hours
from tests.web.portal.resident import REACHED, SMALL, browser, words

TUESDAY = dt.datetime(2026, 11, 17, 15, 0, tzinfo=dt.UTC)


def test_report_opens_a_case_with_all_that_was_said(visitor, pothole, photo):
    visitor.ready(photos=photo())
    case = Case.objects.get(reference=visitor.send())
    assert (case.service.code, case.channel, case.language) == ("nid-de-poule", "web", "en")
    assert (case.address, case.district.code) == ("Parc La Fontaine", "plateau")
    assert case.description == "Devant le banc."
    assert [answer["value"] for answer in case.answers] == ["small"]
    assert (case.requester.email, case.requester.name) == ("lucie@example.org", "Lucie Gagnon")
    assert Attachment.objects.get().subject_id == case.pk


def test_check_page_says_everything_once_more(visitor, pothole):
    visitor.ready()
    page = words(visitor.get())
    for said in (
        "Parc La Fontaine",
        "How big? Small",
        "Devant le banc.",
        "Lucie Gagnon",
        "lucie@example.org",
    ):
        assert said in page


def test_end_page_gives_number_date_and_what_happens_next(visitor, city, pothole):
    make_hours()
    City.objects.filter(pk=city.pk).update(
        claims={"title": {"en": "Damage?"}, "text": {"en": "Within 15 days."}}
    )
    pothole.claim_words = True
    pothole.save()
    with as_if(TUESDAY):
        visitor.ready()
        number = visitor.send()
        page = words(visitor.get())
    assert number in page
    assert "We will settle it by Tuesday, November 24, 2026" in page
    assert "An e-mail is on its way to lucie@example.org" in page
    assert "Within 15 days." in page


def test_own_case_opens_at_once_in_this_browser(visitor, pothole, client_of, city):
    visitor.ready()
    number = visitor.send()
    assert "We have received it" in words(visitor.get(f"/suivre/{number}/"))
    other = browser(client_of(city))
    assert other.get(f"/suivre/{number}/")["Location"] == f"/suivre/?number={number}"
    assert other.get(f"/suivre/{number}/merci/")["Location"] == f"/suivre/{number}/"


def test_sending_costs_few_statements(visitor, pothole, django_assert_max_num_queries):
    visitor.ready()
    with django_assert_max_num_queries(20):  # 13, and those of a first look at what is kept in memory
        visitor.send()


def test_form_sent_twice_opens_one_case(visitor, pothole):
    visitor.ready()
    last = visitor.step("verifier")
    visitor.send()
    first = visitor.at
    visitor.post(last, {})
    assert visitor.at == first
    assert Case.objects.count() == 1


def test_two_windows_make_two_reports(visitor, pothole):
    visitor.place()
    one = visitor.at
    visitor.place(q="Parc Laurier")
    other = visitor.at
    for window in (one, other):
        visitor.at = window
        visitor.details()
        visitor.contact()
        visitor.send()
    assert set(Case.objects.values_list("address", flat=True)) == {"Parc La Fontaine", "Parc Laurier"}


def test_altered_draft_is_refused_and_what_was_typed_is_kept(visitor, pothole):
    visitor.place()
    altered = visitor.step("details").replace("/signaler/", "/signaler/x")
    visitor.post(altered, SMALL | {"description": "Mes mots"})
    assert visitor.at.endswith("/lieu/")
    assert "altered on its way" in words(visitor.get())
    visitor.post(visitor.step("lieu"), {"q": "Parc La Fontaine"})
    assert "Mes mots" in words(visitor.get())


def test_draft_of_another_service_is_not_taken(visitor, pothole, question):
    visitor.place()
    visitor.post(visitor.step("details").replace("nid-de-poule", "autre"), SMALL)
    assert Case.objects.count() == 0
    assert "/services/autre/" in visitor.at


def test_draft_too_old_starts_again(visitor, pothole):
    with as_if(TUESDAY - dt.timedelta(days=2)):
        visitor.place()
    with as_if(TUESDAY):
        visitor.get()
        visitor.post(visitor.step("joindre"), REACHED)
    assert "/lieu/" in visitor.at


def test_draft_of_another_browser_is_not_seen(visitor, pothole, client_of, city):
    visitor.ready()
    other = browser(client_of(city))
    answer = other.get(visitor.at)
    assert answer.status_code == 303
    assert "Devant le banc" not in words(other.get(answer["Location"]))


def test_service_closed_meanwhile_says_so_and_stores_nothing(visitor, pothole):
    visitor.ready()
    pothole.season_from, pothole.season_to = "01-01", "01-02"
    pothole.save()
    with as_if(TUESDAY):
        answer = visitor.post(visitor.step("verifier"), {})
    assert "opens again" in words(answer)
    assert Case.objects.count() == 0


def test_what_the_house_refuses_is_said_at_its_step(visitor, pothole):
    visitor.place()
    visitor.details()
    visitor.contact(email="", anonymous="on")
    pothole.anonymous = False
    pothole.save()
    visitor.post(visitor.step("verifier"), {})
    assert "/joindre/" in visitor.at
    assert "we need a way to answer you" in words(visitor.get())
    assert Case.objects.count() == 0


def test_anonymous_report_keeps_no_person(visitor, pothole):
    visitor.place()
    visitor.details()
    visitor.contact(email="", name="Lucie", anonymous="on")
    case = Case.objects.get(reference=visitor.send())
    assert case.requester is None
    assert "Write the number down" in words(visitor.get())


def test_control_characters_do_not_stay(visitor, pothole):
    visitor.place()
    visitor.details(description="Un\x07 trou\u202e !")
    visitor.contact()
    assert Case.objects.get(reference=visitor.send()).description == "Un trou !"


def test_promised_day_goes_into_a_calendar(visitor, pothole):
    make_hours()
    with as_if(TUESDAY):
        visitor.ready()
        number = visitor.send()
    answer = visitor.get(f"/suivre/{number}/agenda/")
    assert answer["Content-Type"].startswith("text/calendar")
    assert b"DTSTART;VALUE=DATE:20261124\r\n" in answer.content
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))


def test_language_of_the_page_is_kept_and_written_in(client, pothole):
    resident = browser(client, "fr")
    resident.place()
    resident.details()
    resident.contact(language="en")
    assert Case.objects.get(reference=resident.send()).language == "en"


@pytest.mark.parametrize("step", ["lieu", "details", "joindre", "verifier"])
def test_forged_form_is_refused(visitor, pothole, step):
    visitor.ready()
    visitor.client.handler.enforce_csrf_checks = True
    assert visitor.client.post(visitor.step(step), {}).status_code == 403


def test_case_is_told_by_mail_through_the_outbox_alone(visitor, pothole):
    visitor.ready()
    visitor.send()
    assert not Mail.objects.exists()
