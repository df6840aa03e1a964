"""Who may read the memory of a city."""

from __future__ import annotations

from guichet.kernel.actor import Actor


def may_read_ledger(actor: Actor) -> bool:
    """Tell whether the actor may read who did what."""
    return actor.is_system or actor.has("ledger.read")
