"""The words of the register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from guichet.kernel import moment, typography
from guichet.kernel.texts import localise
from guichet.occupations.kinds import kind_words
from guichet.occupations.lifecycle import PHASE_WORDS, Phase
from guichet.occupations.queries.works import Clash, WorkRow

OWNER_WORDS: Mapping[str, str | Promise] = {
    "city": gettext_lazy("The city"),
    "utility": gettext_lazy("A network (water, gas, power, telecom)"),
    "transport": gettext_lazy("Public transport"),
    "private": gettext_lazy("A company or an association"),
    "other": gettext_lazy("Another public body"),
}
CERTAINTY_WORDS: Mapping[str, str | Promise] = {
    "possible": gettext_lazy("Possible"),
    "likely": gettext_lazy("Likely"),
    "sure": gettext_lazy("Sure"),
}
VAGUENESS_WORDS: Mapping[str, str | Promise] = {
    "day": gettext_lazy("To the day"),
    "week": gettext_lazy("To the week"),
    "month": gettext_lazy("To the month"),
    "season": gettext_lazy("To the season"),
    "year": gettext_lazy("To the year"),
}
VERB_WORDS: Mapping[str, str | Promise] = {
    "study": gettext_lazy("Study it"),
    "schedule": gettext_lazy("Put it on the schedule"),
    "start": gettext_lazy("It has begun"),
    "postpone": gettext_lazy("Postpone it"),
    "finish": gettext_lazy("It is done"),
    "drop": gettext_lazy("Give it up"),
    "revive": gettext_lazy("Take it up again"),
    "reopen": gettext_lazy("It goes on after all"),
}
PHASE_TONES = {Phase.UNDERWAY: "warn", Phase.SCHEDULED: "info"}


def language() -> str:
    """Give the language of the page, « fr » or « en »."""
    return (get_language() or "fr")[:2]


@dataclass(frozen=True, slots=True)
class WorkLine:
    """A planned work in words."""

    row: WorkRow
    title: str
    kind: str
    phase: str
    tone: str
    dates: str
    certainty: str
    url: str
    verbs: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ClashLine:
    """Two planned works that should be spoken about, in words."""

    one: WorkLine
    other: WorkLine
    sentence: str
    tone: str


def line_of(row: WorkRow) -> WorkLine:
    """Put a planned work in words."""
    return WorkLine(
        row=row,
        title=localise(row.title, language()),
        kind=kind_words(row.kind),
        phase=str(PHASE_WORDS[Phase(row.phase)]),
        tone=PHASE_TONES.get(Phase(row.phase), ""),
        dates=dates_words(row.starts, row.ends),
        certainty=str(CERTAINTY_WORDS[row.certainty]),
        url=reverse("works_work", args=[row.reference]),
        verbs=[(verb, str(VERB_WORDS[verb])) for verb in row.verbs],
    )


def dates_words(starts: dt.date, ends: dt.date) -> str:
    """Write the dates of a list: « 3 déc. – 12 janv. 2027 »."""
    today = moment.today()
    first = typography.short_date(starts, language(), today)
    return first if starts == ends else f"{first} – {typography.short_date(ends, language(), today)}"


def clash_lines(clashes: Sequence[Clash], lines: Mapping[str, WorkLine]) -> list[ClashLine]:
    """Put clashes in words; those of works that are not listed are left out."""
    told = []
    for clash in clashes:
        one, other = lines.get(clash.one), lines.get(clash.other)
        if one is None or other is None:
            continue
        square = f"{typography.number(clash.overlap_m2, language(), 0)}{typography.NBSP}m²"
        if clash.is_same_time:
            days = typography.counted(clash.overlap_days, _("day"), _("days"), language())
            words = _("Same place for %(days)s: %(square)s in common.") % {"days": days, "square": square}
        else:
            days = typography.counted(clash.gap_days, _("day"), _("days"), language())
            words = _("The same ground opened twice, %(days)s apart: %(square)s in common.")
            words = words % {"days": days, "square": square}
        told.append(ClashLine(one, other, words, "late" if clash.is_same_time else "warn"))
    return told


def features_of(line: WorkLine) -> list[dict[str, Any]]:
    """Give the shape of a work and its middle, as the map draws them."""
    shape = shapely.geometry.shape(line.row.geometry)
    point = shape.representative_point()
    told = {
        "title": line.title,
        "text": f"{line.row.reference} · {line.dates} · {line.row.owner}",
        "url": line.url,
        "now": line.row.phase == Phase.UNDERWAY,
    }
    middle = {"type": "Point", "coordinates": [round(point.x, 6), round(point.y, 6)]}
    shapes = (line.row.geometry, middle)
    return [{"type": "Feature", "geometry": each, "properties": told} for each in shapes]
