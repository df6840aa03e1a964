"""Bringing in past cases in batches: what is kept, what is left as it was, what a broken run leaves."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from guichet.cases.actions.ending import reopen
from guichet.cases.actions.handling import take
from guichet.cases.actions.importing import (
    finish_run,
    import_batch,
    known_numbers,
    start_run,
)
from guichet.cases.models import Case, ImportRun
from guichet.cases.past import PastCase
from guichet.cases.queries.page import case_page
from guichet.cases.queries.queue import Filters, queue
from guichet.kernel.actor import system
from guichet.kernel.errors import Denied
from guichet.ledger.models import Entry, OutboxRow
from guichet.places.actions import import_districts
from tests.cases.scene import TUESDAY, agent, fresh, happened, opened, refuses
from tests.factories import make_service
from tests.places.geography import BOROUGHS

DAY = dt.timedelta(days=1)


@pytest.fixture
def service(team):
    return make_service(team=team)


@pytest.fixture
def run(city):
    return start_run(system(), "montreal-311", "311.csv", "hash-1")


def past(service, number, **given):
    return PastCase(
        **{
            "external_id": str(number),
            "service_id": service.pk,
            "title": "Trou",
            "description": "Un trou",
            "opened_at": TUESDAY,
            "channel": "phone",
            "team_id": service.team_id,
            **given,
        }
    )


def stored(run, *rows):
    import_batch(system(), run, rows, read=len(rows), rejected=0)
    return {case.external_id: case for case in Case.objects.filter(source=run.source)}


def test_import_keeps_dates_number_channel_and_history(run, service):
    ended = {"taken": True, "ended_at": TUESDAY + 3 * DAY, "outcome": "done", "answer": "Bouché"}
    found = stored(
        run,
        past(service, 1),
        past(service, 2, taken=True),
        past(service, 3, **ended),
        past(service, 4, ended_at=TUESDAY + DAY, outcome="refused"),
        past(service, 5, ended_at=TUESDAY + DAY),
    )
    states = {number: (case.state, case.public_state, case.outcome) for number, case in found.items()}
    assert states == {
        "1": ("received", "received", ""),
        "2": ("in_progress", "working", ""),
        "3": ("resolved", "done", "done"),
        "4": ("closed", "closed", "refused"),
        "5": ("closed", "closed", "unstated"),
    }
    third = found["3"]
    assert (third.opened_at, third.ended_at, third.answer) == (TUESDAY, TUESDAY + 3 * DAY, "Bouché")
    assert (third.channel, third.team_id, third.reference[:3]) == ("phone", service.team_id, "26-")
    assert happened(third) == ["imported", "resolved"]
    dates = Entry.objects.filter(subject_id=third.pk).order_by("id").values_list("at", flat=True)
    assert list(dates) == [TUESDAY, TUESDAY + 3 * DAY]


def test_import_tells_nobody(run, service):
    stored(run, past(service, 1), past(service, 2, ended_at=TUESDAY, outcome="done"))
    assert not OutboxRow.objects.exists()


def test_import_finds_the_district_and_publishes_what_has_a_place(run, service):
    import_districts(system(), BOROUGHS, code_property="code", name_property="name")
    place = {"lat": 45.54, "lon": -73.61}
    found = stored(
        run, past(service, 1, **place), past(service, 2), past(service, 3, **place, published=False)
    )
    assert found["1"].district.name["fr"] == "Villeray"
    assert found["1"].cell
    assert [found[number].published for number in "123"] == [True, False, False]


def test_imported_open_case_is_due_and_can_be_handled(run, service, handler):
    case = stored(run, past(service, 1, due_at=TUESDAY + DAY), past(service, 2))["1"]
    assert [row.id for row in queue(handler, Filters(view="late")).rows] == [case.pk]
    take(handler, case.reference)
    assert fresh(case).state == "in_progress"
    assert case_page(handler, case.reference).history


def test_imported_ended_case_can_be_reopened(run, service, handler):
    case = stored(run, past(service, 1, ended_at=TUESDAY, outcome="done"))["1"]
    assert reopen(handler, case.reference, "Encore", reopen_days=30).state == "reopened"


def test_import_again_leaves_what_is_there(run, service, handler):
    case = stored(run, past(service, 1))["1"]
    take(handler, case.reference)
    before = Case.objects.values().get()
    stored(run, past(service, 1, title="Autre"), past(service, 2), past(service, 2))
    assert Case.objects.values().get(pk=case.pk) == before
    run.refresh_from_db()
    assert (run.read, run.imported, run.already_there) == (4, 2, 2)
    assert known_numbers(run.source, ["1", "2", "3"]) == {"1", "2"}


def test_same_number_of_another_source_is_another_case(run, service):
    stored(run, past(service, 1))
    other = start_run(system(), "boston-311", "b.csv", "hash-2")
    stored(other, past(service, 1))
    assert Case.objects.filter(external_id="1").count() == 2


def test_numbers_go_on_after_an_import(run, service):
    stored(run, *[past(service, number) for number in range(50)])
    opened(service=service)
    assert Case.objects.count() == Case.objects.values("reference").distinct().count() == 51


def test_batch_that_breaks_leaves_nothing_of_itself(run, service):
    stored(run, past(service, 1))
    rows = [past(service, 2), past(service, 3, service_id=10**9)]
    with refuses(IntegrityError), transaction.atomic():
        import_batch(system(), run, rows, read=2, rejected=0)
        connection.check_constraints()
    assert ImportRun.objects.get().read == 1


def test_run_of_the_same_file_goes_on_until_it_is_finished(run, service):
    stored(run, past(service, 1))
    assert start_run(system(), "montreal-311", "renamed.csv", "hash-1").pk == run.pk
    assert start_run(system(), "montreal-311", "311.csv", "hash-2").pk != run.pk
    finish_run(system(), run)
    assert start_run(system(), "montreal-311", "311.csv", "hash-1").pk != run.pk


def test_import_is_the_house_s_own(run, service, handler):
    for act in (
        lambda: start_run(handler, "x", "x", "x"),
        lambda: import_batch(agent(service.team), run, [past(service, 1)], read=1, rejected=0),
        lambda: finish_run(handler, run),
    ):
        before = Case.objects.count()
        with pytest.raises(Denied):
            act()
        assert Case.objects.count() == before
    assert ImportRun.objects.get().ended_at is None
