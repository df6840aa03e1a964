"""Money: exact decimal amounts in the currency of a city, rounded by named rules, written as people read them.

An amount is a Decimal in whole units of its currency (12.50 dollars or euros) or a whole number of cents; never a
binary fraction.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction

from guichet.kernel.typography import MINUS, NBSP, is_french, number

ZERO = Decimal("0.00")
_CENT = Decimal("0.01")


class Currency(StrEnum):
    """The currencies that cities bill in (ISO 4217)."""

    CAD = "CAD"
    EUR = "EUR"

    @property
    def sign(self) -> str:
        """Give the sign written beside amounts: $ or €."""
        return {Currency.CAD: "$", Currency.EUR: "€"}[self]


class Rounding(StrEnum):
    """How an amount is brought to a coin: the step, and where what lies between two steps goes.

    Half-up sends halves away from zero; down goes towards zero; up goes away from zero as soon as anything is over.
    """

    CENT = "cent"
    CENT_DOWN = "cent_down"
    CENT_UP = "cent_up"
    CENT_EVEN = "cent_even"
    FIVE_CENTS = "five_cents"
    FIVE_CENTS_DOWN = "five_cents_down"
    UNIT = "unit"
    UNIT_DOWN = "unit_down"
    UNIT_UP = "unit_up"


_STEPS: dict[Rounding, tuple[Decimal, str]] = {
    Rounding.CENT: (_CENT, ROUND_HALF_UP),
    Rounding.CENT_DOWN: (_CENT, ROUND_DOWN),
    Rounding.CENT_UP: (_CENT, "up"),
    Rounding.CENT_EVEN: (_CENT, ROUND_HALF_EVEN),
    Rounding.FIVE_CENTS: (Decimal("0.05"), ROUND_HALF_UP),
    Rounding.FIVE_CENTS_DOWN: (Decimal("0.05"), ROUND_DOWN),
    Rounding.UNIT: (Decimal(1), ROUND_HALF_UP),
    Rounding.UNIT_DOWN: (Decimal(1), ROUND_DOWN),
    Rounding.UNIT_UP: (Decimal(1), "up"),
}


def rounded(amount: Decimal | Fraction | int, rule: Rounding | str = Rounding.CENT) -> Decimal:
    """Round an amount by a rule, to a Decimal with two decimals; exact also for a Fraction (1/3 of a dollar).

    Raises ValueError for an amount that is not finite, or an unknown rule.
    """
    step, way = _STEPS[Rounding(rule)]
    if isinstance(amount, Decimal) and not amount.is_finite():
        raise ValueError(f"not an amount: {amount}")
    exact = Fraction(amount) / Fraction(step)
    size, negative = abs(exact), exact < 0
    whole, rest = divmod(size.numerator, size.denominator)
    over = Fraction(rest, size.denominator)
    half = Fraction(1, 2)
    if (
        (way == ROUND_HALF_UP and over >= half)
        or (way == ROUND_HALF_EVEN and (over > half or (over == half and whole % 2)))
        or (way == "up" and over)
    ):
        whole += 1
    result = (step * whole).quantize(_CENT)
    return -result if negative and whole else result


def cents(amount: Decimal) -> int:
    """Give an amount in cents; ValueError when it has a fraction of a cent (round it first)."""
    shifted = amount.scaleb(2)
    if not shifted.is_finite() or shifted != shifted.to_integral_value():
        raise ValueError(f"not a whole number of cents: {amount}")
    return int(shifted)


def from_cents(count: int) -> Decimal:
    """Give the amount of a number of cents, with two decimals."""
    return Decimal(count).scaleb(-2).quantize(_CENT)


def total_of(amounts: Iterable[Decimal]) -> Decimal:
    """Add amounts; none is 0.00."""
    return sum(amounts, start=ZERO)


def shared_out(amount: Decimal, parts: Iterable[Decimal | int]) -> list[Decimal]:
    """Share an amount of whole cents out in proportion of some weights, so that the shares add up to it exactly.

    The cents left over go to the largest remainders, the earlier first. Raises ValueError for weights that are
    negative or all zero.
    """
    weights = [Fraction(part) for part in parts]
    whole = sum(weights, start=Fraction(0))
    if whole <= 0 or min(weights) < 0:
        raise ValueError("shares need weights, none of them negative")
    count = cents(amount)
    exact = [abs(count) * weight / whole for weight in weights]
    shares = [int(share) for share in exact]
    largest = sorted(range(len(exact)), key=lambda at: (shares[at] - exact[at], at))
    for at in largest[: abs(count) - sum(shares)]:
        shares[at] += 1
    return [from_cents(share if count >= 0 else -share) for share in shares]


def say_money(amount: Decimal, currency: Currency | str, language: str, *, decimals: int = 2) -> str:
    """Write an amount: « 1 234,50 $ », “$1,234.50”, « 1 234,50 € », “€1,234.50”; negative « −20,70 $ », “−$20.70”.

    `decimals` gives more for a rate (0.0125 $ per m²). In English the dollar sign stands alone: the city's own.
    """
    sign = Currency(currency).sign
    text = number(amount, language, decimals)
    if is_french(language):
        return f"{text}{NBSP}{sign}"
    return f"{MINUS}{sign}{text[1:]}" if text.startswith(MINUS) else f"{sign}{text}"
