"""What a process keeps in memory stays right: between changes, threads, cities and what was undone."""

from __future__ import annotations

import threading

from django.db import connection, transaction
from django_tenants.utils import tenant_context

from guichet.kernel.actor import system
from guichet.places import queries
from guichet.places.actions import import_districts
from guichet.places.editions import DISTRICTS, Kept, renew
from tests.places.geography import BOROUGHS, LEFT, collection


def brought_in(geojson):
    import_districts(system(), geojson, code_property="code", name_property="name", remove_missing=True)


def test_what_is_kept_is_worked_out_once_for_each_edition(city):
    made = []
    kept = Kept(lambda: made.append(1) or len(made), DISTRICTS)
    assert [kept.get(), kept.get()] == [1, 2]  # never changed by an action: not kept
    renew(DISTRICTS)
    assert [kept.get(), kept.get()] == [3, 3]
    renew(DISTRICTS)
    assert [kept.get(), kept.get()] == [4, 4]


def test_what_is_kept_belongs_to_its_city(city, other_city):
    brought_in(BOROUGHS)
    assert queries.district_at(45.54, -73.61) is not None
    with tenant_context(other_city):
        assert queries.district_at(45.54, -73.61) is None
    assert queries.district_at(45.54, -73.61) is not None


def test_what_is_kept_forgets_the_cities_least_asked_for(city, other_city):
    made = []
    kept = Kept(lambda: made.append(1) or len(made), DISTRICTS, cities=1)
    renew(DISTRICTS)
    with tenant_context(other_city):
        renew(DISTRICTS)
        assert kept.get() == 1
    assert kept.get() == 2
    with tenant_context(other_city):
        assert kept.get() == 3


def test_a_change_that_was_undone_leaves_nothing_in_memory(city):
    brought_in(BOROUGHS)
    with transaction.atomic():
        brought_in(collection(LEFT))
        assert queries.district_at(45.54, -73.59) is None
        transaction.set_rollback(True)
    assert queries.district_at(45.54, -73.59).code == "b2"


def test_threads_ask_at_once_and_get_the_same(own_database, city):
    brought_in(BOROUGHS)
    found, together = [], threading.Barrier(6)

    def ask():
        connection.set_tenant(city)
        together.wait(timeout=20)
        found.extend(queries.district_at(45.54, lon).code for lon in (-73.61, -73.59) * 20)
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert found.count("b1") == found.count("b2") == 120
