"""What the console asks of the bank of answers."""

from __future__ import annotations

from guichet.kernel.actor import Actor
from guichet.kernel.errors import NotFound
from guichet.knowledge.queries import AnswerShown, FoundAnswer, answer_shown, search_answers

__all__ = ["AnswerShown", "FoundAnswer", "answers_for", "title_of", "with_chosen", "withdrawn"]


def with_chosen(
    actor: Actor, found: list[FoundAnswer], key: str, *, language: str, district: str | None
) -> list[FoundAnswer]:
    """Give the answers that were found, the one that was chosen among them even when the words no longer find it."""
    if not key or any(one.key == key for one in found):
        return found
    try:
        shown = answer_shown(actor, key, language=language, district=district)
    except NotFound:
        return found
    chosen = FoundAnswer(
        key=shown.key,
        title=shown.title,
        say=shown.say,
        excerpt=[],
        why=[],
        score=1.0,
        district=shown.district,
        language=shown.language,
        reviewed_on=shown.reviewed_on,
        owner_team_id=shown.owner_team_id,
        services=shown.services,
        example=shown.example,
    )
    return [chosen, *found] if shown.status == "live" else found


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


def withdrawn(actor: Actor, key: str, language: str) -> AnswerShown | None:
    """Give an answer that no longer holds, with why and what replaces it; nothing while it may be said."""
    try:
        shown = answer_shown(actor, key, language=language)
    except NotFound:
        return None
    return None if shown.status == "live" else shown
