"""Who may change the catalogue."""

from __future__ import annotations

from guichet.kernel.actor import Actor


def may_configure(actor: Actor) -> bool:
    """Tell whether the actor may change services, questions, routing and commitments."""
    return actor.is_system or actor.has("config.catalogue")
