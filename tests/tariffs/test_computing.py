"""What comes out: lines that add up, periods that may be cut, refusals in a sentence."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guichet.kernel.errors import Invalid
from guichet.tariffs import cheaper
from guichet.tariffs.computing import Asked, Stretch, compute
from guichet.tariffs.content import Window
from guichet.tariffs.spans import count
from guichet.tariffs.taxing import KNOWN
from guichet.tariffs.values import Computed, Input, read_computed, write_computed
from tests.tariffs.books import END, START, book, content, cost, one_rule

DAY = dt.timedelta(days=1)
AREAS = st.decimals(min_value="0.1", max_value="500", places=2)
LENGTHS = st.integers(min_value=1, max_value=400)
BOOK = book()


def last_day(days: int) -> dt.date:
    return START + dt.timedelta(days=days - 1)


@given(area=AREAS, days=LENGTHS)
@settings(max_examples=40)
def test_lines_add_up_and_nothing_is_a_float(area: Decimal, days: int) -> None:
    computed = cost(BOOK, str(area), ends=last_day(days))
    assert computed.total == sum(line.amount for line in computed.lines) == computed.subtotal
    assert no_float(write_computed(computed))
    assert read_computed(write_computed(computed)) == computed
    assert computed.lines[1].amount == (area * days * Decimal("1.15")).quantize(
        Decimal("0.01"), "ROUND_HALF_UP"
    )


def no_float(given: object) -> bool:
    if isinstance(given, dict):
        return all(no_float(one) for one in given.values())
    if isinstance(given, list):
        return all(no_float(one) for one in given)
    return not isinstance(given, float)


@given(days=st.integers(min_value=2, max_value=400), cut=st.integers(min_value=1, max_value=399))
@settings(max_examples=40)
def test_cutting_a_period_changes_nothing_when_rates_are_the_same(days: int, cut: int) -> None:
    """Amounts are in whole cents a day here: each piece is rounded by itself, which is the rule when they are not."""
    ends, middle = last_day(days), last_day(min(cut, days - 1))
    parts = [Stretch(BOOK, START, middle), Stretch(book(version=2), middle + DAY, ends)]
    assert cost(BOOK, "20", ends=ends, stretches=parts).total == cost(BOOK, "20", ends=ends).total


@given(
    days=LENGTHS,
    cut=st.integers(min_value=0, max_value=400),
    unit=st.sampled_from(["day", "week", "month", "year"]),
)
@settings(max_examples=60)
def test_started_units_belong_to_one_piece(days: int, cut: int, unit: str) -> None:
    ends, window = last_day(days), Window(unit)
    middle = min(ends, START + dt.timedelta(days=cut))
    pieces = count(window, START, ends, (START, middle)) + count(window, START, ends, (middle + DAY, ends))
    assert pieces == count(window, START, ends)


@given(area=AREAS, more=AREAS)
@settings(max_examples=40)
def test_more_area_never_costs_less_when_bands_rise(area: Decimal, more: Decimal) -> None:
    first, second = (cost(BOOK, str(one), tariff="bands").total for one in (area, area + more))
    assert first <= second


def test_months_begin_on_the_day_of_the_first() -> None:
    assert count(Window("month"), dt.date(2026, 1, 31), dt.date(2026, 2, 27)) == 1
    assert count(Window("month"), dt.date(2026, 1, 31), dt.date(2026, 2, 28)) == 2
    season = Window("day", season=("11-15", "03-15"))
    assert count(season, dt.date(2026, 3, 14), dt.date(2026, 11, 16)) == 4


def test_a_rate_that_changes_splits_its_line() -> None:
    data = content()
    data["rates"][1]["steps"] = [{"value": "1.15"}, {"from": "2026-12-01", "value": "2"}]
    computed = cost(book(data), "10")
    uses = [line for line in computed.lines if line.code == "use"]
    assert [line.amount for line in uses] == [Decimal("92.00"), Decimal("80.00")]  # 8 days at 1.15, 4 at 2
    assert uses[1].starts == dt.date(2026, 12, 1)
    assert len(computed.warnings) == 1


def test_a_tax_that_changes_splits_the_lines() -> None:
    tax = {**KNOWN["gst"], "steps": [{"value": "5"}, {"from": "2026-12-01", "value": "6"}]}
    data = content(taxes=[tax])
    data["tariffs"][0]["taxes"] = ["gst"]
    computed = cost(book(data), "10")
    taxes = [line.amount for line in computed.lines if line.kind == "tax"]
    assert taxes == [Decimal("6.60"), Decimal("2.76")]  # 5% of 40 + 92, 6% of 46
    assert computed.total == Decimal("178.00") + Decimal("9.36")


def test_a_new_version_in_the_middle_is_followed_day_by_day() -> None:
    data = content()
    data["rates"][1]["value"], data["rates"][0]["value"] = "2", "50"
    parts = [Stretch(BOOK, START, dt.date(2026, 11, 30)), Stretch(book(data, 2), dt.date(2026, 12, 1), END)]
    computed = cost(BOOK, "10", stretches=parts)
    assert [(line.amount, line.bylaw_version) for line in computed.lines] == [
        (Decimal("40.00"), 1),
        (Decimal("92.00"), 1),
        (Decimal("80.00"), 2),
    ]


@pytest.mark.parametrize(
    ("area", "facts", "code", "field"),
    [
        ("-3", {}, "invalid", "area"),
        ("", {}, "missing_input", "area"),
        ("15", {"width": "3 m"}, "invalid", "width"),
        ("15", {"people": "2.5"}, "invalid", "people"),
    ],
)
def test_facts_that_cannot_be_used_are_refused(
    area: str, facts: dict[str, str], code: str, field: str
) -> None:
    with pytest.raises(Invalid) as fault:
        cost(BOOK, area, **facts)
    assert (fault.value.code, set(fault.value.fields)) == (code, {field})


def test_division_by_zero_and_backward_periods_are_refused() -> None:
    divided = book(one_rule("file_fee / (people / people)"))
    with pytest.raises(Invalid) as fault:
        cost(divided, people="0")
    assert fault.value.code == "division_by_zero"
    for ends in (START - DAY, START + dt.timedelta(days=4000)):
        with pytest.raises(Invalid) as fault:
            cost(BOOK, ends=ends)
        assert set(fault.value.fields) == {"ends"}


def test_another_unit_is_refused() -> None:
    inputs = {"area": Input("area", Decimal(15), "m")}
    with pytest.raises(Invalid, match="is needed in"):
        compute(Asked("simple", inputs, START, END, START, BOOK, [Stretch(BOOK, START, END)]))


def rules(*more: dict[str, Any]) -> dict[str, Any]:
    first = {"code": "use", "label": {"fr": "Usage"}, "article": "1", "formula": "area * days * rate"}
    told = [{"label": {"fr": one["code"]}, "article": "1", **one} for one in more]
    return content(tariffs=[{"code": "simple", "name": {"fr": "Simple"}, "rules": [first, *told]}])


def test_caps_roundings_and_deposits_hold() -> None:
    data = rules(
        {"code": "most", "kind": "cap", "formula": "file_fee"},
        {"code": "coins", "kind": "rounding", "rounding": "five_cents"},
        {"code": "kept", "kind": "deposit", "formula": "file_fee"},
    )
    capped = cost(book(data), "15")
    assert [line.amount for line in capped.lines] == [Decimal("207.00"), Decimal("-167.00"), Decimal("40.00")]
    assert (capped.subtotal, capped.deposits, capped.total) == (
        Decimal("40.00"),
        Decimal("40.00"),
        Decimal("80.00"),
    )
    small = cost(book(data), "1.01", ends=START)
    assert [line.amount for line in small.lines] == [Decimal("1.16"), Decimal("-0.01"), Decimal("40.00")]


def cheaper_than(made: Any, area: str, ends: dt.date, tariff: str) -> list[Any]:
    def ask(code: str, given: dict[str, Input], until: dt.date) -> Computed:
        return compute(Asked(code, given, START, until, START, made, [Stretch(made, START, until)]))

    inputs = {"area": Input("area", Decimal(area), "m2")}
    asked = Asked(tariff, inputs, START, ends, START, made, [Stretch(made, START, ends)])
    return cheaper.variants(asked, compute(asked), ask)


def test_a_smaller_area_under_a_limit_is_proposed() -> None:
    found = cheaper_than(BOOK, "51", END, "bands")
    assert [(one.changes, one.value, one.saving) for one in found] == [
        ("area", Decimal(50), Decimal("636.00"))
    ]
    assert cheaper_than(BOOK, "40", END, "bands") == []


def test_an_earlier_end_under_a_threshold_is_proposed() -> None:
    data = one_rule("weekly * weeks")
    data["rates"].append({"code": "weekly", "label": {"fr": "semaine"}, "unit": "CAD/week", "value": "70"})
    found = cheaper_than(
        book(data), "10", START + dt.timedelta(days=7), "simple"
    )  # 8 days: two started weeks
    assert [(one.changes, one.value, one.saving) for one in found] == [
        ("ends", START + dt.timedelta(days=6), Decimal("70.00"))
    ]
