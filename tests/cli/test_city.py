"""The commands about cities, as someone types them."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from click.testing import CliRunner
from django_tenants.utils import tenant_context

from guichet.cli.city import city as group
from guichet.people.models import Account, Role, Team
from guichet.people.queries import staff_actor
from guichet.places.queries import calendar, special_days
from guichet.tenancy.models import City
from guichet.tenancy.queries import city_named, hosts_of
from tests import database


@pytest.fixture
def run(own_database, monkeypatch):
    """Give a function that runs `guichet city …` on a database of this test's own."""
    monkeypatch.setenv("DATABASE_URL", own_database.owner)
    monkeypatch.setenv("DATABASE_APP_URL", own_database.application)
    monkeypatch.setenv("DATABASE_ACTIVE_URL", own_database.application)
    database.use(own_database, as_owner=True)

    def command(*words):
        return CliRunner().invoke(group, list(words))

    return command


@pytest.mark.slow
def test_create_makes_a_city_that_can_receive(run, tmp_path):
    settings = tmp_path / "city.toml"
    settings.write_text('phone = "514 555-0100"\nreopen_days = 15\n')
    given = ["--name", "Saint-Exemple", "--world", "france", "--languages", "fr", "--colour", "#7a1f3d"]
    more = ["--administrator", "Chef@ville.example", "--settings", str(settings), "--host", "exemple.test"]
    done = run("create", "saint-exemple", *given, *more)
    assert done.exit_code == 0, done.output
    city = city_named("saint-exemple")
    assert (city.time_zone, city.reopen_days, city.phone) == ("Europe/Paris", 15, "514 555-0100")
    assert (hosts_of(city), city.languages, city.colour) == (["exemple.test"], ["fr"], "#7a1f3d")
    with tenant_context(city):
        assert calendar().openings(dt.date(2027, 3, 1))
        assert special_days(dt.datetime.now(tz=dt.UTC).year)
        assert (Team.objects.count(), Role.objects.count()) == (1, 4)
        account = Account.objects.get()
        actor = staff_actor(account)
        assert actor.has("config.people")
        assert actor.has("case.open")
        password = done.output.split("first password ")[1].split()[0]
        assert account.check_password(password)
    refused = run("create", "saint-exemple", "--name", "Encore")
    assert refused.exit_code == 1
    assert "saint-exemple" in refused.output
    assert City.objects.filter(slug="saint-exemple").count() == 1


@pytest.mark.parametrize(
    "words",
    [
        ["create", "Majuscule", "--name", "X"],
        ["create", "x y", "--name", "X"],
        ["create", "ville-a", "--name", "X"],
        ["create", "ville-c", "--name", "X", "--host", "not a host"],
        ["create", "ville-c", "--name", "X", "--host", "ville-a.localhost"],
        ["create", "ville-c", "--name", "X", "--world", "mars"],
        ["create", "ville-c"],
    ],
)
def test_create_with_a_fault_makes_nothing(city, addresses, monkeypatch, words):
    for name in ("DATABASE_URL", "DATABASE_APP_URL", "DATABASE_ACTIVE_URL"):
        monkeypatch.setenv(name, addresses.application)
    before = City.objects.count()
    done = CliRunner().invoke(group, words)
    assert done.exit_code != 0
    assert "Traceback" not in done.output
    assert done.output
    assert City.objects.count() == before


def test_list_names_each_city_with_its_addresses(city, addresses, monkeypatch):
    monkeypatch.setenv("DATABASE_APP_URL", addresses.application)
    monkeypatch.setenv("DATABASE_ACTIVE_URL", addresses.application)
    listed = json.loads(CliRunner().invoke(group, ["list", "--json"]).output)
    assert [(item["slug"], item["hosts"], item["zone"]) for item in listed] == [
        ("ville-a", "ville-a.localhost", "America/Toronto"),
        ("ville-b", "ville-b.localhost", "Europe/Paris"),
    ]
    assert "ville-b" in CliRunner().invoke(group, ["list"], env={"COLUMNS": "200"}).output
