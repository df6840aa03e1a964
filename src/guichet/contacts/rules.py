"""Who may take contacts, read them and count them: pure predicates."""

from __future__ import annotations

from guichet.contacts.lifecycle import CallBackState
from guichet.contacts.models import CallBack, Contact
from guichet.kernel.actor import Actor


def may_take(actor: Actor) -> bool:
    """Take calls, visits and messages, and see what the first line did for whoever calls again."""
    return actor.is_staff and actor.has("contact.take")


def may_read(actor: Actor, contact: Contact) -> bool:
    """Read a contact: one's own, or any for those who answer the same people."""
    return actor.is_system or actor.has("contact.take") or (actor.is_staff and contact.agent_id == actor.id)


def may_write(actor: Actor, contact: Contact) -> bool:
    """Write in a contact: whoever answers calls, so that a colleague can take over a call that was cut."""
    return actor.is_system or may_take(actor)


def may_call_back(actor: Actor, callback: CallBack | None = None) -> bool:
    """Do promised call-backs: the first line, or the person to whom one was given."""
    if may_take(actor):
        return True
    return (
        callback is not None
        and actor.is_staff
        and (callback.owner_id == actor.id or callback.team_id in actor.teams)
    )


def may_give_up(callback: CallBack, tries: int) -> bool:
    """Tell whether a call-back was tried often enough to be given up."""
    return callback.state == CallBackState.WAITING and callback.tries >= tries


def may_read_figures(actor: Actor) -> bool:
    """See the figures of first contacts and open the contacts behind them."""
    return actor.is_staff and actor.has("contact.figures")
