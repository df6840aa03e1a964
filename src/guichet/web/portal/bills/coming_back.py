"""What comes back to a payer, when and how: credits and refunds from the day they are asked for."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from guichet.billing.lifecycle import Asked, Decision
from guichet.billing.shapes import BillShown, DecisionShown
from guichet.billing.timing import city_time
from guichet.kernel.money import ZERO, say_money
from guichet.kernel.typography import long_date
from guichet.web.portal.entrance import language


@dataclass(frozen=True, slots=True)
class Back:
    """One sum that comes back, or does not: a heading and what happens with it, in sentences."""

    heading: str
    sentences: tuple[str, ...]
    icon: str = "arrow-return-left"


def coming_back(bill: BillShown) -> list[Back]:
    """Say what was asked and decided about a bill, as its payer needs it, the newest first."""
    said = {
        (Decision.CREDIT, Asked.ASKED): _credit_asked,
        (Decision.CREDIT, Asked.APPROVED): _credit_signed,
        (Decision.REFUND, Asked.ASKED): _refund_asked,
        (Decision.REFUND, Asked.APPROVED): _refund_signed,
        (Decision.REFUND, Asked.REFUSED): _refund_refused,
        (Decision.KEEP_DEPOSIT, Asked.APPROVED): _deposit_kept,
    }
    found = [
        said[Decision(one.what), Asked(one.state)](bill, one)
        for one in bill.decisions
        if (Decision(one.what), Asked(one.state)) in said
    ]
    return [one for one in found if one is not None]


def _amount(one: DecisionShown) -> str:
    return say_money(one.amount, one.currency, language())


def _day(one: DecisionShown) -> str:
    return long_date(city_time(one.decided_at).date(), language()) if one.decided_at else ""


def _credit_asked(bill: BillShown, one: DecisionShown) -> Back:
    heading = _("A credit of %(amount)s is being prepared") % {"amount": _amount(one)}
    sentences = [
        _("Your bill goes down by this amount. A second person at the city has to sign it first."),
        _("You will receive an e-mail with the credit note as soon as it is signed."),
    ]
    rest = bill.balance - one.amount
    if bill.balance <= ZERO:
        sentences.append(
            _("As you paid already, you will then choose: a refund, or a credit for a next bill.")
        )
    elif rest > ZERO:
        left = say_money(rest, one.currency, language())
        sentences.append(_("It is taken off what you owe: %(left)s will be left to pay.") % {"left": left})
    else:
        sentences.append(_("It is taken off what you owe. What you paid above it comes back to you."))
    return Back(heading, tuple(sentences), "clock")


def _credit_signed(bill: BillShown, one: DecisionShown) -> Back | None:
    if any(held.credit_note == one.credit_note and held.left > ZERO for held in bill.holdings):
        return None  # said where one chooses what to do with it
    heading = _("Credit of %(amount)s, signed on %(day)s") % {"amount": _amount(one), "day": _day(one)}
    return Back(
        heading,
        (_("Credit note %(number)s is among the papers below.") % {"number": one.credit_note},),
        "check-lg",
    )


def _refund_asked(_bill: BillShown, one: DecisionShown) -> Back:
    heading = _("Your refund of %(amount)s is being prepared") % {"amount": _amount(one)}
    how = _way(one)
    return Back(
        heading,
        (how, _("A second person has to sign it. You will receive an e-mail when the money leaves.")),
        "clock",
    )


def _refund_signed(_bill: BillShown, one: DecisionShown) -> Back:
    heading = _("%(amount)s refunded on %(day)s") % {"amount": _amount(one), "day": _day(one)}
    return Back(heading, (_way(one), _("Banks take five to ten working days to show it.")), "check-lg")


def _way(one: DecisionShown) -> str:
    if one.online and one.online != "failed":
        return _("It goes back to the card that paid.")
    if one.online == "failed":
        return _("The card could not take it back, so it is paid by transfer.")
    return _("How it is paid: %(means)s.") % {"means": one.means_words.lower()}


def _refund_refused(_bill: BillShown, one: DecisionShown) -> Back:
    heading = _("The refund of %(amount)s was refused") % {"amount": _amount(one)}
    return Back(heading, (one.decided_why,), "exclamation-octagon-fill")


def _deposit_kept(_bill: BillShown, one: DecisionShown) -> Back:
    heading = _("%(amount)s of your deposit was kept") % {"amount": _amount(one)}
    return Back(heading, (one.words,), "exclamation-octagon-fill")
