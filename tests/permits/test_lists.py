"""The lists of permits: their order, what finds a file, and how few queries they and the page of a file need."""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
from collections.abc import Callable

import pytest

from guichet.kernel import moment
from guichet.kernel.errors import Denied
from guichet.permits.actions.filing import NewParty
from guichet.permits.actions.ordering import jump
from guichet.permits.models import Permit
from guichet.permits.ordering import Weights, total
from guichet.permits.queries.fairness import fairness
from guichet.permits.queries.found import of_words
from guichet.permits.queries.lapsing import lapsing
from guichet.permits.queries.order import ids_in_order, why_here
from guichet.permits.queries.queue import Wanted, queue
from guichet.places.editions import CALENDAR, DISTRICTS, renew
from tests.factories import make_district
from tests.permits.scene import Scene, agent


def test_lists_ask_the_same_whatever_their_length(
    scene: Scene, sign_in: Callable, django_assert_max_num_queries: Callable
) -> None:
    filed = [scene.filed().reference for _turn in range(4)]
    moved = jump(scene.boss, filed[3], "A home without water")
    assert (moved.place_before, moved.place_after) == (4, 1)
    with django_assert_max_num_queries(9):
        rows = queue(scene.boss, Wanted()).rows
    assert [row.reference for row in rows] == [filed[3], *filed[:3]]
    assert [row.place for row in rows] == [1, 2, 3, 4]
    assert rows[0].jumped == "A home without water"
    assert [sum(each.points for each in row.why) for row in rows] == [row.points for row in rows]
    with django_assert_max_num_queries(7):
        assert not lapsing(scene.boss).lapses
    with django_assert_max_num_queries(8):
        assert fairness(scene.boss).jumps[0].reason == "A home without water"
    with pytest.raises(Denied):
        queue(agent("case.handle"))
    browser = sign_in(grants=["permit.read", "permit.handle", "permit.approve", "resident.read"])
    for kept in (CALENDAR, DISTRICTS):  # as once somebody set hours and drew districts: kept in memory
        renew(kept)
    pages = ("", "?view=all&type=container&district=x&team=fire&soon=lapse&words=Morin", f"{filed[0]}/")
    for page in pages:
        browser.get(f"/desk/permits/{page}")
        with django_assert_max_num_queries(15):
            assert browser.get(f"/desk/permits/{page}").status_code == 200, page


def test_order_of_the_database_is_the_published_one(scene: Scene) -> None:
    """Fifty files with every kind of date: the database adds up the same points as the rule that is published."""
    chance, now = random.Random(4), moment.now()  # noqa: S311  # reproducible, not secret
    model = Permit.objects.get(reference=scene.filed().reference)
    for n in range(50):
        waits = dt.timedelta(hours=chance.randrange(900))
        model.pk, model.reference, model.key = None, f"P-25-{n:05}", f"{n:043}"
        model.starts_on = moment.today() + dt.timedelta(days=chance.randrange(-9, 40))
        model.ends_on = model.starts_on
        model.filed_at, model.complete_at = now - waits, chance.choice((None, now - waits / 2))
        model.due_at = chance.choice((None, now + dt.timedelta(hours=chance.randrange(-300, 300))))
        model.harm, model.filed_late = chance.randrange(4), chance.random() < 0.3
        model.elsewhere = n > 47
        model.save(force_insert=True)
    weights = Weights(need=37, need_days=21, waiting=3)
    files = {file.pk: file for file in Permit.objects.filter(elsewhere=False)}
    expected = sorted(
        files.values(), key=lambda file: (-total(why_here(weights, file, 0, now)), file.filed_at, file.pk)
    )
    placed, elsewhere = ids_in_order(weights)
    assert placed == [file.pk for file in expected]
    assert len(elsewhere) == 2


def test_files_are_found_by_what_people_type(scene: Scene) -> None:
    renamed = (
        NewParty("applicant", name="Éloïse Gagné-Roy", organisation="Chantier du Nord", email="e@x.example"),
    )
    other, found = scene.filed(), scene.filed(parties=renamed, address="12, rue Saint-Denis")
    for words in ("gagne", "GAGNÉ-R", "chantier DU", "saint-denis", found.reference):
        assert [row.reference for row in queue(scene.boss, Wanted("all", words)).rows] == [found.reference], (
            words
        )
    assert not queue(scene.boss, Wanted("all", "zz")).rows
    Permit.objects.filter(pk=other.pk).update(state="approved", starts_on=moment.today())
    soon = queue(scene.boss, Wanted("all", lapsing=True)).rows
    assert (
        [row.reference for row in soon]
        == [lapse.reference for lapse in lapsing(scene.boss).lapses]
        == [other.reference]
    )


def test_name_of_very_many_gives_the_newest(scene: Scene) -> None:
    """Beyond what is looked up at once, files are asked one by one: of a list of years the newest, else all."""
    files = [scene.filed().pk for _turn in range(5)]
    whole = of_words("morin", years=False, most=1)
    some = of_words("morin", years=True, most=1, newest=2)
    assert whole.often
    assert set(Permit.objects.filter(whole.condition).values_list("pk", flat=True)) == set(files)
    assert (
        set(files[3:]) <= set(Permit.objects.filter(some.condition).values_list("pk", flat=True)) < set(files)
    )
    assert not of_words("morin", years=True, most=5).often
    every = of_words("morin", years=True, most=1).condition  # fewer files than the newest that are looked at
    assert Permit.objects.filter(every).count() == 5
    page = queue(scene.boss, Wanted("all", "morin"), page_size=2)
    assert (page.total, page.capped, page.often) == (5, False, False)


def test_waiting_times_are_summed_up_by_the_database(scene: Scene) -> None:
    """Ten free files of companies wait 1 to 10 days, three of residents who pay 2: middles, ninths, and the gap said."""
    names = [scene.filed().reference for _turn in range(13)]
    now, first = moment.now(), make_district("north")
    for days, name in enumerate(names, start=1):
        slow = days <= 10
        Permit.objects.filter(reference=name).update(
            decided_at=now,
            complete_at=now - dt.timedelta(days=days if slow else 2),
            by_company=slow,
            fee=None if slow else 12,
            district=first if slow else None,
        )
    Permit.objects.filter(reference=names[12]).update(state="withdrawn")
    found = fairness(scene.boss)
    assert dataclasses.astuple(found.whole["company"]) == (10, 5.5, 9.0)
    assert dataclasses.astuple(found.whole["paying"]) == (2, 2.0, 2.0)
    assert dataclasses.astuple(found.whole["late"]) == (0, None, None)
    assert (found.weeks[-1].groups["all"].count, found.weeks[0].groups["all"].count) == (12, 0)
    assert [(name["fr"], waited.count) for name, waited in found.districts] == [(first.name["fr"], 10)]
