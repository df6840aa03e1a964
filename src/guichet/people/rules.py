"""Who may change people's records, and the list of grants that roles can give."""

from __future__ import annotations

from guichet.kernel.actor import Actor

GRANTS = (
    "case.open",
    "case.read_team",
    "case.read_all",
    "case.handle",
    "case.assign",
    "case.transfer",
    "case.close",
    "case.bulk",
    "case.attach",
    "case.publish",
    "resident.read",
    "contact.take",
    "contact.figures",
    "config.catalogue",
    "config.people",
    "config.city",
    "config.templates",
    "config.rooms",
    "mail.read",
    "mail.resend",
    "ledger.read",
    "bank.write",
    "bank.publish",
    "bank.notices",
    "works.read",
    "works.plan",
    "tariff.write",
    "tariff.publish",
    "permit.read",
    "permit.handle",
    "permit.review",
    "permit.approve",
    "permit.issue",
    "permit.inspect",
    "permit.configure",
    "bill.read",
    "bill.issue",
    "credit.ask",
    "credit.approve",
    "payment.record",
    "payment.refund",
    "finance.close",
    "finance.export",
    "finance.settings",
)
GIVEN_WITH = {
    "contact.take": "case.read_all",
    "contact.figures": "case.bulk",
    "config.rooms": "config.people",
    "bank.write": "case.read_all",
    "bank.publish": "case.publish",
    "bank.notices": "case.publish",
    "works.read": "case.handle",
    "works.plan": "case.publish",
    "tariff.write": "config.catalogue",
    "tariff.publish": "config.catalogue",
    "permit.configure": "config.catalogue",
    "permit.read": "case.bulk",
    "permit.handle": "case.bulk",
    "permit.review": "case.bulk",
    "permit.approve": "case.bulk",
    "permit.issue": "case.bulk",
    "permit.inspect": "case.bulk",
    "bill.read": "case.bulk",
    "bill.issue": "case.bulk",
    "credit.ask": "case.bulk",
    "payment.record": "case.bulk",
    "credit.approve": "config.city",
    "payment.refund": "config.city",
    "finance.close": "config.city",
    "finance.export": "config.city",
    "finance.settings": "config.city",
}
"""Rights that came after the first version, each with the one whose holders get it in a city made before."""


def may_configure_people(actor: Actor) -> bool:
    """Tell whether the actor may change accounts, teams and roles."""
    return actor.is_system or actor.has("config.people")


_MEETING = ("case.open", "case.handle", "permit.handle")


def may_meet(actor: Actor) -> bool:
    """Tell whether the actor may give the name and address of a resident: anybody who opens a case or a permit."""
    return actor.is_system or not actor.is_staff or any(actor.has(grant) for grant in _MEETING)


def may_read_resident(actor: Actor) -> bool:
    """Tell whether the actor may see who wrote."""
    return actor.is_system or actor.has("resident.read")
