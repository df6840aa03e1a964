"""What may be done with a bill as it is, and the words of its lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from guichet.billing import rules
from guichet.billing.changes import keyed
from guichet.billing.lifecycle import Asked, Decision
from guichet.billing.models import Bill, BillVersion
from guichet.billing.shapes import BillShown
from guichet.kernel.actor import Actor
from guichet.kernel.money import ZERO
from guichet.kernel.texts import Text
from guichet.tariffs.values import read_computed


def line_label(versions: Sequence[BillVersion], key: str) -> Text:
    """Give the words of a line of any version; empty when the bill never had it."""
    for row in reversed(versions):
        line = keyed(read_computed(row.computed).lines).get(key)
        if line is not None:
            return line.label
    return {}


def verbs_of(actor: Actor, bill: Bill, shown: BillShown) -> BillShown:
    """Add the verbs that an actor may do to a bill now: pages show these alone."""
    owed, held = shown.balance > ZERO, shown.held > ZERO
    credit_left = bill.invoiced_cents > bill.credited_cents
    waiting = {one.what for one in shown.decisions if one.state == Asked.ASKED}
    may = {
        "issue": rules.may_issue(actor) and shown.pending > ZERO,
        "credit": rules.may_ask(actor) and credit_left,
        "write_off": rules.may_ask(actor) and owed and Decision.WRITE_OFF not in waiting,
        "pay": rules.may_receive(actor) and owed,
        "pay_online": rules.is_own(actor, bill) and owed,
        "use_held": rules.may_wish(actor, bill) and owed and held,
        "wish": rules.may_wish(actor, bill) and held,
        "refund": rules.may_ask_refund(actor) and held,
        "deposit": rules.may_issue(actor) and shown.deposit_left > ZERO,
        "keep_deposit": rules.may_ask(actor)
        and shown.deposit_left > ZERO
        and Decision.KEEP_DEPOSIT not in waiting,
        "contest": rules.may_contest(actor, bill),
        "answer": rules.may_issue(actor) and any(one.state == "open" for one in shown.contests),
        "payer": rules.may_issue(actor),
        "return": rules.may_receive(actor) and bool(shown.payments),
    }
    return replace(shown, verbs=tuple(verb for verb, allowed in may.items() if allowed))
