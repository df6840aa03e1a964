"""A bill in words for whoever pays it: where it stands, its lines, what changed, what may be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from guichet.billing.lifecycle import Asked, Decision, PaperKind
from guichet.billing.queries.bills import bill_shown
from guichet.billing.queries.visible import office, reference_of_token
from guichet.billing.shapes import BillShown, Changes, HoldingShown, PaperShown
from guichet.billing.timing import city_today
from guichet.kernel.actor import Actor
from guichet.kernel.money import ZERO, say_money
from guichet.kernel.texts import localise
from guichet.web.portal.bills.coming_back import coming_back
from guichet.web.portal.entrance import PortalRequest, language


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a bill stands, in a word; its tone and icon."""

    words: str
    tone: str
    icon: str


def owner(request: PortalRequest, token: str) -> tuple[Actor, str]:
    """Give who comes by an unguessable link, and the reference it leads to. Raises NotFound."""
    reference = reference_of_token(token)
    known = request.actor.case_references | {reference}
    return replace(request.actor, case_references=known), reference


def standing(bill: BillShown) -> Standing:
    """Say where a bill stands."""
    if bill.overdue:
        return Standing(_("Overdue"), "late", "s-late")
    if any(one.what == Decision.CREDIT and one.state == Asked.ASKED for one in bill.decisions):
        return Standing(_("A credit is being prepared"), "info", "clock")
    if bill.held > ZERO:
        return Standing(_("Money comes back to you"), "info", "arrow-return-left")
    if bill.balance > ZERO:
        return Standing(_("To pay"), "warn", "s-wait")
    if bill.papers:
        return Standing(_("Paid") if bill.paid else _("Nothing to pay"), "ok", "s-done")
    return Standing(_("Not invoiced yet"), "info", "s-new")


def page_of(actor: Actor, reference: str) -> dict[str, Any]:
    """Give what the page of a bill shows."""
    bill = bill_shown(actor, reference)
    invoices = [paper for paper in bill.papers if paper.kind != PaperKind.CREDIT_NOTE]
    changes = next((one for one in bill.changes if one.difference or one.facts), None)
    return {
        "bill": bill,
        "standing": standing(bill),
        "invoice": invoices[-1] if invoices else None,
        "changes": changes,
        "versions": _versions(bill, changes),
        "held": _held(bill),
        "back": coming_back(bill),
        "contest": _contest_days(invoices),
        "lines": line_choices(bill),
        "path": localise(office().contest_path, language()),
        "online": "pay_online" in bill.verbs and bool(office().provider),
    }


def _contest_days(invoices: Sequence[PaperShown]) -> dict[str, Any]:
    """Give until when the last invoice may be contested, whether that day has passed, and how soon one is answered."""
    if not invoices:
        return {}
    until = invoices[-1].contest_until
    return {"until": until, "passed": until < city_today(), "answer_days": office().answer_days}


def _versions(bill: BillShown, changes: Changes | None) -> tuple[Any, Any] | None:
    if changes is None:
        return None
    by_number = {version.number: version for version in bill.versions}
    return by_number[changes.before], by_number[changes.after]


def _held(bill: BillShown) -> Sequence[HoldingShown]:
    return [one for one in bill.holdings if one.left > ZERO]


def line_choices(bill: BillShown) -> list[tuple[str, str]]:
    """Give the lines of the last version as choices: their words and amount."""
    lines = bill.last.computed.lines
    found: dict[str, str] = {}
    for line in lines:
        amount = say_money(line.amount, bill.currency, language())
        found.setdefault(line.code, f"{localise(line.label, language())} ({amount})")
    return list(found.items())
