"""Where precedents hang: what a file is about, without its people, and whoever knows agreed decisions that resemble it.

This is a hook only. The room of practical cases, above this one, will register itself with `precedents_from`; the page
of a file shows what it offers. Until then nothing is registered and the page shows nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from guichet.kernel.actor import Actor
from guichet.kernel.texts import Text
from guichet.permits.shapes import PermitShown


@dataclass(frozen=True, slots=True)
class Situation:
    """What a decision is compared by: type, use, place, size, days, conditions; its bill (by `reference`) has the articles."""

    reference: str
    type: str
    use: str
    district: str
    point: tuple[float, float] | None
    days: int
    measures: Mapping[str, object]
    conditions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Precedent:
    """An agreed decision that resembles a file: what it was about, what was decided, why it resembles, its page."""

    title: Text
    decision: Text
    likeness: Text
    url: str


Source = Callable[[Actor, Situation], Sequence[Precedent]]
SOURCES: list[Source] = []


def precedents_from(source: Source) -> Source:
    """Register who knows precedents; used as a decorator when its room is loaded."""
    SOURCES.append(source)
    return source


def situation_of(shown: PermitShown) -> Situation:
    """Give what a file is about, as a precedent is looked for: nothing of who asks."""
    return Situation(
        reference=shown.reference,
        type=shown.type.code,
        use=shown.type.use,
        district=shown.district,
        point=(shown.lat, shown.lon) if shown.lat is not None and shown.lon is not None else None,
        days=shown.days,
        measures={code: measure.get("value") for code, measure in shown.measures.items()},
        conditions=tuple(each.code for each in shown.conditions if each.code),
    )


def precedents_for(actor: Actor, shown: PermitShown) -> list[Precedent]:
    """Give the agreed decisions that resemble a file, the most alike first as each source says."""
    situation = situation_of(shown) if SOURCES else None
    return [each for source in SOURCES for each in source(actor, situation)] if situation else []
