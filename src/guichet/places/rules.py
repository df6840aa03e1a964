"""Who may change the city's geography and calendar."""

from __future__ import annotations

from guichet.kernel.actor import Actor

CONFIGURE_CITY = "config.city"


def may_configure_places(actor: Actor) -> bool:
    """Tell whether an actor may change districts, places, map layers, hours and special days."""
    return actor.is_system or actor.has(CONFIGURE_CITY)
