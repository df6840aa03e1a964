"""What holds when, tariff by tariff: stretches, holes between them, days on which two versions hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """A version from its first to its last day (none: no end), and where a link to it leads."""

    code: str
    version: int
    number: str
    starts: dt.date
    ends: dt.date | None


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of the timeline: what holds from a day to a day; no span is a hole, two or more overlap."""

    starts: dt.date
    ends: dt.date
    spans: tuple[Span, ...]

    @property
    def kind(self) -> str:
        """Tell a hole and an overlap from what is right."""
        return ("hole", "right")[len(self.spans)] if len(self.spans) < 2 else "overlap"


def stages(spans: Sequence[Span], first: dt.date, last: dt.date) -> list[Stage]:
    """Cut a window of time where what holds changes. What comes before the first version ever is no hole."""
    begun = [span.starts for span in spans if span.starts <= last]
    if not begun:
        return []
    low = max(first, min(begun))
    days = {span.starts for span in spans} | {span.ends + _DAY for span in spans if span.ends}
    cuts = [low, *sorted(day for day in days if low < day <= last)]
    found = []
    for at, day in enumerate(cuts):
        until = cuts[at + 1] - _DAY if at + 1 < len(cuts) else last
        holding = tuple(
            span for span in spans if span.starts <= day and (span.ends is None or day <= span.ends)
        )
        found.append(Stage(day, until, holding))
    return found
