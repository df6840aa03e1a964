"""Browsers without a screen: Django's test client at the address of a city."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any, Protocol

from django.db import connection
from django.test import Client
from django_tenants.utils import tenant_context

from guichet.kernel.actor import Actor
from guichet.people.models import Account
from guichet.people.queries import staff_actor
from guichet.tenancy.models import City
from guichet.tenancy.queries import hosts_of


class CityClient(Client):
    """A browser at a city's address. The test stays in the city where it was, whatever page is asked for."""

    account: Account

    def __init__(self, city: City, host: str) -> None:
        super().__init__(HTTP_HOST=host)
        self.city = city

    @property
    def actor(self) -> Actor:
        """Give the actor of the account that is signed in here."""
        with self.in_city():
            return staff_actor(self.account)

    def in_city(self) -> contextlib.AbstractContextManager[None]:
        """Enter the browser's city for a while."""
        return tenant_context(self.city)

    def request(self, **request: Any) -> Any:
        """Ask for a page, then return to where the test was."""
        with _staying():
            return super().request(**request)


class SignIn(Protocol):
    """What the fixture `sign_in` gives."""

    def __call__(self, role: str = "second_line", *, city: City = ..., **given: object) -> CityClient:
        """Sign a new member of the staff in."""


def client_for(city: City) -> CityClient:
    """Give a browser at the main address of a city."""
    return CityClient(city, hosts_of(city)[0])


@contextlib.contextmanager
def _staying() -> Iterator[None]:
    before = connection.tenant
    try:
        yield
    finally:
        connection.set_tenant(before)
