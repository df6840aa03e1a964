"""Money is exact, and written as people read it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.kernel.money import (
    Currency,
    Rounding,
    cents,
    from_cents,
    rounded,
    say_money,
    shared_out,
    total_of,
)

AMOUNTS = st.decimals(min_value=-(10**7), max_value=10**7, places=5)


@pytest.mark.parametrize(
    ("amount", "rule", "wanted"),
    [
        ("29.375", "cent", "29.38"),
        ("-29.375", "cent", "-29.38"),
        ("29.375", "cent_down", "29.37"),
        ("29.371", "cent_up", "29.38"),
        ("29.365", "cent_even", "29.36"),
        ("12.32", "five_cents", "12.30"),
        ("12.325", "five_cents", "12.35"),
        ("12.39", "five_cents_down", "12.35"),
        ("12.50", "unit", "13.00"),
        ("12.01", "unit_up", "13.00"),
        ("12.99", "unit_down", "12.00"),
        ("-0.001", "cent", "0.00"),
    ],
)
def test_amounts_are_rounded_by_rule(amount: str, rule: str, wanted: str) -> None:
    assert str(rounded(Decimal(amount), rule)) == wanted


def test_thirds_are_rounded_exactly() -> None:
    assert rounded(Fraction(1, 3)) == Decimal("0.33")
    assert rounded(Fraction(2, 3)) == Decimal("0.67")
    with pytest.raises(ValueError, match="not an amount"):
        rounded(Decimal("NaN"))


@given(amount=AMOUNTS, rule=st.sampled_from(list(Rounding)))
def test_rounding_twice_changes_nothing_and_stays_near(amount: Decimal, rule: Rounding) -> None:
    once = rounded(amount, rule)
    assert rounded(once, rule) == once
    assert abs(once - amount) <= 1
    assert rounded(-amount, rule) == -once


@given(count=st.integers(min_value=-(10**9), max_value=10**9))
def test_cents_come_back(count: int) -> None:
    assert cents(from_cents(count)) == count


def test_a_part_of_a_cent_is_refused() -> None:
    with pytest.raises(ValueError, match="whole number of cents"):
        cents(Decimal("1.005"))


@given(
    count=st.integers(min_value=-(10**7), max_value=10**7),
    weights=st.lists(st.integers(min_value=0, max_value=1000), min_size=1, max_size=8).filter(any),
)
def test_shares_add_up_to_the_cent(count: int, weights: list[int]) -> None:
    shares = shared_out(from_cents(count), weights)
    assert total_of(shares) == from_cents(count)
    assert all(not share for share, weight in zip(shares, weights, strict=True) if weight == 0)


@pytest.mark.parametrize(
    ("amount", "currency", "language", "wanted"),
    [
        ("1234.5", Currency.CAD, "fr-ca", "1\u202f234,50\u00a0$"),
        ("1234.5", Currency.CAD, "en", "$1,234.50"),
        ("-20.7", Currency.CAD, "fr", "\u221220,70\u00a0$"),
        ("-20.7", Currency.EUR, "en", "\u2212€20.70"),
        ("0", Currency.EUR, "fr", "0,00\u00a0€"),
    ],
)
def test_amounts_are_written_for_people(amount: str, currency: str, language: str, wanted: str) -> None:
    assert say_money(Decimal(amount), currency, language) == wanted
