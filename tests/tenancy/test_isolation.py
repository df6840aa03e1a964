"""Cities do not see each other, whatever happens to a transaction."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django_tenants.utils import tenant_context

from guichet.people.models import Team
from guichet.tenancy.models import City
from tests.factories import make_team


def test_query_in_a_city_sees_only_its_rows(city: City, other_city: City) -> None:
    make_team("voirie")
    with tenant_context(other_city):
        assert list(Team.objects.all()) == []
    assert Team.objects.count() == 1


def test_entering_a_city_survives_a_rollback(city: City, other_city: City) -> None:
    make_team("voirie")

    def fail() -> None:
        with transaction.atomic(), tenant_context(other_city):
            Team.objects.count()
            raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011
        fail()
    assert Team.objects.count() == 1


def test_same_rows_may_exist_in_two_cities(city: City, other_city: City) -> None:
    first = make_team("voirie", name="Voirie")
    with tenant_context(other_city):
        second = make_team("voirie", name="Propreté")
        assert Team.objects.get(code="voirie").name == second.name
    assert Team.objects.get(code="voirie").name == first.name


def test_no_table_of_a_city_refers_to_another_schema(city: City) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint
               JOIN pg_class a ON a.oid = conrelid JOIN pg_class b ON b.oid = confrelid
               WHERE contype = 'f' AND a.relnamespace <> b.relnamespace"""
        )
        assert cursor.fetchall() == []
