"""The people of most tests of cases."""

from __future__ import annotations

import pytest

from tests.cases.scene import agent
from tests.factories import make_team


@pytest.fixture
def team(city):
    """Give a team."""
    return make_team("roads")


@pytest.fixture
def handler(team):
    """Give an agent of the team."""
    return agent(team)


@pytest.fixture
def lead(team):
    """Give the lead of the team."""
    return agent(team, "team_lead")
