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
from guichet.places.queries import calendar, search_places, special_days
from guichet.tenancy.models import City
from guichet.tenancy.queries import city_named, hosts_of
from tests import database


def area(code, west, east):
    ring = [[west, 45.53], [east, 45.53], [east, 45.55], [west, 45.55], [west, 45.53]]
    properties = {"code": code, "name": code.upper()}
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def line(name, *points):
    return {
        "type": "Feature",
        "properties": {"name": name},
        "geometry": {"type": "LineString", "coordinates": points},
    }


BOROUGHS = {
    "type": "FeatureCollection",
    "features": [area("b1", -73.62, -73.6), area("b2", -73.6, -73.58)],
}
STREETS = {
    "type": "FeatureCollection",
    "features": [
        line("Rue Chabot", [-73.61, 45.535], [-73.61, 45.545]),
        line("Rue Beaubien", [-73.615, 45.54], [-73.605, 45.54]),
    ],
}


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
        assert (Team.objects.count(), Role.objects.count()) == (1, 13)
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
        ["create", "ville-c", "--name", " "],
        ["create", "ville-c", "--name", "X", "--administrator", "no address"],
        ["create", "ville-c", "--name", "X", "--languages", "fr,zz"],
        ["load", "ville-a"],
        ["load", "ville-inconnue", "--places", __file__],
        ["load", "ville-a", "--districts", __file__],
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


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('flowers = "#f2b134"', "flowers"),
        ('colour = "blue"', "#0a4f5c"),
        ("bounds = [1.0]", "bounds"),
        ('time_zone = "Mars/Olympus"', "no such time zone"),
        ('locale = "en"', "fr-ca"),
        ('centre_lat = "nord"', "centre_lat"),
        ("phone = ", "not TOML"),
    ],
)
def test_create_with_a_setting_that_cannot_be_used_says_which(
    city, addresses, monkeypatch, tmp_path, text, said
):
    for name in ("DATABASE_URL", "DATABASE_APP_URL", "DATABASE_ACTIVE_URL"):
        monkeypatch.setenv(name, addresses.application)
    (tmp_path / "city.toml").write_text(text)
    given = ["create", "ville-c", "--name", "X", "--settings", str(tmp_path / "city.toml")]
    done = CliRunner().invoke(group, given)
    assert done.exit_code == 1
    assert said in done.output
    assert isinstance(done.exception, SystemExit)
    assert not City.objects.filter(slug="ville-c").exists()


def test_load_fills_the_map_and_the_address_search(city, addresses, monkeypatch, tmp_path):
    for name in ("DATABASE_APP_URL", "DATABASE_ACTIVE_URL"):
        monkeypatch.setenv(name, addresses.application)
    files = {
        "districts.geojson": json.dumps(BOROUGHS),
        "streets.geojson": json.dumps(STREETS),
        "places.csv": "Nom;Rue;Latitude;Longitude\nParc Molson;Iberville;45,546;-73,591\nSans lieu;;;\n",
        "codes.csv": "code_postal,lieu,lat,lon\nH2S 2N1,Montréal,45.541,-73.605\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    options = zip(("--districts", "--streets", "--places", "--postal-codes"), files, strict=True)
    given = [
        "load",
        "ville-a",
        *(word for option, name in options for word in (option, str(tmp_path / name))),
    ]
    assert "Nothing was kept" in CliRunner().invoke(group, [*given, "--check"]).output
    assert not search_places("Parc Molson")
    done = CliRunner().invoke(group, given)
    assert done.exit_code == 0, done.output
    assert "Places: 1 new, 0 already there or twice in the file, 1 passed over." in done.output
    assert "Line 2" in done.output
    for typed, label in (("molson", "Parc Molson"), ("h2s2n1", "H2S 2N1"), ("chabot et beaubien", "et")):
        assert label in search_places(typed)[0].label
    found = city_named("ville-a")
    assert found.bounds == [-73.62, 45.53, -73.58, 45.55]
    assert (found.centre_lat, found.centre_lon) == (45.54, -73.6)
    again = CliRunner().invoke(group, given)
    assert "Places: 0 new, 1 already there" in again.output


def test_list_names_each_city_with_its_addresses(city, addresses, monkeypatch):
    monkeypatch.setenv("DATABASE_APP_URL", addresses.application)
    monkeypatch.setenv("DATABASE_ACTIVE_URL", addresses.application)
    listed = json.loads(CliRunner().invoke(group, ["list", "--json"]).output)
    assert [(item["slug"], item["hosts"], item["zone"]) for item in listed] == [
        ("ville-a", "ville-a.localhost", "America/Toronto"),
        ("ville-b", "ville-b.localhost", "Europe/Paris"),
    ]
    assert "ville-b" in CliRunner().invoke(group, ["list"], env={"COLUMNS": "200"}).output
