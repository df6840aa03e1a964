"""What a process keeps of the catalogue follows every change of it, whoever makes it and wherever."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django_tenants.utils import tenant_context

from guichet.catalogue import queries
from guichet.catalogue.actions.offer import save_commitment, save_rule
from guichet.catalogue.models import Service, ServiceGroup
from guichet.kernel.actor import system
from guichet.kernel.events import Event
from guichet.ledger.actions import keep_and_record
from guichet.people.actions import save_team
from guichet.people.models import Team
from guichet.places.editions import DISTRICTS, one_look, renew, stamps_of
from tests.cases.scene import opened
from tests.factories import make_commitment, make_district, make_rule, make_service, make_team

CHANGES = {
    "a service": lambda service: Service.objects.filter(pk=service.pk).update(icon="star"),
    "its group": lambda _service: ServiceGroup.objects.update(position=3),
    "its territory": lambda service: service.territory.add(make_district()),
    "its questions": lambda service: service.forms.create(number=1, published_at="2026-01-01T00:00Z"),
    "a commitment": make_commitment,
    "a commitment, by the action": lambda service: save_commitment(
        system(), service.code, {"take": None, "acknowledge": None, "resolve": (3, "days")}
    ),
    "a rule": lambda _service: make_rule(make_team()),
    "a rule, by the action": lambda _service: save_rule(
        system(), name={"fr": "Règle"}, expression="false", team=make_team("parks").code
    ),
    "a team, by the action": lambda _service: save_team(system(), "parks", {"fr": "Parcs"}, active=False),
}


@pytest.mark.parametrize("change", CHANGES)
def test_each_change_gives_the_catalogue_a_new_edition(city, change):
    service = make_service("nid-de-poule")
    before = queries.catalogue_stamp()
    CHANGES[change](service)
    assert queries.catalogue_stamp() != before


def test_service_is_asked_of_the_database_once(city):
    make_service("nid-de-poule")
    with CaptureQueriesContext(connection) as first:
        service = queries.service_for(system(), "nid-de-poule", None)
    assert len(first) > 2
    with CaptureQueriesContext(connection) as again:
        found = queries.service_for(system(), "nid-de-poule", None)
        queries.form_of(found)
        queries.active_rules()
    assert found is service
    assert {query["sql"][:40] for query in again} == {"SELECT code, stamp FROM places_edition WH"[:40]}


def test_what_one_city_keeps_another_does_not_see(city, other_city):
    make_service("nid-de-poule")
    assert queries.service_for(system(), "nid-de-poule", None) is not None
    with tenant_context(other_city):
        assert queries.service_for(system(), "nid-de-poule", None) is None
    assert queries.service_for(system(), "nid-de-poule", None) is not None


def test_change_that_was_undone_is_not_kept(city):
    service = make_service("nid-de-poule", team=make_team())
    with transaction.atomic():
        Service.objects.filter(pk=service.pk).update(active=False)
        assert queries.service_for(system(), service.code, None) is None
        transaction.set_rollback(True)
    assert queries.service_for(system(), service.code, None) is not None


def test_closed_team_is_no_longer_led_to(city):
    team = make_team()
    rule = make_rule(team, expression="true")
    assert [kept.pk for kept in queries.active_rules()] == [rule.pk]
    Team.objects.filter(pk=team.pk).update(active=False)
    assert queries.active_rules() == []


def test_stamps_are_looked_at_once_within_one_look(city):
    renew(DISTRICTS)
    with CaptureQueriesContext(connection) as asked, one_look(DISTRICTS):
        found = [stamps_of(DISTRICTS), stamps_of(DISTRICTS)]
    assert len(asked) == 1
    assert found[0] == found[1] == stamps_of(DISTRICTS)


def test_case_is_opened_with_few_statements(city):
    team = make_team()
    opened(team=team)
    service = Service.objects.get()
    with CaptureQueriesContext(connection) as asked:
        opened(service=service)
    assert len(asked) <= 8, "\n".join(query["sql"] for query in asked)


def test_row_put_in_directly_is_the_row_that_was_meant(city):
    given = Team(code="parks", name={"fr": "Parcs « verts »"}, external=["a", 'b"c'], active=False)
    keep_and_record(system(), Event("test.kept", quiet=True), given)
    kept = Team.objects.get(pk=given.pk)
    assert (kept.code, kept.name, kept.external, kept.active) == (
        given.code,
        given.name,
        given.external,
        False,
    )
    given.code = "parcs"
    given.save()
    assert Team.objects.get().code == "parcs"
