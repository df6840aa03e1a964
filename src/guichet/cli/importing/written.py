"""The text of a proposed profile: each choice with what was seen, and what was left out."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from guichet.cli.importing.beside import address_columns, lasting_columns, time_format
from guichet.cli.importing.columns import Column, Sample
from guichet.cli.importing.dates import NOTHING
from guichet.cli.importing.likeness import is_date, named
from guichet.cli.importing.meanings import channel_of, status_of
from guichet.cli.importing.rows import WEEKDAYS
from guichet.cli.importing.where import language_of, zone_of
from guichet.kernel.words import clean_line, fold

_MONTH = re.compile(r"^\d{4}-(0[1-9]|1[0-2])$")


@dataclass(frozen=True, slots=True)
class Proposal:
    """What was found in a file. `about` names the columns of month, weekday and hour of a file that hides the day."""

    sample: Sample
    chosen: Mapping[str, Column]
    about: Mapping[str, str]
    projection: str = ""


def looks(column: Column) -> str:
    """Say in a few words what a column holds."""
    if not column.distinct:
        return "empty"
    if is_date(column):
        return f"dates {column.date_format}"
    if column.points > 0.9:
        return "positions"
    if column.numbers > 0.9:
        return f"numbers {column.low:.12g} to {column.high:.12g}"
    many = f"{column.distinct} different values" if column.distinct > 1 else "one value"
    return f"{many}, « {clean_line(next(iter(column.values)), 30)} »"


def written(name: str, found: Proposal) -> Iterable[str]:
    """Write a profile for a file of this name, line by line."""
    sample, chosen = found.sample, found.chosen
    language = language_of(sample)
    yield f"# Proposed by looking at {len(sample.rows)} lines of {name}. Read each line, correct it, then try:"
    yield "#   guichet import cases --city CITY --profile THIS.toml --dry-run --create-missing FILE"
    yield f"source = {_text(re.sub(r'[^a-z0-9]+', '-', fold(name.split('.', maxsplit=1)[0])).strip('-')[:40] or 'import')}"
    yield f"language = {_text(language)}"
    yield f"encodings = [{_text(sample.encoding)}]"
    yield f"delimiter = {_text(sample.delimiter)}"
    if sample.header_line > 1:
        yield f"header_line = {sample.header_line}    # a title stands above the names of the columns"
    yield "\n[columns]"
    beside = address_columns(sample, chosen["address"]) if "address" in chosen else []
    for role, column in chosen.items():
        value = _list_of(beside) if role == "address" else _text(column.name)
        yield f"{f'{role} = {value}':<52} # {looks(column)}"
    for column in sample.columns:
        if column.name and column not in chosen.values() and column not in beside:
            yield f"# not used: {clean_line(column.name, 80)} ({looks(column)})"
    if "id" not in chosen:
        yield "\n[identity]  # no column numbers the lines: these, together, tell them apart"
        yield f"columns = {_list_of(lasting_columns(sample, chosen))}"
    yield from _dates_part(found, language)
    if found.projection:
        yield "\n[place]"
        yield f"projection = {_text(found.projection)}    # of the metres in lat (north) and lon (east); check it"
    yield from _values_part(chosen, sample, language)


def hidden_days(sample: Sample) -> dict[str, str]:
    """Find when requests came in a file that hides the day: the columns of month, weekday and hour, as far as there."""
    month = next(
        (c.name for c in sample.columns if _share(c, lambda cell: bool(_MONTH.match(cell))) > 0.9), ""
    )
    if not month:
        return {}
    weekday = next(
        (c.name for c in sample.columns if _share(c, lambda cell: fold(cell) in WEEKDAYS) > 0.9), ""
    )
    is_hour = named(r"(heure|hour|hora|stunde)")
    hour = next((c.name for c in sample.columns if is_hour(c) and c.numbers > 0.9 and c.high <= 24), "")
    return {"month": month, "weekday": weekday, "hour": hour}


def _share(column: Column, fits: Callable[[str], bool]) -> float:
    return sum(count for cell, count in column.values.items() if fits(cell)) / (column.values.total() or 1)


def _dates_part(found: Proposal, language: str) -> Iterable[str]:
    chosen = found.chosen
    formats = {chosen[role].date_format for role in ("opened", "ended", "due") if role in chosen}
    yield "\n[dates]"
    zone = zone_of(chosen, language, found.projection)
    yield (
        f"zone = {_text(zone)}    # of dates without one; check it"
        if zone
        else "# zone = …    # the city's own"
    )
    if "opened_time" in chosen:
        formats.add(f"{chosen['opened'].date_format} {time_format(chosen['opened_time'])}")
    if formats:
        yield f"formats = [{', '.join(_text(form) for form in sorted(formats))}]"
    for name, column in found.about.items():
        if column:
            yield f"{name} = {_text(column)}"


def _values_part(chosen: Mapping[str, Column], sample: Sample, language: str) -> Iterable[str]:
    if "status" in chosen:
        yield "\n[values.status]  # received, taken, or how it ended: done, refused, duplicate, not_ours, unstated…"
        ended = _ended_words(chosen, sample)
        for word, count in chosen["status"].values.most_common():
            meaning = status_of(word)
            meaning = "unstated" if meaning == "received" and word in ended else meaning
            yield f"{_text(word)} = {_text(meaning)}    # {count} lines of the sample"
    elif "ended" not in chosen:
        yield "\n[no_status]  # nothing tells what has ended: the newest days count as open"
        yield "open_days = 14"
    if "channel" in chosen:
        yield "\n[values.channel]"
        for word, count in chosen["channel"].values.most_common():
            yield f"{_text(word)} = {_text(channel_of(word, language))}    # {count}"


def _ended_words(chosen: Mapping[str, Column], sample: Sample) -> set[str]:
    """Give the states whose lines nearly all have a date of the end, where not every line has one."""
    if "ended" not in chosen or chosen["ended"].filled > 0.98:
        return set()
    state, end = sample.at(chosen["status"].name), sample.at(chosen["ended"].name)
    ended = Counter(row[state].strip() for row in sample.rows if row[end].strip() not in NOTHING)
    return {word for word, count in ended.items() if count > 0.9 * chosen["status"].values[word]}


def _list_of(columns: Sequence[Column]) -> str:
    return f"[{', '.join(_text(column.name) for column in columns)}]"


def _text(value: str) -> str:
    """Write a text as TOML does, which escapes as JSON does but for one sign."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
