"""The register of what is planned: written before any permit, told to whoever asks for the same place."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.kernel import moment
from guichet.kernel.actor import visitor
from guichet.kernel.errors import Conflict, Denied, Invalid
from guichet.occupations.actions import NewWork, import_works, move_work, save_work
from guichet.occupations.actions.works import widened
from guichet.occupations.models import Occupation, Vagueness
from guichet.occupations.queries import conflicts
from guichet.occupations.queries.works import WorkFilters, clashing_works, planned_work, planned_works
from tests.occupations.ground import CLERK, PLANNER, READER, day, spot

NOW = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def november():
    with moment.as_if(NOW):
        yield


def work(title="Water main", **more):
    first, last = dt.date(2027, 1, 10), dt.date(2027, 1, 20)
    given = {"owner": "Water", "starts": first, "ends": last, "area": spot(), "streets": ["Rue Beaubien"]}
    return NewWork(title={"fr": title}, **{**given, **more})


def test_a_work_is_told_before_anybody_has_a_permit(city):
    saved = save_work(PLANNER, work(vagueness="month", public=True))
    assert saved.reference == "T26-0001"
    assert (saved.starts, saved.ends) == (dt.date(2027, 1, 1), dt.date(2027, 1, 31))
    (met,) = conflicts(visitor(), spot(), day("12-01"), NOW + dt.timedelta(days=90))
    assert (met.source, met.reference, met.state, met.when) == ("works", "T26-0001", "planned", "present")
    for act in (
        lambda: save_work(CLERK, work()),
        lambda: planned_works(CLERK),
        lambda: clashing_works(CLERK),
    ):
        with pytest.raises(Denied):
            act()


def test_works_on_the_same_ground_are_said_to_each_other(city):
    save_work(PLANNER, work("Water"))
    save_work(PLANNER, work("Gas", starts=dt.date(2027, 1, 15), ends=dt.date(2027, 2, 1)))
    save_work(PLANNER, work("Fibre", starts=dt.date(2027, 6, 1), ends=dt.date(2027, 6, 9)))
    save_work(PLANNER, work("Far", area=spot(east=200)))
    found = [(one.one, one.other, one.overlap_days, one.gap_days) for one in clashing_works(READER)]
    assert found[0] == ("T26-0001", "T26-0002", 6, 0)
    assert {pair[:2] for pair in found} == {
        ("T26-0001", "T26-0002"),
        ("T26-0001", "T26-0003"),
        ("T26-0002", "T26-0003"),
    }
    assert len(clashing_works(READER, only="T26-0002")) == 2
    assert [row.title["fr"] for row in planned_works(READER, WorkFilters(words="gas"))] == ["Gas"]


def test_a_work_moves_through_its_phases_and_others_see_it(city):
    saved = save_work(PLANNER, work(phase="scheduled"))
    move_work(PLANNER, saved.reference, "start")
    assert Occupation.objects.get().state == "active"
    assert planned_work(READER, saved.reference).starts == dt.date(2026, 11, 1)
    with pytest.raises(Conflict):
        move_work(PLANNER, saved.reference, "drop")
    move_work(PLANNER, saved.reference, "finish")
    assert planned_works(READER) == []
    dropped = save_work(PLANNER, work())
    move_work(PLANNER, dropped.reference, "drop")
    assert not Occupation.objects.filter(reference=dropped.reference).exists()


def test_two_people_do_not_undo_each_other(city):
    saved = save_work(PLANNER, work())
    save_work(PLANNER, work("Again"), reference=saved.reference, seen_version=1)
    with pytest.raises(Conflict):
        save_work(PLANNER, work("Lost"), reference=saved.reference, seen_version=1)
    assert planned_work(READER, saved.reference).title == {"fr": "Again"}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"owner": " "}, "owner"),
        ({"ends": dt.date(2027, 1, 1)}, "ends"),
        ({"ends": dt.date(2047, 1, 1)}, "ends"),
        ({"area": None}, "area"),
        ({"kind": "circus"}, "kind"),
    ],
)
def test_what_cannot_be_planned_is_refused_by_field(city, wrong, field):
    with pytest.raises(Invalid) as refusal:
        save_work(PLANNER, work(**wrong))
    assert field in refusal.value.fields


def test_a_file_read_twice_doubles_nothing(city):
    rows = [work(source="hydro", external_id="1"), work("Gas", source="hydro", external_id="2")]
    assert import_works(PLANNER, rows) == (2, 0)
    assert import_works(PLANNER, rows) == (0, 0)
    later = work("Gas", source="hydro", external_id="2", ends=dt.date(2027, 3, 1))
    assert import_works(PLANNER, [rows[0], later]) == (0, 1)


@given(
    st.dates(dt.date(2020, 1, 1), dt.date(2039, 1, 1)), st.integers(0, 800), st.sampled_from(Vagueness.values)
)
def test_vague_dates_are_only_ever_widened(starts, days, vagueness):
    ends = starts + dt.timedelta(days=days)
    first, last = widened(starts, ends, vagueness)
    assert first <= starts <= ends <= last
    assert widened(first, last, vagueness) == (first, last)
