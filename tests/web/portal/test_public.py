"""What anybody may see: published cases, about where they are, and nothing of who reported them."""

from __future__ import annotations

import datetime as dt
import json
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.utils import timezone

from guichet.cases.actions.opening import NewCase, Where, open_case
from guichet.cases.models import Case, Follower
from guichet.documents.models import Attachment
from guichet.kernel.actor import visitor as anybody
from guichet.people.actions import Contact
from tests.factories import make_case, make_photo
from tests.web.portal.resident import words

EXACT = (45.526312, -73.569734)
PRIVATE = ("Lucie", "lucie@", "Secr", "dangereuse", "45.526312")


@pytest.fixture(autouse=True)
def no_tries(city):
    cache.clear()


@pytest.fixture
def case(pothole):
    new = NewCase(
        "nid-de-poule",
        description="Ma rue est dangereuse",
        answers={"size": "small"},
        where=Where(*EXACT, "12, rue Secrète"),
        contact=Contact(name="Lucie Gagnon", email="lucie@example.org"),
    )
    return open_case(anybody(), new)


def test_list_tells_nothing_of_the_person(visitor, case):
    page = visitor.get("/requetes/").content.decode()
    assert case.reference in page
    assert not [word for word in PRIVATE if word in page]


def test_page_of_a_case_tells_nothing_of_the_person(visitor, case):
    page = visitor.get(f"/requetes/{case.reference}/").content.decode()
    assert "Le Plateau" in page
    assert not [word for word in PRIVATE if word in page]


def test_answer_written_to_the_person_is_not_public(visitor, case):
    ended = {"state": "resolved", "public_state": "done", "outcome": "done", "ended_at": timezone.now()}
    Case.objects.filter(pk=case.pk).update(answer="Bonjour Mme Gagnon, c’est fait.", **ended)
    page = words(visitor.get(f"/requetes/{case.reference}/"))
    assert "Gagnon" not in page
    assert "Report it again" in page


def test_case_that_is_not_published_is_not_there(visitor, case):
    Case.objects.filter(pk=case.pk).update(published=False)
    assert visitor.get(f"/requetes/{case.reference}/").status_code == 404
    assert case.reference not in words(visitor.get("/requetes/"))
    assert visitor.post(f"/requetes/{case.reference}/suivre/", {"email": "a@example.org"}).status_code == 404


def test_list_goes_on_page_by_page_and_repeats_nothing(visitor, pothole):
    now = timezone.now()
    for hours in range(35):
        make_case(pothole, published=True, opened_at=now - dt.timedelta(hours=hours))
    first = visitor.get("/requetes/")
    second = visitor.get("/requetes/" + first.context["following"])
    seen = [case.reference for answer in (first, second) for case in answer.context["cases"]]
    assert len(set(seen)) == len(seen) == 35
    assert not second.context["following"]


def test_list_asks_the_same_queries_for_one_and_thirty(visitor, pothole, django_assert_num_queries):
    make_case(pothole, published=True)
    visitor.get("/requetes/")
    with django_assert_num_queries(5) as counted:
        visitor.get("/requetes/")
    for _more in range(29):
        make_case(pothole, published=True)
    with django_assert_num_queries(len(counted.captured_queries)):
        visitor.get("/requetes/")


@pytest.mark.parametrize("after", ["x", "2026-01-01|x", "|5", "2026-13-01T00:00:00+00:00|5"])
def test_altered_key_of_a_page_gives_the_first_page(visitor, case, after):
    assert case.reference in words(visitor.get("/requetes/", data={"after": after}))


def test_filters_narrow_the_list(visitor, case, question):
    assert case.reference in words(visitor.get("/requetes/?service=nid-de-poule&district=plateau&open=1"))
    assert "Nothing is published with these filters." in words(visitor.get("/requetes/?service=autre"))


