"""A by-law from its draft to what is charged, and what holds on which day."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from guichet.kernel.actor import Actor, system, visitor
from guichet.kernel.errors import Conflict, Denied, Invalid
from guichet.people.queries import staff_actor
from guichet.tariffs.actions import (
    NewByLaw,
    begin_bylaw,
    begin_version,
    check,
    discard,
    end_version,
    import_bylaw,
    publish,
    remove_part,
    save_part,
    save_version,
    send_back,
)
from guichet.tariffs.models import ByLaw, Edition
from guichet.tariffs.queries import cheapest, compute, look_up, questions_of
from guichet.tariffs.values import Input
from guichet.tenancy.models import City
from tests.factories import make_account, make_district
from tests.tariffs.books import content

DAY = dt.timedelta(days=1)
FIRST = dt.date(2026, 1, 1)


def writer(**fields: object) -> Actor:
    return staff_actor(make_account(grants=["tariff.write", "tariff.publish"], **fields))


def example(tariff: str, total: str, **answers: str) -> dict[str, Any]:
    return {
        "code": tariff,
        "title": {"fr": "Dix jours"},
        "tariff": tariff,
        "starts": "2026-03-01",
        "ends": "2026-03-10",
        "answers": {"area": "10", **answers},
        "total": total,
        "working": {"fr": "Calculé à la main."},
    }


def told(**changes: Any) -> dict[str, Any]:
    """Give a content with its worked examples: 40 + 10 × 10 × 1.15, and 10 × 10 × 2."""
    return content(**{"examples": [example("simple", "155.00"), example("bands", "200.00")], **changes})


def new(code: str = "t-1", **fields: Any) -> NewByLaw:
    return NewByLaw(code, "T-1", {"fr": "Tarifs"}, **{"starts": FIRST, "content": told(), **fields})


def cost(starts: dt.date, days: int, district: str | None = None, tariff: str = "simple") -> Decimal:
    inputs = {"area": Input("area", Decimal(10), "m2")}
    ends = starts + dt.timedelta(days=days - 1)
    return compute(visitor(), tariff, inputs, starts=starts, ends=ends, on=starts, district=district).total


def test_two_people_and_worked_examples_are_needed(city: City) -> None:
    author, second = writer(), writer(name="Paule Second")
    begin_bylaw(author, new())
    with pytest.raises(Conflict):
        publish(second, "t-1", 1)  # not checked
    wrong = told()
    wrong["examples"][0]["total"] = "156.00"
    save_version(author, "t-1", 1, {"content": wrong})
    with pytest.raises(Invalid) as fault:
        check(author, "t-1", 1)
    assert set(fault.value.fields) == {"examples.simple"}
    save_version(author, "t-1", 1, {"content": told(examples=[example("bands", "200.00")])})
    with pytest.raises(Invalid, match="simple"):
        check(author, "t-1", 1)  # a tariff without an example
    save_version(author, "t-1", 1, {"content": told()})
    check(author, "t-1", 1)
    send_back(second, "t-1", 1, "Il manque un article.")
    check(author, "t-1", 1)
    with pytest.raises(Denied):
        publish(author, "t-1", 1)
    with pytest.raises(Denied):
        publish(staff_actor(make_account(grants=["tariff.write"])), "t-1", 1)
    with pytest.raises(Invalid):
        cost(FIRST, 10)
    publish(second, "t-1", 1)
    assert cost(FIRST, 10) == Decimal("155.00")
    with pytest.raises(Conflict):
        save_version(author, "t-1", 1, {"note": "trop tard"})
    with pytest.raises(Conflict):
        discard(author, "t-1", 1)


def test_a_new_version_ends_the_old_one_on_the_eve(city: City) -> None:
    import_bylaw(system(), new())
    assert import_bylaw(system(), new()) is None
    author, second = writer(), writer(name="Paule Second")
    begin_version(author, "t-1", starts=dt.date(2026, 6, 1))
    with pytest.raises(Conflict):
        begin_version(author, "t-1", starts=dt.date(2026, 7, 1))
    rate = {"code": "rate", "label": {"fr": "tarif"}, "unit": "CAD/m2/day", "value": "2", "article": "1"}
    edition = save_part(author, "t-1", 2, "rates", rate, old="rate")
    with pytest.raises(Conflict):
        save_part(author, "t-1", 2, "rates", rate, old="rate", seen_version=edition.version - 1)
    with pytest.raises(Invalid) as fault:
        remove_part(author, "t-1", 2, "rates", "rate")  # a rule needs it
    assert "tariffs.simple.use.formula" in fault.value.fields
    save_part(author, "t-1", 2, "examples", example("simple", "240.00"), old="simple")
    check(author, "t-1", 2)
    publish(second, "t-1", 2)
    assert Edition.objects.get(number=1).ends == dt.date(2026, 5, 31)
    assert cost(dt.date(2026, 5, 30), 4) == Decimal("103.00")  # 40, two days at 11.50, two at 20
    end_version(second, "t-1", 2, dt.date(2026, 6, 30))
    with pytest.raises(Invalid) as hole:
        cost(dt.date(2026, 6, 30), 2)
    assert hole.value.code == "bylaw_hole"
    assert "July" in str(hole.value)
    with pytest.raises(Conflict):
        end_version(second, "t-1", 2, dt.date(2026, 12, 31))


def test_two_by_laws_in_force_are_refused_both_ways(city: City) -> None:
    import_bylaw(system(), new())
    begin_bylaw(writer(), new("t-2"))
    check(system(), "t-2", 1)
    with pytest.raises(Conflict):
        publish(writer(name="Paule Second"), "t-2", 1)
    Edition.objects.filter(bylaw__code="t-2").update(state="published")  # as a restored copy might bring them
    end_version(system(), "t-1", 1, dt.date(2026, 12, 31))
    with pytest.raises(Invalid) as fault:
        cost(FIRST, 10)
    assert fault.value.code == "two_bylaws"
    assert cost(dt.date(2027, 1, 1), 10) == Decimal("155.00")


def test_a_district_has_its_own_by_law(city: City) -> None:
    make_district(code="verdun")
    import_bylaw(system(), new())
    dearer = told(examples=[example("simple", "215.00"), example("bands", "200.00")])
    dearer["rates"][0]["value"] = "100"
    import_bylaw(system(), new("t-v", district="verdun", content=dearer))
    assert cost(FIRST, 10, "verdun") == Decimal("215.00")
    assert cost(FIRST, 10) == cost(FIRST, 10, "elsewhere") == Decimal("155.00")
    with pytest.raises(Invalid):
        begin_bylaw(system(), new("t-x", district="atlantis"))


def test_forms_read_questions_tables_and_variants(city: City) -> None:
    import_bylaw(system(), new())
    assert [question.code for question in questions_of("bands", FIRST)] == ["area"]
    area = {"area": Input("area", Decimal(60), "m2")}
    assert look_up("banded", area, on=FIRST)[0] == "3"
    with pytest.raises(Invalid):
        look_up("unknown", area, on=FIRST)
    found = cheapest(visitor(), "bands", area, starts=FIRST, ends=FIRST + 9 * DAY, on=FIRST)
    assert [(one.value, one.saving) for one in found] == [(Decimal(50), Decimal("800.00"))]


def test_drafts_are_written_by_who_may(city: City) -> None:
    with pytest.raises(Denied):
        begin_bylaw(staff_actor(make_account(grants=[])), new())
    with pytest.raises(Invalid) as fault:
        begin_bylaw(writer(), new("T 1", currency="XXX", ends=FIRST - DAY))
    assert set(fault.value.fields) == {"code", "currency", "ends"}
    begin_bylaw(writer(name="Paule Second"), new())
    discard(writer(name="Jean Trois"), "t-1", 1)
    assert not ByLaw.objects.exists()
