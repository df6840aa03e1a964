"""Proposing a profile for a file never seen: which of its columns is what."""

from __future__ import annotations

from pathlib import Path

from guichet.cli.importing.beside import time_beside
from guichet.cli.importing.columns import Column, Sample, take_sample
from guichet.cli.importing.dates import read_date
from guichet.cli.importing.likeness import SCORES, TAKEN_FIRST, is_date, is_kind, named
from guichet.cli.importing.profile import ProfileFault
from guichet.cli.importing.where import in_metres
from guichet.cli.importing.written import Proposal, hidden_days, looks, written

# Where a column of codes and one of names say the same, the names are read by people.
NAMED_BY_WORDS = ("service", "team", "district", "status")
FEW_KINDS, MANY_KINDS = 12, 15


def propose_profile(path: Path) -> str:
    """Write a profile for a file, each choice with its reason. Raises ProfileFault when the essential is not found."""
    sample = take_sample(path)
    chosen = _choose(sample)
    projection = ""
    if not {"point", "lat"} & set(chosen) and (pair := in_metres(sample)):
        chosen["lat"], chosen["lon"], projection = pair
    about = {} if "opened" in chosen else hidden_days(sample)
    missing = [
        name for name in ("service", "opened") if name not in chosen and not (name == "opened" and about)
    ]
    if missing:
        seen = ", ".join(f"{column.name} ({looks(column)})" for column in sample.columns)
        raise ProfileFault(
            f"no column looks like « {missing[0]} »; write the profile by hand. Columns: {seen}"
        )
    return "\n".join(written(path.name, Proposal(sample, chosen, about, projection))) + "\n"


def _choose(sample: Sample) -> dict[str, Column]:
    chosen: dict[str, Column] = {}
    for role in TAKEN_FIRST:
        free = [column for column in sample.columns if column not in chosen.values() and column.filled > 0]
        scored = [(SCORES[role](column), column) for column in free]
        best = _best(role, [(score, column) for score, column in scored if score > 0.9], sample)
        if best is None and role == "service":
            best = _likely_kind(free)
        if best is not None and role in NAMED_BY_WORDS:
            best = _in_words(best, free, sample)
        if best is not None:
            chosen[role] = best
    if not ({"lat", "lon"} <= set(chosen)):
        chosen.pop("lat", None)
        chosen.pop("lon", None)
    elif "point" in chosen:
        del chosen["point"]
    _check_end(chosen, sample)
    _add_titles(chosen, sample)
    hour = time_beside(sample, chosen)
    if hour is not None:
        chosen["opened_time"] = hour
    return chosen


def _best(role: str, scored: list[tuple[float, Column]], sample: Sample) -> Column | None:
    if not scored:
        return _only_date(sample) if role == "opened" else None
    top = max(score for score, _column in scored)
    among = [(score, column) for score, column in scored if score > top - 0.5]
    if role == "opened":
        return min(
            (column for _score, column in among),
            key=lambda column: (column.filled < 0.9, column.first_date or 0, sample.at(column.name)),
        )
    if role == "service":
        return _most_precise([column for _score, column in among], [column for _s, column in scored], sample)
    found = max(among, key=lambda one: (round(one[1].filled, 1), one[0], -sample.at(one[1].name)))
    return found[1]


def _most_precise(among: list[Column], scored: list[Column], sample: Sample) -> Column:
    """Find the most precise of the kinds, but not a free text, nor one that tells nothing without the broader one."""

    def rank(column: Column) -> tuple[bool, bool, int]:
        return column.filled > 0.99 * max(c.filled for c in among), column.distinct <= 400, column.distinct

    best = max(among, key=rank)
    broader = [column for column in among if MANY_KINDS <= column.distinct < best.distinct]
    if broader and not any(_determines(best, column, sample, 0.1) for column in broader):
        best = max(broader, key=rank)
    finer = [
        column
        for column in scored
        if best.distinct <= FEW_KINDS < 400 >= column.distinct > best.distinct
        and column.unique < 0.3
        and column.filled > 0.99 * best.filled
        and _determines(column, best, sample)
    ]
    return max([best, *finer], key=lambda column: column.distinct)


