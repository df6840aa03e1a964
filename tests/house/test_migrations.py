"""Tables that can grow, move to another machine and be changed under load."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models

from guichet.tenancy.models import City
from tests.house.source import nothing

OURS = [model for model in apps.get_models() if model.__module__.startswith("guichet.")]
LONGEST_NAME = 49


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_key_never_runs_out(model: type[models.Model]) -> None:
    assert isinstance(model._meta.pk, models.BigAutoField | models.UUIDField)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_names_in_the_database_are_short_enough_to_find(model: type[models.Model]) -> None:
    names = [item.name for item in (*model._meta.constraints, *model._meta.indexes)]
    nothing([name for name in names if len(name) > LONGEST_NAME])


def test_indexes_and_constraints_have_names_of_their_own() -> None:
    names = [item.name for model in OURS for item in (*model._meta.constraints, *model._meta.indexes)]
    assert len(names) == len(set(names))


def test_tables_of_a_city_have_no_plain_integer_key(city: City) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT table_name FROM information_schema.columns
               WHERE table_schema = %s AND column_name = 'id' AND data_type IN ('integer', 'smallint')""",
            [city.schema_name],
        )
        small = {name for (name,) in cursor.fetchall()}
    nothing(name for name in small if not name.startswith(("account_", "auth_", "django_", "mfa_")))


def test_models_and_migrations_agree(city: City, capsys: pytest.CaptureFixture[str]) -> None:
    try:
        call_command("makemigrations", check=True, dry_run=True)
    except SystemExit:
        pytest.fail(capsys.readouterr().out)
