"""Money is exact whatever the amounts: lines sum to totals, shares to the whole, debits to credits."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from guichet.billing.accounts import Move, applied_to, check_moves, paper_moves
from guichet.billing.bankfiles import numbers_in
from guichet.billing.lines import by_month, days_by_month, difference, lines_of, share_of, sums_of, turned
from guichet.kernel.money import cents
from tests.billing.scene import computed, line

AMOUNTS = some.integers(-50_000, 5_000_000)
KINDS = some.sampled_from(["fee", "reduction", "tax", "deposit", "minimum"])
CODES = some.sampled_from(["a", "b", "c", "d", "e"])
LINES = some.lists(some.tuples(CODES, AMOUNTS, KINDS), min_size=1, max_size=7)


def _computed(rows: list[tuple[str, int, str]]) -> object:
    return computed(*(line(code, str(Decimal(amount) / 100), kind) for code, amount, kind in rows))


@given(LINES, LINES)
def test_difference_of_versions_is_the_difference_of_totals(before: list, after: list) -> None:
    old, new = _computed(before), _computed(after)
    assert sums_of(difference(old, new)).total == cents(new.total) - cents(old.total)
    assert sums_of(turned(difference(old, new))).total == cents(old.total) - cents(new.total)
    assert sums_of(lines_of(new)).total == cents(new.total)


@given(LINES, some.integers(1, 10_000_000))
def test_credit_shared_over_lines_is_exactly_its_amount(rows: list, amount: int) -> None:
    lines = lines_of(_computed(rows))
    total = sums_of(lines).total
    if 0 < amount <= total:
        assert sums_of(share_of(lines, amount)).total == amount
    else:
        with pytest.raises(ValueError, match="not a part"):
            share_of(lines, amount)


@given(LINES, some.dates(dt.date(2025, 1, 1), dt.date(2027, 1, 1)), some.integers(0, 500))
def test_months_sum_to_the_whole(rows: list, starts: dt.date, length: int) -> None:
    lines = lines_of(_computed(rows))
    total = sums_of(lines).total
    days = days_by_month(starts, starts + dt.timedelta(days=length))
    assert sum(days.values()) == length + 1
    months = by_month([(each, rank % 2 == 0) for rank, each in enumerate(lines)], days)
    if months:
        assert sum(sums_of(each).total for each in months.values()) == total
    else:
        assert total <= 0


@given(LINES)
def test_papers_books_balance(rows: list) -> None:
    lines = lines_of(_computed(rows))
    total = sums_of(lines).total
    moves = [Move("receivable", total, invoice=1), *paper_moves(lines, 1)]
    assert sum(move.cents for move in check_moves(moves)) == 0
    with pytest.raises(ValueError, match="differ"):
        check_moves([*moves, Move("cash", 1)])


@given(some.integers(1, 10**7), some.lists(some.integers(0, 10**6), max_size=6))
def test_payment_is_applied_to_the_cent(amount: int, balances: list) -> None:
    parts, over = applied_to(amount, list(enumerate(balances)))
    assert sum(parts.values()) + over == amount
    assert all(0 < part <= balances[rank] for rank, part in parts.items())
    assert over == max(amount - sum(balances), 0)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Facture F-26-01207", ["F-26-01207"]),
        ("f26 01207 et F–26–01208", ["F-26-01207", "F-26-01208"]),
        ("F-26-01207 F-26-01207", ["F-26-01207"]),
        ("virement 2601207", []),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, found: list[str]) -> None:
    assert numbers_in(text) == found
