"""The words and legal moves of what is decided about money: credits, refunds, write-offs; contests."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from guichet.kernel.lifecycle import Lifecycle


class Decision(StrEnum):
    """What two people decide: money given back on paper, in cash, given up, or a deposit kept."""

    CREDIT = "credit"
    REFUND = "refund"
    WRITE_OFF = "write_off"
    KEEP_DEPOSIT = "keep_deposit"


class Asked(StrEnum):
    """Where a decision is."""

    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class PaperKind(StrEnum):
    """What an issued paper is."""

    INVOICE = "invoice"
    SUPPLEMENT = "supplement"
    INSTALMENT = "instalment"
    CREDIT_NOTE = "credit_note"
    OPENING = "opening"


class Means(StrEnum):
    """How money came or went."""

    CASH = "cash"
    CARD = "card"
    CHEQUE = "cheque"
    TRANSFER = "transfer"
    ONLINE = "online"
    IMPORTED = "imported"


class Origin(StrEnum):
    """Why the city holds money of a payer."""

    CREDIT = "credit"
    OVERPAYMENT = "overpayment"
    DEPOSIT = "deposit"
    OPENING = "opening"


SERIES = {PaperKind.CREDIT_NOTE: "C", PaperKind.OPENING: "A"}
"""The series that a kind of paper is numbered in; every other is « F ». What was taken over has one of its own."""

COUNTED = (Means.CASH, Means.CARD, Means.CHEQUE)
"""Means that pass through a drawer or a terminal and are counted at the end of the day."""

DECISIONS = Lifecycle(
    "decision",
    tuple(Asked),
    {
        (Asked.ASKED, "approve"): Asked.APPROVED,
        (Asked.ASKED, "refuse"): Asked.REFUSED,
        (Asked.ASKED, "withdraw"): Asked.WITHDRAWN,
    },
    {
        Asked.ASKED.value: _("Waiting for a second person"),
        Asked.APPROVED.value: _("Approved"),
        Asked.REFUSED.value: _("Refused"),
        Asked.WITHDRAWN.value: _("Withdrawn"),
    },
)
CONTESTS = Lifecycle(
    "contest",
    ("open", "answered"),
    {("open", "answer"): "answered"},
    {"open": _("Waiting for our answer"), "answered": _("Answered")},
)
DAYS = Lifecycle(
    "day",
    ("counted", "closed"),
    {("counted", "count"): "counted", ("counted", "confirm"): "closed"},
    {"counted": _("Counted, waiting for a second person"), "closed": _("Closed")},
)

DECISION_WORDS = {
    Decision.CREDIT: _("Credit"),
    Decision.REFUND: _("Refund"),
    Decision.WRITE_OFF: _("Write-off"),
    Decision.KEEP_DEPOSIT: _("Deposit kept"),
}
ASKED_WORDS = {
    Asked.ASKED: _("To be signed"),
    Asked.APPROVED: _("Approved"),
    Asked.REFUSED: _("Refused"),
    Asked.WITHDRAWN: _("Withdrawn"),
}
PAPER_WORDS = {
    PaperKind.INVOICE: _("Invoice"),
    PaperKind.SUPPLEMENT: _("Additional invoice"),
    PaperKind.INSTALMENT: _("Monthly invoice"),
    PaperKind.CREDIT_NOTE: _("Credit note"),
    PaperKind.OPENING: _("Balance taken over"),
}
MEANS_WORDS = {
    Means.CASH: _("Cash"),
    Means.CARD: _("Card at the counter"),
    Means.CHEQUE: _("Cheque"),
    Means.TRANSFER: _("Bank transfer"),
    Means.ONLINE: _("Online"),
    Means.IMPORTED: _("Paid in the former system"),
}
ORIGIN_WORDS = {
    Origin.CREDIT: _("Credit"),
    Origin.OVERPAYMENT: _("Paid too much"),
    Origin.DEPOSIT: _("Deposit given back"),
    Origin.OPENING: _("Credit of the former system"),
}
