"""The scene of the tests of permits."""

from __future__ import annotations

import pytest

from guichet.tenancy.models import City
from tests.permits.scene import Scene


@pytest.fixture
def scene(city: City) -> Scene:
    """Give a city with a type of permit."""
    return Scene()
