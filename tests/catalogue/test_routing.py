"""Where a case goes: rules in order, over service, answers, district, hour and channel; and why it went there."""

from __future__ import annotations

import pytest
from django.utils import translation
from django_tenants.utils import tenant_context

from guichet.cases.actions.opening import Where
from guichet.cases.queries.past_routing import past_cases
from guichet.catalogue.actions import order_rules, publish_form, remove_rule, save_rule
from guichet.catalogue.models import RoutingRule
from guichet.catalogue.queries import active_rules
from guichet.catalogue.routing import route, route_words
from guichet.kernel.actor import system, visitor
from guichet.kernel.errors import Conflict, Denied, Invalid, NotFound
from guichet.kernel.moment import as_if
from guichet.ledger.models import Entry
from guichet.people.models import Team
from guichet.places.actions import import_districts
from tests.cases.scene import TUESDAY, agent, at, fresh, happened, opened, refuses
from tests.catalogue.questions import choice, question
from tests.factories import make_service, make_team
from tests.places.geography import BOROUGHS


@pytest.fixture
def teams(city):
    """Give four teams by their code."""
    return {code: make_team(code) for code in ("usual", "first", "second", "night")}


@pytest.fixture
def service(teams):
    return make_service("hole", team=teams["usual"])


def rule(expression, team="first", **more):
    return save_rule(
        system(),
        **{"name": {"fr": f"Règle {expression[:20]}"}, "expression": expression, "team": team, **more},
    )


def went(**given):
    """Open a case and give the code of its team and why it went there."""
    case = fresh(opened(**given))
    return case.team.code if case.team else None, case.route


def test_case_goes_to_the_usual_team_without_a_rule(service):
    code, why = went(service=service)
    assert (code, why["rule"]) == ("usual", 0)
    assert "équipe habituelle du service" in route_words(why, "fr")


def test_first_true_rule_wins_in_the_order_of_positions(service):
    second = rule('service == "hole"', "second")
    first = rule("true", "first")
    assert went(service=service)[0] == "second"
    order_rules(system(), [first.pk, second.pk])
    code, why = went(service=service)
    assert (code, why["rule"], why["name"]) == ("first", first.pk, first.name)


def test_rule_that_is_closed_or_leads_to_a_closed_team_does_not_count(service):
    rule("true", "first", active=False)
    rule("true", "second")
    Team.objects.filter(code="second").update(active=False)
    assert went(service=service)[0] == "usual"
    Team.objects.filter(code="usual").update(active=False)
    assert went(service=service)[0] is None


@pytest.mark.parametrize(
    ("expression", "given", "code"),
    [
        ('service == "hole"', {}, "first"),
        ('service in ["tree", "lamp"]', {}, "usual"),
        ('group == "roads"', {}, "first"),
        ('channel == "phone"', {"channel": "phone"}, "first"),
        ('channel == "phone"', {"channel": "web"}, "usual"),
        ("priority <= 2", {}, "first"),
        ('district == "b1"', {"where": Where(45.54, -73.61)}, "first"),
        ('district == "b1"', {"where": Where(45.54, -73.59)}, "usual"),
        ('district == ""', {}, "first"),
        ("weekday == 2 && hour == 10", {}, "first"),
        ('answers.size == "large"', {"answers": {"size": "large"}}, "first"),
        ('answers.size == "large"', {"answers": {"size": "small"}}, "usual"),
        ('answers.size == "large"', {}, "usual"),
        ("answers.depth > 3.5", {"answers": {"depth": "4"}}, "first"),
        ("answers.depth > 3", {"answers": {"depth": "2,5"}}, "usual"),
        ("answers.blocked", {"answers": {"blocked": "yes"}}, "first"),
        ('answers.since > "2026-11-01"', {"answers": {"since": "2026-11-16"}}, "first"),
        ('"a" in answers.many', {"answers": {"many": ["a", "b"]}}, "first"),
    ],
)
def test_rule_sees_what_is_known_of_the_case(service, expression, given, code):
    import_districts(system(), BOROUGHS, code_property="code", name_property="name")
    asked = [choice("size", "small", "large"), choice("many", "a", "b", kind="choices")]
    kinds = {"depth": "number", "blocked": "yes_no", "since": "date"}
    publish_form(system(), "hole", [*asked, *[question(code, kind) for code, kind in kinds.items()]])
    rule(expression)
    with as_if(TUESDAY):
        assert went(service=service, **given)[0] == code


@pytest.mark.parametrize(
    ("when", "code"),
    [
        (at(2026, 11, 20, 21, 59), "usual"),
        (at(2026, 11, 20, 22, 0), "night"),
        (at(2026, 11, 20, 23, 59), "night"),
        (at(2026, 11, 21, 0, 0), "first"),
        (at(2026, 11, 22, 23, 59), "first"),
        (at(2026, 11, 23, 0, 30), "night"),
        (at(2026, 11, 23, 6, 0), "usual"),
    ],
)
def test_hour_and_weekday_are_the_city_s_around_midnight(service, when, code):
    rule("weekday >= 6", "first")
    rule("hour >= 22 || hour < 6", "night")
    with as_if(when):
        assert went(service=service)[0] == code


