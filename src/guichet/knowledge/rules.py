"""Who may write, read again, publish and settle what is in the bank."""

from __future__ import annotations

from collections.abc import Collection

from guichet.kernel.actor import Actor


def may_read_bank(actor: Actor) -> bool:
    """Every member of the staff reads the whole bank."""
    return actor.is_staff or actor.is_system


def may_write(actor: Actor) -> bool:
    """Tell whether the actor may write answers, scripts and the list of what is not ours."""
    return actor.is_system or actor.has("bank.write")


def may_publish(actor: Actor, authors: Collection[int]) -> bool:
    """Two people for what is published: whoever wrote what is new in it does not publish it."""
    return actor.is_system or (actor.has("bank.publish") and actor.id not in authors)


def may_return(actor: Actor) -> bool:
    """Tell whether the actor may give a draft back to its author, or take a published answer away."""
    return actor.is_system or actor.has("bank.publish")


def may_withdraw(actor: Actor) -> bool:
    """What is wrong must stop being said at once: one person is enough."""
    return actor.is_system or actor.has("bank.publish")


def may_confirm(actor: Actor) -> bool:
    """Tell whether the actor may say that an answer is still right, or give it to another team."""
    return actor.is_system or actor.has("bank.write") or actor.has("bank.publish")


def may_write_notices(actor: Actor) -> bool:
    """Tell whether the actor may say what is true today."""
    return actor.is_system or actor.has("bank.notices")


def may_settle_task(actor: Actor, team_id: int | None) -> bool:
    """The owner team settles the remarks on its answers; so does whoever publishes."""
    return (
        actor.is_system or actor.has("bank.publish") or (actor.has("bank.write") and team_id in actor.teams)
    )


def may_give_feedback(actor: Actor, *, public: bool) -> bool:
    """Whoever may read an answer may say what is wrong with it."""
    return public or actor.is_staff or actor.is_system


def may_report_gap(actor: Actor, source: str) -> bool:
    """A resident's search may find nothing; contacts and experts are the staff's."""
    return actor.is_staff or actor.is_system or source == "search"


def may_check_bank(actor: Actor) -> bool:
    """The look over the whole bank is the house's own work."""
    return actor.is_system


def may_teach_search(actor: Actor) -> bool:
    """The search learns from what the staff chooses, never from a visitor who might want to bend it."""
    return actor.is_staff or actor.is_system
