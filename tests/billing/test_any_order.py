"""Whatever happens in whatever order, and wherever it breaks off, the books agree and nothing is given back twice."""

from __future__ import annotations

import random
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import transaction

from guichet.billing.actions.contesting import contest
from guichet.billing.actions.crediting import NewCredit, approve, refuse, request_credit, request_write_off
from guichet.billing.actions.holding import release_deposit, request_refund, use_held
from guichet.billing.actions.invoicing import issue_invoice
from guichet.billing.actions.paying import NewPayment, record_payment, return_payment
from guichet.billing.models import Adjustment, Bill, Holding, Invoice, Payment, Receivable
from guichet.billing.queries.journal import broken_books, reconciliation
from guichet.kernel.actor import system
from guichet.kernel.errors import Refused
from guichet.tenancy.models import City
from tests.billing.scene import computed, line, person, reasons, restated, stated

STEPS = 45


def _amounts(luck: random.Random) -> object:
    deposit = [line("deposit", "80.00", "deposit")] if luck.random() < 0.4 else []
    return computed(
        line("study", "62.00", terms=()),
        line("occupation", str(luck.randrange(0, 60_000) / Decimal(100))),
        line("tax", str(luck.randrange(0, 5_000) / Decimal(100)), "tax"),
        *deposit,
    )


def _one(luck: random.Random, rows: object) -> object:
    found = list(rows)
    if not found:
        raise Refused("nothing there")
    return luck.choice(found)


@pytest.mark.parametrize("seed", [3, 14, 159])
def test_books_agree_after_any_order_of_events(city: City, seed: int) -> None:
    reasons()
    luck = random.Random(seed)  # noqa: S311  any order will do
    clerk, chief = person(), person(limit="100000")
    for _rank in range(2):
        stated(_amounts(luck))

    def cash(most: int) -> Decimal:
        return Decimal(luck.randrange(1, most)) / 100

    def bill() -> Bill:
        return _one(luck, Bill.objects.all())

    acts: list[Callable[[], object]] = [
        lambda: restated(bill(), _amounts(luck), reason=str(luck.random())),
        lambda: issue_invoice(clerk, bill().reference),
        lambda: record_payment(clerk, NewPayment(str(luck.random()), cash(40_000), luck.choice(
            ["cash", "card", "cheque", "transfer", "online"]), bill=bill().reference)),
        lambda: return_payment(clerk, _one(luck, Payment.objects.all()).pk, "retour"),
        lambda: request_credit(clerk, bill().reference, NewCredit(cash(20_000), "error", "Erreur de saisie")),
        lambda: approve(chief, _one(luck, Adjustment.objects.filter(state="asked")).pk),
        lambda: approve(chief, _one(luck, Adjustment.objects.filter(state="asked")).pk),
        lambda: refuse(chief, _one(luck, Adjustment.objects.filter(state="asked")).pk, "non"),
        lambda: request_refund(clerk, _one(luck, Holding.objects.all()).pk, means="transfer", amount=cash(9_000)),
        lambda: request_write_off(clerk, _one(luck, Invoice.objects.filter(series="F")).number, "lost", "Faillite"),
        lambda: use_held(clerk, bill().reference),
        lambda: release_deposit(clerk, bill().reference, cash(9_000)),
        lambda: contest(clerk, bill().reference, "occupation", "Trop cher"),
    ]  # fmt: skip
    done = 0
    for _step in range(STEPS):
        act, killed = luck.choice(acts), luck.random() < 0.1
        try:
            with transaction.atomic():
                act()
                transaction.set_rollback(killed)
            done += 1
        except Refused:
            continue
    assert done > STEPS // 4
    assert broken_books() == []
    assert reconciliation(system()).agrees
    for row in Bill.objects.all():
        given_back = sum(Invoice.objects.filter(bill=row, series="C").values_list("total_cents", flat=True))
        asked = sum(Invoice.objects.filter(bill=row, series="F").values_list("total_cents", flat=True))
        assert given_back <= asked
    paid_in = sum(Payment.objects.filter(returned_at=None).values_list("amount_cents", flat=True))
    kept = sum(Receivable.objects.values_list("paid_cents", flat=True))
    assert kept <= paid_in + sum(Holding.objects.values_list("amount_cents", flat=True))
