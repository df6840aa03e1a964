"""Names of what can happen, and what follows from them.

A room declares its events in events.py (`CLOSED = Event("case.closed", ...)`) and their follow-ups in effects.py with
`@on(CLOSED)`. The registry lives on the ground floor so that no room needs to know another's effects.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fact:
    """What an effect is told: the entry's id, event, subject and data."""

    entry_id: int
    event: str
    subject: str
    subject_id: int
    data: Mapping[str, object]


Effect = Callable[[Fact], None]

_EVENTS: dict[str, Event] = {}
_EFFECTS: dict[str, dict[str, Effect]] = {}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that can happen: `name` is « room.past_participle », `quiet` says that nothing follows from it."""

    name: str
    quiet: bool = False

    def __post_init__(self) -> None:
        if self.name in _EVENTS:
            raise ValueError(f"event declared twice: {self.name}")
        _EVENTS[self.name] = self


def on(*events: Event) -> Callable[[Effect], Effect]:
    """Register a function as a follow-up of events. Its dotted name is its identity in the job queue."""

    def register(effect: Effect) -> Effect:
        name = f"{effect.__module__}.{effect.__name__}"
        for event in events:
            if event.quiet:
                raise ValueError(f"{event.name} says that nothing follows from it, yet {name} does")
            _EFFECTS.setdefault(event.name, {})[name] = effect
        return effect

    return register


def effects_of(event_name: str) -> Mapping[str, Effect]:
    """Give the follow-ups of an event, by their name."""
    return _EFFECTS.get(event_name, {})


def all_events() -> Mapping[str, Event]:
    """Give every declared event by name."""
    return _EVENTS
