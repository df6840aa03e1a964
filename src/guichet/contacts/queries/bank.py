"""What the console asks of the bank of answers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from guichet.kernel.actor import Actor
from guichet.kernel.errors import NotFound
from guichet.knowledge.queries import answer_shown


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


def title_of(actor: Actor, key: str, language: str) -> str:
    """Give the title of an answer, so that a contact tells what was said even when the answer is gone."""
    try:
        return answer_shown(actor, key, language=language).title
    except NotFound:
        return key
