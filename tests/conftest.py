"""Fixtures of every test: two cities in a database of one's own, and people who look at them."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

# Before Django reads its settings: nothing of the tests may touch a real installation.
_DATA = tempfile.mkdtemp(prefix="guichet-test-data-")
Path(_DATA, "static").mkdir()
atexit.register(shutil.rmtree, _DATA, ignore_errors=True)
os.environ |= {
    "GUICHET_DATA": _DATA,
    "GUICHET_PLAIN_STATIC": "1",
    "DATABASE_ACTIVE_URL": "postgresql:///not-opened-yet",
    "DJANGO_SETTINGS_MODULE": "guichet.config.settings",
}

import django  # noqa: E402
import hypothesis  # noqa: E402
import pytest  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils import translation  # noqa: E402
from pytest_django.plugin import blocking_manager_key  # noqa: E402

from guichet.cli.embedded import Addresses  # noqa: E402
from guichet.tenancy.models import City  # noqa: E402
from guichet.tenancy.queries import city_named  # noqa: E402
from tests import database  # noqa: E402
from tests.clients import CityClient, SignIn, city_of, client_for, sign_in_at  # noqa: E402

pytest_plugins = ["tests.browser"]
hypothesis.settings.register_profile("guichet", deadline=None)  # a slow machine is no fault
hypothesis.settings.load_profile("guichet")
# Slow on purpose in a city; here, hundreds of invented passwords would take minutes.
settings.PASSWORD_HASHERS = ["tests.clients.QuickHasher"]
SERVER = pytest.StashKey[database.Server]()


def _server(config: pytest.Config) -> database.Server:
    """Give the server of this run; the main process holds it, the others are told where it is."""
    if SERVER not in config.stash:
        told = getattr(config, "workerinput", {}).get("server")
        with config.stash[blocking_manager_key].unblock():
            config.stash[SERVER] = (
                database.Server(told[0], Addresses(owner=told[1], application=told[2]))
                if told
                else database.open_server()
            )
    return config.stash[SERVER]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the slow tests come first and the browser next: what is short fills the end, whichever process is free.

    Tests that run a loop of their own (they are slow) have to come before the browser, which keeps one in the thread.
    """
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    names = {mark.name for mark in item.iter_markers()}
    return 0 if "slow" in names else 1 if "browser" in names else 2


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: object) -> None:
    """Tell each process of a parallel run where the server is."""
    server = _server(node.config)  # type: ignore[attr-defined]
    node.workerinput["server"] = (  # type: ignore[attr-defined]
        server.administrator,
        server.template.owner,
        server.template.application,
    )


def pytest_unconfigure(config: pytest.Config) -> None:
    """Let go of the server at the end of the run."""
    if SERVER in config.stash:
        config.stash[SERVER].stop()


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Let rooms speak English in tests, so that the French may be written better without changing them.

    Pages choose their language as always: the browser's, else the city's first (French).
    """
    with translation.override("en"):
        yield


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest) -> database.Server:
    """Give the database server, from which clones can be made."""
    return _server(request.config)


@pytest.fixture(scope="session")
def addresses(server: database.Server) -> Iterator[Addresses]:
    """Give the addresses of this process's own database, for the owner and for the application."""
    made = server.clone("tests")
    yield made
    server.drop(made)


@pytest.fixture(scope="session")
def django_db_setup(
    addresses: Addresses, django_test_environment: None, django_db_blocker: object
) -> Iterator[None]:
    """Replace Django's own test database: ours exists already, and is used as the application role."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        database.use(addresses)
    yield
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        connection.close()


@pytest.fixture
def own_database(
    server: database.Server, addresses: Addresses, django_db_setup: None, django_db_blocker: object
) -> Iterator[Addresses]:
    """Give a database of one test's own, where commits are real (concurrency, LISTEN, another process)."""
    made = server.clone("one")
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        database.use(made)
        yield made
        database.use(addresses)
    server.drop(made)


@pytest.fixture
def city(request: pytest.FixtureRequest) -> Iterator[City]:
    """Enter the first city (ville-a, Québec); everything is rolled back (or thrown away with `own_database`)."""
    if "own_database" not in request.fixturenames:
        request.getfixturevalue("db")
    found = city_named("ville-a")
    assert found is not None
    connection.set_tenant(found)
    yield found
    connection.set_schema_to_public()


@pytest.fixture(scope="module")
def module_city(django_db_setup: None, django_db_blocker: object) -> Iterator[City]:
    """Enter the first city for all tests of a file, for a scene that is costly to make and that no test changes.

    A test that writes does so in a transaction of its own that it rolls back.
    """
    with django_db_blocker.unblock(), translation.override("en"), transaction.atomic():  # type: ignore[attr-defined]
        connection.set_tenant(city_of("ville-a"))
        yield connection.tenant
        connection.set_schema_to_public()
        transaction.set_rollback(True)


@pytest.fixture
def other_city(city: City) -> City:
    """Give the second city (ville-b, France) without entering it: `with tenant_context(other_city):` does."""
    return city_of("ville-b")


@pytest.fixture
def client_of() -> Callable[[City], CityClient]:
    """Give a browser without JavaScript, at a city's address: `client_of(city).get("/")`."""
    return client_for


@pytest.fixture
def client(city: City) -> CityClient:
    """Give a resident's browser in the first city."""
    return client_for(city)


@pytest.fixture
def sign_in(city: City) -> SignIn:
    """Give a function that signs a new member of the staff in: `sign_in("team_lead", teams=[team])`.

    The answer is the browser; its `account` and `actor` are theirs. `city=` signs in elsewhere.
    """

    def signed_in(role: str = "second_line", *, city: City = city, **given: object) -> CityClient:
        return sign_in_at(city, role, **given)

    return signed_in
