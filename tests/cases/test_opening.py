"""Opening a case: what every door ends with."""

from __future__ import annotations

import pytest

from guichet.cases.actions.opening import NewCase, Where, open_case
from guichet.cases.models import Case
from guichet.kernel.actor import system
from guichet.kernel.errors import Denied, Invalid
from guichet.kernel.moment import as_if
from guichet.ledger.models import OutboxRow
from guichet.people.actions import Contact
from guichet.places.actions import import_districts
from guichet.places.models import District
from tests.cases.scene import HERE, LUCIE, TUESDAY, agent, at, fresh, happened, last_entry, opened, refuses
from tests.factories import make_service, make_team
from tests.places.geography import BOROUGHS

ZALGO = "Z\u0335\u0321a\u0337l\u0336go"
STRANGE = {
    "emoji": "Trou géant 🕳️ 👩🏽‍🔧 ici",
    "right_to_left": "حفرة في الطريق",
    "sql": "'); DROP TABLE cases_case; --",
    "html": "<script>alert(1)</script> & <b>gras</b>",
    "template": "{{ settings.SECRET_KEY }} {% now 'Y' %}",
    "accents": ZALGO,
    "lines": "une\ndeux\n\ntrois",
}


def test_open_keeps_all_and_says_received(team):
    with as_if(TUESDAY):
        case = opened(team=team, description="Un trou", where=HERE, language="en", channel="mobile")
    found = fresh(case)
    assert (found.state, found.public_state, found.unread, found.version) == ("received", "received", True, 1)
    assert (found.opened_at, found.updated_at) == (TUESDAY, TUESDAY)
    assert (found.lat, found.lon, found.address) == (HERE.lat, HERE.lon, HERE.address)
    assert found.cell
    assert found.published
    assert (found.language, found.channel, found.description) == ("en", "mobile", "Un trou")
    assert found.requester.email == LUCIE.email
    assert found.reference.startswith("26-")


def test_open_remembers_without_personal_values(team):
    case = opened(team=team, description="Secret", where=HERE)
    entry = last_entry(case)
    assert entry.data == {"version": 1, "team": team.pk, "channel": "web", "route": 0}
    assert "lucie" not in str(entry.__dict__).lower()
    assert OutboxRow.objects.filter(entry_id=entry.pk).exists()


def test_open_titles_with_the_service_in_the_person_s_language(city):
    service = make_service(name={"fr": "Nid-de-poule", "en": "Pothole"})
    assert opened(service=service).title == "Nid-de-poule"
    assert opened(service=service, language="en").title == "Pothole"


def test_open_numbers_follow_each_other_and_carry_the_city_s_year(city):
    with as_if(at(2026, 12, 31, 23, 30)):  # already 2027 in Greenwich
        first, second = opened(), opened()
    assert first.reference[:3] == second.reference[:3] == "26-"
    assert int(second.reference[3:]) == int(first.reference[3:]) + 1


@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE)
def test_open_keeps_strange_texts_as_typed(city, text):
    assert fresh(opened(description=text)).description == text


def test_open_drops_control_characters(city):
    case = opened(description="a\x00b\x07c\u202ed", where=Where(*[45.5, -73.6], "4200\x00, rue\x1b Rachel"))
    assert (fresh(case).description, fresh(case).address) == ("abcd", "4200, rue Rachel")


def test_open_with_a_text_too_long_says_how_long_it_is(city):
    service = make_service()
    with refuses(Invalid) as caught:
        opened(service=service, description="é" * 10_000)
    assert "10,000" in caught.value.fields["description"]
    assert len(opened(service=service, description="é" * 4_000).description) == 4_000


@pytest.mark.parametrize("point", [(0.0, 0.0), (91.0, 0.0), (float("nan"), -73.0), (45.5, float("inf"))])
def test_open_at_an_impossible_point_is_refused(city, point):
    service = make_service(location="required")
    with refuses(Invalid) as caught:
        opened(service=service, where=Where(*point))
    assert set(caught.value.fields) == {"place"}


