"""What the console asks of the bank of answers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from guichet.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class FoundAnswer:
    """An answer that fits some words, as the bank's search gives it."""

    key: str
    title: str
    say: str
    excerpt: list[tuple[str, bool]]
    why: list[str]
    score: float
    district: str | None
    language: str
    reviewed_on: dt.date | None
    owner_team_id: int | None


def answers_for(
    actor: Actor, words: str, *, language: str, district: str | None, limit: int = 4
) -> list[FoundAnswer]:
    """Give the answers that fit some words."""
    return []
