"""What was typed on a page, by the code of its question, as the catalogue reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.http import QueryDict

from guichet.catalogue.forms import ATTACHED, Kind, Question
from guichet.web.kit.runner.fields import field_name
from guichet.web.kit.widgets import AREA_FIELDS, PERIOD_FIELDS

MAX_ROWS = 40
_LONG = 20_000
_DRAWN = 200_000

Given = dict[str, Any]


def read_given(questions: Iterable[Question], data: QueryDict, kept: Given | None = None) -> Given:
    """Give what was typed; `kept` holds what a page does not send again: the files that are there already."""
    return {
        question.code: _typed(question, question.code, data, (kept or {}).get(question.code))
        for question in questions
        if question.kind not in ATTACHED or kept is not None
    }


def _typed(question: Question, code: str, data: QueryDict, kept: Any) -> Any:
    name = field_name(code)
    if question.kind is Kind.GROUP:
        return _rows(question, data, kept)
    if question.kind in ATTACHED:
        return kept or []
    if reader := _READERS.get(question.kind):
        return reader(data, name)
    return str(data.get(name, ""))[:_LONG]


def _rows(group: Question, data: QueryDict, kept: Any) -> list[Given]:
    sent = data.get(f"rows_{group.code}", "")
    count = min(int(sent), MAX_ROWS) if sent.isascii() and sent.isdigit() else 0
    before = kept if isinstance(kept, list) else []
    rows = []
    for number in range(count):
        old = before[number] if number < len(before) and isinstance(before[number], dict) else {}
        rows.append(
            {
                inner.code: _typed(inner, f"{group.code}.{number}.{inner.code}", data, old.get(inner.code))
                for inner in group.questions
            }
        )
    return rows


def _date_of(data: QueryDict, name: str) -> str:
    """Join day, month and year as year-month-day; what is no number stays, to be shown again and refused."""
    year, month, day = (data.get(f"{name}_{part}", "").strip()[:4] for part in ("year", "month", "day"))
    if not (year or month or day):
        return ""
    return f"{year}-{month.zfill(2) if month else ''}-{day.zfill(2) if day else ''}"


def _period_of(data: QueryDict, name: str) -> Given:
    return {part: data.get(f"{name}_{part}", "")[:20].strip() for part in PERIOD_FIELDS}


def _area_of(data: QueryDict, name: str) -> Given:
    """Give the parts of an area, whether its boxes are those of a drawing (kit.areas) or only typed."""
    given = {part: data.get(f"{name}_{part}", "")[:300] for part in AREA_FIELDS}
    for part, own in (("place", "address"), ("length", "length_m"), ("width", "width_m")):
        given[own] = given[own] or data.get(f"{name}_{part}", "")[:300]
    given["side"] = data.get(f"{name}_side", "")[:10]
    return given | {"geometry": (data.get(f"{name}_geometry", "") or data.get(name, ""))[:_DRAWN]}


def _choices_of(data: QueryDict, name: str) -> list[str]:
    return data.getlist(name)[:60]


_READERS: dict[Kind, Callable[[QueryDict, str], Any]] = {
    Kind.CHOICES: _choices_of,
    Kind.DATE: _date_of,
    Kind.PERIOD: _period_of,
    Kind.AREA: _area_of,
}
