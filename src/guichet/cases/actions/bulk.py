"""Acting on hundreds of cases with one gesture and one answer (B12)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from guichet.cases import rules
from guichet.cases.actions.ending import Ending, end_case
from guichet.cases.actions.grouping import attach
from guichet.cases.actions.handling import assign, take, transfer
from guichet.cases.actions.talking import write
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Invalid, Refused

MOST = 1_000


@dataclass(slots=True)
class BulkReport:
    """What a bulk action did: the cases changed, and those left with the reason."""

    done: list[str] = field(default_factory=list)
    left: dict[str, str] = field(default_factory=dict)


def _each(actor: Actor, references: Sequence[str], act: Callable[[str], object]) -> BulkReport:
    """Act on each case in its own transaction, so that one refusal leaves the others done."""
    authorise(actor, rules.may_act_in_bulk)
    chosen = list(dict.fromkeys(references))
    if len(chosen) > MOST:
        raise Invalid(_("Choose at most %(n)d cases at once.") % {"n": MOST})
    report = BulkReport()
    for reference in chosen:
        try:
            with transaction.atomic():
                act(reference)
        except Refused as refusal:
            report.left[reference] = refusal.message
        else:
            report.done.append(reference)
    return report


def bulk_take(actor: Actor, references: Sequence[str]) -> BulkReport:
    """Take many cases in charge."""
    return _each(actor, references, lambda reference: take(actor, reference))


def bulk_assign(actor: Actor, references: Sequence[str], account_id: int | None) -> BulkReport:
    """Give many cases to one person."""
    return _each(actor, references, lambda reference: assign(actor, reference, account_id))


def bulk_transfer(actor: Actor, references: Sequence[str], team: str, reason: str) -> BulkReport:
    """Send many cases to another team."""
    return _each(actor, references, lambda reference: transfer(actor, reference, team, reason))


def bulk_write(actor: Actor, references: Sequence[str], text: str) -> BulkReport:
    """Write the same message on many cases."""
    return _each(actor, references, lambda reference: write(actor, reference, text))


def bulk_end(actor: Actor, references: Sequence[str], ending: Ending) -> BulkReport:
    """End many cases with one answer."""
    return _each(actor, references, lambda reference: end_case(actor, reference, ending))


def bulk_attach(actor: Actor, references: Sequence[str], main: str) -> BulkReport:
    """Attach many reports to one main case."""
    return _each(actor, references, lambda reference: attach(actor, reference, main))
