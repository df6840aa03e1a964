"""The fewest moves that keep all files from lapsing: a set cover, exact for a week's worth, greedy beyond."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MOST_EXACT = 22
Threat = tuple[str, str]
"""(reference of the file, cause)."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A move, what it saves, and about how many minutes it takes."""

    code: str
    saves: frozenset[Threat]
    minutes: int


@dataclass(frozen=True, slots=True)
class Cover:
    """The chosen moves in the order in which to do them; `must` are those that nothing else replaces."""

    chosen: tuple[Candidate, ...]
    must: frozenset[str]
    exact: bool
    unsaved: frozenset[Threat]


def fewest(threats: Sequence[Threat], candidates: Sequence[Candidate]) -> Cover:
    """Choose the fewest moves that save every threat that can be saved; among as few, those that take least time."""
    wanted = frozenset(threats)
    useful = _undominated([_kept(each, wanted) for each in candidates if each.saves & wanted])
    saved_by: dict[Threat, list[Candidate]] = {threat: [] for threat in wanted}
    for each in useful:
        for threat in each.saves:
            saved_by[threat].append(each)
    must = {found[0].code for found in saved_by.values() if len(found) == 1}
    chosen = [each for each in useful if each.code in must]
    left = frozenset(threat for threat, found in saved_by.items() if found) - _saved(chosen)
    others = [each for each in useful if each.code not in must and each.saves & left]
    exact = len(others) <= MOST_EXACT
    more = _search(left, others) if exact else _greedy(left, others)
    ordered = sorted([*chosen, *more], key=lambda each: (-len(each.saves), each.minutes, each.code))
    unsaved = frozenset(threat for threat, found in saved_by.items() if not found)
    return Cover(tuple(ordered), frozenset(must), exact, unsaved)


def _kept(candidate: Candidate, wanted: frozenset[Threat]) -> Candidate:
    return Candidate(candidate.code, candidate.saves & wanted, candidate.minutes)


def _saved(chosen: Sequence[Candidate]) -> frozenset[Threat]:
    return frozenset().union(*(each.saves for each in chosen)) if chosen else frozenset()


def _undominated(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Leave out a move when another saves all that it does in no more time (the first of two alike stays)."""
    ranked = sorted(candidates, key=lambda each: (-len(each.saves), each.minutes, each.code))
    kept: list[Candidate] = []
    saving: dict[Threat, list[Candidate]] = {}
    for each in ranked:  # what saves all that it does saves the first thing that it does
        rivals = saving.get(next(iter(each.saves)), ())
        if not any(each.saves <= other.saves and other.minutes <= each.minutes for other in rivals):
            kept.append(each)
            for threat in each.saves:
                saving.setdefault(threat, []).append(each)
    return kept


def _greedy(left: frozenset[Threat], others: Sequence[Candidate]) -> list[Candidate]:
    chosen: list[Candidate] = []
    while left:
        best = max(others, key=lambda each: (len(each.saves & left), -each.minutes, each.code))
        chosen.append(best)
        left -= best.saves
    return chosen


def _search(left: frozenset[Threat], others: Sequence[Candidate]) -> list[Candidate]:
    """Try the moves that save the threat with the fewest saviours first; what is worse than the best is dropped."""
    best = _greedy(left, others) if left else []
    by_threat: Mapping[Threat, list[Candidate]] = {
        threat: [each for each in others if threat in each.saves] for threat in left
    }

    def cost(chosen: Sequence[Candidate]) -> tuple[int, int]:
        return len(chosen), sum(each.minutes for each in chosen)

    def go(rest: frozenset[Threat], chosen: list[Candidate]) -> None:
        nonlocal best
        if not rest:
            best = list(chosen) if cost(chosen) < cost(best) else best
            return
        if len(chosen) + 1 > len(best):
            return
        hardest = min(sorted(rest), key=lambda threat: len(by_threat[threat]))
        for each in by_threat[hardest]:
            go(rest - each.saves, [*chosen, each])

    go(left, [])
    return best