def test_open_without_a_place_needs_one_only_where_the_service_says_so(city):
    needs, free = make_service(location="required"), make_service(location="optional")
    with refuses(Invalid) as caught:
        opened(service=needs)
    assert set(caught.value.fields) == {"place"}
    case = opened(service=needs, where=Where(address="Derrière l’école"))
    assert (case.lat, case.published) == (None, False)
    assert opened(service=free).address == ""


def test_open_at_a_place_too_long_to_keep_is_refused_with_what_to_do(city):
    with refuses(Invalid) as caught:
        opened(service=make_service(), where=Where(address="Derrière l’école " * 20))
    assert "240" in caught.value.fields["place"]


def test_open_tells_all_that_is_missing_at_once(city):
    service = make_service(location="required", anonymous=False)
    with refuses(Invalid) as caught:
        opened(service=service, contact=Contact(), description="x" * 5_000, priority=9, channel="pigeon")
    assert set(caught.value.fields) == {"place", "email", "description", "priority", "channel"}


def test_open_without_a_name_where_the_service_allows_it(city):
    case = opened(service=make_service(), contact=Contact())
    assert case.requester is None


WINTER = {"season_from": "12-01", "season_to": "03-31"}


@pytest.mark.parametrize("closed", [{"active": False}, {"public": False}, WINTER])
def test_open_a_service_that_is_not_offered_is_refused(city, closed):
    service = make_service(**closed)
    with as_if(TUESDAY), refuses(Invalid) as caught:
        opened(service=service)
    assert caught.value.code == "service_closed"


def test_open_an_internal_service_or_out_of_season_by_staff(city):
    staff = agent(make_team())
    for given in ({"public": False}, WINTER):
        with as_if(TUESDAY):
            assert opened(staff, service=make_service(**given)).pk


def test_open_counts_the_season_by_the_city_s_day(city):
    service = make_service(**WINTER)
    with as_if(at(2027, 3, 31, 22, 0)):  # already April in Greenwich
        assert opened(service=service).pk
    with as_if(at(2027, 4, 1, 0, 30)), refuses(Invalid):
        opened(service=service)


def test_open_for_someone_needs_the_right_to(city):
    staff = agent(make_team(), grants=["case.read_all"])
    with refuses(Denied):
        opened(staff, service=make_service())


def test_open_sent_twice_opens_one_case(city):
    service = make_service()
    first = opened(service=service, submission_key="k1", description="une fois")
    again = opened(service=service, submission_key="k1", description="deux fois")
    other = opened(service=service, submission_key="k2")
    assert first.pk == again.pk != other.pk
    assert Case.objects.count() == 2
    assert happened(first) == ["opened"]
    assert fresh(first).description == "une fois"


@pytest.fixture
def boroughs(city):
    """Give two boroughs side by side."""
    import_districts(system(), BOROUGHS, code_property="code", name_property="name")
    return {district.code: district for district in District.objects.all()}


IN_VILLERAY, IN_ROSEMONT, OUTSIDE = Where(45.54, -73.61), Where(45.54, -73.59), Where(45.9, -73.0)


def test_open_finds_the_district_around_and_refuses_outside(boroughs):
    service = make_service(location="required")
    assert opened(service=service, where=IN_VILLERAY).district_id == boroughs["b1"].pk
    with refuses(Invalid) as caught:
        opened(service=service, where=OUTSIDE)
    assert set(caught.value.fields) == {"place"}


def test_open_where_the_service_is_not_offered_is_refused(boroughs):
    service = make_service(location="required")
    service.territory.add(boroughs["b2"])
    with refuses(Invalid) as caught:
        opened(service=service, where=IN_VILLERAY)
    assert set(caught.value.fields) == {"place"}
    assert opened(service=service, where=IN_ROSEMONT).district_id == boroughs["b2"].pk


def test_open_by_the_house_itself_needs_no_contact(city):
    assert open_case(system(), NewCase(make_service(anonymous=False).code)).requester is None


def test_open_urgent_by_staff_is_urgent(city):
    assert opened(agent(make_team()), service=make_service(priority=3), priority=1).priority == 1
    assert opened(service=make_service(priority=3)).priority == 3
