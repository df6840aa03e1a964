"""Putting a permit on the ground of the city, or taking it off, so that others see that the place is taken."""

from __future__ import annotations

from guichet.kernel.actor import Actor
from guichet.kernel.texts import Text
from guichet.occupations.actions.putting import NewOccupation, drop_occupation, put_occupation
from guichet.occupations.areas import Area, read_area
from guichet.occupations.kinds import PRIVATE
from guichet.permits.models import Permit
from guichet.permits.placing import KINDS, period_of

SOURCE = "permit"


def show_on_map(actor: Actor, permit: Permit, state: str) -> None:
    """Say on the city's ground where a permit stands: asked, granted, active, ended; an empty state takes it off.

    The public map never says who: its title is the type of permit.
    """
    if not permit.area:
        return
    if not state:
        drop_occupation(actor, SOURCE, permit.reference)
        return
    new = on_ground(permit, state)
    put_occupation(
        actor,
        source=SOURCE,
        reference=new.reference,
        area=new.area,
        starts=new.starts,
        ends=new.ends,
        state=new.state,
        title=new.title,
        public=new.public,
        kind=new.kind,
        street=new.street,
    )


def on_ground(permit: Permit, state: str, area: Area | None = None) -> NewOccupation:
    """Give what a permit with an area (read already, or not) puts on the ground in a state."""
    starts, ends = period_of(permit.starts_on, permit.ends_on, permit.hours)
    title: Text = dict(permit.type.service.name)
    kind = KINDS.get(permit.type.use, "")
    return NewOccupation(
        reference=permit.reference,
        area=area or read_area(permit.area or {}),
        starts=starts,
        ends=ends,
        state=state,
        kind=kind,
        title=title,
        public=permit.type.public_map and kind not in PRIVATE and state in {"granted", "active"},
        street=str(permit.measures.get("street", {}).get("value") or ""),
    )
