"""One city saved to a file and put back, with the real tools, in a database of the test's own."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from django.core.files.storage import default_storage
from django.db import ProgrammingError, connection, transaction
from django_tenants.utils import schema_context, tenant_context

from guichet.cases.models import Case
from guichet.cli.city import city as group
from guichet.ledger.models import Entry, OutboxRow
from guichet.tenancy.models import City
from guichet.tenancy.queries import city_named, hosts_of
from tests import database
from tests.cases.scene import opened
from tests.factories import make_photo


@pytest.fixture
def run(own_database, monkeypatch):
    """Give a function that runs `guichet city …` as the owner of a database of this test's own."""
    monkeypatch.setenv("DATABASE_URL", own_database.owner)
    monkeypatch.setenv("DATABASE_APP_URL", own_database.application)
    monkeypatch.setenv("DATABASE_ACTIVE_URL", own_database.application)

    def command(*words):
        database.use(own_database, as_owner=True)
        return CliRunner().invoke(group, [str(word) for word in words])

    return command


def what_is_there(city):
    with tenant_context(city):
        cases = list(Case.objects.order_by("id").values("reference", "state", "search", "requester__email"))
        return cases, Entry.objects.count(), OutboxRow.objects.count()


@pytest.mark.slow
def test_city_saved_then_lost_is_back_with_its_ledger_closed(run, own_database, city, tmp_path):
    with tenant_context(city):
        photo = make_photo(opened())
        opened(description="Après")
    before, row = what_is_there(city), City.objects.values().get(slug="ville-a")
    connection.set_schema_to_public()
    file = tmp_path / "ville-a.tar"
    assert run("dump", "ville-a", file).exit_code == 0
    assert "already" in run("dump", "ville-a", file).output
    assert "--replace" in run("restore", file).output
    with schema_context("public"), connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA city_ville_a CASCADE")
    City.objects.filter(slug="ville-a").update(phone="lost", languages=["fr"])
    default_storage.delete(photo.storage_key)
    done = run("restore", file, "--replace")
    assert done.exit_code == 0, done.output
    database.use(own_database)
    back = city_named("ville-a")
    assert what_is_there(back) == before
    assert City.objects.values().get(slug="ville-a") == row
    assert hosts_of(back) == ["ville-a.localhost"]
    assert default_storage.exists(photo.storage_key)
    for statement in (
        "UPDATE ledger_entry SET event = ''",
        "DELETE FROM ledger_entry",
        "TRUNCATE ledger_entry",
    ):
        denied = pytest.raises(ProgrammingError, match="permission denied")
        with denied, tenant_context(back), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with tenant_context(back):
        assert opened(description="La vie continue").reference > before[0][-1]["reference"]
    broken_file_changes_nothing(run, own_database, tmp_path, back)


def broken_file_changes_nothing(run, own_database, tmp_path, city):
    """Try a restore that fails half-way: the city that was there stays."""
    before = what_is_there(city)
    connection.set_schema_to_public()
    whole = (tmp_path / "ville-a.tar").read_bytes()
    (tmp_path / "cut.tar").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "spoiled.tar").write_bytes(whole.replace(b"PGDMP", b"NOTIT", 1))
    for name in ("cut.tar", "spoiled.tar"):
        done = run("restore", tmp_path / name, "--replace")
        assert done.exit_code == 1
        assert isinstance(done.exception, SystemExit), done.exception
    database.use(own_database)
    assert what_is_there(city) == before
