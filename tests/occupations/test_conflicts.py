"""Who clashes with whom: where, when, by how much, and who is told what."""

from __future__ import annotations

import pytest

from guichet.kernel.actor import visitor
from guichet.kernel.errors import Denied, Invalid
from guichet.occupations.actions import drop_occupation, put_many, put_occupation, set_clearances
from guichet.occupations.queries import conflicts
from tests.occupations.ground import CLERK, PLANNER, READER, day, put, spot


def found(actor=READER, area=None, starts="11-10", ends="11-20", **more):
    return conflicts(actor, area or spot(), day(starts), day(ends), **more)


def test_conflicts_say_how_much_ground_and_time_both_want(city):
    put("same", spot(east=10), "11-15", "11-25", state="granted", kind="container")
    put("beside", spot(east=22), "11-12", "11-13", state="active", kind="container")
    put("far", spot(east=60), "11-12", "11-13", state="active", kind="container")
    put("before", spot(), "10-01", "11-10", state="ended", kind="works", source="works")
    put("after", spot(), "11-20", "12-01", state="planned", kind="works", source="works")
    put("long ago", spot(), "02-01", "03-01", state="ended", kind="works", source="works")
    all_found = found(kind="container")
    assert [(one.reference, one.when) for one in all_found] == [
        ("same", "present"),
        ("beside", "present"),
        ("after", "future"),
        ("before", "past"),
    ]
    same, beside, *_others = all_found
    assert same.overlap_days == 5
    assert same.overlap_m2 == pytest.approx(50, abs=1)
    assert same.is_clash
    assert (same.distance_m, same.clearance_m) == (0, 3)
    assert beside.distance_m == pytest.approx(2, abs=0.2)
    assert not beside.is_clash
    assert "same" not in [one.reference for one in found(but=("permit", "same"))]


def test_how_far_a_kind_disturbs_is_data(city):
    put("crane", spot(east=38), "11-12", "11-13", state="granted", kind="crane")
    assert [one.clearance_m for one in found()] == [20]
    set_clearances(PLANNER, {"crane": 5})
    assert found() == []
    assert [one.reference for one in found(kind="event")] == ["crane"]
    with pytest.raises(Invalid):
        set_clearances(PLANNER, {"crane": 5_000})
    with pytest.raises(Denied):
        set_clearances(CLERK, {"crane": 5})


def test_what_is_not_public_is_told_without_its_name(city):
    secret = {"fr": "Chantier de Mme Roy", "en": "Mrs Roy's site"}
    put("P-1", spot(), "11-12", "11-13", state="asked", kind="scaffold", title=secret)
    put("P-2", spot(), "11-12", "11-13", state="granted", kind="scaffold", title={"fr": "X"}, public=True)
    for actor in (visitor(), CLERK):
        told = {one.reference: one.title for one in found(actor)}
        assert told[""] == {"fr": "Échafaudage", "en": "Scaffold"}
        assert told["P-2"] == {"fr": "X"}
    assert {one.reference: one.title["fr"] for one in found()} == {"P-1": secret["fr"], "P-2": "X"}


def test_putting_again_moves_and_dropping_takes_away(city):
    put("P-1", spot(), "11-12", "11-13", state="asked")
    put("P-1", spot(), "11-14", "11-16", state="granted")
    (one,) = found()
    assert (one.state, one.overlap_days) == ("granted", 2)
    drop_occupation(CLERK, "permit", "P-1")
    drop_occupation(CLERK, "permit", "P-1")
    assert found() == []


def test_ends_before_it_starts_and_the_register_without_the_right(city):
    given = {"reference": "X", "area": spot(), "state": "planned", "title": {"fr": "X"}, "public": False}
    with pytest.raises(Invalid) as refusal:
        put_occupation(PLANNER, source="works", starts=day("11-12"), ends=day("11-12"), **given)
    assert "ends" in refusal.value.fields
    for act in (
        lambda: put_occupation(CLERK, source="works", starts=day("11-12"), ends=day("11-13"), **given),
        lambda: put_many(CLERK, "entraves", []),
        lambda: drop_occupation(CLERK, "works", "X"),
    ):
        with pytest.raises(Denied):
            act()
