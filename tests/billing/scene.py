"""Bills to work with: a computation of a few lines, a payer, people of finance with and without limits."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import count

from guichet.billing.actions.configuring import NewReason, save_reason, set_limit
from guichet.billing.actions.invoicing import issue_invoice
from guichet.billing.actions.paying import NewPayment, record_payment
from guichet.billing.actions.stating import NewBill, state_bill
from guichet.billing.models import Bill, Invoice
from guichet.billing.values import Fact, Payer, Subject
from guichet.kernel.actor import Actor, system
from guichet.kernel.money import Currency
from guichet.people.queries import staff_actor
from guichet.tariffs.values import Computed, FeeLine, Term
from tests.factories import make_account

FINANCE = (
    "bill.read", "bill.issue", "credit.ask", "credit.approve", "payment.record", "payment.refund", "finance.close",
    "finance.export", "finance.settings",
)  # fmt: skip
PAYER = Payer("Jeanne Roy", ("6540, rue Chabot", "Val-Fleuri (Québec)  H2G 2T2"), "jeanne@exemple.ca")
_rank = count(1)


def line(code: str, amount: str, kind: str = "fee", **more: object) -> FeeLine:
    """Make a line of 15 m² × 12 days, or what is said of it."""
    given = {
        "label": {"fr": code.title(), "en": code.title()},
        "article": "21",
        "article_text": {"fr": "Le tarif"},
        "bylaw": "2026-14",
        "bylaw_version": 1,
        "terms": (Term(Decimal(15), "m2"), Term(Decimal(12), "day", sign="×")),
        "sentence": {"fr": "Vous occupez 15 m².", "en": "You occupy 15 m²."},
        **more,
    }
    return FeeLine(code=code, kind=kind, amount=Decimal(amount), **given)


def computed(*lines: FeeLine, currency: Currency = Currency.CAD) -> Computed:
    """Make a computation."""
    return Computed(currency=currency, bylaw="2026-14", lines=lines, bylaw_name={"fr": "Règlement 2026-14"})


def simple(occupation: str = "310.50", days: int = 15) -> Computed:
    """Make the computation of a container: a study and an occupation of some days."""
    terms = (Term(Decimal(18), "m2"), Term(Decimal(days), "day", sign="×"))
    return computed(
        line("study", "62.00", article="12", terms=()), line("occupation", occupation, terms=terms)
    )


def new_bill(amounts: Computed | None = None, **more: object) -> NewBill:
    """Make the statement of a bill of a subject of its own."""
    given: dict[str, object] = {
        "subject": Subject("permit", f"P-26-{next(_rank):05d}"),
        "payer": PAYER,
        "title": {"fr": "Conteneur, 6540, rue Chabot", "en": "Container, 6540 Chabot Street"},
        "facts": (Fact("days", {"fr": "Durée"}, {"fr": "15 jours"}),),
        **more,
    }
    return NewBill(computed=amounts or simple(), **given)


def stated(amounts: Computed | None = None, **more: object) -> Bill:
    """State a bill."""
    return state_bill(system(), new_bill(amounts, **more))


def invoiced(amounts: Computed | None = None, **more: object) -> tuple[Bill, Invoice]:
    """State a bill and issue its invoice."""
    bill = stated(amounts, **more)
    paper = issue_invoice(system(), bill.reference)
    bill.refresh_from_db()
    return bill, paper


def restated(bill: Bill, amounts: Computed, **more: object) -> Bill:
    """State a new version of a bill."""
    subject = Subject(bill.subject_kind, bill.subject_reference, bill.part)
    days = (Fact("days", {"fr": "Durée"}, {"fr": "12 jours"}),)
    return state_bill(
        system(),
        new_bill(amounts, **{"subject": subject, "facts": days, "reason": "Trois jours de moins", **more}),
    )


def paid(bill: Bill, amount: str, means: str = "transfer", **more: object) -> None:
    """Record money received."""
    record_payment(
        system(), NewPayment(f"k{next(_rank)}", Decimal(amount), means, bill=bill.reference, **more)
    )


def person(*grants: str, limit: str = "") -> Actor:
    """Make someone of finance (with every grant unless some are named) who may sign up to an amount."""
    account = make_account(grants=grants or FINANCE)
    if limit:
        set_limit(system(), Decimal(limit), account=account)
    return staff_actor(account)


def reasons() -> None:
    """Put two reasons of credits and one of write-offs where a city has them."""
    save_reason(
        system(), NewReason("amendment", {"fr": "Modification du dossier"}, "file", decisions=["credit"])
    )
    save_reason(system(), NewReason("error", {"fr": "Erreur de la Ville"}, "city"))
    save_reason(system(), NewReason("lost", {"fr": "Irrécouvrable"}, "payer", decisions=["write_off"]))


TODAY = dt.date(2026, 11, 22)
