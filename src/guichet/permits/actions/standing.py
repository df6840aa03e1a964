"""Putting a permit on the ground of the city, or taking it off, so that others see that the place is taken."""

from __future__ import annotations

from guichet.kernel.actor import Actor
from guichet.kernel.texts import Text
from guichet.occupations.actions.putting import drop_occupation, put_occupation
from guichet.occupations.areas import read_area
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
    starts, ends = period_of(permit.starts_on, permit.ends_on, permit.hours)
    title: Text = dict(permit.type.service.name)
    kind = KINDS.get(permit.type.use, "")
    put_occupation(
        actor,
        source=SOURCE,
        reference=permit.reference,
        area=read_area(permit.area),
        starts=starts,
        ends=ends,
        state=state,
        title=title,
        public=permit.type.public_map and kind not in PRIVATE and state in {"granted", "active"},
        kind=kind,
        street=str(permit.measures.get("street", {}).get("value") or ""),
    )
