"""Who speaks in these tests: someone who answers the telephone, someone who knows about roads, someone who does neither."""

from __future__ import annotations

import pytest

from guichet.people.queries import staff_actor
from tests.factories import make_account, make_room, make_team


@pytest.fixture
def front(city):
    return make_team("accueil")


@pytest.fixture
def roads(city):
    return make_team("voirie")


@pytest.fixture
def room(front, roads):
    return make_room("voirie", first=[front], second=[roads], minutes=5)


@pytest.fixture
def agent(front):
    return staff_actor(make_account(grants=[], teams=[front], name="Aline Accueil"))


@pytest.fixture
def expert(roads):
    return staff_actor(make_account(grants=[], teams=[roads], name="Victor Voirie"))


@pytest.fixture
def stranger(city):
    return staff_actor(make_account(grants=[], teams=[make_team("finances")], name="Fanny Finances"))
