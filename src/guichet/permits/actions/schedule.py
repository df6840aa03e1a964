"""What Guichet does by itself when a date has come: begin, remind, end, lapse, note what silence decides, close."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.permits import events, rules
from guichet.permits.actions.changing import begin, close, end
from guichet.permits.actions.deciding import decide_by_silence
from guichet.permits.actions.keeping import keep, move, remember, tick
from guichet.permits.actions.money import give_up_bill
from guichet.permits.actions.standing import show_on_map
from guichet.permits.lifecycle import State
from guichet.permits.models import Overrun, Permit
from guichet.permits.queries.visible import permit_for


def do_due_work(actor: Actor, *, limit: int = 200) -> int:
    """Go through the permits for which an instant has come, each in its own transaction; returns how many."""
    authorise(actor, rules.may_do_due_work)
    due = Permit.objects.filter(next_at__lte=moment.now(), elsewhere=False).order_by("next_at", "id")
    references = list(due.values_list("reference", flat=True)[:limit])
    for reference in references:
        _one(actor, reference)
    return len(references)


@transaction.atomic
def _one(actor: Actor, reference: str) -> None:
    permit = permit_for(actor, reference, lock=True)
    if permit.next_at is None or permit.next_at > moment.now() or permit.elsewhere:
        return
    _STEPS[State(permit.state)](actor, permit)


def _incomplete(actor: Actor, permit: Permit) -> None:
    """Remind once, five days before the last day; then the file lapses."""
    if permit.reminded_at is None and permit.waiting_until and permit.waiting_until > moment.now():
        permit.reminded_at = moment.now()
        keep(permit, ("reminded_at",))
        remember(actor, events.REMINDED_MISSING, permit)
        return
    lapse(actor, permit, "incomplete")


def _approved(actor: Actor, permit: Permit) -> None:
    lapse(actor, permit, "unissued")


def _issued(actor: Actor, permit: Permit) -> None:
    """Begin on the first day; a permit whose holder must declare that it begins lapses when they never do."""
    if permit.type.must_declare:
        lapse(actor, permit, "unused")
    else:
        begin(actor, permit.reference)


def _running(actor: Actor, permit: Permit) -> None:
    """Remind of the end, then end."""
    if permit.reminded_at is None and permit.type.remind_days and not _is_over(permit):
        permit.reminded_at = moment.now()
        keep(permit, ("reminded_at",))
        remember(actor, events.ENDING, permit)
        return
    end(actor, permit.reference, permit.ends_on)


def _is_over(permit: Permit) -> bool:
    return moment.today() > permit.ends_on


def _ended(actor: Actor, permit: Permit) -> None:
    if Overrun.objects.filter(permit=permit, outcome="").exists():
        permit.next_at = None
        permit.save(update_fields=["next_at"])
        return
    close(actor, permit.reference)


def _studied(actor: Actor, permit: Permit) -> None:
    decide_by_silence(actor, permit.reference)


def _draft(actor: Actor, permit: Permit) -> None:
    lapse(actor, permit, "draft")


def lapse(actor: Actor, permit: Permit, cause: str) -> Permit:
    """Let a permit lapse for a cause that its applicant reads, and take it off the ground."""
    authorise(actor, rules.may_do_due_work)
    move(permit, "lapse")
    permit.decided_at = permit.decided_at or moment.now()
    permit.decision = {**permit.decision, "lapsed": cause}
    if cause == "incomplete":
        tick(permit, "stopped", "decided")
    give_up_bill(actor, permit, cause)
    show_on_map(actor, permit, "")
    keep(permit, ("decided_at", "decision", "fee"))
    remember(actor, events.LAPSED, permit, cause=cause)
    return permit


_STEPS: dict[State, Callable[[Actor, Permit], None]] = {
    State.DRAFT: _draft,
    State.INCOMPLETE: _incomplete,
    State.FILED: _studied,
    State.IN_REVIEW: _studied,
    State.CONDITIONS: _studied,
    State.APPROVED: _approved,
    State.ISSUED: _issued,
    State.ACTIVE: _running,
    State.EXTENDED: _running,
    State.ENDED: _ended,
}
