"""What is proposed as already known near a place."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guichet.cases.models import Case
from guichet.cases.queries.near import (
    count_habits,
    habits,
    same_incident,
    same_incident_for_staff,
    same_incident_seen_by,
)
from guichet.kernel.moment import as_if
from guichet.places.geo import cell_of
from tests.cases.scene import TUESDAY, agent
from tests.factories import make_case, make_photo, make_service, make_team

LAT, LON, METRE = 45.5236, -73.5985, 1 / 111_195


@pytest.fixture(autouse=True)
def forgetful(city):
    """Forget what was counted in another test."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def lamp(city):
    return make_service("lamp")


def near(service, metres: float = 0.0, days: float = 1.0, **given) -> Case:
    """Make a published case at some metres and of some days."""
    lat = LAT + metres * METRE
    when = TUESDAY - dt.timedelta(days=days)
    return make_case(
        service,
        opened_at=when,
        **{"lat": lat, "lon": LON, "cell": cell_of(lat, LON), "published": True, **given},
    )


def proposed(service, **given):
    with as_if(TUESDAY):
        return [known.case.id for known in same_incident(service, LAT, LON, **given)]


def test_nearest_of_the_same_service_comes_first(lamp):
    far, close = near(lamp, 120), near(lamp, 5)
    near(make_service(), 1)
    near(lamp, 600)
    assert proposed(lamp) == [close.pk, far.pk]
    assert proposed(lamp, limit=1) == [close.pk]


def test_nothing_is_proposed_where_nothing_is_near(lamp):
    near(lamp, 200, days=200)
    assert proposed(lamp) == []


def test_what_is_not_published_is_proposed_to_staff_only(lamp, team):
    hidden = near(lamp, 5, published=False, team=team)
    assert proposed(lamp) == []
    with as_if(TUESDAY):
        seen = same_incident_seen_by(agent(team), lamp, LAT, LON)
        assert [known.case.id for known in seen] == [hidden.pk]
        assert same_incident_seen_by(agent(make_team()), lamp, LAT, LON) == []


def test_ended_long_ago_or_attached_is_not_proposed(lamp):
    ended = {"state": "resolved", "outcome": "done"}
    near(lamp, 2, days=40, **ended, ended_at=TUESDAY - dt.timedelta(days=30))
    recent = near(lamp, 2, days=4, **ended, ended_at=TUESDAY - dt.timedelta(days=1))
    main = near(lamp, 3)
    near(lamp, 1, main_case=main)
    assert set(proposed(lamp)) == {main.pk, recent.pk}


def test_service_without_a_radius_proposes_nothing(city):
    private = make_service(same_incident_radius=0)
    near(private)
    assert proposed(private) == []


def test_same_address_far_apart_is_said(lamp):
    case = near(lamp, 100, address="4200, rue Saint-Denis")
    with as_if(TUESDAY):
        (known,) = same_incident(lamp, LAT, LON, address="4200 rue saint-denis")
    assert (known.case.id, "same-address" in known.reasons) == (case.pk, True)
    assert 99 < known.metres < 101


def test_photo_is_shown_when_published(lamp):
    case = near(lamp, 5)
    photo = make_photo(case)
    with as_if(TUESDAY):
        assert same_incident(lamp, LAT, LON)[0].photo is None
        type(photo).objects.update(published=True)
        assert same_incident(lamp, LAT, LON)[0].photo == photo


def test_case_in_hand_is_not_proposed_to_itself_nor_its_main_case(lamp, team):
    main = near(lamp, 5, team=team)
    report, other = near(lamp, 1, team=team, main_case=main), near(lamp, 10, team=team)
    with as_if(TUESDAY):
        found = [known.case.id for known in same_incident_for_staff(agent(team), report)]
    assert found == [other.pk]
    assert same_incident_for_staff(agent(team), make_case(lamp, team=team)) == []


def test_habits_are_counted_and_kept(lamp, django_assert_num_queries):
    assert habits().reports == {}
    main = near(lamp, 5)
    near(lamp, 1, main_case=main)
    with as_if(TUESDAY):
        counted = count_habits()
    assert (counted.reports, counted.links) == ({"lamp": 2}, {("lamp", "lamp"): 1})
    assert habits() == counted


def test_look_up_takes_as_many_queries_with_thirty_near_as_with_one(lamp):
    counts = []
    for more in (1, 29):
        for number in range(more):
            near(lamp, number)
        with CaptureQueriesContext(connection) as asked:
            assert proposed(lamp)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 4
