"""Changing what the city does for people: services, headings, questions, commitments; each change remembered."""

from __future__ import annotations

import datetime as dt

import pytest

from guichet.catalogue.actions import (
    publish_form,
    remove_commitment,
    save_commitment,
    save_group,
    save_service,
)
from guichet.catalogue.models import Commitment, FormVersion, Service, ServiceGroup
from guichet.catalogue.promises import most_precise, promise_sentence
from guichet.catalogue.queries import (
    configured_services,
    form_of,
    in_season,
    offered_services,
    serves_district,
    service_for,
)
from guichet.kernel.actor import system, visitor
from guichet.kernel.clock import Span, Unit
from guichet.kernel.errors import Conflict, Denied, Invalid, NotFound
from guichet.ledger.models import Entry
from tests.cases.scene import agent, fresh, opened, refuses
from tests.catalogue.questions import choice, question
from tests.factories import make_district, make_group, make_service, make_team

TODAY = dt.date(2026, 11, 17)
NEW = {"group": "roads", "name": {"fr": "Nid-de-poule", "en": "Pothole"}}


@pytest.fixture
def keeper(city):
    """Give an administrator, in a city with a heading."""
    make_group("roads")
    return agent(None, "administrator")


def test_save_service_makes_it_findable(keeper):
    service = save_service(
        keeper, "pothole", {**NEW, "keywords": {"fr": ["ornière"]}, "local_words": ["trou", "craque"]}
    )
    assert (service.version, service.location, service.active) == (1, "required", True)
    assert {"orni", "trou"} <= {word[:4] for word in service.search_text.replace("|", " ").split()}
    entry = Entry.objects.get(event="catalogue.service_saved")
    assert (entry.actor_id, entry.data["version"]) == (keeper.id, 1)
    assert set(entry.data["fields"]) == {"group", "name", "keywords", "local_words"}


def test_save_service_changes_what_is_given_only(keeper):
    save_service(keeper, "pothole", NEW)
    save_service(keeper, "pothole", {"active": False, "priority": 1})
    service = Service.objects.get()
    assert (service.active, service.priority, service.name["en"], service.version) == (False, 1, "Pothole", 2)
    assert Entry.objects.latest("id").data["fields"] == ["active", "priority"]


def test_save_service_that_someone_else_saved_is_a_conflict(keeper):
    save_service(keeper, "pothole", NEW)
    with refuses(Conflict):
        save_service(keeper, "pothole", {"active": False}, seen_version=0)
    assert save_service(keeper, "pothole", {"active": False}, seen_version=1).version == 2


@pytest.mark.parametrize(
    "values",
    [
        {"name": {}},
        {"name": {"en": "Pothole"}},
        {"name": {"fr": "é" * 121}},
        {"group": "nowhere"},
        {"team": "nowhere"},
        {"location": "maybe"},
        {"priority": 0},
        {"priority": 5},
        {"same_incident_radius": 1001},
        {"season_from": "31-12"},
        {"season_from": "13-01"},
    ],
)
def test_save_service_with_a_fault_changes_nothing(keeper, values):
    with refuses(Invalid):
        save_service(keeper, "pothole", {**NEW, **values})
    assert not Service.objects.exists()


@pytest.mark.parametrize("code", ["", "Majuscule", "a b", "é", "-x", "x" * 80, "../x"])
def test_save_service_or_heading_with_a_bad_code_is_refused(keeper, code):
    with refuses(Invalid):
        save_service(keeper, code, NEW)
    with refuses(Invalid):
        save_group(keeper, code, {"fr": "x"})


def test_save_group_with_a_long_code_is_refused(keeper):
    with refuses(Invalid):
        save_group(keeper, "x" * 61, {"fr": "x"})
    assert save_group(keeper, "x" * 60, {"fr": "x"}).pk


def test_save_group_renames(keeper):
    save_group(keeper, "roads", {"fr": "Rues et trottoirs"}, position=4)
    group = ServiceGroup.objects.get()
    assert (group.name["fr"], group.position) == ("Rues et trottoirs", 4)


def test_territory_limits_where_it_is_offered(keeper):
    verdun, plateau = make_district("verdun"), make_district("plateau")
    service = save_service(keeper, "pothole", {**NEW, "territory": ["verdun"]})
    everywhere = save_service(keeper, "tree", NEW)
    assert serves_district(service, verdun.pk)
    assert not serves_district(service, plateau.pk)
    assert serves_district(service, None)
    assert offered_services(visitor(), TODAY, plateau.pk) == [everywhere]
    assert set(offered_services(visitor(), TODAY, verdun.pk)) == {service, everywhere}


@pytest.mark.parametrize(
    ("first", "last", "day", "offered"),
    [
        ("", "", (7, 1), True),
        ("04-15", "10-31", (4, 15), True),
        ("04-15", "10-31", (10, 31), True),
        ("04-15", "10-31", (11, 1), False),
        ("11-01", "04-15", (12, 31), True),
        ("11-01", "04-15", (1, 1), True),
        ("11-01", "04-15", (4, 16), False),
        ("02-29", "02-29", (2, 28), False),
    ],
)
def test_season_may_run_over_the_new_year(city, first, last, day, offered):
    service = make_service(season_from=first, season_to=last)
    assert in_season(service, dt.date(2026, *day)) == offered


