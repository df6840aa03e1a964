"""Filling a demonstration city with bills: how it bills, who signs, and a few bills paid, overdue, credited, contested."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from guichet.billing.actions.configuring import NewReason, save_office, save_reason, set_limit
from guichet.billing.actions.contesting import contest
from guichet.billing.actions.crediting import approve
from guichet.billing.actions.invoicing import issue_invoice
from guichet.billing.actions.paying import NewPayment, record_payment
from guichet.billing.actions.stating import NewBill, state_bill
from guichet.billing.queries.bills import bill_shown, bills_of
from guichet.billing.queries.visible import city_currency
from guichet.billing.values import Fact, Payer, Subject
from guichet.cli.demo.loading import read_toml
from guichet.kernel import moment
from guichet.kernel.actor import Actor, system
from guichet.kernel.money import Currency
from guichet.kernel.texts import Text
from guichet.people.queries import accounts_by_email, staff_actor
from guichet.tariffs.values import Computed, FeeLine, Term

LIMITS = {"finance_head": "5000", "permit_chief": "500"}
REASONS: Sequence[NewReason] = (
    NewReason("amendment", {"fr": "Le dossier a changé", "en": "The file changed"}, "file", position=1),
    NewReason("form", {"fr": "Formulaire mal compris", "en": "Form misunderstood"}, "form", position=2),
    NewReason("bylaw", {"fr": "Règlement mal appliqué", "en": "By-law misapplied"}, "bylaw", position=3),
    NewReason("error", {"fr": "Erreur de la Ville", "en": "Error of the city"}, "city", position=4),
    NewReason("works", {"fr": "Travaux de la Ville au même endroit", "en": "City works at the same place"}, "works", position=5),
    NewReason("lost", {"fr": "Irrécouvrable", "en": "Cannot be recovered"}, "payer", "", ("write_off",), 6),
)  # fmt: skip
# days ago, rooms hired, hours, what became of it
STORIES: Sequence[tuple[int, int, str]] = (
    (100, 6, "overdue"),
    (64, 4, "overdue"),
    (41, 8, "paid"),
    (33, 5, "credited"),
    (20, 3, "paid"),
    (12, 6, "credit_asked"),
    (9, 4, "contested"),
    (2, 7, "to_issue"),
)
TITLE: Text = {"fr": "Location d’une salle communautaire", "en": "Hire of a community room"}


def load_billing(folder: Path) -> int:
    """Set how the city bills, then tell a few bills of rooms hired; what is there already stays."""
    people = read_toml(folder, "people.toml")
    actor = system()
    _set_up(actor, folder, people)
    done = 0
    for place, (days, hours, what) in enumerate(STORIES):
        subject = Subject("service", f"SALLE-{place + 1:03d}")
        if not bills_of(actor, subject):
            _tell(actor, people, subject, days, hours, what)
            done += 1
    return done


def _set_up(actor: Actor, folder: Path, people: Mapping[str, Any]) -> None:
    city = read_toml(folder, "city.toml")
    given = city.get("billing", {})
    save_office(actor, {**given, "provider": "demonstration"})
    for reason in REASONS:
        save_reason(actor, reason)
    accounts = accounts_by_email()
    for one in people["staff"]:
        if one["role"] in LIMITS and one["email"] in accounts:
            set_limit(actor, Decimal(LIMITS[one["role"]]), account=accounts[one["email"]])


def _computed(hours: int) -> Computed:
    rate, fixed = Decimal("28.50"), Decimal("45.00")
    return Computed(
        currency=Currency(city_currency()),
        bylaw="2026-31",
        bylaw_name={"fr": "Tarifs des salles (démonstration)", "en": "Fees of rooms (demonstration)"},
        lines=(
            FeeLine(
                code="opening",
                label={"fr": "Ouverture et ménage", "en": "Opening and cleaning"},
                kind="fee",
                amount=fixed,
                article="4",
                article_text={"fr": "Montant fixe", "en": "Fixed amount"},
                sentence={
                    "fr": "Un montant fixe, le même pour toutes les salles.",
                    "en": "A fixed amount, the same for every room.",
                },
                bylaw="2026-31",
                bylaw_version=1,
            ),
            FeeLine(
                code="hours",
                label={"fr": "Heures de location", "en": "Hours of hire"},
                kind="fee",
                amount=rate * hours,
                article="6",
                article_text={"fr": "Tarif à l’heure", "en": "Rate by the hour"},
                terms=(Term(Decimal(hours), "hour"), Term(rate, f"{city_currency()}/hour", sign="×")),
                sentence={
                    "fr": f"Vous avez réservé {hours} heures. Chaque heure commencée compte.",
                    "en": f"You booked {hours} hours. Each hour begun counts.",
                },
                bylaw="2026-31",
                bylaw_version=1,
            ),
        ),
    )


def _tell(
    actor: Actor, people: Mapping[str, Any], subject: Subject, days: int, hours: int, what: str
) -> None:
    person = people["residents"][(days + hours) % len(people["residents"])]
    payer = Payer(
        f"{person['first_name']} {person['last_name']}", ("275, rue Notre-Dame Est",), person.get("email", "")
    )
    start = moment.now() - dt.timedelta(days=days)
    with moment.as_if(start):
        bill = state_bill(actor, _new(subject, payer, hours, ""))
        if what == "to_issue":
            return
        paper = issue_invoice(actor, bill.reference)
    if what in {"paid", "credited", "credit_asked"}:
        with moment.as_if(start + dt.timedelta(days=1)):
            amount = Decimal(paper.total_cents) / 100
            record_payment(
                actor, NewPayment(f"demo:{subject.reference}", amount, "card", bill=bill.reference)
            )
    if what in {"credited", "credit_asked"}:
        with moment.as_if(start + dt.timedelta(days=1, hours=3)):
            state_bill(actor, _new(subject, payer, hours - 2, "La salle a été rendue deux heures plus tôt"))
            if what == "credited":
                _sign(people, bill_shown(actor, bill.reference).decisions[0].id)
    if what == "contested":
        contest(
            actor, bill.reference, "hours", "J’ai rendu les clés une heure plus tôt, le gardien l’a noté."
        )


def _new(subject: Subject, payer: Payer, hours: int, reason: str) -> NewBill:
    facts = (
        Fact("hours", {"fr": "Durée", "en": "Duration"}, {"fr": f"{hours} heures", "en": f"{hours} hours"}),
    )
    return NewBill(subject, _computed(hours), payer, TITLE, reason, facts)


def _sign(people: Mapping[str, Any], decision: int) -> None:
    accounts = accounts_by_email()
    heads = [one["email"] for one in people["staff"] if one["role"] == "finance_head"]
    if heads and heads[0] in accounts:
        approve(staff_actor(accounts[heads[0]]), decision)
