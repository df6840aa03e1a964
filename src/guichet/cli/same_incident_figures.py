"""Figures of merit of the same-incident proposer, counted over a replay."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import inf

from guichet.cases.same_incident import ALONGSIDE, THRESHOLD, Proposal
from guichet.cli.past_cases import Pairs, Past
from guichet.cli.replay import Replayed, metres_between

CLEAN_M = 200.0
THRESHOLDS = (-9.0, -8.0, -7.5, -7.0, -6.5, -6.0, -5.0, -4.0, -3.0)


@dataclass(frozen=True, slots=True)
class Hits:
    """Shares of the pairs whose original (or a case of the same incident) is proposed."""

    first: float
    in_three: float
    incident_first: float
    incident_in_three: float


@dataclass(frozen=True, slots=True)
class Group:
    """Figures over one group of pairs; `findable` is the share whose target was opened before the report."""

    n: int
    findable: float
    proposer: Hits
    distance: Hits


@dataclass(frozen=True, slots=True)
class AtThreshold:
    """What another threshold would give."""

    threshold: float
    clean: Hits
    all: Hits
    proposed_alone: float


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that the command prints."""

    cases: int
    bad_case_rows: int
    default_point: tuple[float, float] | None
    pairs: int
    pairs_missing: int
    bad_pair_rows: int
    threshold: float
    groups: dict[str, Group]
    alone: int
    proposed_alone: float
    near_alone: float
    p50_ms: float
    p95_ms: float
    thresholds: list[AtThreshold]


def judge(past: Past, pairs: Pairs, replayed: Iterable[Replayed]) -> Figures:
    """Count over a whole replay."""
    heard = _listen(pairs, replayed)
    best_alone, times = heard.best_alone, heard.times
    counter = _Counter(heard.answers, _incidents(pairs))
    cited = pairs.known
    clean = [pair for pair in cited if _is_clean(past, pair)]
    asked = {
        "clean": clean,
        "all": cited,
        "clean, later": [_later_first(pair) for pair in clean],
        "all, later": [_later_first(pair) for pair in cited],
    }
    return Figures(
        cases=len(past.cases),
        bad_case_rows=past.bad_rows,
        default_point=past.default_point,
        pairs=len(cited),
        pairs_missing=pairs.missing,
        bad_pair_rows=pairs.bad_rows,
        threshold=THRESHOLD,
        groups={name: counter.group(some) for name, some in asked.items()},
        alone=len(best_alone),
        proposed_alone=_share_above(best_alone, THRESHOLD),
        near_alone=heard.near_alone / max(len(best_alone), 1),
        p50_ms=_quantile(times, 0.5),
        p95_ms=_quantile(times, 0.95),
        thresholds=[
            AtThreshold(
                at, counter.proposed(clean, at), counter.proposed(cited, at), _share_above(best_alone, at)
            )
            for at in THRESHOLDS
        ],
    )


@dataclass(slots=True)
class _Heard:
    """What is kept of a replay: whole answers for the pairs, the best score of each report without known original."""

    answers: dict[int, Replayed] = field(default_factory=dict)
    best_alone: list[float] = field(default_factory=list)
    near_alone: int = 0
    times: list[float] = field(default_factory=list)


def _listen(pairs: Pairs, replayed: Iterable[Replayed]) -> _Heard:
    """Keep what the figures need.

    Reports without a known original are those that are in no pair as the later one and whose closing words do not
    speak of a duplicate.
    """
    judged = {number for pair in pairs.known for number in pair}
    later = {max(pair) for pair in pairs.known} | {duplicate for duplicate, _original in pairs.known}
    heard = _Heard()
    for answer in replayed:
        case = answer.case
        if answer.milliseconds is not None:
            heard.times.append(answer.milliseconds)
        if case.number in judged:
            heard.answers[case.number] = answer
        if case.number not in later and not case.says_duplicate:
            heard.best_alone.append(answer.proposals[0].score if answer.proposals else -inf)
            heard.near_alone += bool(answer.nearest)
    return heard


@dataclass(frozen=True, slots=True)
class _Counter:
    """Counts hits over the answers kept from a replay; `incidents` names the incident of each case."""

    answers: dict[int, Replayed]
    incidents: dict[int, int]

    def group(self, asked: list[tuple[int, int]]) -> Group:
        """Count over pairs (report, target)."""
        nearest = [self.answers[report].nearest for report, _target in asked]
        findable = sum(target < report for report, target in asked) / max(len(asked), 1)
        return Group(len(asked), findable, self.proposed(asked, THRESHOLD), self._hits(asked, nearest))

    def proposed(self, asked: list[tuple[int, int]], threshold: float) -> Hits:
        """Count over pairs (report, target) what `propose` would have said with this threshold."""
        return self._hits(
            asked, [_cut(self.answers[report].proposals, threshold) for report, _target in asked]
        )

    def _hits(self, asked: list[tuple[int, int]], lists: list[list[int]]) -> Hits:
        first = three = incident_first = incident_three = 0
        for (report, target), given in zip(asked, lists, strict=True):
            same = [self.incidents.get(case) == self.incidents[report] for case in given]
            first += given[:1] == [target]
            three += target in given
            incident_first += same[:1] == [True]
            incident_three += any(same)
        n = max(len(asked), 1)
        return Hits(first / n, three / n, incident_first / n, incident_three / n)


def _cut(proposals: list[Proposal], threshold: float) -> list[int]:
    """Cut a list made without a threshold as `propose` cuts it."""
    if not proposals or proposals[0].score < threshold:
        return []
    return [p.candidate_id for p in proposals if p.score >= threshold - ALONGSIDE]


def _is_clean(past: Past, pair: tuple[int, int]) -> bool:
    """Tell whether both ends have the same service and real positions at most 200 m apart."""
    one, other = (past.cases[number] for number in pair)
    metres = metres_between(one, other)
    return one.service == other.service and metres is not None and metres <= CLEAN_M


def _later_first(pair: tuple[int, int]) -> tuple[int, int]:
    return max(pair), min(pair)


def _incidents(pairs: Pairs) -> dict[int, int]:
    """Name the incident of each case of the pairs by the smallest number that chains of pairs lead to."""
    heads: dict[int, int] = {}

    def head(number: int) -> int:
        while heads.get(number, number) != number:
            number = heads[number]
        return number

    for duplicate, original in pairs.known:
        one, other = head(duplicate), head(original)
        heads[max(one, other)] = min(one, other)
    return {number: head(number) for pair in pairs.known for number in pair}


def _share_above(scores: list[float], threshold: float) -> float:
    return sum(score >= threshold for score in scores) / max(len(scores), 1)


def _quantile(values: list[float], share: float) -> float:
    return sorted(values)[int((len(values) - 1) * share)] if values else 0.0