def _in_words(column: Column, free: list[Column], sample: Sample) -> Column:
    """Give the column that says in words what this one says in codes, when there is one."""
    stems = set(column.words.split()) - {"code", "id", "no"}
    twins = [
        other
        for other in free
        if other is not column
        and other.length > column.length * 1.4
        and other.length < 80
        and (stems & set(other.words.split()) or named(r"name|descr|nom$|libel|label")(other))
        and abs(other.distinct - column.distinct) <= column.distinct * 0.1
        and other.filled > column.filled * 0.95
        and column.distinct > 1
        and not is_date(other)
        and _determines(column, other, sample)
        and _determines(other, column, sample)
    ]
    return min(twins, key=lambda other: sample.at(other.name), default=column)


def _likely_kind(free: list[Column]) -> Column | None:
    """Find what the requests are about when no name of a column tells: the words of which most differ, yet come back."""
    kinds = [
        column
        for column in free
        if is_kind(column) and column.numbers < 0.5 and column.distinct <= 400 and column.unique < 0.5
    ]
    return max(kinds, key=lambda column: (column.filled > 0.8, column.distinct), default=None)


def _only_date(sample: Sample) -> Column | None:
    dates = [column for column in sample.columns if is_date(column) and column.filled > 0.9]
    return min(dates, key=lambda column: sample.at(column.name)) if dates else None


def _check_end(chosen: dict[str, Column], sample: Sample) -> None:
    """A date of the end that mostly comes before the opening is not one, nor is a last change that nothing calls an end."""
    opened, ended = chosen.get("opened"), chosen.get("ended")
    if opened is None or ended is None:
        return
    before = after = 0
    for row in sample.rows:
        start = read_date(row[sample.at(opened.name)].strip(), opened.date_format)
        stop = read_date(row[sample.at(ended.name)].strip(), ended.date_format)
        if start and stop:
            before += stop < start
            after += stop >= start
    is_change = SCORES["ended"](ended) < 1.5
    if before > after or (is_change and "status" not in chosen):
        del chosen["ended"]


def _add_titles(chosen: dict[str, Column], sample: Sample) -> None:
    """Add the heading of services, and a title where one tells more than the service does."""
    service = chosen.get("service")
    if service is None:
        return
    if "title" in chosen and chosen["title"].distinct <= service.distinct:
        del chosen["title"]
    free = [column for column in sample.columns if column not in chosen.values() and is_kind(column)]
    group = _group_of(service, free, sample)
    if group is not None:
        chosen["group"] = group
    finer = [
        column
        for column in free
        if column is not group and column.distinct > service.distinct and SCORES["service"](column) > 1.5
    ]
    if finer and "title" not in chosen:
        chosen["title"] = min(finer, key=lambda column: sample.at(column.name))


def _group_of(service: Column, free: list[Column], sample: Sample) -> Column | None:
    """Find a broader kind: each service belongs to one value of it."""
    says = named(r"(reason|group|domain|family|famille)")
    fitting = [
        column
        for column in free
        if 1 < column.distinct < service.distinct
        and (SCORES["service"](column) > 0.9 or says(column))
        and _determines(service, column, sample)
    ]
    return max(fitting, key=lambda column: column.distinct, default=None)


def _determines(one: Column, other: Column, sample: Sample, most: float = 0.02) -> bool:
    """Tell whether a value of one column nearly always stands beside the same value of another."""
    seen: dict[str, str] = {}
    at, beside = sample.at(one.name), sample.at(other.name)
    clashes = sum(seen.setdefault(row[at], row[beside]) != row[beside] for row in sample.rows)
    return clashes <= len(sample.rows) * most
