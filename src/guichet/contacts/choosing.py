"""Which service some words are about, or whose business they are: own words, best answers and « not ours » weighed together.

Everything here is pure. A wrong proposal costs a caller more than none: where nothing is clear, nothing is chosen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from guichet.knowledge.stems import stems_of

# An answer counts as much as a service's own words; what ranks lower, or is linked later, a little less each time.
RANK, LINK = 0.6, 0.85
SURE, APART = 0.45, 0.92  # the least score of what is chosen; how near the second may come to it
CLEAR_ANSWER, CLEAR_SERVICE = 0.7, 1.0
_LISTED = 0.35  # of the best score: those below only share a common word


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a service or an answer fits: a score from 0 to 1, the typed words that it holds, the services linked."""

    code: str
    score: float
    held: Sequence[str] = ()
    services: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Body:
    """Somebody else whose business it may be: the stems of the words by which it is known, and whether by its name."""

    key: str
    held: frozenset[str]
    named: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """The services to list, the best first; the one to choose (empty: none is clear); the bodies to tell, the surest first.

    With `elsewhere` the first body is what is proposed, and no service is.
    """

    services: tuple[str, ...] = ()
    service: str = ""
    bodies: tuple[str, ...] = ()
    elsewhere: bool = False


def propose(words: str, services: Sequence[Fit], answers: Sequence[Fit], bodies: Sequence[Body]) -> Proposal:
    """Weigh what was found for some words; each list comes the surest first."""
    asked = frozenset(stems_of(words))
    if not asked:
        return Proposal()
    scores = _scores(services, answers)
    order = sorted(scores, key=lambda code: (-scores[code], code))
    top = order[0] if order else ""
    known = _stems(next((one.held for one in services if one.code == top), ()))
    if answers and answers[0].score >= CLEAR_ANSWER and top in answers[0].services:
        known |= _stems(answers[0].held)
    best = scores.get(top, 0.0)
    told = [one for one in bodies if best < CLEAR_SERVICE or not one.held <= known or _is_whole(one, asked)]
    first = told[0] if told else None
    elsewhere = first is not None and _leads(first, asked, known, best)
    listed = tuple(code for code in order if scores[code] >= _LISTED * best)
    return Proposal(
        services=listed,
        service="" if elsewhere or not _is_clear(order, scores) else top,
        bodies=tuple(one.key for one in told),
        elsewhere=elsewhere,
    )


def _scores(services: Sequence[Fit], answers: Sequence[Fit]) -> dict[str, float]:
    """Add to what the words say of each service the best of what the answers linked to it say."""
    linked: dict[str, float] = {}
    for rank, answer in enumerate(answers):
        for place, code in enumerate(answer.services):
            linked[code] = max(linked.get(code, 0.0), answer.score * RANK**rank * LINK**place)
    scores = {one.code: one.score for one in services if one.score > 0}
    for code, score in linked.items():
        scores[code] = scores.get(code, 0.0) + score
    return scores


def _is_clear(order: Sequence[str], scores: dict[str, float]) -> bool:
    if not order or scores[order[0]] < SURE:
        return False
    return len(order) == 1 or scores[order[1]] <= APART * scores[order[0]]


def _leads(body: Body, asked: frozenset[str], known: frozenset[str], best: float) -> bool:
    """Tell whether words are somebody else's business rather than that of a service which scores `best`.

    They are when no service is clear, when a body explains all of the words (a single one only where the service
    does not), or when it is called by its name, or by several words, of which the service does not speak.
    """
    if best < CLEAR_SERVICE:
        return True
    if _is_whole(body, asked):
        return len(asked) > 1 or not asked <= known
    return not body.held <= known and (body.named or len(body.held - known) > 1)


def _is_whole(body: Body, asked: frozenset[str]) -> bool:
    return asked <= body.held


def _stems(words: Iterable[str]) -> frozenset[str]:
    return frozenset(stems_of(" ".join(words)))
