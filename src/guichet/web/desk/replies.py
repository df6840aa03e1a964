"""The answers that a service has ready: chosen with a key, then made one's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from guichet.cases.lifecycle import OUTCOME_WORDS, Outcome
from guichet.kernel.texts import localise

if TYPE_CHECKING:
    from guichet.cases.models import Case


@dataclass(frozen=True, slots=True)
class Reply:
    """A ready answer in the language of the requester; `outcome` is how a case ends with it."""

    code: str
    outcome: str
    outcome_words: str
    text: str


def replies_of(case: Case) -> list[Reply]:
    """Give the ready answers of a case's service."""
    found = []
    for item in case.service.replies:
        if not isinstance(item, Mapping) or not isinstance(item.get("text"), Mapping):
            continue
        outcome = str(item.get("outcome", ""))
        words = str(OUTCOME_WORDS[Outcome(outcome)]) if outcome in set(Outcome) else ""
        found.append(Reply(str(item.get("code", "")), outcome, words, localise(item["text"], case.language)))
    return found


def reply_named(case: Case, code: str) -> Reply | None:
    """Find a ready answer by its code."""
    return next((reply for reply in replies_of(case) if reply.code == code), None)
