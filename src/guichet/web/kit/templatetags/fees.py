"""Fees on pages: the lines of a computed fee, and amounts as people read them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import get_language

from guichet.kernel.money import from_cents, say_money
from guichet.tariffs.values import Computed
from guichet.web.kit.fees import show_fees

register = template.Library()
LEVELS = (2, 3, 4)


@register.inclusion_tag("kit/parts/fee_lines.html")
def fee_lines(computed: Computed, level: int = 3, *, facts: bool = True) -> dict[str, Any]:
    """Show each line of a fee with its article, arithmetic, amount and sentence, then the total.

    `level` is that of the headings of lines; `facts=False` leaves out where each figure came from.
    """
    if level not in LEVELS:
        message = f"unknown level of heading {level!r}; known: 2, 3, 4"
        raise template.TemplateSyntaxError(message)
    return {"fees": show_fees(computed, get_language() or "fr"), "heading": f"h{level}", "with_facts": facts}


@register.filter
def money(amount: Decimal | None, currency: str = "CAD") -> str:
    """Write an amount: `{{ bill.total|money:bill.currency }}`; nothing for none."""
    return "" if amount is None else say_money(amount, str(currency), get_language() or "fr")


@register.filter
def cents(amount: int, currency: str = "CAD") -> str:
    """Write an amount that is kept in cents: `{{ payment.amount_cents|cents:bill.currency }}`."""
    return say_money(from_cents(amount), str(currency), get_language() or "fr")
