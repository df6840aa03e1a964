"""Values of types of permits: what a page shows of what may be asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from guichet.kernel.texts import Text


@dataclass(frozen=True, slots=True)
class Document:
    """A piece that a file needs; `when` is CEL over `answers`, empty when it is always needed."""

    code: str
    label: Text
    help: Text = field(default_factory=dict)
    required: bool = True
    when: str = ""


@dataclass(frozen=True, slots=True)
class Reviewer:
    """A service whose opinion is asked: its field (« fire »), its team's code, its limit, when it is asked."""

    field: str
    team: str
    days: int
    unit: str = "working_days"
    when: str = ""


@dataclass(frozen=True, slots=True)
class TypeShown:
    """A type of permit in a district: the city's words and numbers with what the district changes of them."""

    id: int
    code: str
    name: Text
    description: Text
    icon: str
    group: Text
    kind: str
    use: str
    tariff: str
    needed_by: Text
    not_needed: Text
    documents: tuple[Document, ...]
    lead_amount: int
    lead_unit: str
    late_help: Text
    longest_days: int
    extendable: bool
    most_extensions: int | None
    longest_total: int | None
    reviewers: tuple[Reviewer, ...]
    conditions: tuple[Mapping[str, str], ...]
    promise_amount: int
    promise_unit: str
    clock_amount: int
    clock_unit: str
    silence: str
    clock_source: str
    complete_days: int
    pause_source: str
    appeal: Text
    billed: str
    paid_before_issue: bool
    must_declare: bool
    unused_days: int
    renewable: bool
    renewal_free_study: bool
    season_from: str
    season_to: str
    remind_days: int
    checklist: tuple[Mapping[str, Any], ...]
    harm: int
    public_map: bool
    drawn: bool
    district: str
    district_note: Text
    version: int

    @property
    def free(self) -> bool:
        """Tell whether nothing is ever asked for it."""
        return not self.tariff


@dataclass(frozen=True, slots=True)
class Earliest:
    """The first day on which an occupation may lawfully start, and why."""

    day: dt.date
    asked_on: dt.date
    lead_amount: int
    lead_unit: str
    sentence: Text


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that a file lacks, or that forbids to file it: where it is, and what to do."""

    code: str
    label: Text
    kind: str
    """« question », « document », « period », « area », « party », « address »."""
    page: int = 0
    sentence: Text = field(default_factory=dict)
