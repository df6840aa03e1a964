"""What the console asks of the bank of answers."""

from __future__ import annotations

from guichet.kernel.actor import Actor
from guichet.kernel.errors import NotFound
from guichet.knowledge.queries import FoundAnswer, answer_shown, search_answers

__all__ = ["FoundAnswer", "answers_for", "title_of"]


def answers_for(
    actor: Actor, words: str, *, language: str, district: str | None, limit: int = 4
) -> list[FoundAnswer]:
    """Give the answers that fit some words, in the language in which they are said."""
    if len(words.strip()) < 2:
        return []
    return search_answers(actor, words, language=language, district=district, limit=limit)


def title_of(actor: Actor, key: str, language: str) -> str:
    """Give the title of an answer, so that a contact tells what was said even when the answer is gone."""
    try:
        return answer_shown(actor, key, language=language).title
    except NotFound:
        return key
