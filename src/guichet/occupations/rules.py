"""Who may see all that stands or is planned on public space, and who may plan it."""

from __future__ import annotations

from guichet.kernel.actor import Actor


def may_read_works(actor: Actor) -> bool:
    """Tell whether the actor may read the register and what is asked for but not granted."""
    return actor.is_system or actor.has("works.read") or actor.has("works.plan")


def may_plan_works(actor: Actor) -> bool:
    """Tell whether the actor may write in the register of planned works."""
    return actor.is_system or actor.has("works.plan")


def may_put(actor: Actor, source: str) -> bool:
    """Tell whether the actor may put something of a source on the ground.

    The register and files need the right to plan. A permit's room asks its own rules before it says where the permit
    stands.
    """
    return source == "permit" or may_plan_works(actor)


def may_configure_ground(actor: Actor) -> bool:
    """Tell whether the actor may set clearances and the layers that measures read."""
    return actor.is_system or actor.has("works.plan") or actor.has("config.city")
