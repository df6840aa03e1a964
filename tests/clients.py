"""Browsers without a screen: Django's test client at the address of a city."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any, Protocol

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection
from django.test import Client
from django_tenants.utils import tenant_context

from guichet.kernel.actor import Actor
from guichet.people.models import Account
from guichet.people.queries import staff_actor
from guichet.tenancy.models import City
from guichet.tenancy.queries import city_named, hosts_of
from tests.factories import make_account


class QuickHasher(Argon2PasswordHasher):
    """The hasher of cities, with so little work that tests do not wait."""

    time_cost, memory_cost, parallelism = 1, 8, 1


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


def sign_in_at(city: City, role: str = "second_line", **given: object) -> CityClient:
    """Give the browser of a new member of a city's staff."""
    browser = client_for(city)
    with browser.in_city():
        browser.account = make_account(role, **given)
        browser.force_login(browser.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


def city_of(slug: str) -> City:
    """Give one of the two cities, without entering it nor leaving the one where the test is."""
    before = connection.tenant
    connection.set_schema_to_public()
    found = city_named(slug)
    assert found is not None
    connection.set_tenant(before)
    return found


@contextlib.contextmanager
def _staying() -> Iterator[None]:
    before = connection.tenant
    try:
        yield
    finally:
        if connection.schema_name == before.schema_name:
            connection.tenant = before  # nothing to set again: queries can be counted
        else:
            connection.set_tenant(before)
