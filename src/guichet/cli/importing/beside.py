"""Columns of an unknown file that go beside those that were chosen: the hour of a day, the rest of an address."""

from __future__ import annotations

import re
from collections.abc import Mapping

from guichet.cli.importing.columns import Column, Sample

_TIME = re.compile(r"^([01]?\d|2[0-3])[:h][0-5]\d(:[0-5]\d)?$")
# What changes while a request is handled: a line must stay the same line when the file is drawn again later.
CHANGING = ("status", "ended", "due", "answer", "team")


def time_beside(sample: Sample, chosen: Mapping[str, Column]) -> Column | None:
    """Find the hour of opening where the file tells it apart from the day; None when the date has it, or nothing does."""
    opened = chosen.get("opened")
    if (
        opened is None
        or opened.date_format == "iso"
        or "%H" in opened.date_format
        or "%I" in opened.date_format
    ):
        return None
    near = sample.at(opened.name)
    times = [
        column
        for column in sample.columns
        if column not in chosen.values()
        and re.search(r"heure|hour|time|hora|uhr", column.words)
        and _share_of_times(column) > 0.9
    ]
    return min(times, key=lambda column: abs(sample.at(column.name) - near), default=None)


def _share_of_times(column: Column) -> float:
    return sum(count for cell, count in column.values.items() if _TIME.match(cell)) / (
        column.values.total() or 1
    )


def time_format(column: Column) -> str:
    """Give how a column of hours is written, as Python's letters."""
    if all("h" in cell for cell in column.values):
        return "%Hh%M"
    return "%H:%M:%S" if all(cell.count(":") == 2 for cell in column.values) else "%H:%M"


def address_columns(sample: Sample, first: Column) -> list[Column]:
    """Give the columns that make an address with the one found: those named alike but for a number."""
    stem = re.sub(r"\d+", "#", first.words)
    if "#" not in stem:
        return [first]
    return [column for column in sample.columns if re.sub(r"\d+", "#", column.words) == stem]


def lasting_columns(sample: Sample, chosen: Mapping[str, Column]) -> list[Column]:
    """Give the columns that tell lines apart whenever the file is drawn: all but those that change."""
    changing = [chosen[role] for role in CHANGING if role in chosen]
    return [column for column in sample.columns if column.filled and column not in changing]
