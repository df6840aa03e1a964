"""Who may do what about money: pure predicates over the actor and the row."""

from __future__ import annotations

from guichet.billing.models import Adjustment, Bill, DayClose
from guichet.kernel.actor import Actor


def may_read_all(actor: Actor) -> bool:
    """See every bill, the register, the overview."""
    return actor.is_system or actor.has("bill.read")


def is_own(actor: Actor, bill: Bill) -> bool:
    """Tell whether a resident proved that a bill, or what it is about, is theirs."""
    return not actor.is_staff and bool(actor.case_references & {bill.reference, bill.subject_reference})


def may_read(actor: Actor, bill: Bill) -> bool:
    """Tell whether the actor may see a bill (the query says the same, `queries.visible`)."""
    return may_read_all(actor) or is_own(actor, bill)


def may_issue(actor: Actor) -> bool:
    """State bills, issue invoices, change who pays, answer whoever contests."""
    return actor.is_system or actor.has("bill.issue")


def may_ask(actor: Actor) -> bool:
    """Ask for a credit, a write-off, a refund."""
    return actor.is_system or actor.has("credit.ask") or actor.has("bill.issue")


def may_ask_refund(actor: Actor) -> bool:
    """Ask that held money be paid out."""
    return actor.is_system or actor.has("payment.refund") or actor.has("credit.ask")


def may_decide(actor: Actor, decision: Adjustment, most_cents: int) -> bool:
    """Sign what someone else asked for, within one's limit. A machine never signs."""
    return (
        actor.is_staff
        and actor.has("credit.approve")
        and decision.asked_by_id != actor.id
        and decision.amount_cents <= most_cents
    )


def may_refuse(actor: Actor, decision: Adjustment) -> bool:
    """Refuse what someone else asked for: no limit is needed to say no."""
    return actor.has("credit.approve") and decision.asked_by_id != actor.id


def may_withdraw(actor: Actor, decision: Adjustment) -> bool:
    """Take back what one asked for oneself."""
    return actor.is_system or (actor.is_staff and decision.asked_by_id == actor.id)


def may_receive(actor: Actor) -> bool:
    """Record money that came in; settle transfers."""
    return actor.is_system or actor.has("payment.record")


def may_pay_online(actor: Actor, bill: Bill) -> bool:
    """Begin to pay a bill on a provider's page: whoever has its link."""
    return is_own(actor, bill) or actor.is_system


def may_hear_provider(actor: Actor) -> bool:
    """A provider's message is heard by the house itself, once its signature was checked."""
    return actor.is_system


def may_wish(actor: Actor, bill: Bill) -> bool:
    """Say what to do with money held: whoever it belongs to, or an agent for them."""
    return is_own(actor, bill) or may_ask_refund(actor)


def may_contest(actor: Actor, bill: Bill) -> bool:
    """Say that a line is wrong: whoever has the bill, or an agent for them."""
    return is_own(actor, bill) or may_issue(actor)


def may_count(actor: Actor) -> bool:
    """Count what is in the drawer at the end of the day."""
    return actor.has("payment.record") or actor.has("finance.close")


def may_close(actor: Actor, day: DayClose) -> bool:
    """Confirm a day that someone else counted."""
    return actor.has("finance.close") and day.counted_by_id != actor.id


def may_export(actor: Actor) -> bool:
    """Hand the journal to finance."""
    return actor.is_system or actor.has("finance.export")


def may_configure(actor: Actor) -> bool:
    """Change reasons, limits, accounts and delays."""
    return actor.is_system or actor.has("finance.settings")


def may_run(actor: Actor) -> bool:
    """Bill a month and send reminders: the worker's work, or finance's by hand."""
    return actor.is_system or actor.has("finance.export")
