"""The accounts of the books, and entries whose debits equal their credits: pure, so that it can be tried on anything.

A city writes its own numbers of accounts in its finance settings; code speaks of these names alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guichet.billing.lifecycle import Means

RECEIVABLE, REVENUE, TAXES, DEPOSITS = "receivable", "revenue", "taxes", "deposits"
HELD, LOSSES, DIFFERENCES, TO_RECOVER, OTHER_INCOME = (
    "held",
    "losses",
    "differences",
    "to_recover",
    "other_income",
)
OPENING = "opening"
MONEY: Mapping[str, str] = MappingProxyType(
    {
        Means.CASH: "cash",
        Means.CARD: "cards",
        Means.CHEQUE: "cheques",
        Means.TRANSFER: "bank",
        Means.ONLINE: "online",
        Means.IMPORTED: "former_system",
    }
)
"""Which account money comes into, by its means."""

ACCOUNTS: Mapping[str, tuple[str, str | Promise]] = MappingProxyType(
    {
        "cash": ("1010", _("Cash at the counter")),
        "cheques": ("1015", _("Cheques to deposit")),
        "cards": ("1020", _("Card terminal")),
        "bank": ("1030", _("Bank")),
        "online": ("1040", _("Online payments")),
        "former_system": ("1090", _("Paid in the former system")),
        OPENING: ("1095", _("Balances taken over from the former system")),
        RECEIVABLE: ("1100", _("Owed by payers")),
        TO_RECOVER: ("1150", _("To recover after a returned payment")),
        HELD: ("2100", _("Held for payers")),
        TAXES: ("2200", _("Taxes collected")),
        DEPOSITS: ("2300", _("Deposits")),
        REVENUE: ("4100", _("Fees")),
        OTHER_INCOME: ("4900", _("Other income")),
        LOSSES: ("5100", _("Written off")),
        DIFFERENCES: ("5200", _("Differences of the counter")),
    }
)
"""Each account with its number (a default that a city replaces) and its words."""


@dataclass(frozen=True, slots=True)
class Move:
    """One line of an entry: cents to the debit (positive) or to the credit (negative) of an account, and what of."""

    account: str
    cents: int
    detail: str = ""
    invoice: int | None = None
    payment: int | None = None
    holding: int | None = None


def check_moves(moves: Sequence[Move]) -> list[Move]:
    """Give the moves that move something. ValueError when debits and credits differ, or an account is unknown."""
    if unknown := {move.account for move in moves} - set(ACCOUNTS):
        raise ValueError(f"no such accounts: {sorted(unknown)}")
    if out := sum(move.cents for move in moves):
        raise ValueError(f"debits and credits differ by {out} cents")
    return [move for move in moves if move.cents]


def paper_moves(lines: Sequence[Mapping[str, Any]], invoice: int, *, back: bool = False) -> list[Move]:
    """Give the income side of a paper: fees, taxes and deposits to the credit; to the debit when given `back`.

    What was taken over from the former system was income there: it has an account of its own.
    """
    accounts = {"tax": TAXES, "deposit": DEPOSITS}
    sign = 1 if back else -1
    return [
        Move(
            OPENING if line["code"] == OPENING else accounts.get(line["kind"], REVENUE),
            sign * line["cents"],
            detail=f"{line['bylaw']} {line['article']}".strip()[:80],
            invoice=invoice,
        )
        for line in lines
    ]


def receipt_moves(account: str, amount: int, applied: Mapping[int, int], payment: int) -> list[Move]:
    """Give the moves of money received: into an account, against invoices (id → cents); the rest is held."""
    moves = [Move(account, amount, payment=payment)]
    moves += [Move(RECEIVABLE, -part, invoice=invoice, payment=payment) for invoice, part in applied.items()]
    return moves


def applied_to(amount: int, balances: Sequence[tuple[int, int]]) -> tuple[dict[int, int], int]:
    """Apply an amount to balances (id, cents) in order; gives what each takes and what is left over."""
    found: dict[int, int] = {}
    for invoice, balance in balances:
        part = min(amount, balance)
        if part > 0:
            found[invoice] = part
            amount -= part
    return found, amount
