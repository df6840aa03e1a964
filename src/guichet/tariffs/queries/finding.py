"""Which by-law holds on which day, and what a file costs by it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from guichet.kernel.actor import Actor
from guichet.kernel.errors import Invalid
from guichet.kernel.texts import Text
from guichet.kernel.typography import period_words
from guichet.places.editions import Kept
from guichet.tariffs import computing
from guichet.tariffs.bands import look_up as look_up_band
from guichet.tariffs.book import Book, make_book
from guichet.tariffs.content import Question, Table
from guichet.tariffs.facts import Facts, check_period
from guichet.tariffs.lifecycle import PUBLISHED
from guichet.tariffs.models import Edition
from guichet.tariffs.reading import read_content
from guichet.tariffs.values import Computed, Input

BYLAWS = "tariffs.bylaws"
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class InForce:
    """A published version: whose it is, from when to when, which tariffs it has; its book is made when needed."""

    edition_id: int
    bylaw: str
    bylaw_code: str
    version: int
    district: str
    starts: dt.date
    ends: dt.date | None
    codes: tuple[str, ...]
    currency: str
    content: Mapping[str, object]

    def holds_on(self, day: dt.date) -> bool:
        """Tell whether it is in force on a day."""
        return self.starts <= day and (self.ends is None or day <= self.ends)

    @cached_property
    def book(self) -> Book:
        """Give the version ready to compute with."""
        return make_book(read_content(self.content), self.currency, bylaw=self.bylaw, version=self.version)


def book_of(edition: Edition) -> Book:
    """Make the book of any version, drafts included; Invalid for what was written by an older Guichet and fails now."""
    bylaw = edition.bylaw
    return make_book(
        read_content(edition.content), bylaw.currency, bylaw=bylaw.number, version=edition.number
    )


def _build() -> tuple[InForce, ...]:
    rows = Edition.objects.filter(state=PUBLISHED).select_related("bylaw__district").order_by("starts", "pk")
    return tuple(
        InForce(
            row.pk,
            row.bylaw.number,
            row.bylaw.code,
            row.number,
            row.bylaw.district.code if row.bylaw.district else "",
            row.starts,
            row.ends,
            tuple(row.codes),
            row.bylaw.currency,
            row.content,
        )
        for row in rows
    )


_KEPT = Kept(_build, BYLAWS)


def published() -> tuple[InForce, ...]:
    """Give all published versions, those of the past included (kept in memory until one is published or ended)."""
    return _KEPT.get()


def in_force(tariff: str, day: dt.date, district: str | None = None) -> InForce:
    """Give the version that sets a tariff on a day; the district's own goes before the whole city's.

    Invalid, with the dates, when none is in force or two are.
    """
    return _on(_candidates(tariff, district), tariff, day, day)


def _candidates(tariff: str, district: str | None) -> list[InForce]:
    found = [one for one in published() if tariff in one.codes and one.district in ("", district or "")]
    if not found:
        words = _("No by-law sets the fee “%(tariff)s” yet. Publish one that does.") % {"tariff": tariff}
        raise Invalid(words, code="no_tariff")
    return found


def _on(candidates: list[InForce], tariff: str, first: dt.date, last: dt.date) -> InForce:
    """Give the one version that holds from a day to a day on which nothing changes."""
    holding = [one for one in candidates if one.holds_on(first)]
    own = [one for one in holding if one.district] or holding
    if len(own) == 1:
        return own[0]
    period = period_words(first, last, get_language() or "fr")
    if not own:
        words = _(
            "No by-law sets the fee “%(tariff)s” %(period)s. Choose other dates, or publish the by-law."
        )
        raise Invalid(words % {"tariff": tariff, "period": period}, code="bylaw_hole")
    words = _("Two by-laws set the fee “%(tariff)s” %(period)s: %(which)s. One of them must end first.")
    which = ", ".join(f"{one.bylaw} (v{one.version})" for one in own)
    raise Invalid(words % {"tariff": tariff, "period": period, "which": which}, code="two_bylaws")


def stretches(tariff: str, starts: dt.date, ends: dt.date, district: str | None) -> list[computing.Stretch]:
    """Cut a period into the parts in which one version holds; Invalid for a hole or two in force."""
    candidates = _candidates(tariff, district)
    changes = {one.starts for one in candidates} | {one.ends + _DAY for one in candidates if one.ends}
    firsts = [starts, *sorted(day for day in changes if starts < day <= ends)]
    lasts = [*(day - _DAY for day in firsts[1:]), ends]
    found: list[computing.Stretch] = []
    for first, last in zip(firsts, lasts, strict=True):
        book = _on(candidates, tariff, first, last).book
        if found and found[-1].book is book:
            found[-1] = computing.Stretch(book, found[-1].starts, last)
        else:
            found.append(computing.Stretch(book, first, last))
    return found


def asked(
    tariff: str,
    inputs: Mapping[str, Input],
    starts: dt.date,
    ends: dt.date,
    on: dt.date,
    district: str | None,
    *,
    lean: bool = False,
) -> computing.Asked:
    """Put a question together. What is charged once follows the version of the day `on`, else of the first day."""
    check_period(starts, ends)
    parts = stretches(tariff, starts, ends, district)
    holding = [one for one in _candidates(tariff, district) if one.holds_on(on)]
    main = _on(holding, tariff, on, on).book if holding else parts[0].book
    return computing.Asked(tariff, inputs, starts, ends, on, main, tuple(parts), lean)


def compute(
    actor: Actor,
    tariff: str,
    inputs: Mapping[str, Input],
    *,
    starts: dt.date,
    ends: dt.date,
    on: dt.date,
    district: str | None = None,
) -> Computed:
    """Say what something costs, line by line; `on` is the day of the request, both ends of the period count.

    Anyone may ask. Raises Invalid with a sentence (and the fact concerned as field) for: a hole between by-laws, two
    in force, a fact that is missing, negative or in another unit, a division by zero, what the by-law refuses.
    """
    del actor  # fees are public: the actor says in whose name it is asked, and is asked for nothing
    return computing.compute(asked(tariff, inputs, starts, ends, on, district))


def questions_of(tariff: str, on: dt.date, district: str | None = None) -> list[Question]:
    """Give the facts that a tariff needs on a day, for a form to ask: label, unit, kind, choices, default."""
    book = in_force(tariff, on, district).book
    return [book.content.questions[code] for code in book.needs[tariff]]


def table_of(code: str, on: dt.date, district: str | None = None) -> tuple[Book, Table] | None:
    """Find a table of rates among what is in force on a day; the district's own goes first."""
    holding = [one for one in published() if one.holds_on(on) and one.district in ("", district or "")]
    for one in sorted(holding, key=lambda one: not one.district):
        if code in one.book.content.tables:
            return one.book, one.book.content.tables[code]
    return None


def look_up(
    code: str, inputs: Mapping[str, Input], *, on: dt.date, district: str | None = None
) -> tuple[str, Text]:
    """Read one figure of a table of rates, as forms and agents do: its value as text and its unit in words."""
    found = table_of(code, on, district)
    if found is None:
        raise Invalid(_("There is no such table in force on that day."), code="no_table")
    book, table = found
    facts = Facts({one: book.content.questions[one] for one in table.by}, inputs)
    by = {one: facts.need(one) for one in table.by}
    band = look_up_band(
        table,
        {one: ("yes" if fact else "no") if isinstance(fact, bool) else fact for one, fact in by.items()},
    )
    return str(band.value), band.label
