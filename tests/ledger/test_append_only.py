"""The ledger can be added to and read, never rewritten, by the role that the application runs as."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection, transaction

from guichet.kernel.actor import system
from guichet.kernel.events import Event
from guichet.ledger.actions import keep_and_record, record
from guichet.ledger.models import Entry
from guichet.people.models import Resident
from guichet.tenancy.models import City
from tests.factories import make_team

HAPPENED = Event("test.happened", quiet=True)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET event = 'other'",
        "DELETE FROM ledger_entry",
        "TRUNCATE ledger_entry",
        "DROP TABLE ledger_entry",
        "ALTER TABLE ledger_entry DISABLE TRIGGER ALL",
    ],
)
def test_rewrite_is_refused_to_the_application(city: City, statement: str) -> None:
    record(system(), HAPPENED, make_team())
    refused = pytest.raises(ProgrammingError, match=r"permission denied|must be owner")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Entry.objects.get().event == HAPPENED.name


def test_record_keeps_who_what_and_when(city: City) -> None:
    team = make_team()
    entry = record(system("Import"), HAPPENED, team, state="active")
    found = Entry.objects.get(pk=entry.pk)
    assert (found.event, found.subject, found.subject_id) == ("test.happened", "people.team", team.pk)
    assert (found.actor_kind, found.actor_label, found.data) == ("system", "Import", {"state": "active"})
    assert found.at.tzinfo is not None


def test_record_is_undone_with_the_change(city: City) -> None:
    with transaction.atomic():
        record(system(), HAPPENED, make_team())
        transaction.set_rollback(True)
    assert Entry.objects.count() == 0


def test_a_new_row_is_kept_with_what_happened_to_it(city: City) -> None:
    resident = Resident(name="Aïcha Tremblay", language="fr")
    entry = keep_and_record(system(), HAPPENED, resident, fields=["name"])
    assert Resident.objects.get(pk=resident.pk).name == "Aïcha Tremblay"
    found = Entry.objects.get(pk=entry.pk)
    assert (found.subject, found.subject_id) == ("people.resident", resident.pk)
    assert (found.event, found.data) == (HAPPENED.name, {"fields": ["name"]})
    resident.name = "Aïcha Gagnon"
    resident.save()
    assert Resident.objects.count() == 1