def test_points_of_the_map_are_rounded(visitor, case):
    answer = visitor.get("/carte/points.geojson")
    (feature,) = json.loads(answer.content)["features"]
    lon, lat = feature["geometry"]["coordinates"]
    assert (lat, lon) != EXACT
    assert abs(lat - EXACT[0]) < 0.001
    assert feature["properties"]["url"] == f"/requetes/{case.reference}/"
    assert "max-age=60" in answer["Cache-Control"]


def test_map_page_leads_to_the_list(visitor, case):
    page = visitor.get("/carte/")
    assert b'href="/requetes/"' in page.content
    assert b"data-points=" in page.content


def test_layer_is_asked_again_only_when_it_changed(visitor, pothole):
    answer = visitor.get("/carte/couches/plan.geojson")
    assert json.loads(answer.content)["features"][0]["properties"] == {
        "kind": "district",
        "name": "Le Plateau",
    }
    again = visitor.get("/carte/couches/plan.geojson", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_layer_goes_gzipped_to_who_reads_it(visitor, pothole):
    answer = visitor.get("/carte/couches/districts.geojson", headers={"Accept-Encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert visitor.get("/carte/couches/rien.geojson").status_code == 404


def test_photo_is_public_only_when_published(visitor, case):
    hidden, shown = make_photo(case), make_photo(case)
    Attachment.objects.filter(pk=shown.pk).update(published=True)
    address = f"/requetes/{case.reference}/fichiers/"
    assert visitor.get(f"{address}{hidden.key}/").status_code == 404
    assert visitor.get(f"{address}{shown.key}/").status_code == 200
    assert visitor.get(f"{address}{uuid4()}/").status_code == 404
    page = visitor.get(f"/requetes/{case.reference}/").content.decode()
    assert str(shown.key) in page
    assert str(hidden.key) not in page


def test_follow_needs_only_an_address(visitor, case):
    visitor.post(f"/requetes/{case.reference}/suivre/", {"email": "noah@example.org"})
    assert Follower.objects.get().resident.email == "noah@example.org"
    assert "the news will go to noah@example.org" in words(visitor.get())


def test_second_follow_is_one_tap(visitor, case, pothole):
    other = make_case(pothole, published=True)
    visitor.post(f"/requetes/{case.reference}/suivre/", {"email": "noah@example.org"})
    assert b'name="email"' not in visitor.get(f"/requetes/{other.reference}/").content
    visitor.post(f"/requetes/{other.reference}/suivre/", {})
    assert Follower.objects.count() == 2


def test_follow_with_a_bad_address_is_refused_and_kept(visitor, case):
    answer = visitor.post(f"/requetes/{case.reference}/suivre/", {"email": "noah@"})
    assert answer.status_code == 422
    assert "Complete the address" in words(answer)
    assert not Follower.objects.exists()


def test_follow_of_an_ended_case_says_what_to_do(visitor, case):
    ended = {"state": "resolved", "public_state": "done", "outcome": "done", "ended_at": timezone.now()}
    Case.objects.filter(pk=case.pk).update(**ended)
    answer = visitor.post(f"/requetes/{case.reference}/suivre/", {"email": "noah@example.org"})
    assert answer.status_code == 422
    assert "Report it again if it is still there" in words(answer)


def test_case_of_another_city_is_not_there(case, other_city, client_of):
    assert client_of(other_city).get(f"/requetes/{case.reference}/").status_code == 404


def test_agent_who_looks_is_a_resident_here(sign_in, case):
    agent = sign_in("first_line")
    assert agent.get(f"/suivre/{case.reference}/").status_code == 303


def test_texts_go_compressed_and_photos_as_they_are(visitor, case):
    photo = make_photo(case)
    Attachment.objects.filter(pk=photo.pk).update(published=True)
    pressed = {"accept-encoding": "gzip, br"}
    page = visitor.get("/requetes/", headers=pressed)
    assert page["Content-Encoding"] == "gzip"
    assert len(page.content) < len(visitor.get("/requetes/").content) / 2
    shown = visitor.get(f"/requetes/{case.reference}/fichiers/{photo.key}/", headers=pressed)
    assert "Content-Encoding" not in shown.headers
