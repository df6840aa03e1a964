"""Routing rules on their pages."""

from __future__ import annotations

import pytest

from guichet.catalogue.actions import publish_form, save_rule
from guichet.catalogue.models import RoutingRule, Service
from guichet.kernel.actor import system
from guichet.places.models import District
from tests.factories import make_case, make_district, make_group, make_service, make_team


@pytest.fixture
def admin(sign_in):
    voirie = make_team("voirie", name="Voirie")
    make_team("garde", name="Équipe de garde")
    make_service("nid", group=make_group("rues"), team=voirie, name={"fr": "Nid-de-poule", "en": "Pothole"})
    make_district("nord", name={"fr": "Le Nord", "en": "North"})
    return sign_in(grants=["config.catalogue"])


def rule_form(**changes):
    return {
        "do": "save",
        "name_fr": "Nid-de-poule au nord",
        "expression": 'service == "nid" && district == "nord"',
        "team": "garde",
        "active": "on",
    } | changes


def make_rule(name: str, expression: str = 'service == "nid"', team: str = "garde") -> RoutingRule:
    return save_rule(system(), name={"fr": name}, expression=expression, team=team)


def test_save_rule_then_list_says_it_in_words(admin):
    assert admin.post("/config/routing/new/", rule_form()).status_code == 303
    [line] = admin.get("/config/routing/", {"lang": "en"}).context["lines"]
    assert line["words"] == "when the service is “Pothole” and the borough is “North”"


def test_save_rule_with_a_fault_shows_its_place_and_keeps_what_was_typed(admin):
    answer = admin.post("/config/routing/new/", rule_form(expression='service = "nid"'))
    assert answer.status_code == 422
    assert "expression" in answer.context["form"].errors
    assert (answer.context["place"].before, answer.context["place"].mark) == ("service ", "=")
    assert "<mark>=</mark>" in answer.content.decode()
    assert "Nid-de-poule au nord" in answer.content.decode()
    assert not RoutingRule.objects.exists()


def test_save_rule_that_is_no_condition_is_refused(admin):
    assert admin.post("/config/routing/new/", rule_form(expression='"nid"')).status_code == 422
    assert not RoutingRule.objects.exists()


def test_compose_writes_the_condition_and_saves_nothing(admin):
    question = {
        "code": "size", "kind": "choice", "label": {"fr": "Taille ?"},
        "options": [{"code": "large", "label": {"fr": "Grand"}}],
    }  # fmt: skip
    publish_form(system(), "nid", [question])
    typed = {
        "do": "compose", "name_fr": "Grand trou", "c_service": "nid", "c_district": "nord", "c_time": "weekend",
        "c_answer": 'answers.size == "large"',
    }  # fmt: skip
    answer = admin.post("/config/routing/new/", typed)
    assert answer.status_code == 200
    assert answer.context["form"]["expression"].value() == (
        'service == "nid" && has(answers.size) && answers.size == "large" && district == "nord" && weekday >= 6'
    )
    assert answer.context["form"]["name_fr"].value() == "Grand trou"
    assert not RoutingRule.objects.exists()


def test_try_rule_tells_where_the_last_cases_would_go_and_saves_nothing(admin):
    service = Service.objects.get()
    make_case(service, district=District.objects.get())
    make_case(service)
    answer = admin.post(
        "/config/routing/new/",
        rule_form(do="try", s_service="nid", s_district="nord", s_weekday="1", s_hour="10"),
    )
    trial = answer.context["trial"]
    assert (trial["count"], len(trial["moved"]), trial["changed"]) == (2, 1, 1)
    assert (trial["moved"][0].before, trial["moved"][0].after) == ("Voirie", "Équipe de garde")
    assert trial["described"] == {"holds": True, "team": "Équipe de garde"}
    assert not RoutingRule.objects.exists()


def test_try_rule_counts_the_cases_without_the_answer_that_it_needs(admin):
    make_case(Service.objects.get())
    answer = admin.post("/config/routing/new/", rule_form(do="try", expression='answers.size == "large"'))
    assert answer.context["trial"]["unknown"] == 1


def test_try_a_rule_behind_another_says_that_nothing_changes(admin):
    make_rule("Tout", "true", "garde")
    make_case(Service.objects.get())
    answer = admin.post("/config/routing/new/", rule_form(do="try", expression='service == "nid"'))
    assert answer.context["trial"]["changed"] == 0
    assert answer.context["trial"]["hidden_by"] == 1


def test_move_rule_up_then_an_old_order_is_refused(admin):
    first, second = make_rule("Un"), make_rule("Deux")
    ids = f"{first.pk},{second.pk}"
    admin.post("/config/routing/order/", {"ids": ids, "do": f"up:{second.pk}"})
    assert list(RoutingRule.objects.order_by("position")) == [second, first]
    make_rule("Trois")
    admin.post("/config/routing/order/", {"ids": f"{second.pk},{first.pk}", "do": f"up:{first.pk}"})
    assert list(RoutingRule.objects.order_by("position"))[:2] == [second, first]


def test_change_rule_after_someone_else_is_refused_once(admin):
    rule = make_rule("Un")
    seen = admin.get(f"/config/routing/{rule.pk}/").context["form"]["seen"].value()
    RoutingRule.objects.update(expression="weekday >= 6")
    typed = rule_form(seen=seen)
    answer = admin.post(f"/config/routing/{rule.pk}/", typed)
    assert answer.status_code == 409
    assert "weekday" in answer.content.decode()
    again = admin.post(
        f"/config/routing/{rule.pk}/", typed | {"seen": answer.context["form"]["seen"].value()}
    )
    assert again.status_code == 303


def test_remove_rule(admin):
    rule = make_rule("Un")
    assert admin.post(f"/config/routing/{rule.pk}/remove/").status_code == 303
    assert not RoutingRule.objects.exists()
    assert admin.post(f"/config/routing/{rule.pk}/remove/").status_code == 404


def test_overview_tells_of_a_rule_that_never_holds(admin):
    rule = make_rule("Un")
    RoutingRule.objects.filter(pk=rule.pk).update(expression="service = 1")
    missing = admin.get("/config/").context["missing"]
    assert any(gap.url == f"/config/routing/{rule.pk}/" for gap in missing)
