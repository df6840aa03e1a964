"""What a by-law may say: units that fit, bands without holes, names that exist."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from guichet.kernel.errors import Invalid
from guichet.tariffs.formulas import evaluate, read_formula
from guichet.tariffs.units import name_unit, read_unit, say_quantity, times, write_unit
from tests.tariffs.books import book, content, one_rule


def faults(data: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(Invalid) as fault:
        book(data)
    return fault.value.fields


def test_units_are_multiplied_and_said() -> None:
    price = read_unit("CAD/m2/day")
    assert write_unit(times(times(price, read_unit("m2")), read_unit("day"))) == "CAD"
    assert times(read_unit("m"), read_unit("m")) == read_unit("m2")
    assert name_unit(price, "fr") == "$ par m² et par jour"
    assert say_quantity(Decimal("1.15"), "CAD/m2/day", "fr") == "1,15\u00a0$ par m² et par jour"
    assert say_quantity(Decimal(1), "sign", "fr") == "1\u00a0panneau"
    with pytest.raises(Invalid):
        read_unit("CAD/parsec")


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("area + width", "cannot be added"),
        ("area * days", "is needed here"),
        ("area * days * rate + 5", "cannot be added"),
        ("area * surface * rate", "not known here"),
        ("area * days * rate)", "Near"),
        ("area > 3", "Near"),
        ("area * (rate +", "after “area * (rate +”"),
        ("(area", "stops too soon"),
        ("(" * 200 + "area", "parentheses"),
        ("", "Write the formula"),
    ],
)
def test_formulas_that_do_not_fit_are_refused(formula: str, said: str) -> None:
    assert said in next(iter(faults(one_rule(formula)).values()))


def test_formulas_are_exact() -> None:
    names = {"a": Fraction("0.1"), "b": Fraction("0.2"), "c": Fraction(3)}
    assert evaluate(read_formula("a + b"), names.__getitem__) == Fraction("0.3")
    assert (
        evaluate(read_formula("a - b * c / 7 + 1"), names.__getitem__)
        == Fraction(1, 10) - Fraction(6, 70) + 1
    )
    assert evaluate(read_formula("-a * (b - c)"), names.__getitem__) == Fraction("0.28")
    with pytest.raises(Invalid) as fault:
        evaluate(read_formula("a / (c - 3)"), names.__getitem__)
    assert fault.value.code == "division_by_zero"


@pytest.mark.parametrize(
    ("bands", "said"),
    [
        ([["0", "50"], ["40", ""]], "Two bands"),
        ([["0", "50"], ["60", ""]], "No band"),
        ([["0", "50"]], "No band"),
        ([["50", "0"]], "smaller to a larger"),
    ],
)
def test_tables_with_holes_or_overlaps_are_refused(bands: list[list[str]], said: str) -> None:
    data = content()
    data["tables"][0]["bands"] = [{"limits": {"area": pair}, "value": "2"} for pair in bands]
    assert said in faults(data)["tables.banded.bands"]


@pytest.mark.parametrize(
    ("part", "change", "place"),
    [
        ("rates", {"code": "area"}, "rates.area.code"),
        ("rates", {"code": "in"}, "rates.in.code"),
        ("rates", {"unit": "florin"}, "rates.file_fee.unit"),
        ("rates", {"value": "douze"}, "rates.file_fee.value"),
        ("rates", {"article": "99"}, "rates.file_fee.article"),
        ("rates", {"steps": [{"value": "1"}, {"value": "2"}]}, "rates.file_fee.steps"),
        ("questions", {"kind": "choice"}, "questions.area.choices"),
        ("tariffs", {"taxes": ["gst"]}, "tariffs.simple.taxes"),
        ("tariffs", {"rules": []}, "tariffs.simple.rules"),
    ],
)
def test_parts_that_do_not_fit_are_refused(part: str, change: dict[str, Any], place: str) -> None:
    data = content()
    data[part][0] = {**data[part][0], **change}
    assert place in faults(data)


def test_rules_that_do_not_fit_are_refused() -> None:
    assert "tariffs.simple.use.when" in faults(one_rule("area * days * rate", when="area > 'x'"))
    assert "tariffs.simple.use.of" in faults(one_rule("file_fee", kind="minimum", of=["later"]))
    hole = [{"text": {"fr": "Voici {surface}."}}]
    assert "tariffs.simple.use.sentence" in faults(one_rule("area * days * rate", sentence=hole))
    timed = content(
        quantities=[{"code": "q", "label": {"fr": "q"}, "formula": "days / days_in_week", "rounding": "up"}]
    )
    assert "quantities.q.formula" in faults(timed)
