"""What each right lets do, in words, in the order in which people think of them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

GRANT_GROUPS: tuple[tuple[str | Promise, Mapping[str, str | Promise]], ...] = (
    (
        _("Daily work"),
        MappingProxyType(
            {
                "case.open": _("Open one for someone, whatever the channel"),
                "case.read_team": _("See those of their teams"),
                "case.read_all": _("See those of the whole city"),
                "case.handle": _("Take, plan, note, write, ask"),
                "case.assign": _("Give one to a colleague"),
                "case.transfer": _("Send one to another team"),
                "case.close": _("End one with an answer"),
                "case.attach": _("Join reports of the same incident"),
                "case.bulk": _("Act on many at once"),
                "case.publish": _("Decide what the public sees"),
            }
        ),
    ),
    (
        _("Contacts"),
        MappingProxyType(
            {
                "contact.take": _("Answer calls, visits and messages, and call people back"),
                "contact.figures": _("See how many are settled at first contact"),
            }
        ),
    ),
    (
        _("Personal information"),
        MappingProxyType({"resident.read": _("See who wrote and how to reach them")}),
    ),
    (
        _("Answers"),
        MappingProxyType(
            {
                "bank.write": _("Write answers and scripts, say that they are still right"),
                "bank.publish": _("Publish what someone else wrote, withdraw what is wrong"),
                "bank.notices": _("Write the notices of the day"),
            }
        ),
    ),
    (
        _("Public space"),
        MappingProxyType(
            {
                "works.read": _("See all that is planned or asked for in the streets"),
                "works.plan": _("Write planned works, closures and events"),
            }
        ),
    ),
    (
        _("Fees"),
        MappingProxyType(
            {
                "tariff.write": _("Write the by-laws on fees: rates, rules, worked examples"),
                "tariff.publish": _("Publish a by-law on fees that someone else wrote"),
            }
        ),
    ),
    (
        _("Permits"),
        MappingProxyType(
            {
                "permit.read": _("See the files of permits"),
                "permit.handle": _("Study files: ask for what is missing, ask opinions, correct"),
                "permit.review": _("Give the opinion of their service"),
                "permit.approve": _("Approve, refuse, revoke"),
                "permit.issue": _("Issue permits, amend and extend them"),
                "permit.inspect": _("Inspect on site"),
                "permit.configure": _("Types of permits, conditions, order of work"),
            }
        ),
    ),
    (
        _("Bills and payments"),
        MappingProxyType(
            {
                "bill.read": _("See bills, invoices, payments, the register of credits"),
                "bill.issue": _("State bills, issue invoices, answer whoever contests"),
                "credit.ask": _("Ask for a credit, a refund or a write-off"),
                "credit.approve": _("Approve what someone else asked for, up to their limit"),
                "payment.record": _("Take payments at the counter, settle transfers"),
                "payment.refund": _("Pay refunds out"),
                "finance.close": _("Count and close the day; a second person confirms"),
                "finance.export": _("Export to finance, bill months, send reminders"),
                "finance.settings": _("Deadlines, reasons of credits, signing limits, accounts"),
            }
        ),
    ),
    (
        _("Mail"),
        MappingProxyType(
            {"mail.read": _("Read what the city wrote"), "mail.resend": _("Resend an e-mail that failed")}
        ),
    ),
    (
        _("Settings"),
        MappingProxyType(
            {
                "config.catalogue": _("Services, questions, routing, commitments"),
                "config.templates": _("E-mail texts"),
                "config.people": _("Teams, people and roles"),
                "config.rooms": _("Rooms where experts are asked"),
                "config.city": _("Places, hours, the city itself"),
                "ledger.read": _("See who changed what"),
            }
        ),
    ),
)
GRANT_WORDS: Mapping[str, str | Promise] = MappingProxyType(
    {grant: words for _heading, group in GRANT_GROUPS for grant, words in group.items()}
)
