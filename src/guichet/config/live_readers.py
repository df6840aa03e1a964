"""Open pages of rooms, and the conversations that they show, as a server process holds them."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from dataclasses import dataclass, field

KEPT = 500
MOST_WAITING = 1_000_000
Key = tuple[str, int]


@dataclass(eq=False)
class Reader:
    """An open page: whose it is, the conversation that it shows (0 for none), others of which it hears a sign of life.

    `sent` is the last number that left for it; while `is_behind`, what it missed is being read.
    """

    schema: str
    account: int
    focus: int
    others: frozenset[int]
    language: str
    sent: int
    is_behind: bool = True
    is_gone: bool = False
    waiting: list[bytes] = field(default_factory=list)
    size: int = 0
    pulses: set[int] = field(default_factory=set)
    awake: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def key(self) -> Key:
        """Give the conversation that the page shows."""
        return self.schema, self.focus

    def give(self, body: bytes) -> None:
        """Put something to be sent; a page that does not read any more is let go, and comes back by itself."""
        self.waiting.append(body)
        self.size += len(body)
        if self.size > MOST_WAITING:
            self.is_gone = True
        self.awake.set()

    def leave(self) -> None:
        """End the stream."""
        self.is_gone = True
        self.awake.set()


@dataclass
class Place:
    """A conversation that somebody has open: how far it was drawn, its last changes by language, who is there.

    `kept_from` is the number from which nothing is missing in `kept`; `is_anew` when more was announced.
    """

    drawn: int
    is_anew: bool = False
    is_drawing: bool = False
    kept: deque[tuple[int, dict[str, bytes]]] = field(default_factory=lambda: deque(maxlen=KEPT))
    kept_from: int = 0
    readers: set[Reader] = field(default_factory=set)
    present: dict[str, bytes] = field(default_factory=dict)
    waiting: dict[str, bytes] = field(default_factory=dict)

    def keep(self, seq: int, drawn: dict[str, bytes]) -> None:
        """Keep a change for pages that come back; the oldest goes when there are many."""
        if len(self.kept) == KEPT:
            self.kept_from = self.kept[0][0]
        self.kept.append((seq, drawn))
        self.drawn = seq


def event(name: str, data: object, *, number: int | None = None) -> bytes:
    """Write one server-sent event."""
    head = f"id: {number}\n" if number is not None else ""
    return f"{head}event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()