def test_offer_differs_for_residents_and_staff(city):
    make_service("closed", active=False)
    make_service("inside", public=False)
    make_service("winter", season_from="12-01", season_to="03-01")
    make_service("usual")
    staff = agent(make_team())
    assert [service.code for service in offered_services(visitor(), TODAY)] == ["usual"]
    assert {service.code for service in offered_services(staff, TODAY)} == {"inside", "winter", "usual"}
    assert service_for(visitor(), "inside", TODAY) is None
    assert service_for(staff, "inside", TODAY)
    for code in ("closed", "nowhere", "\x00", ""):
        assert service_for(staff, code, TODAY) is None


def test_publish_form_keeps_the_questions_of_open_cases(keeper):
    service = make_service("hole")
    first = publish_form(system(), "hole", [choice("size", "small", "large")])
    case = opened(service=service, answers={"size": "large"})
    second = publish_form(system(), "hole", [question("depth", "number", required=True)])
    assert (first.number, second.number, form_of(service).version) == (1, 2, second)
    found = fresh(case)
    assert (found.form, found.answers[0]["label"]) == (first, {"fr": "Question size"})
    assert (found.answers[0]["value"], found.answers[0]["display"]["fr"]) == ("large", "LARGE")
    with refuses(Invalid) as caught:
        opened(service=service, answers={"size": "large"})
    assert set(caught.value.fields) == {"answers.depth"}


def test_publish_form_without_a_change_does_nothing(keeper):
    make_service("hole")
    publish_form(system(), "hole", [question("q")])
    publish_form(system(), "hole", [question("q")])
    assert FormVersion.objects.count() == 1
    assert Entry.objects.filter(event="catalogue.form_published").count() == 1


def test_publish_form_over_a_colleague_s_is_a_conflict(keeper):
    make_service("hole")
    publish_form(system(), "hole", [question("q")], seen_number=0)
    with refuses(Conflict):
        publish_form(system(), "hole", [question("r")], seen_number=0)
    with refuses(NotFound):
        publish_form(system(), "nowhere", [])
    with refuses(Invalid):
        publish_form(system(), "hole", [question("q", "colour")])


def test_answer_that_is_not_asked_any_more_is_not_kept(keeper):
    service = make_service("hole")
    publish_form(system(), "hole", [question("q"), question("hidden", shown_if='answers.q == "x"')])
    case = opened(service=service, answers={"q": "y", "hidden": "secret", "other": "z"})
    assert [answer["code"] for answer in fresh(case).answers] == ["q"]


def test_internal_question_is_answered_by_staff_only(keeper):
    service = make_service("hole")
    publish_form(system(), "hole", [question("q", internal=True)])
    assert opened(service=service, answers={"q": "x"}).answers == []
    by_staff = opened(agent(make_team()), service=service, answers={"q": "x"})
    assert by_staff.answers[0]["internal"]


STEPS = {"acknowledge": (1, "working_days"), "take": (4, "hours"), "resolve": (5, "working_days")}


def test_save_commitment_is_said_on_the_page(keeper):
    make_service("hole")
    save_commitment(keeper, "hole", STEPS)
    promised = most_precise(Commitment.objects.all(), None, 2)
    assert promised.as_data() == {name: list(span) for name, span in STEPS.items()}
    assert promise_sentence(promised) == "We start within 4 hours and settle within 5 working days."
    save_commitment(keeper, "hole", {"resolve": (3, "days"), "take": None})
    assert Commitment.objects.count() == 1
    assert most_precise(Commitment.objects.all(), None, 2).as_data() == {"resolve": [3, "days"]}


def test_most_precise_commitment_wins_district_before_priority(keeper):
    make_service("hole")
    verdun = make_district("verdun")
    for amount, where in (
        (10, {}),
        (8, {"priority": 1}),
        (6, {"district": "verdun"}),
        (4, {"district": "verdun", "priority": 1}),
    ):
        save_commitment(keeper, "hole", {"resolve": (amount, "days")}, **where)
    rows = list(Commitment.objects.all())
    found = {
        (district, priority): most_precise(rows, district, priority).resolve
        for district in (None, verdun.pk)
        for priority in (1, 2)
    }
    days = {key: span.amount for key, span in found.items()}
    assert days == {(None, 2): 10, (None, 1): 8, (verdun.pk, 2): 6, (verdun.pk, 1): 4}
    assert found[None, 2] == Span(10, Unit.DAYS)
    assert most_precise([], None, 2).as_data() == {}


@pytest.mark.parametrize(
    ("steps", "where"),
    [
        ({"resolve": (0, "days")}, {}),
        ({"resolve": (731, "days")}, {}),
        ({"resolve": (5, "moons")}, {}),
        (STEPS, {"district": "nowhere"}),
    ],
)
def test_save_commitment_that_cannot_be_kept_is_refused(keeper, steps, where):
    make_service("hole")
    with refuses(Invalid):
        save_commitment(keeper, "hole", steps, **where)


def test_remove_commitment_of_another_service_is_not_found(keeper):
    make_service("hole"), make_service("tree")
    made = save_commitment(keeper, "hole", STEPS)
    with refuses(NotFound):
        remove_commitment(keeper, "tree", made.pk)
    remove_commitment(keeper, "hole", made.pk)
    assert not Commitment.objects.exists()


def test_catalogue_is_changed_by_those_who_configure(city):
    make_service("hole")
    for who in (agent(make_team(), "team_lead"), visitor()):
        for act in (
            lambda who=who: save_service(who, "hole", {"active": False}),
            lambda who=who: save_group(who, "roads", {"fr": "x"}),
            lambda who=who: publish_form(who, "hole", []),
            lambda who=who: save_commitment(who, "hole", STEPS),
            lambda who=who: remove_commitment(who, "hole", 1),
            lambda who=who: configured_services(who, TODAY),
        ):
            with refuses(Denied):
                act()
    assert configured_services(system(), TODAY)
