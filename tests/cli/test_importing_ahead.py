"""A second process that reads: the same lines in the same order, and an end that is told."""

from __future__ import annotations

import multiprocessing
import os
import signal

import pytest
from django.db import connection

from guichet.cases.models import Case
from guichet.cli.importing.ahead import made_ahead
from guichet.cli.importing.profile import ProfileFault, load_profile
from guichet.cli.importing.running import Options
from tests.cases.scene import everything
from tests.cli.importing import SAMPLES, imported


def broken_off():
    yield [1]
    raise ProfileFault("the file is broken off")


def killed():
    yield [1]
    os.kill(os.getpid(), signal.SIGKILL)
    yield [2]


def curious():
    yield [1]
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def test_batches_come_in_order_from_another_process():
    batches = list(made_ahead([number, os.getpid()] for number in range(50)))
    assert [number for number, _pid in batches] == list(range(50))
    assert {pid for _number, pid in batches}.isdisjoint({os.getpid()})


@pytest.mark.parametrize(
    ("batches", "words"), [(broken_off, "broken off"), (killed, "goes on from there"), (curious, "goes on")]
)
def test_what_stops_the_reading_is_told(batches, words):
    got = made_ahead(batches())
    assert next(got) == [1]
    with pytest.raises(ProfileFault, match=words):
        next(got)


def test_reading_ends_with_whoever_stores():
    got = made_ahead("x" * 100_000 for _ in range(1_000))
    next(got)
    got.close()
    assert not multiprocessing.active_children()


def test_file_read_by_a_second_process_brings_in_the_same(city):
    profile, path = load_profile("boston-311"), SAMPLES["boston-311"]
    several = Options(create_missing=True, two_processes_from=0, batch=7)
    tried = imported(path, profile, Options(dry_run=True, create_missing=True, two_processes_from=0))
    report = imported(path, profile, several)
    assert (report.imported, report.learned) == (tried.imported, tried.learned)
    assert report.imported == Case.objects.count() > 7
    before = everything()
    again = imported(path, profile)
    assert (again.imported, again.already_there) == (0, report.imported)
    after = everything()
    assert after.pop("ImportRun") != before.pop("ImportRun")
    assert after == before
