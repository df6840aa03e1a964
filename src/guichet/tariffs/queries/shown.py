"""By-laws as the backoffice shows them: all of them, one version whole, what is in force when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Invalid, NotFound
from guichet.kernel.texts import Text
from guichet.tariffs import rules
from guichet.tariffs.book import Book
from guichet.tariffs.computing import Asked, Stretch, compute
from guichet.tariffs.examples import Tried, try_all
from guichet.tariffs.lifecycle import LIFECYCLE, PUBLISHED
from guichet.tariffs.models import ByLaw, Edition
from guichet.tariffs.queries.finding import book_of, published
from guichet.tariffs.timeline import Span, Stage, stages
from guichet.tariffs.values import Computed, Input


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version in a list: its dates, its state, which tariffs it has, who published it."""

    code: str
    bylaw: str
    name: Text
    district: Text
    number: int
    starts: dt.date
    ends: dt.date | None
    state: str
    tariffs: tuple[str, ...]
    published_by: str
    note: str


@dataclass(frozen=True, slots=True)
class Row:
    """One tariff on the timeline: its name and what holds when, in one place."""

    code: str
    name: Text
    district: str
    stages: tuple[Stage, ...]

    @property
    def faults(self) -> tuple[Stage, ...]:
        """Give the holes and overlaps."""
        return tuple(stage for stage in self.stages if stage.kind != "right")


@dataclass(frozen=True, slots=True)
class VersionShown:
    """One version whole: what it is, its content ready to compute with (or its faults), examples, what may be done."""

    line: VersionLine
    version: int
    currency: str
    book: Book | None
    faults: dict[str, str]
    tried: tuple[Tried, ...]
    verbs: tuple[str, ...]
    checked_by: str
    returned_why: str
    written_by_reader: bool
    editions: tuple[VersionLine, ...]
    content: dict[str, object] = field(default_factory=dict)


def bylaw_names(ids: Collection[int]) -> dict[tuple[str, int], Text]:
    """Name by-laws by (kind, id), for those who read the ledger."""
    rows = ByLaw.objects.filter(pk__in=ids).order_by("pk").values_list("pk", "name") if ids else ()
    return {("tariffs.bylaw", pk): name for pk, name in rows}


def versions(actor: Actor) -> list[VersionLine]:
    """List all versions of all by-laws, the newest of each first."""
    authorise(actor, rules.may_read_bylaws)
    rows = Edition.objects.select_related("bylaw__district").defer("content")
    return [_line(row) for row in rows.order_by("bylaw__code", "-number")]


def _line(row: Edition) -> VersionLine:
    bylaw = row.bylaw
    return VersionLine(
        bylaw.code,
        bylaw.number,
        bylaw.name,
        bylaw.district.name if bylaw.district else {},
        row.number,
        row.starts,
        row.ends,
        row.state,
        tuple(row.codes),
        row.published_by,
        row.note,
    )


def timeline(actor: Actor, first: dt.date, last: dt.date) -> list[Row]:
    """Say for each tariff what is in force from a day to a day, with holes and overlaps."""
    authorise(actor, rules.may_read_bylaws)
    spans: dict[tuple[str, str], list[Span]] = {}
    names: dict[str, Text] = {}
    for one in published():
        for tariff in one.codes:
            span = Span(one.bylaw_code, one.version, one.bylaw, one.starts, one.ends)
            spans.setdefault((tariff, one.district), []).append(span)
            names[tariff] = _name_of(one.content, tariff)
    rows = [
        Row(tariff, names[tariff], district, tuple(stages(found, first, last)))
        for (tariff, district), found in sorted(spans.items())
    ]
    return [row for row in rows if row.stages]


def _name_of(content: object, tariff: str) -> Text:
    tariffs: Sequence[dict[str, object]] = content.get("tariffs", ()) if isinstance(content, dict) else ()
    name = next((one.get("name") for one in tariffs if one.get("code") == tariff), None)
    return (
        {str(code): str(words) for code, words in name.items()} if isinstance(name, dict) else {"fr": tariff}
    )


def _edition(actor: Actor, code: str, number: int) -> Edition:
    authorise(actor, rules.may_read_bylaws)
    row = Edition.objects.select_related("bylaw__district").filter(bylaw__code=code, number=number).first()
    if row is None:
        raise NotFound(_("This version does not exist."))
    return row


def version_shown(actor: Actor, code: str, number: int) -> VersionShown:
    """Give one version whole, with its examples tried and what the actor may do with it."""
    row = _edition(actor, code, number)
    book, faults = None, {}
    try:
        book = book_of(row)
    except Invalid as fault:
        faults = fault.fields or {"": fault.message}
    others = Edition.objects.filter(bylaw=row.bylaw).select_related("bylaw__district").order_by("-number")
    return VersionShown(
        line=_line(row),
        version=row.version,
        currency=row.bylaw.currency,
        book=book,
        faults=faults,
        tried=tuple(try_all(book)) if book else (),
        verbs=tuple(_verbs(actor, row)),
        checked_by=row.checked_by,
        returned_why=row.returned_why,
        written_by_reader=actor.id in row.authors,
        editions=tuple(_line(one) for one in others.defer("content")),
        content=row.content,
    )


def _verbs(actor: Actor, row: Edition) -> list[str]:
    """Give the verbs that are legal now and that the actor may use."""
    may = {
        "save": rules.may_write(actor),
        "check": rules.may_write(actor),
        "return": rules.may_end(actor),
        "publish": rules.may_publish(actor, row.authors),
        "end": rules.may_end(actor),
    }
    found = [verb for verb in LIFECYCLE.verbs(row.state) if may.get(verb)]
    newest = not Edition.objects.filter(bylaw=row.bylaw, number__gt=row.number).exists()
    if row.state == PUBLISHED and newest and rules.may_write(actor):
        found.append("new")
    if row.state != PUBLISHED and rules.may_write(actor):
        found.append("discard")
    return found


def try_file(book: Book, tariff: str, inputs: dict[str, Input], starts: dt.date, ends: dt.date) -> Computed:
    """Compute a file with one version alone, as if it were in force: to try a draft, or to read an old one."""
    return compute(Asked(tariff, inputs, starts, ends, starts, book, (Stretch(book, starts, ends),)))
