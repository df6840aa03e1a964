"""What a new city starts with in each legal world; all of it can be changed on its pages."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django_tenants.utils import tenant_context

from guichet.kernel.actor import system
from guichet.people.actions import NewAccount, save_account, save_role, save_team
from guichet.people.rules import GRANTS
from guichet.places.actions.calendar import fill_holidays, set_hours
from guichet.tenancy.actions import NewCity, create_city

WORLDS: dict[str, dict[str, Any]] = {
    "quebec": {
        "locale": "fr-ca",
        "time_zone": "America/Toronto",
        "phone": "311",
        "vocabulary": {
            "case": {
                "fr": {"one": "requête", "other": "requêtes", "gender": "f"},
                "en": {"one": "request", "other": "requests"},
            },
            "district": {
                "fr": {"one": "arrondissement", "other": "arrondissements", "gender": "m"},
                "en": {"one": "borough", "other": "boroughs"},
            },
        },
    },
    "france": {
        "locale": "fr",
        "time_zone": "Europe/Paris",
        "phone": "",
        "vocabulary": {
            "case": {
                "fr": {"one": "demande", "other": "demandes", "gender": "f"},
                "en": {"one": "request", "other": "requests"},
            },
            "district": {
                "fr": {"one": "quartier", "other": "quartiers", "gender": "m"},
                "en": {"one": "district", "other": "districts"},
            },
        },
    },
}
ROLE_WORDS: dict[str, dict[str, dict[str, str]]] = {
    "france": {
        "permit-agent": {"fr": "Instruction des autorisations", "en": "Permit officer"},
        "permit-chief": {"fr": "Responsable des autorisations", "en": "Permits lead"},
        "permit-reviewer": {"fr": "Avis sur les autorisations", "en": "Permit reviewer"},
    },
}
"""What roles are called where the usual words are others than Québec's."""
OFFICE = [(dt.time(8, 30), dt.time(16, 30))]
SECOND_LINE = (
    "case.open",
    "case.read_team",
    "case.handle",
    "case.assign",
    "case.transfer",
    "case.close",
    "case.attach",
)

if TYPE_CHECKING:
    from guichet.tenancy.models import City
FIRST_LINE = ("case.open", "case.read_all", "case.handle", "case.transfer", "case.close", "case.attach")
ROLES: dict[str, tuple[dict[str, str], Sequence[str]]] = {
    "first-line": (
        {"fr": "Première ligne", "en": "First line"},
        (*FIRST_LINE, "resident.read", "contact.take", "bank.write", "works.read"),
    ),
    "second-line": (
        {"fr": "Deuxième ligne", "en": "Second line"},
        (*SECOND_LINE, "resident.read", "bank.write", "works.read"),
    ),
    "team-lead": (
        {"fr": "Responsable d’équipe", "en": "Team lead"},
        (
            *(*SECOND_LINE, "resident.read", "case.bulk", "case.publish", "mail.read", "mail.resend"),
            *("contact.figures", "bank.write", "bank.publish", "bank.notices", "works.read", "works.plan"),
        ),
    ),
    "permit-agent": (
        {"fr": "Étude des permis", "en": "Permit officer"},
        (
            "permit.read",
            "permit.handle",
            "permit.issue",
            "works.read",
            "bill.read",
            "bill.issue",
            "credit.ask",
            "case.open",
            "case.read_team",
            "case.handle",
            "resident.read",
        ),
    ),
    "permit-chief": (
        {"fr": "Responsable des permis", "en": "Permits lead"},
        (
            "permit.read",
            "permit.handle",
            "permit.approve",
            "permit.issue",
            "permit.inspect",
            "permit.configure",
            "works.read",
            "works.plan",
            "bill.read",
            "bill.issue",
            "credit.ask",
            "credit.approve",
            "case.open",
            "case.read_team",
            "case.handle",
            "case.assign",
            "resident.read",
            "config.catalogue",
        ),
    ),
    "permit-reviewer": (
        {"fr": "Avis sur les permis", "en": "Permit reviewer"},
        (
            "permit.read",
            "permit.review",
            "works.read",
        ),
    ),
    "permit-inspector": (
        {"fr": "Inspection", "en": "Inspector"},
        (
            "permit.read",
            "permit.inspect",
            "works.read",
            "case.open",
            "case.read_team",
            "case.handle",
        ),
    ),
    "finance-officer": (
        {"fr": "Facturation", "en": "Billing"},
        (
            "bill.read",
            "bill.issue",
            "credit.ask",
            "payment.record",
            "permit.read",
        ),
    ),
    "finance-head": (
        {"fr": "Direction des finances", "en": "Head of finance"},
        (
            "bill.read",
            "credit.approve",
            "payment.refund",
            "finance.close",
            "finance.export",
            "finance.settings",
            "permit.read",
        ),
    ),
    "form-author": (
        {"fr": "Rédaction des formulaires", "en": "Form author"},
        ("config.catalogue",),
    ),
    "tariff-author": (
        {"fr": "Rédaction des tarifs", "en": "Tariff author"},
        ("tariff.write",),
    ),
    "tariff-publisher": (
        {"fr": "Publication des tarifs", "en": "Tariff publisher"},
        ("tariff.publish",),
    ),
    "administrator": (
        {"fr": "Administration de la ville", "en": "City administration"},
        [
            grant
            for grant in GRANTS
            if grant.startswith(
                ("config.", "mail.", "ledger.", "tariff.", "permit.configure", "finance.settings")
            )
        ],
    ),
}


def city_settings(world: str, languages: Sequence[str], colour: str, sender: str) -> dict[str, Any]:
    """Give the settings of a new city."""
    return {
        **WORLDS[world],
        "legal_world": world,
        "languages": list(languages),
        "colour": colour,
        "sender": sender,
    }


def first_steps(
    slug: str, name: dict[str, str], hosts: Sequence[str], settings: dict[str, Any], administrator: str
) -> tuple[City, str]:
    """Create a city with office hours, holidays, roles, a first team and its administrator (and their password)."""
    city = create_city(NewCity(slug=slug, name=name, hosts=hosts, settings=settings))
    password = secrets.token_urlsafe(12)
    actor = system()
    with tenant_context(city):
        set_hours(actor, {weekday: OFFICE if weekday <= 5 else [] for weekday in range(1, 8)})
        year = dt.datetime.now(tz=dt.UTC).year
        fill_holidays(actor, range(year, year + 3))
        named = ROLE_WORDS.get(settings["legal_world"], {})
        for code, (words, grants) in ROLES.items():
            save_role(actor, code, named.get(code, words), list(grants))
        save_team(actor, "accueil", {"fr": "Accueil", "en": "Front desk"})
        if administrator:
            roles = ["administrator", "first-line"]
            save_account(
                actor,
                NewAccount(
                    administrator,
                    administrator.partition("@")[0],
                    roles=roles,
                    teams=["accueil"],
                    password=password,
                ),
            )
    return city, password