def test_hour_is_the_one_of_another_city_in_that_city(service, other_city):
    with tenant_context(other_city):
        make_team("night")
        rule("hour == 16", "night")
        with as_if(TUESDAY):  # ten o'clock in Montréal
            assert went(service=make_service(team=make_team()))[0] == "night"


def test_rule_over_answers_of_another_service_is_skipped_and_said(service):
    other = rule('answers.species == "érable"', "second")
    last = rule('service == "hole"', "first")
    code, why = went(service=service)
    assert (code, why["rule"], why["skipped"]) == ("first", last.pk, [other.pk])


def test_case_keeps_the_name_of_a_rule_that_is_gone(service, teams):
    made = rule('service == "hole"')
    case = opened(service=service)
    remove_rule(system(), made.pk)
    assert fresh(case).route["name"] == made.name
    assert made.name["fr"] in route_words(fresh(case).route, "fr")


def test_route_in_words(city):
    assert route_words({"by_hand": True, "reason": "x"}, "fr")
    assert route_words({}, "fr") == ""
    assert "Usual" in route_words({"rule": 3, "name": {"fr": "Habituelle", "en": "Usual"}}, "en")


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("", "Line 1, character 1"),
        ("service = 'hole'", "Line 1, character 9"),
        ("servce == 'hole'", "service"),
        ("hour", "yes or no"),
        ("hour == 'ten'", "Line 1, character 6"),
        ("1 / 0 ==", "Line 1"),
        ("true\n|| hour >", "Line 2"),
        ("x" * 2_001, "2001"),
    ],
)
def test_broken_rule_is_refused_when_saved_with_its_place(teams, expression, said):
    with translation.override("en"), refuses(Invalid) as caught:
        rule(expression)
    assert said in caught.value.fields["expression"]


def test_saved_rule_that_breaks_later_stays_as_it_was(teams):
    made = rule("hour > 3")
    with refuses(Invalid):
        rule("hour >", rule_id=made.pk)
    assert RoutingRule.objects.get().expression == "hour > 3"


def test_rule_to_an_unknown_or_closed_team_or_without_a_name_is_refused(teams):
    make_team("closed", active=False)
    for given in ({"team": "nowhere"}, {"team": "closed"}, {"name": {}}):
        with refuses(Invalid):
            rule("true", **given)


def test_rule_at_a_position_that_is_taken_is_a_conflict(teams):
    rule("true", position=5)
    with refuses(Conflict):
        rule("false", position=5)


@pytest.mark.parametrize("positions", [range(1, 16), range(10, 170, 10), [3, 1, 2], [1000, 5, 20]])
def test_rules_can_be_put_in_any_order(teams, positions):
    made = [rule("true", position=position).pk for position in positions]
    wanted = made[::-1]
    order_rules(system(), wanted)
    assert [one.pk for one in active_rules()] == wanted
    order_rules(system(), made)
    assert [one.pk for one in active_rules()] == made


def test_order_of_other_rules_than_those_there_is_a_conflict(teams):
    made = rule("true").pk
    for wrong in ([], [made, made], [made, 10**9]):
        with refuses(Conflict):
            order_rules(system(), wrong)


def test_rules_are_changed_by_those_who_configure(teams):
    stranger, keeper = agent(teams["usual"], "team_lead"), agent(None, "administrator")
    made = save_rule(keeper, name={"fr": "x"}, expression="true", team="first")
    for act in (
        lambda who: save_rule(who, name={"fr": "x"}, expression="true", team="first"),
        lambda who: order_rules(who, [made.pk]),
        lambda who: remove_rule(who, made.pk),
    ):
        for who in (stranger, visitor()):
            with refuses(Denied):
                act(who)
    with refuses(NotFound):
        remove_rule(keeper, 10**9)
    remove_rule(keeper, made.pk)
    assert not RoutingRule.objects.exists()
    events = Entry.objects.filter(event__startswith="catalogue.rule").order_by("id")
    assert [entry.event for entry in events] == ["catalogue.rule_saved", "catalogue.rule_removed"]


def test_what_was_decided_is_remembered_with_the_opening(service):
    made = rule("true")
    case = opened(service=service)
    assert happened(case) == ["opened"]
    assert Entry.objects.get(event="case.opened").data["route"] == made.pk


def test_past_cases_are_routed_as_they_were_in_few_queries(service, django_assert_num_queries):
    publish_form(system(), "hole", [question("depth", "number")])
    with as_if(at(2026, 11, 17, 23, 30)):
        for depth in ("2", "40"):
            opened(service=service, answers={"depth": depth})
    rules = [rule("answers.depth > 10 && hour == 23", "first")]
    with django_assert_num_queries(1):
        codes = [route(past.situation, rules).team_id for past in past_cases(system())]
    assert codes == [rules[0].team_id, service.team_id]
